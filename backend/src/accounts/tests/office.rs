//! What the office does for other people's accounts (A1, A5, A8, A9).

use domain::{
    accounts::{AccountRefused, AddressProblem, Applying},
    refused::Refused,
};

use super::*;
use crate::accounts::SignedUp;

impl Society {
    pub(super) fn office_by(&self) -> By {
        by(Actor::Office(OfficeUserId(self.office)))
    }

    /// Every mail in the outbox: whom to, and which kind.
    pub(super) async fn mails(&self) -> Vec<(String, String)> {
        sqlx::query_as("select to_address, kind from mail_outbox order by created_at, mail_id")
            .fetch_all(&self.backend.db)
            .await
            .unwrap()
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a9_whoever_has_left_gets_no_password_link_and_the_office_reads_why(pool: PgPool) {
    let society = Society::new(pool).await;
    sqlx::query("update member set left_on = date '2025-03-31' where member_id = $1")
        .bind(society.nurse)
        .execute(&society.backend.db)
        .await
        .unwrap();
    let accounts = society.backend.accounts();
    let refused = accounts.send_password_link(&society.office_by(), Realm::Member, society.nurse).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refused::Account(AccountRefused::MemberHasLeft)))),
        "{refused:?}"
    );
    let silent = Uuid::now_v7();
    society.facility(silent, "F002", None).await.unwrap();
    let refused = accounts.send_password_link(&society.office_by(), Realm::Facility, silent).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refused::Account(AccountRefused::NoLoginAddress)))),
        "{refused:?}"
    );
    assert_eq!(society.mails().await, []);
    assert_eq!(society.events().await, Vec::<String>::new());
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a1_a_facility_gets_another_address_and_both_are_told(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let facility = FacilityId(society.facility);
    // A link that is on its way to the former address.
    accounts.send_password_link(&society.office_by(), Realm::Facility, facility.0).await.unwrap();
    let token = society.token_of("hospital@example.jp").await;

    accounts.give_login_address(&society.office_by(), facility, " ｎｅｗ@example.jp ").await.unwrap();
    let told: Vec<_> =
        society.mails().await.into_iter().filter(|(_, kind)| kind == "login_address_given").collect();
    assert_eq!(
        told.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
        ["new@example.jp", "hospital@example.jp"]
    );
    assert_eq!(society.events().await, ["account.link_sent", "account.login_address_given"]);
    assert_eq!(
        society.count("select count(*) from audit_line where audit_line::text like '%example.jp%'").await,
        0,
        "no address in the audit"
    );
    let link = accounts.link(&token).await.unwrap();
    assert_eq!(link, domain::accounts::LinkState::Unusable, "it went to the former address");
    let origin = Origin::default();
    for (address, welcome) in [("new@example.jp", true), ("hospital@example.jp", false)] {
        let answer = accounts.sign_in(Realm::Facility, address, PASSWORD, false, &origin).await.unwrap();
        assert_eq!(matches!(answer, SignIn::Welcome(_)), welcome, "{address}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a1_a8_an_address_that_is_in_use_is_refused_and_a_mere_sign_up_gives_way(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let facility = FacilityId(society.facility);
    let other = Uuid::now_v7();
    society.facility(other, "F002", Some("Other@example.jp")).await.unwrap();
    for (address, reason) in [
        ("other@EXAMPLE.jp", AccountRefused::LoginAddressTaken),
        ("hospital@example.jp", AccountRefused::SameLoginAddress),
        ("no address", AccountRefused::NotAnAddress(AddressProblem::Character(' '))),
        ("", AccountRefused::NotAnAddress(AddressProblem::Shape)),
    ] {
        match accounts.give_login_address(&society.office_by(), facility, address).await {
            Err(Error::Refused(Refused::Account(refused))) => assert_eq!(refused, reason, "{address}"),
            answer => panic!("{address}: {answer:?}"),
        }
    }
    assert_eq!((society.mails().await.len(), society.events().await.len()), (0, 0), "nothing was done");

    let typed = domain::accounts::SignUp {
        family_name: "病院".into(),
        given_name: "一子".into(),
        email: "typed@example.jp".into(),
    };
    let signed_up = accounts.sign_up(Applying::Core, &typed, &Origin::default()).await.unwrap();
    assert_eq!(signed_up, SignedUp::Mailed);
    accounts.give_login_address(&society.office_by(), facility, "typed@example.jp").await.unwrap();
    assert_eq!(
        society.count("select count(*) from facility where lower(login_email) = 'typed@example.jp'").await,
        1
    );
    // A member's address is another realm's (A1).
    accounts.give_login_address(&society.office_by(), facility, "taro@example.jp").await.unwrap();
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_only_the_office_gives_addresses(pool: PgPool) {
    let society = Society::new(pool).await;
    let facility = FacilityId(society.facility);
    for actor in [society.physician(), Actor::Facility(facility)] {
        let refused =
            society.backend.accounts().give_login_address(&by(actor), facility, "a@example.jp").await;
        assert!(matches!(refused, Err(Error::NotFound)), "{actor:?}");
    }
    let unknown = society
        .backend
        .accounts()
        .give_login_address(&society.office_by(), FacilityId(society.nurse), "a@example.jp")
        .await;
    assert!(matches!(unknown, Err(Error::NotFound)));
}
