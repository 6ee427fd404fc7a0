//! 新規登録: A8.

use domain::accounts::{AddressProblem, Applying, PasswordProblem, SignUp, SignUpProblem};

use super::*;
use crate::accounts::{SIGN_UP, SignedUp};

fn typed(email: &str) -> SignUp {
    SignUp { family_name: "病院".into(), given_name: "一子".into(), email: email.into() }
}

impl Society {
    async fn sign_up(&self, email: &str) -> SignedUp {
        self.backend
            .accounts()
            .sign_up(Applying::Core, &typed(email), &client("192.0.2.1"))
            .await
            .expect("an answer")
    }

    /// The token in the newest mail to this address.
    pub(super) async fn token_of(&self, email: &str) -> String {
        self.backend.notices().deliver_due(&Transport::DevMailbox, 10).await.unwrap();
        let mails = self.backend.notices().dev_mails().await.unwrap();
        let mail = mails.iter().find(|mail| mail.to == email).expect("a mail");
        assert_eq!(mail.subject, "【日本緩和医療学会】パスワードの設定をお願いいたします");
        let (_, rest) = mail.text.split_once("/password/set/").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a8_a_hospital_signs_up_sets_a_password_and_is_signed_in(pool: PgPool) {
    let society = Society::new(pool).await;
    assert_eq!(society.sign_up("new@hospital.example.jp").await, SignedUp::Mailed);
    let token = society.token_of("new@hospital.example.jp").await;
    let PasswordSet::Done(session, Realm::Facility, Some(Applying::Core)) =
        society.set_password(&token, "mountain-lake-7").await
    else {
        panic!("the password was not set")
    };
    let actor = society.holder(&session.token).await.expect("signed in");
    let me = society.backend.accounts().me(&actor).await.unwrap();
    assert_eq!(me.name, "病院 一子", "as long as the hospital has no name");
    let home = society.backend.accounts().facility_home(&by(actor)).await.unwrap();
    assert_eq!(
        (home.name.as_str(), home.contact.as_deref(), home.applies_as, home.records.len()),
        ("", Some("病院 一子"), Some(Applying::Core), 0)
    );
    let accounts = society.backend.accounts();
    let again = accounts
        .sign_in(Realm::Facility, "New@Hospital.example.jp", "mountain-lake-7", false, &client("192.0.2.1"))
        .await
        .unwrap();
    assert!(matches!(again, SignIn::Welcome(_)));
    assert_eq!(
        society.events().await,
        ["account.signed_up", "account.password_set", "account.signed_in"],
        "each step leaves its line"
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a8_an_address_in_use_is_refused_and_an_unconfirmed_one_gets_a_new_mail(pool: PgPool) {
    let society = Society::new(pool).await;
    let taken = SignedUp::Refused(vec![SignUpProblem::EmailTaken]);
    // With a password, and as an imported facility that never had one.
    society.facility(Uuid::now_v7(), "F002", Some("quiet@example.jp")).await.unwrap();
    for email in ["hospital@example.jp", "HOSPITAL@example.jp", "quiet@example.jp"] {
        assert_eq!(society.sign_up(email).await, taken, "{email}");
    }
    // A member's address is another realm's (A1).
    assert_eq!(society.sign_up("taro@example.jp").await, SignedUp::Mailed);

    assert_eq!(society.sign_up("new@example.jp").await, SignedUp::Mailed);
    assert_eq!(society.sign_up("NEW@example.jp").await, SignedUp::Mailed);
    let accounts = "select count(*) from facility where lower(login_email) = 'new@example.jp'";
    assert_eq!(society.count(accounts).await, 1);
    let token = society.token_of("NEW@example.jp").await;
    assert!(matches!(society.set_password(&token, "mountain-lake-7").await, PasswordSet::Done(..)));
    assert_eq!(society.sign_up("new@example.jp").await, taken);
    assert_eq!(society.count("select count(*) from mail_outbox").await, 3, "no mail for the refused");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a8_two_at_once_make_one_account(pool: PgPool) {
    let society = Society::new(pool).await;
    let (one, other) = tokio::join!(society.sign_up("new@example.jp"), society.sign_up("new@example.jp"));
    assert_eq!((one, other), (SignedUp::Mailed, SignedUp::Mailed));
    assert_eq!(society.count("select count(*) from facility where login_email = 'new@example.jp'").await, 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a8_trying_addresses_is_limited(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    for _ in 0..SIGN_UP.by_account {
        society.sign_up("hospital@example.jp").await;
    }
    let from_elsewhere =
        accounts.sign_up(Applying::Core, &typed("hospital@example.jp"), &client("192.0.2.9")).await;
    assert!(matches!(from_elsewhere, Err(Error::TooMany { .. })), "{from_elsewhere:?}");
    for n in SIGN_UP.by_account..SIGN_UP.by_client {
        society.sign_up(&format!("a{n}@example.jp")).await;
    }
    let another = accounts.sign_up(Applying::Core, &typed("b@example.jp"), &client("192.0.2.1")).await;
    assert!(matches!(another, Err(Error::TooMany { .. })), "{another:?}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_nobody_confirmed_is_forgotten_after_a_week(pool: PgPool) {
    let society = Society::new(pool).await;
    society.sign_up("typo@example.jp").await;
    society.sign_up("new@example.jp").await;
    let token = society.token_of("new@example.jp").await;
    society.set_password(&token, "mountain-lake-7").await;
    let left = "select count(*) from facility where facility_no is null";
    society.pass(7 * 24 * 60 - 1);
    society.backend.accounts().sweep().await.unwrap();
    assert_eq!(society.count(left).await, 2);
    society.pass(1);
    society.backend.accounts().sweep().await.unwrap();
    assert_eq!(society.count(left).await, 1);
    assert_eq!(society.count("select count(*) from facility where facility_no is not null").await, 1);
}

/// B14, B19: what nobody sees makes no second account, and an address that no mail reaches makes none.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn b14_unseen_characters_make_no_second_account(pool: PgPool) {
    let society = Society::new(pool).await;
    let taken = SignedUp::Refused(vec![SignUpProblem::EmailTaken]);
    for email in [
        "hospital\u{200B}@example.jp",
        "\u{FEFF}hospital@exam\u{AD}ple.jp",
        "ｈｏｓｐｉｔａｌ＠example.jp\u{2060}",
    ] {
        assert_eq!(society.sign_up(email).await, taken, "{email:?}");
    }
    for (email, problem) in
        [("病院@example.jp", AddressProblem::Character('病')), ("hospital@example", AddressProblem::Shape)]
    {
        let refused = SignedUp::Refused(vec![SignUpProblem::NotAnEmail(problem)]);
        assert_eq!(society.sign_up(email).await, refused, "{email}");
    }
    assert_eq!(society.count("select count(*) from mail_outbox").await, 0);

    let accounts = society.backend.accounts();
    assert_eq!(society.sign_up("new\u{200B}@example.jp").await, SignedUp::Mailed);
    assert_eq!(society.count("select count(*) from facility where login_email = 'new@example.jp'").await, 1);
    let token = society.token_of("new@example.jp").await;
    for (password, problem) in [
        ("abcdefgh", PasswordProblem::Common),
        ("new@example.jp", PasswordProblem::OwnWords),
        ("kanwa2026", PasswordProblem::OwnWords),
    ] {
        assert!(
            matches!(society.set_password(&token, password).await, PasswordSet::Refused(found) if found == problem),
            "A15 {password}"
        );
    }
    assert!(matches!(society.set_password(&token, "mountain-lake-7").await, PasswordSet::Done(..)));
    let welcome = accounts
        .sign_in(
            Realm::Facility,
            "ne\u{2060}w@example.jp\u{200B}",
            "mountain-lake-7",
            false,
            &client("192.0.2.1"),
        )
        .await
        .unwrap();
    assert!(matches!(welcome, SignIn::Welcome(_)), "signs in however it was pasted");
}
