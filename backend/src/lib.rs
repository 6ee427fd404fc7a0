//! Use cases: what people do with the society's records. Each reads like the rule: lock, permit, change, record, enqueue,
//! commit. All SQL lives here, in one `queries.rs` per capability.
//!
//! The doors are the methods of [`Backend`]: `backend.cases().register(…)`, `backend.approvals().decide(…)`.

pub mod accounts;
pub mod applications;
pub mod approvals;
pub mod audit;
pub mod backup;
pub mod cases;
pub mod clock;
pub mod db;
pub mod demo;
pub mod documents;
pub mod error;
pub mod facilities;
pub mod network;
pub mod notices;
pub mod registry;
mod rows;
pub mod table;
#[cfg(test)]
pub(crate) mod testing;
pub mod wall;

use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

use sqlx::PgPool;

pub use clock::{Clock, DemoClock, FakeClock, SystemClock};
pub use db::MIGRATOR;
pub use error::{Error, Result};

/// What the society can set without touching code.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name in mails and headers, e.g. 日本緩和医療学会.
    pub society: String,
    /// What stands before the name on formal papers, e.g. 特定非営利活動法人.
    pub legal_form: String,
    /// Where people reach the site, without a slash at the end; links in mails begin with it.
    pub public_url: String,
    /// Address that mails come from.
    pub mail_from: String,
    /// Lengths of the texts of a case report (C4).
    pub limits: domain::cases::Limits,
    /// 年度 for which a facility is certified (F1).
    pub certification_years: u8,
    /// Life in hours of the links in mails that open an account (A5).
    pub link_hours: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            society: "日本緩和医療学会".into(),
            legal_form: "特定非営利活動法人".into(),
            public_url: "http://127.0.0.1:3000".into(),
            mail_from: "nintei@example.jp".into(),
            limits: domain::cases::Limits::default(),
            certification_years: domain::applications::VALID_YEARS,
            link_hours: domain::accounts::LINK_HOURS,
        }
    }
}

impl Settings {
    /// Until when a link that is mailed now opens an account (A5).
    fn link_ends(&self, now: Timestamp) -> Timestamp {
        now + SignedDuration::from_hours(self.link_hours.into())
    }
}

/// All use cases behind one value: a database, a clock and the settings. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    pub db: PgPool,
    pub clock: Arc<dyn Clock>,
    pub settings: Arc<Settings>,
    /// The same clock, where it can be set: in a demo, and nowhere else.
    demo_clock: Option<Arc<DemoClock>>,
    passwords: accounts::PasswordHasher,
    files: documents::Files,
}

/// Where a request comes from, for the audit line and the brakes: the client's address, never trusted further than that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's network address.
    pub client: String,
    /// User agent, shortened.
    pub agent: String,
}

/// Who acts and from where: what every writing use case wants to know first.
#[derive(Clone, Debug)]
pub struct By {
    pub actor: domain::actor::Actor,
    pub origin: Origin,
}

impl Backend {
    pub fn new(db: PgPool, clock: Arc<dyn Clock>, settings: Settings) -> Self {
        Self {
            db,
            clock,
            settings: Arc::new(settings),
            demo_clock: None,
            passwords: accounts::PasswordHasher::new(),
            files: documents::Files::in_memory(),
        }
    }

    /// A transaction that carries the number of the request that it is for.
    pub(crate) async fn begin(&self) -> sqlx::Result<sqlx::Transaction<'static, sqlx::Postgres>> {
        db::begin(&self.db).await
    }

    /// The same, with another hasher: tests hash dozens of passwords.
    #[must_use]
    pub fn with_passwords(self, passwords: accounts::PasswordHasher) -> Self {
        Self { passwords, ..self }
    }

    /// The same, with files kept elsewhere than in memory, and looked into.
    #[must_use]
    pub fn with_files(self, files: documents::Files) -> Self {
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
    pub fn accounts(&self) -> accounts::Accounts<'_> {
        accounts::Accounts(self)
    }

    /// Members, qualifications, facilities, certification records, import.
    pub fn registry(&self) -> registry::Registry<'_> {
        registry::Registry(self)
    }

    /// Case reports of one applicant.
    pub fn cases(&self) -> cases::Cases<'_> {
        cases::Cases(self)
    }

    /// A facility's application: rounds, forms, 申請.
    pub fn applications(&self) -> applications::Applications<'_> {
        applications::Applications(self)
    }

    /// Linkages of 連携施設 and 基幹施設.
    pub fn network(&self) -> network::Network<'_> {
        network::Network(self)
    }

    /// 施設マイページ of certified facilities: changes and 返上.
    pub fn facilities(&self) -> facilities::Facilities<'_> {
        facilities::Facilities(self)
    }

    /// Requests, the supervisor's queue, decisions.
    pub fn approvals(&self) -> approvals::Approvals<'_> {
        approvals::Approvals(self)
    }

    /// Files that a facility sends.
    pub fn documents(&self) -> documents::Documents<'_> {
        documents::Documents(self)
    }

    /// The outbox and its worker.
    pub fn notices(&self) -> notices::Notices<'_> {
        notices::Notices(self)
    }

    /// Who did what.
    pub fn audit(&self) -> audit::Audit<'_> {
        audit::Audit(self)
    }

    /// The demo society.
    pub fn demo(&self) -> demo::Demo<'_> {
        demo::Demo(self)
    }

    /// The calendar day in Japan.
    pub(crate) fn today(&self) -> jiff::civil::Date {
        domain::calendar::day(self.clock.now())
    }
}
