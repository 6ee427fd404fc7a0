//! Tests of the outbox (E1, E2), of what mails say (P7) and of what they never hold (A5, P7).

mod delivery;
mod letters;
mod network;
mod smtp;

use std::sync::Arc;

use domain::{
    accounts::{Applying, Realm},
    applications::Decision,
    cases::CaseSet,
    facilities::About,
    ids::{AddressLinkId, MailId, RequestId},
    notices::{ChangeNews, Mail, MailStanding, OutboxFilter, OutboxMail},
    registry::FacilityKind,
};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Transport, enqueue};
use crate::{Backend, FakeClock, Settings};

/// An outbox with a clock that stands still until it is moved.
struct Post {
    backend: Backend,
    clock: Arc<FakeClock>,
}

impl Post {
    fn new(pool: PgPool) -> Self {
        let clock = Arc::new(FakeClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        Self { backend: Backend::new(pool, clock.clone(), Settings::default()), clock }
    }

    fn now(&self) -> Timestamp {
        self.backend.clock.now()
    }

    fn pass(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
    }

    async fn enqueue(&self, to: &str, mail: &Mail) {
        let mut db = self.backend.db.acquire().await.unwrap();
        enqueue(&mut db, &self.backend.settings, to, mail, self.now()).await.unwrap();
    }

    async fn deliver(&self, transport: &Transport) -> usize {
        self.backend.notices().deliver_due(transport, 100).await.unwrap()
    }

    /// As if nothing had been heard of the worker that has the mails for as long as it may have them.
    async fn lease_ends(&self) {
        sqlx::query("update mail_outbox set leased_until = clock_timestamp() where leased_until is not null")
            .execute(&self.backend.db)
            .await
            .unwrap();
    }

    async fn outbox(&self) -> Vec<OutboxMail> {
        let mut db = self.backend.db.acquire().await.unwrap();
        super::queries::outbox(&mut db, OutboxFilter::default(), 100).await.unwrap()
    }

    /// The only mail in the outbox.
    async fn only(&self) -> OutboxMail {
        let mut mails = self.outbox().await;
        assert_eq!(mails.len(), 1);
        mails.remove(0)
    }
}

fn decided(slot: u8) -> Mail {
    Mail::CaseDecided {
        applicant: "緩和 太郎".into(),
        supervisor: "指導 花子".into(),
        set: CaseSet::Specialist,
        slot,
        approved: false,
    }
}

fn told(about: About, news: ChangeNews) -> Mail {
    Mail::ChangeTold { facility: "丘の病院".into(), about, page: FacilityKind::Core, news }
}

fn application_decided(decision: Decision, words: &str) -> Mail {
    Mail::ApplicationDecided {
        facility: "丘の病院".into(),
        applying: Applying::Core,
        decision,
        words: words.into(),
        starts: jiff::civil::date(2027, 4, 1),
    }
}

fn given(to_former: bool, by_itself: bool) -> Mail {
    Mail::LoginAddressGiven { facility: "丘の病院".into(), to_former, by_itself }
}

/// One mail of each kind.
fn every_kind() -> [Mail; 20] {
    let (supervisor, applicant) = ("指導 花子".to_owned(), "緩和 太郎".to_owned());
    let set = CaseSet::Specialist;
    [
        Mail::PasswordLink { realm: Realm::Member, account: Uuid::from_u128(7), name: applicant.clone() },
        Mail::ApprovalRequested {
            supervisor: supervisor.clone(),
            applicant: applicant.clone(),
            set,
            slots: vec![1, 3, 8],
            first: RequestId(Uuid::from_u128(9)),
        },
        Mail::ApprovalWithdrawn {
            supervisor: supervisor.clone(),
            applicant: applicant.clone(),
            set,
            slots: vec![3],
        },
        Mail::CaseDecided {
            applicant: applicant.clone(),
            supervisor: supervisor.clone(),
            set,
            slot: 3,
            approved: true,
        },
        Mail::CaseDecided {
            applicant: applicant.clone(),
            supervisor: supervisor.clone(),
            set,
            slot: 3,
            approved: false,
        },
        Mail::CaseApprovedOnPaper { applicant, supervisor, set, slot: 3 },
        Mail::ApplicationReceived { facility: "丘の病院".into(), applying: Applying::Core, number: 1 },
        Mail::ApplicationReceived { facility: "丘の病院".into(), applying: Applying::Core, number: 2 },
        application_decided(Decision::Return, "公印を押してください。"),
        application_decided(Decision::Pass, ""),
        application_decided(Decision::Fail, "公印を押してください。"),
        given(false, false),
        given(true, false),
        given(false, true),
        given(true, true),
        Mail::AddressLink { facility: "丘の病院".into(), link: AddressLinkId(Uuid::from_u128(11)) },
        Mail::AddressAsked { facility: "丘の病院".into() },
        told(About::Name, ChangeNews::Received),
        told(About::Return, ChangeNews::Refused),
        told(About::Return, ChangeNews::Closed),
    ]
}
