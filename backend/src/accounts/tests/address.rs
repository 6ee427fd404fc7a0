//! A facility changes its own log-in address (A1, A5, A7, A8, E1).

use domain::{
    accounts::{AccountRefused, AddressLink, AddressProblem, Applying, LinkState, SignUp},
    ids::AddressLinkId,
    refused::Refused,
};

use super::*;
use crate::{
    accounts::{ADDRESS_MAIL, AddressConfirmed, PASSWORD_MAIL, SignedUp},
    testing,
};

const NEW: &str = "new@example.jp";
const FORMER: &str = "hospital@example.jp";

impl Society {
    fn facility_by(&self) -> By {
        by(Actor::Facility(FacilityId(self.facility)))
    }

    async fn ask(&self, address: &str) -> crate::Result<()> {
        self.backend.accounts().ask_login_address(&self.facility_by(), address).await
    }

    /// The token in the newest mail that asks this address to confirm.
    async fn address_token(&self, address: &str) -> String {
        self.backend.notices().deliver_due(&Transport::DevMailbox, 10).await.unwrap();
        let mails = self.backend.notices().dev_mails().await.unwrap();
        let mail = mails.iter().find(|mail| mail.to == address && mail.text.contains("/facility/address/"));
        let (_, rest) = mail.expect("a mail").text.split_once("/facility/address/").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// Asks for an address and reads the token in its mail.
    async fn asked(&self, address: &str) -> String {
        self.ask(address).await.unwrap();
        self.address_token(address).await
    }

    async fn confirm(&self, token: &str) -> crate::Result<AddressConfirmed> {
        self.backend.accounts().confirm_login_address(token, None, &client("192.0.2.7")).await
    }

    async fn facility_signs_in(&self, address: &str) -> Option<NewSession> {
        let accounts = self.backend.accounts();
        match accounts.sign_in(Realm::Facility, address, PASSWORD, false, &client("192.0.2.1")).await.unwrap()
        {
            SignIn::Welcome(session) => Some(session),
            SignIn::Wrong => None,
        }
    }

    async fn login_email(&self) -> String {
        sqlx::query_scalar("select login_email from facility where facility_id = $1")
            .bind(self.facility)
            .fetch_one(&self.backend.db)
            .await
            .unwrap()
    }

    async fn open_address(&self) -> Option<String> {
        let page = self.backend.accounts().account_page(&self.facility_by()).await.unwrap();
        page.asked.map(|asked| asked.address)
    }

    async fn usable(&self, token: &str) -> bool {
        self.backend.accounts().address_link(token).await.unwrap() != AddressLink::Unusable
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: crate::Result<T>) -> AccountRefused {
    match answer {
        Err(Error::Refused(Refused::Account(refused))) => refused,
        answer => panic!("{answer:?}"),
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a1_the_new_address_confirms_and_the_former_is_told_before_and_after(pool: PgPool) {
    let society = Society::new(pool).await;
    society.ask(" ｎｅｗ＠example.jp ").await.unwrap();
    let pair = |to: &str, kind: &str| (to.to_owned(), kind.to_owned());
    assert_eq!(society.mails().await, [pair(NEW, "address_link"), pair(FORMER, "address_asked")]);
    assert_eq!(
        (society.login_email().await.as_str(), society.open_address().await.as_deref()),
        (FORMER, Some(NEW))
    );

    let token = society.address_token(NEW).await;
    let usable = AddressLink::Usable { facility: "みどり野中央病院".into(), address: NEW.into() };
    for _ in 0..3 {
        // However often a mail scanner looks.
        assert_eq!(society.backend.accounts().address_link(&token).await.unwrap(), usable);
    }
    assert_eq!(society.login_email().await, FORMER);

    let done = society.confirm(&token).await.unwrap();
    assert_eq!(done, AddressConfirmed::Done(FacilityId(society.facility)));
    assert!(society.facility_signs_in(NEW).await.is_some(), "the password stays");
    assert!(society.facility_signs_in(FORMER).await.is_none());
    assert_eq!(
        society.mails().await[2..],
        [pair(NEW, "login_address_given"), pair(FORMER, "login_address_given")]
    );
    assert_eq!(society.events().await[..2], ["account.login_address_asked", "account.login_address_changed"]);
    let lines = "select count(*) from audit_line where event like 'account.login_address%'
                 and realm = 'facility' and actor_id = subject_id and client like '192.0.2.%'";
    assert_eq!(society.count(lines).await, 2, "who, and from where");
    let addresses = "select count(*) from audit_line where audit_line::text like '%example.jp%'";
    assert_eq!(society.count(addresses).await, 0, "no address in the audit");
    assert_eq!(society.open_address().await, None);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_a_link_is_used_once_and_by_one_of_two_at_once(pool: PgPool) {
    let society = Society::new(pool).await;
    let token = society.asked(NEW).await;
    let (one, other) = tokio::join!(society.confirm(&token), society.confirm(&token));
    let done = AddressConfirmed::Done(FacilityId(society.facility));
    let mut answers = [one.unwrap(), other.unwrap()];
    answers.sort_by_key(|answer| *answer != done);
    assert_eq!(answers, [done, AddressConfirmed::LinkUnusable]);
    assert_eq!(society.confirm(&token).await.unwrap(), AddressConfirmed::LinkUnusable);
    assert!(!society.usable(&token).await);
    assert_eq!(society.mails().await.len(), 4, "nobody is told twice");
    assert_eq!(society.confirm("no-such-token").await.unwrap(), AddressConfirmed::LinkUnusable);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_the_link_lives_forty_eight_hours_from_its_mail(pool: PgPool) {
    let society = Society::new(pool).await;
    society.ask(NEW).await.unwrap();
    // The mail server was away for a while.
    society.pass(60);
    let token = society.address_token(NEW).await;
    society.clock.advance(SignedDuration::from_secs(48 * 3600 - 1));
    assert!(society.usable(&token).await);
    assert_eq!(society.open_address().await.as_deref(), Some(NEW));
    society.clock.advance(SignedDuration::from_secs(1));
    assert!(!society.usable(&token).await);
    assert_eq!(society.open_address().await, None);
    assert_eq!(society.confirm(&token).await.unwrap(), AddressConfirmed::LinkUnusable);
    assert_eq!(society.login_email().await, FORMER);

    // The same may be asked again, and what is over goes after a month.
    let again = society.asked(NEW).await;
    assert!(society.usable(&again).await);
    let rows = "select count(*) from address_link";
    society.backend.accounts().sweep().await.unwrap();
    assert_eq!(society.count(rows).await, 2);
    society.pass(33 * 24 * 60);
    society.backend.accounts().sweep().await.unwrap();
    assert_eq!(society.count(rows).await, 0);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_the_token_of_an_address_link_stands_in_no_table(pool: PgPool) {
    let society = Society::new(pool).await;
    let token = society.asked(NEW).await;
    assert_eq!(token.len(), 43, "256 bits in base64url");
    for table in ["mail_outbox", "address_link", "audit_line", "rate_counter"] {
        let rows: String = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select string_agg({table}::text, '') from {table}"
        )))
        .fetch_one(&society.backend.db)
        .await
        .unwrap();
        assert!(!rows.contains(&token), "{table}");
    }
}

/// E2: a mail may come twice; its link in the last one works.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_a_mail_that_is_sent_again_brings_the_link_that_works(pool: PgPool) {
    let society = Society::new(pool).await;
    let first = society.asked(NEW).await;
    society
        .sql("update mail_outbox set state = 'waiting', sent_at = null, leased_until = null where kind = 'address_link'")
        .await;
    society.sql("delete from dev_mail").await;
    let second = society.address_token(NEW).await;
    assert_ne!(first, second);
    assert_eq!((society.usable(&first).await, society.usable(&second).await), (false, true));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a1_the_newer_address_replaces_the_older_also_of_two_at_once(pool: PgPool) {
    let society = Society::new(pool).await;
    let typo = society.asked("typo@example.jp").await;
    let right = society.asked(NEW).await;
    assert_eq!((society.usable(&typo).await, society.usable(&right).await), (false, true));
    assert_eq!(society.confirm(&typo).await.unwrap(), AddressConfirmed::LinkUnusable);
    let (one, other) = tokio::join!(society.ask("a@example.jp"), society.ask("b@example.jp"));
    one.unwrap();
    other.unwrap();
    assert_eq!(society.count("select count(*) from address_link where ended_at is null").await, 1);
    assert!(!society.usable(&right).await);

    // One whose mail was still waiting when it was replaced gets there with a link that opens nothing.
    let open = society.open_address().await.unwrap();
    for address in ["a@example.jp", "b@example.jp"] {
        let token = society.address_token(address).await;
        assert_eq!(society.usable(&token).await, address == open, "{address}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_is_withdrawn_can_not_be_confirmed_and_only_its_own_facility_withdraws(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let (me, other) = (society.facility_by(), Uuid::now_v7());
    society.facility(other, "F002", Some("other@example.jp")).await.unwrap();
    let token = society.asked(NEW).await;
    let link = accounts.account_page(&me).await.unwrap().asked.unwrap().link;
    let stranger = by(Actor::Facility(FacilityId(other)));
    let refusal = refused(accounts.withdraw_login_address(&stranger, link).await);
    assert_eq!(refusal, AccountRefused::NoAddressAsked);
    assert!(society.usable(&token).await);

    accounts.withdraw_login_address(&me, link).await.unwrap();
    assert_eq!(society.confirm(&token).await.unwrap(), AddressConfirmed::LinkUnusable);
    assert_eq!(society.open_address().await, None);
    assert_eq!(society.events().await, ["account.login_address_asked", "account.login_address_withdrawn"]);

    // An old page withdraws nothing that it does not show.
    let newer = society.asked(NEW).await;
    let refusal = refused(accounts.withdraw_login_address(&me, link).await);
    assert_eq!(refusal, AccountRefused::NoAddressAsked);
    assert!(society.usable(&newer).await);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a8_what_is_no_address_or_in_use_is_refused_and_a_mere_sign_up_gives_way(pool: PgPool) {
    let society = Society::new(pool).await;
    society.facility(Uuid::now_v7(), "F002", Some("Other@example.jp")).await.unwrap();
    for (address, reason) in [
        ("other@EXAMPLE.jp", AccountRefused::LoginAddressTaken),
        (FORMER, AccountRefused::SameLoginAddress),
        ("no address", AccountRefused::NotAnAddress(AddressProblem::Character(' '))),
        ("", AccountRefused::NotAnAddress(AddressProblem::Shape)),
    ] {
        assert_eq!(refused(society.ask(address).await), reason, "{address}");
    }
    assert_eq!((society.mails().await.len(), society.events().await.len()), (0, 0), "nothing was done");
    assert_eq!(society.open_address().await, None);

    let typed = SignUp { family_name: "病院".into(), given_name: "一子".into(), email: NEW.into() };
    let signed_up = society.backend.accounts().sign_up(Applying::Core, &typed, &Origin::default()).await;
    assert_eq!(signed_up.unwrap(), SignedUp::Mailed);
    let token = society.asked(NEW).await;
    society.confirm(&token).await.unwrap();
    assert_eq!(society.count("select count(*) from facility where login_email = 'new@example.jp'").await, 1);

    // A member's address is another realm's (A1).
    society.pass(60);
    let token = society.asked("taro@example.jp").await;
    society.confirm(&token).await.unwrap();
    assert_eq!(society.login_email().await, "taro@example.jp");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a1_an_address_that_is_taken_meanwhile_stays_with_whoever_has_it(pool: PgPool) {
    let society = Society::new(pool).await;
    let token = society.asked(NEW).await;
    let other = Uuid::now_v7();
    society.facility(other, "F002", Some("New@example.jp")).await.unwrap();
    let session = society.facility_signs_in(FORMER).await.unwrap();
    assert_eq!(refused(society.confirm(&token).await), AccountRefused::LoginAddressGone);
    assert_eq!(society.login_email().await, FORMER);
    assert!(society.holder(&session.token).await.is_some(), "nothing was done");
    assert!(!society.events().await.contains(&"account.login_address_changed".to_owned()));

    // Two facilities that ask for the same address: the first to confirm has it.
    let mine = society.asked("both@example.jp").await;
    let theirs = by(Actor::Facility(FacilityId(other)));
    society.backend.accounts().ask_login_address(&theirs, "both@example.jp").await.unwrap();
    society.pass(1);
    let theirs = society.address_token("both@example.jp").await;
    assert_ne!(mine, theirs);
    let (one, other) = tokio::join!(society.confirm(&mine), society.confirm(&theirs));
    let done = [&one, &other].iter().filter(|answer| matches!(answer, Ok(AddressConfirmed::Done(_)))).count();
    assert_eq!(done, 1, "{one:?} {other:?}");
    let late = if one.is_ok() { other } else { one };
    assert_eq!(refused(late), AccountRefused::LoginAddressGone);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_every_other_session_of_the_facility_ends_and_nobody_elses(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let other = Uuid::now_v7();
    society.facility(other, "F002", Some("other@example.jp")).await.unwrap();
    society.give_password(Realm::Facility, other).await;
    let (here, there) =
        (society.facility_signs_in(FORMER).await.unwrap(), society.facility_signs_in(FORMER).await.unwrap());
    let stranger = society.facility_signs_in("other@example.jp").await.unwrap();
    let member = society.signed_in(false).await;

    let token = society.asked(NEW).await;
    let origin = client("192.0.2.1");
    let done = accounts.confirm_login_address(&token, Some(&here.token), &origin).await.unwrap();
    assert_eq!(done, AddressConfirmed::Done(FacilityId(society.facility)));
    for (session, open) in [(&here, true), (&there, false), (&stranger, true), (&member, true)] {
        assert_eq!(society.holder(&session.token).await.is_some(), open);
    }

    // Another facility opens the link: what it is about changes, who opens it does not.
    let token = society.asked("third@example.jp").await;
    let done = accounts.confirm_login_address(&token, Some(&stranger.token), &origin).await.unwrap();
    assert_eq!(done, AddressConfirmed::Done(FacilityId(society.facility)));
    assert_eq!(society.login_email().await, "third@example.jp");
    for (session, open) in [(&here, false), (&stranger, true)] {
        assert_eq!(society.holder(&session.token).await.is_some(), open);
    }
    let theirs = format!(
        "select count(*) from facility where facility_id = '{other}' and login_email = 'other@example.jp'"
    );
    assert_eq!(society.count(&theirs).await, 1);
}

/// Whoever reads in the notice that it was somebody else sets a new password, and that is the end of it.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_a_new_password_and_the_offices_change_end_what_was_asked_for(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let token = society.asked(NEW).await;
    accounts.mail_own_password_link(&society.facility_by()).await.unwrap();
    let password = society.token_of(FORMER).await;
    assert!(society.usable(&token).await, "asking for the password mail ends nothing");
    let done = society.set_password(&password, "mountain-lake-7").await;
    assert!(matches!(done, PasswordSet::Done(_, Realm::Facility, None)), "{done:?}");
    assert!(!society.usable(&token).await);

    let token = society.asked(NEW).await;
    accounts
        .give_login_address(&society.office_by(), FacilityId(society.facility), "office@example.jp")
        .await
        .unwrap();
    assert!(!society.usable(&token).await);
    assert_eq!(society.confirm(&token).await.unwrap(), AddressConfirmed::LinkUnusable);
    assert_eq!(society.login_email().await, "office@example.jp");

    // The register's import writes the address without a word to anybody.
    let token = society.asked(NEW).await;
    society.sql("update facility set login_email = 'import@example.jp' where facility_no = 'F001'").await;
    assert!(!society.usable(&token).await);
    assert_eq!(society.confirm(&token).await.unwrap(), AddressConfirmed::LinkUnusable);
    assert_eq!(society.login_email().await, "import@example.jp");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_password_links_to_the_former_address_open_nothing_after_the_change(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let token = society.asked(NEW).await;
    accounts.mail_own_password_link(&society.facility_by()).await.unwrap();
    let password = society.token_of(FORMER).await;
    assert_eq!(accounts.link(&password).await.unwrap(), LinkState::Usable(Realm::Facility));
    // Both at once: the one that comes second finds its link gone.
    let (set, confirmed) =
        tokio::join!(society.set_password(&password, "mountain-lake-7"), society.confirm(&token));
    match (set, confirmed.unwrap()) {
        (PasswordSet::Done(..), AddressConfirmed::LinkUnusable) => {
            assert_eq!(society.login_email().await, FORMER);
        }
        (PasswordSet::LinkUnusable, AddressConfirmed::Done(_)) => {
            assert_eq!(accounts.link(&password).await.unwrap(), LinkState::Unusable);
        }
        answers => panic!("{answers:?}"),
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a8_asking_is_limited_by_facility_and_by_client(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    for n in 0..ADDRESS_MAIL.by_account {
        society.ask(&format!("a{n}@example.jp")).await.unwrap();
    }
    let elsewhere = By { origin: client("198.51.100.7"), ..society.facility_by() };
    let braked = accounts.ask_login_address(&elsewhere, "b@example.jp").await;
    assert!(matches!(braked, Err(Error::TooMany { seconds: 3600 })), "{braked:?}");
    for _ in 0..PASSWORD_MAIL.by_account {
        accounts.mail_own_password_link(&society.facility_by()).await.unwrap();
    }
    let braked = accounts.mail_own_password_link(&elsewhere).await;
    assert!(matches!(braked, Err(Error::TooMany { .. })), "{braked:?}");
    society.pass(60);
    society.ask("b@example.jp").await.unwrap();
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_only_facilities_change_their_own_address(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    for actor in [society.physician(), Actor::Office(OfficeUserId(society.office))] {
        let by = by(actor);
        assert!(matches!(accounts.account_page(&by).await, Err(Error::NotFound)), "{actor:?}");
        assert!(matches!(accounts.ask_login_address(&by, NEW).await, Err(Error::NotFound)), "{actor:?}");
        assert!(matches!(accounts.mail_own_password_link(&by).await, Err(Error::NotFound)), "{actor:?}");
        let link = AddressLinkId(Uuid::now_v7());
        assert!(
            matches!(accounts.withdraw_login_address(&by, link).await, Err(Error::NotFound)),
            "{actor:?}"
        );
    }
    let gone = by(Actor::Facility(FacilityId(Uuid::now_v7())));
    assert!(matches!(accounts.account_page(&gone).await, Err(Error::SignedOut)));
    assert_eq!(society.mails().await, []);
}

/// A password mail that still waits, or is sent once more by the office, gives nothing to whoever reads the former address.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_a_password_mail_does_not_outlive_its_address(pool: PgPool) {
    let society = Society::new(pool).await;
    let token = society.asked(NEW).await;
    society.backend.accounts().mail_own_password_link(&society.facility_by()).await.unwrap();
    society.confirm(&token).await.unwrap();
    society.backend.notices().deliver_due(&Transport::DevMailbox, 10).await.unwrap();
    let mails = society.backend.notices().dev_mails().await.unwrap();
    assert!(!mails.iter().any(|mail| mail.to == FORMER && mail.text.contains("/password/set/")));
    assert_eq!(
        society
            .count("select count(*) from mail_outbox where kind = 'password_link' and state = 'dead'")
            .await,
        1
    );
    society.backend.accounts().mail_own_password_link(&society.facility_by()).await.unwrap();
    society.backend.notices().deliver_due(&Transport::DevMailbox, 10).await.unwrap();
    let mails = society.backend.notices().dev_mails().await.unwrap();
    assert!(mails.iter().any(|mail| mail.to == NEW && mail.text.contains("/password/set/")));
}

/// The mail is being sent while the address changes: the link is made afterwards or not at all, never in between.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_a_password_mail_that_meets_a_change_of_its_address_has_no_link(pool: PgPool) {
    let society = Society::new(pool).await;
    society.backend.accounts().mail_own_password_link(&society.facility_by()).await.unwrap();
    let mut change = society.backend.begin().await.unwrap();
    sqlx::query("update facility set login_email = $1 where facility_id = $2")
        .bind(NEW)
        .bind(society.facility)
        .execute(&mut *change)
        .await
        .unwrap();
    let sending = tokio::spawn({
        let backend = society.backend.clone();
        async move { backend.notices().deliver_due(&Transport::DevMailbox, 10).await.unwrap() }
    });
    while !sending.is_finished() && !testing::somebody_waits(&society.backend.db).await {
        tokio::task::yield_now().await;
    }
    change.commit().await.unwrap();
    sending.await.unwrap();
    let mails = society.backend.notices().dev_mails().await.unwrap();
    assert!(!mails.iter().any(|mail| mail.text.contains("/password/set/")), "{mails:#?}");
    assert_eq!(society.count("select count(*) from password_link where used_at is null").await, 0);
}
