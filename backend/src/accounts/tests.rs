//! Tests of A1–A9 on a real database, with a clock that stands still until it is moved.

mod address;
mod brakes;
mod links;
mod office;
mod pages;
mod second_factor;
mod sessions;
mod sign_up;

use std::sync::Arc;

use domain::{
    accounts::Realm,
    actor::Actor,
    ids::{FacilityId, MemberId, OfficeUserId},
};
use jiff::SignedDuration;
use sqlx::PgPool;
use uuid::Uuid;

use super::{NewSession, PasswordHasher, PasswordSet, Session, SignIn};
use crate::{Backend, By, DemoClock, Error, FakeClock, Origin, Settings, notices::Transport};

const PASSWORD: &str = "demo-pass-2026";

/// A society of a few people: a physician, a nurse, a facility, a person of the office.
struct Society {
    backend: Backend,
    clock: Arc<FakeClock>,
    physician: Uuid,
    nurse: Uuid,
    facility: Uuid,
    office: Uuid,
}

impl Society {
    /// In a demo: nobody of the office needs a second factor.
    async fn new(pool: PgPool) -> Self {
        Self::with(pool, |backend, clock| backend.as_demo(DemoClock::over(clock))).await
    }

    async fn with(pool: PgPool, change: impl FnOnce(Backend, Arc<FakeClock>) -> Backend) -> Self {
        // 2026-11-22 18:00 in Japan
        let clock = Arc::new(FakeClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        let backend = Backend::new(pool, clock.clone(), Settings::default())
            .with_passwords(PasswordHasher::cheap_for_tests());
        let backend = change(backend, clock.clone());
        let [physician, nurse, facility, office] = [(); 4].map(|()| Uuid::now_v7());
        let society = Self { backend, clock, physician, nurse, facility, office };
        society.member(physician, "100001", "taro@example.jp", "医師").await.unwrap();
        society.member(nurse, "300000", "kango@example.jp", "看護師").await.unwrap();
        society.facility(facility, "F001", Some("hospital@example.jp")).await.unwrap();
        society.office(office, "office@example.jp").await.unwrap();
        for (realm, id) in [
            (Realm::Member, physician),
            (Realm::Member, nurse),
            (Realm::Facility, facility),
            (Realm::Office, office),
        ] {
            society.give_password(realm, id).await;
        }
        society
    }

    async fn member(&self, id: Uuid, number: &str, email: &str, profession: &str) -> Result<(), sqlx::Error> {
        sqlx::query(
            "insert into member (member_id, member_no, family_name, given_name, family_kana, given_kana, email,
                 profession, joined_on, affiliation, search_key)
             values ($1, $2, '緩和', '太郎', 'かんわ', 'たろう', $3, $4, '2010-04-01', 'みどり野中央病院', '')",
        )
        .bind(id)
        .bind(number)
        .bind(email)
        .bind(profession)
        .execute(&self.backend.db)
        .await
        .map(drop)
    }

    async fn facility(&self, id: Uuid, number: &str, email: Option<&str>) -> Result<(), sqlx::Error> {
        sqlx::query(
            "insert into facility (facility_id, facility_no, name, kana, prefecture, login_email, search_key)
             values ($1, $2, 'みどり野中央病院', 'みどりのちゅうおうびょういん', '東京都', $3, '')",
        )
        .bind(id)
        .bind(number)
        .bind(email)
        .execute(&self.backend.db)
        .await
        .map(drop)
    }

    async fn office(&self, id: Uuid, email: &str) -> Result<(), sqlx::Error> {
        sqlx::query("insert into office_user (office_user_id, email, name) values ($1, $2, '事務局 一郎')")
            .bind(id)
            .bind(email)
            .execute(&self.backend.db)
            .await
            .map(drop)
    }

    async fn give_password(&self, realm: Realm, id: Uuid) {
        let hash = self.backend.passwords.hash(PASSWORD).await.unwrap();
        self.sql(&format!(
            "insert into credential (realm, account_id, password_hash, changed_at)
             values ('{}', '{id}', '{hash}', '2026-01-01')",
            realm.key()
        ))
        .await;
    }

    async fn sql(&self, statement: &str) {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&self.backend.db).await.unwrap();
    }

    async fn count(&self, statement: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_one(&self.backend.db).await.unwrap()
    }

    /// Events of the audit, oldest first.
    async fn events(&self) -> Vec<String> {
        sqlx::query_scalar("select event from audit_line order by at, audit_id")
            .fetch_all(&self.backend.db)
            .await
            .unwrap()
    }

    fn pass(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
    }

    /// Signs the physician in.
    async fn signed_in(&self, keep: bool) -> NewSession {
        match self.try_sign_in("100001", PASSWORD, keep).await.unwrap() {
            SignIn::Welcome(session) => session,
            SignIn::Wrong => panic!("the right password was refused"),
        }
    }

    async fn try_sign_in(&self, account: &str, password: &str, keep: bool) -> Result<SignIn, Error> {
        self.backend.accounts().sign_in(Realm::Member, account, password, keep, &client("192.0.2.1")).await
    }

    async fn holder(&self, token: &str) -> Option<Actor> {
        match self.backend.accounts().session(token).await.unwrap() {
            Some(Session::Open(actor)) => Some(actor),
            Some(Session::HalfOpen(_)) | None => None,
        }
    }

    fn physician(&self) -> Actor {
        Actor::Member { id: MemberId(self.physician), physician: true }
    }

    /// Asks for a link as the physician and reads its token in the mail.
    async fn mailed_token(&self, account: &str) -> String {
        self.backend.accounts().forgot_password(Realm::Member, account, &client("192.0.2.1")).await.unwrap();
        self.backend.notices().deliver_due(&Transport::DevMailbox, 10).await.unwrap();
        let mails = self.backend.notices().dev_mails().await.unwrap();
        let (_, rest) = mails[0].text.split_once("/password/set/").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    async fn set_password(&self, token: &str, password: &str) -> PasswordSet {
        self.backend.accounts().set_password(token, password, password, &client("192.0.2.1")).await.unwrap()
    }
}

fn client(address: &str) -> Origin {
    Origin { client: address.into(), agent: "Firefox".into() }
}

fn by(actor: Actor) -> By {
    By { actor, origin: client("192.0.2.1") }
}
