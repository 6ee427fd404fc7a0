//! All use cases behind one value, capability by capability. What each of them can do stands in the folder of its name; here
//! nothing is known of it.

use std::sync::Arc;

use sqlx::PgPool;

use crate::{
    accounts::PasswordHasher,
    clock::{Clock, DemoClock},
    db,
    documents::Files,
    settings::Settings,
};

/// All use cases behind one value: a database, a clock and the settings. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    pub db: PgPool,
    pub clock: Arc<dyn Clock>,
    pub settings: Arc<Settings>,
    /// The same clock, where it can be set: in a demo, and nowhere else.
    pub(crate) demo_clock: Option<Arc<DemoClock>>,
    pub(crate) passwords: PasswordHasher,
    pub(crate) files: Files,
}

/// Use cases of accounts.
pub struct Accounts<'a>(pub(crate) &'a Backend);

/// Use cases of the register.
pub struct Registry<'a>(pub(crate) &'a Backend);

/// Use cases of case reports.
pub struct Cases<'a>(pub(crate) &'a Backend);

/// Use cases of facility applications.
pub struct Applications<'a>(pub(crate) &'a Backend);

/// Use cases of linkages.
pub struct Network<'a>(pub(crate) &'a Backend);

/// Use cases of certified facilities.
pub struct Facilities<'a>(pub(crate) &'a Backend);

/// Use cases of approval requests.
pub struct Approvals<'a>(pub(crate) &'a Backend);

/// Use cases of documents.
pub struct Documents<'a>(pub(crate) &'a Backend);

/// Use cases of mail.
pub struct Notices<'a>(pub(crate) &'a Backend);

/// Reading the audit.
pub struct Audit<'a>(pub(crate) &'a Backend);

/// Use cases of the demo society.
pub struct Demo<'a>(pub(crate) &'a Backend);

impl Backend {
    pub fn new(db: PgPool, clock: Arc<dyn Clock>, settings: Settings) -> Self {
        Self {
            db,
            clock,
            settings: Arc::new(settings),
            demo_clock: None,
            passwords: PasswordHasher::new(),
            files: Files::in_memory(),
        }
    }

    /// A transaction that carries the number of the request that it is for.
    pub(crate) async fn begin(&self) -> sqlx::Result<sqlx::Transaction<'static, sqlx::Postgres>> {
        db::begin(&self.db).await
    }

    /// The same, with another hasher: tests hash dozens of passwords.
    #[must_use]
    pub fn with_passwords(self, passwords: PasswordHasher) -> Self {
        Self { passwords, ..self }
    }

    /// The same, with files kept elsewhere than in memory, and looked into.
    #[must_use]
    pub fn with_files(self, files: Files) -> Self {
        Self { files, ..self }
    }

    /// The same as a demo, with its clock that can be set forward. For data that a demo made (docs/adr/0026).
    #[must_use]
    pub fn as_demo(self, clock: Arc<DemoClock>) -> Self {
        Self { clock: clock.clone(), demo_clock: Some(clock), ..self }
    }

    /// Is this a demo? Whatever only a demo has or allows asks here: `/dev/mail`, `/dev/clock`, an office without a second
    /// factor, the list of accounts with their password.
    pub fn is_demo(&self) -> bool {
        self.demo_clock.is_some()
    }

    /// Sign-in, sessions, password links.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(self)
    }

    /// Members, qualifications, facilities, certification records, import.
    pub fn registry(&self) -> Registry<'_> {
        Registry(self)
    }

    /// Case reports of one applicant.
    pub fn cases(&self) -> Cases<'_> {
        Cases(self)
    }

    /// A facility's application: rounds, forms, 申請.
    pub fn applications(&self) -> Applications<'_> {
        Applications(self)
    }

    /// Linkages of 連携施設 and 基幹施設.
    pub fn network(&self) -> Network<'_> {
        Network(self)
    }

    /// 施設マイページ of certified facilities: changes and 返上.
    pub fn facilities(&self) -> Facilities<'_> {
        Facilities(self)
    }

    /// Requests, the supervisor's queue, decisions.
    pub fn approvals(&self) -> Approvals<'_> {
        Approvals(self)
    }

    /// Files that a facility sends.
    pub fn documents(&self) -> Documents<'_> {
        Documents(self)
    }

    /// The outbox and its worker.
    pub fn notices(&self) -> Notices<'_> {
        Notices(self)
    }

    /// Who did what.
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }

    /// The demo society.
    pub fn demo(&self) -> Demo<'_> {
        Demo(self)
    }

    /// The calendar day in Japan.
    pub(crate) fn today(&self) -> jiff::civil::Date {
        domain::calendar::day(self.clock.now())
    }
}
