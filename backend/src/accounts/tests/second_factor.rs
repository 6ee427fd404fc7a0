//! The office's second factor: half-open sessions, codes, recovery codes, brakes (docs/adr/0013).

use domain::accounts::{Awaits, FactorPage, FactorProblem, RECOVERY_CODES};
use totp_rs::{Builder, Secret};

use super::*;
use crate::accounts::{FactorGiven, FactorSetUp, NewCodes, SECOND_FACTOR};

const OFFICE: &str = "office@example.jp";

/// Where everybody of the office needs a second factor.
async fn strict(pool: PgPool) -> Society {
    Society::with(pool, |backend, _| backend).await
}

impl Society {
    async fn office_signs_in(&self) -> NewSession {
        let answer = self
            .backend
            .accounts()
            .sign_in(Realm::Office, OFFICE, PASSWORD, true, &client("192.0.2.1"))
            .await;
        let SignIn::Welcome(session) = answer.unwrap() else { panic!("the right password was refused") };
        session
    }

    async fn opens(&self, token: &str) -> Option<Session> {
        self.backend.accounts().session(token).await.unwrap()
    }

    fn office_actor(&self) -> Actor {
        Actor::Office(OfficeUserId(self.office))
    }

    /// The secret that the page of this session shows.
    async fn shown_secret(&self, token: &str) -> String {
        match self.backend.accounts().factor_page(token).await.unwrap() {
            FactorPage::SetUp { secret, .. } => secret.replace(' ', ""),
            _ => panic!("no secret is shown"),
        }
    }

    /// What an app shows that many steps of 30 seconds from now.
    fn code(&self, secret: &str, steps: i64) -> String {
        let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
        let now = self.backend.clock.now().as_second() + 30 * steps;
        totp.generate(now.try_into().unwrap()).to_string()
    }

    /// Sets the factor up: its secret, the open session, the recovery codes. A minute later the code is worth nothing.
    async fn set_up(&self) -> (String, NewSession, Vec<String>) {
        let session = self.office_signs_in().await;
        let secret = self.shown_secret(&session.token).await;
        let (accounts, here, code) = (self.backend.accounts(), client("192.0.2.1"), self.code(&secret, 0));
        let given = accounts.set_up_factor(&session.token, &code, &here).await.unwrap();
        let FactorSetUp::Done(open, codes) = given else { panic!("the code was refused") };
        self.pass(1);
        (secret, open, codes)
    }

    async fn give(&self, token: &str, code: &str) -> Result<FactorGiven, Error> {
        self.backend.accounts().give_code(token, code, &client("192.0.2.1")).await
    }

    async fn give_recovery(&self, token: &str, code: &str) -> FactorGiven {
        self.backend.accounts().give_recovery_code(token, code, &client("192.0.2.1")).await.unwrap()
    }
}

const WRONG: FactorGiven = FactorGiven::Refused(FactorProblem::CodeWrong);
const USED: FactorGiven = FactorGiven::Refused(FactorProblem::RecoveryWrong);

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn whoever_has_no_factor_must_set_one_up_before_anything_opens(pool: PgPool) {
    let society = strict(pool).await;
    let half = society.office_signs_in().await;
    assert_eq!((half.awaits, half.max_age), (Some(Awaits::SetUp), None), "kept only when it is open");
    assert_eq!(society.opens(&half.token).await, Some(Session::HalfOpen(Awaits::SetUp)));
    assert_eq!(society.holder(&half.token).await, None);

    let accounts = society.backend.accounts();
    let secret = society.shown_secret(&half.token).await;
    assert_eq!(secret, society.shown_secret(&half.token).await, "the page may be opened again");
    let here = client("192.0.2.1");
    for (typed, problem) in [
        ("", FactorProblem::CodeMissing),
        ("12 34", FactorProblem::CodeForm),
        (society.code(&secret, 5).as_str(), FactorProblem::CodeWrong),
    ] {
        let refused = accounts.set_up_factor(&half.token, typed, &here).await.unwrap();
        assert!(refused == FactorSetUp::Refused(problem), "{typed}");
    }
    let code = society.code(&secret, 0);
    let FactorSetUp::Done(open, codes) = accounts.set_up_factor(&half.token, &code, &here).await.unwrap()
    else {
        panic!("refused")
    };
    assert_eq!(open.max_age, Some(30 * 24 * 3600), "what was chosen at the password holds (A6)");
    assert_eq!(society.opens(&half.token).await, None, "the token that waited is worth nothing");
    assert_eq!(society.holder(&open.token).await, Some(society.office_actor()));
    assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), RECOVERY_CODES);
    assert_eq!(
        society.events().await,
        ["account.factor_asked", "account.factor_set_up", "account.signed_in"]
    );
    assert_eq!(
        society.count("select count(*) from audit_line where event = 'account.factor_asked' and actor_id is not null").await,
        0,
        "nobody is known to act before the factor"
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn another_sign_in_offers_another_secret_and_a_password_alone_replaces_no_factor(pool: PgPool) {
    let society = strict(pool).await;
    let accounts = society.backend.accounts();
    let here = client("192.0.2.1");
    let (first, second) = (society.office_signs_in().await, society.office_signs_in().await);
    let (theirs, mine) =
        (society.shown_secret(&first.token).await, society.shown_secret(&second.token).await);
    assert_ne!(theirs, mine, "what somebody else was shown is not what I set up");
    let done = accounts.set_up_factor(&second.token, &society.code(&mine, 0), &here).await.unwrap();
    assert!(matches!(done, FactorSetUp::Done(..)));
    let late = accounts.set_up_factor(&first.token, &society.code(&theirs, 0), &here).await;
    assert!(matches!(late, Err(Error::SignedOut)), "its session ended with the set-up");
    let third = society.office_signs_in().await;
    assert_eq!(third.awaits, Some(Awaits::Code));
    let again = accounts.set_up_factor(&third.token, &society.code(&mine, 0), &here).await;
    assert!(matches!(again, Err(Error::SignedOut)), "a session that owes a code sets nothing up");
    assert!(accounts.factor_page(&third.token).await.unwrap() == FactorPage::Code, "and is shown no secret");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_code_opens_once_with_one_step_of_skew(pool: PgPool) {
    let society = strict(pool).await;
    let (secret, ..) = society.set_up().await;
    // Steps beside the app's present one, in this order; each session waits for a code of its own.
    for (steps, opens) in
        [(-2, false), (2, false), (-1, true), (-1, false), (0, true), (0, false), (1, true), (0, false)]
    {
        let half = society.office_signs_in().await;
        let given = society.give(&half.token, &society.code(&secret, steps)).await.unwrap();
        if opens {
            let FactorGiven::Welcome(open) = given else { panic!("{steps}: refused") };
            assert_eq!(society.holder(&open.token).await, Some(society.office_actor()), "{steps}");
            assert_eq!(society.opens(&half.token).await, None, "{steps}");
        } else {
            assert_eq!(given, WRONG, "{steps}");
            assert_eq!(society.opens(&half.token).await, Some(Session::HalfOpen(Awaits::Code)), "{steps}");
        }
    }
    society.pass(2);
    let half = society.office_signs_in().await;
    assert!(matches!(
        society.give(&half.token, &society.code(&secret, 0)).await.unwrap(),
        FactorGiven::Welcome(_)
    ));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_code_of_the_set_up_is_used_too(pool: PgPool) {
    let society = strict(pool).await;
    let half = society.office_signs_in().await;
    let secret = society.shown_secret(&half.token).await;
    let code = society.code(&secret, 0);
    let done =
        society.backend.accounts().set_up_factor(&half.token, &code, &client("192.0.2.1")).await.unwrap();
    assert!(matches!(done, FactorSetUp::Done(..)));
    let half = society.office_signs_in().await;
    assert_eq!(society.give(&half.token, &code).await.unwrap(), WRONG);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn of_two_who_give_a_code_at_once_one_comes_in(pool: PgPool) {
    let society = strict(pool).await;
    let (secret, ..) = society.set_up().await;
    let (a, b) = (society.office_signs_in().await, society.office_signs_in().await);
    let code = society.code(&secret, 0);
    let (a, b) = tokio::join!(society.give(&a.token, &code), society.give(&b.token, &code));
    let opened = [&a, &b].iter().filter(|given| matches!(given, Ok(FactorGiven::Welcome(_)))).count();
    assert_eq!(opened, 1, "{a:?} {b:?}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_recovery_code_opens_once_and_a_new_set_ends_the_old_one(pool: PgPool) {
    let society = strict(pool).await;
    let (secret, open, codes) = society.set_up().await;
    let half = society.office_signs_in().await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    assert!(matches!(society.give_recovery(&half.token, &typed).await, FactorGiven::Welcome(_)));
    let half = society.office_signs_in().await;
    assert_eq!(society.give_recovery(&half.token, &codes[3]).await, USED);
    assert_eq!(society.give_recovery(&half.token, "AAAA-AAAA-AAAA-AAAA").await, USED);

    let accounts = society.backend.accounts();
    let office = by(society.office_actor());
    assert_eq!(accounts.recovery_codes_left(&office).await.unwrap(), Some(9));
    let refused = accounts.new_recovery_codes(&office, "000000").await.unwrap();
    assert!(refused == NewCodes::Refused(FactorProblem::CodeWrong), "an open screen alone is not enough");
    let NewCodes::Made(new) = accounts.new_recovery_codes(&office, &society.code(&secret, 0)).await.unwrap()
    else {
        panic!("refused")
    };
    assert_eq!(accounts.recovery_codes_left(&office).await.unwrap(), Some(10));
    assert_eq!(society.give_recovery(&half.token, &codes[0]).await, USED, "the old set is worthless");
    assert!(matches!(society.give_recovery(&half.token, &new[0]).await, FactorGiven::Welcome(_)));
    assert_eq!(society.holder(&open.token).await, Some(society.office_actor()), "open sessions stay");
    for actor in [society.physician(), Actor::Facility(FacilityId(society.facility))] {
        let refused = accounts.new_recovery_codes(&by(actor), &society.code(&secret, 0)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{actor:?}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn wrong_codes_are_braked_by_account_and_the_right_one_takes_them_back(pool: PgPool) {
    let society = strict(pool).await;
    let (secret, _, codes) = society.set_up().await;
    for _ in 0..2 {
        let half = society.office_signs_in().await;
        for _ in 0..SECOND_FACTOR.by_account - 1 {
            assert_eq!(society.give(&half.token, &society.code(&secret, 7)).await.unwrap(), WRONG);
        }
        let given = society.give(&half.token, &society.code(&secret, 0)).await.unwrap();
        assert!(matches!(given, FactorGiven::Welcome(_)));
        society.pass(1);
    }
    // A new sign-in is no way round it.
    for _ in 0..SECOND_FACTOR.by_account {
        let half = society.office_signs_in().await;
        assert_eq!(society.give(&half.token, &society.code(&secret, 7)).await.unwrap(), WRONG);
    }
    let half = society.office_signs_in().await;
    let braked = society.give(&half.token, &society.code(&secret, 0)).await;
    assert!(matches!(braked, Err(Error::TooMany { .. })), "{braked:?}");
    let accounts = society.backend.accounts();
    let elsewhere = accounts.give_recovery_code(&half.token, &codes[0], &client("198.51.100.7")).await;
    assert!(matches!(elsewhere, Err(Error::TooMany { .. })), "{elsewhere:?}");
    let failed = "select count(*) from audit_line where event = 'account.factor_failed' and realm = 'system'";
    assert_eq!(
        society.count(failed).await,
        i64::from(3 * SECOND_FACTOR.by_account - 2),
        "the office sees them"
    );

    society.pass(60);
    let half = society.office_signs_in().await;
    let given = society.give(&half.token, &society.code(&secret, 0)).await.unwrap();
    assert!(matches!(given, FactorGiven::Welcome(_)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_half_open_session_lives_a_quarter_of_an_hour_however_often_it_is_seen(pool: PgPool) {
    let society = strict(pool).await;
    let (secret, ..) = society.set_up().await;
    let half = society.office_signs_in().await;
    for _ in 0..14 {
        society.pass(1);
        assert_eq!(society.opens(&half.token).await, Some(Session::HalfOpen(Awaits::Code)));
    }
    society.pass(1);
    assert_eq!(society.opens(&half.token).await, None);
    let late = society.give(&half.token, &society.code(&secret, 0)).await;
    assert!(matches!(late, Err(Error::SignedOut)), "{late:?}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_token_that_waits_for_nothing_gives_no_factor(pool: PgPool) {
    let society = strict(pool).await;
    let (secret, open, codes) = society.set_up().await;
    let member = society.signed_in(false).await;
    let accounts = society.backend.accounts();
    let here = client("192.0.2.1");
    let code = society.code(&secret, 0);
    for token in ["", "x", open.token.as_str(), member.token.as_str()] {
        assert!(matches!(accounts.give_code(token, &code, &here).await, Err(Error::SignedOut)), "{token}");
        let recovery = accounts.give_recovery_code(token, &codes[0], &here).await;
        assert!(matches!(recovery, Err(Error::SignedOut)), "{token}");
        assert!(
            matches!(accounts.set_up_factor(token, &code, &here).await, Err(Error::SignedOut)),
            "{token}"
        );
    }
    assert!(matches!(accounts.factor_page(&member.token).await, Err(Error::SignedOut)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_a_password_link_of_the_office_leaves_the_factor_and_asks_for_it(pool: PgPool) {
    let society = strict(pool).await;
    let (secret, open, _) = society.set_up().await;
    let half = society.office_signs_in().await;
    let accounts = society.backend.accounts();
    accounts.forgot_password(Realm::Office, OFFICE, &client("192.0.2.1")).await.unwrap();
    society.backend.notices().deliver_due(&Transport::DevMailbox, 10).await.unwrap();
    let mails = society.backend.notices().dev_mails().await.unwrap();
    let (_, rest) = mails[0].text.split_once("/password/set/").unwrap();
    let token = rest.split_whitespace().next().unwrap();
    let PasswordSet::Done(session, Realm::Office, None) =
        society.set_password(token, "mountain-lake-7").await
    else {
        panic!("refused")
    };
    assert_eq!(session.awaits, Some(Awaits::Code), "the mailbox alone opens nothing");
    assert_eq!(society.holder(&session.token).await, None);
    assert_eq!(society.opens(&open.token).await, None, "every session has ended");
    assert_eq!(society.opens(&half.token).await, None, "the half-open one too");
    let given = society.give(&session.token, &society.code(&secret, 0)).await.unwrap();
    assert!(matches!(given, FactorGiven::Welcome(_)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn where_it_is_optional_the_password_is_enough_until_a_factor_is_set_up(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let open = society.office_signs_in().await;
    assert_eq!(open.awaits, None);
    assert_eq!(society.holder(&open.token).await, Some(society.office_actor()));
    assert!(accounts.factor_page(&open.token).await.unwrap() == FactorPage::Begin);
    let early = accounts.set_up_factor(&open.token, "123456", &client("192.0.2.1")).await;
    assert!(matches!(early, Err(Error::SignedOut)), "nothing is offered yet");

    let other = society.office_signs_in().await;
    accounts.begin_factor(&by(society.office_actor()), &open.token).await.unwrap();
    let secret = society.shown_secret(&open.token).await;
    accounts.begin_factor(&by(society.office_actor()), &open.token).await.unwrap();
    assert_eq!(society.shown_secret(&open.token).await, secret, "asked twice, offered once");
    let done = accounts.set_up_factor(&open.token, &society.code(&secret, 0), &client("192.0.2.1")).await;
    let FactorSetUp::Done(new, _) = done.unwrap() else { panic!("refused") };
    assert_eq!(society.holder(&new.token).await, Some(society.office_actor()));
    assert_eq!(society.holder(&other.token).await, None, "sessions without the factor end");
    assert_eq!(society.office_signs_in().await.awaits, Some(Awaits::Code), "from now on it is asked for");
    let refused = accounts.begin_factor(&by(society.physician()), &new.token).await;
    assert!(matches!(refused, Err(Error::NotFound)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn neither_secret_nor_code_stands_in_the_audit_and_no_recovery_code_anywhere(pool: PgPool) {
    let society = strict(pool).await;
    let (secret, _, codes) = society.set_up().await;
    let half = society.office_signs_in().await;
    society.give_recovery(&half.token, &codes[0]).await;
    let bytes = Secret::try_from_base32(&secret).unwrap();
    let hex = bytes.as_bytes().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    for table in ["audit_line", "rate_counter", "recovery_code", "session", "mail_outbox"] {
        let rows: Option<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select string_agg({table}::text, '') from {table}"
        )))
        .fetch_one(&society.backend.db)
        .await
        .unwrap();
        let rows = rows.unwrap_or_default().to_lowercase();
        for hidden in [&secret, &hex, &codes[0], &codes[0].replace('-', "")] {
            assert!(!rows.contains(&hidden.to_lowercase()), "{table}");
        }
    }
}
