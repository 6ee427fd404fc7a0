//! Which sign-in page somebody stands before, and where it leads.

use domain::{
    accounts::{Applying, Realm},
    vocabulary,
};

use super::Route;

vocabulary! {
    /// A sign-in page.
    #[derive(Default)]
    pub enum Door {
        /// 「会員ログイン」
        #[default]
        Member = "member",
        /// 「施設マイページ ログイン画面」
        Facility = "facility",
        /// 「基幹施設 新規申請 ログイン画面」
        Core = "core",
        /// 「連携施設 新規申請 ログイン画面」
        Partner = "partner",
        /// 「事務局ログイン」
        Office = "office",
    }
}

impl Door {
    /// The door before an application.
    pub fn to(applying: Applying) -> Self {
        match applying {
            Applying::Core => Self::Core,
            Applying::Partner => Self::Partner,
        }
    }

    /// The first door of a realm.
    pub fn of(realm: Realm) -> Self {
        match realm {
            Realm::Member => Self::Member,
            Realm::Facility => Self::Facility,
            Realm::Office => Self::Office,
        }
    }

    /// What is applied for behind it.
    pub fn applying(self) -> Option<Applying> {
        match self {
            Self::Member | Self::Facility | Self::Office => None,
            Self::Core => Some(Applying::Core),
            Self::Partner => Some(Applying::Partner),
        }
    }

    pub fn realm(self) -> Realm {
        match self {
            Self::Member => Realm::Member,
            Self::Facility | Self::Core | Self::Partner => Realm::Facility,
            Self::Office => Realm::Office,
        }
    }

    /// The heading of the page.
    pub fn title(self) -> String {
        match (self, self.applying()) {
            (_, Some(applying)) => format!("{} ログイン画面", applying.label()),
            (Self::Member, _) => "会員ログイン".into(),
            (Self::Office, _) => "事務局ログイン".into(),
            (_, None) => "施設マイページ ログイン画面".into(),
        }
    }

    /// What people sign in by (A3).
    pub fn account_label(self) -> &'static str {
        match self.realm() {
            Realm::Member => "会員番号またはメールアドレス",
            Realm::Facility | Realm::Office => "メールアドレス",
        }
    }

    pub fn route(self) -> Route {
        match (self, self.applying()) {
            (_, Some(applying)) => Route::ApplySignIn(applying),
            (Self::Member, _) => Route::SignIn,
            (Self::Office, _) => Route::OfficeSignIn,
            (_, None) => Route::FacilitySignIn,
        }
    }

    /// The page with the way back to the page that asked for it.
    pub fn route_then(self, next: String) -> Route {
        match self.realm() {
            Realm::Member => Route::SignInThen(next),
            Realm::Facility => Route::FacilitySignInThen(next),
            Realm::Office => Route::OfficeSignInThen(next),
        }
    }

    /// Where somebody arrives who came for no page in particular.
    pub fn home(self) -> Route {
        self.applying().map_or_else(|| home(self.realm()), Route::Apply)
    }
}

/// The first page of a realm.
pub fn home(realm: Realm) -> Route {
    match realm {
        Realm::Member => Route::Member,
        Realm::Facility => Route::Facility,
        Realm::Office => Route::Office,
    }
}
