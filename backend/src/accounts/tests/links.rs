//! Password links: A4, A5, A7.

use domain::accounts::{LinkState, PasswordProblem};

use super::*;

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a4_bad_passwords_are_refused_and_the_link_stays_good(pool: PgPool) {
    let society = Society::new(pool).await;
    let token = society.mailed_token("100001").await;
    let long = "a".repeat(129);
    let table = [
        ("short7!", "short7!", PasswordProblem::TooShort),
        (&long, &long, PasswordProblem::TooLong),
        ("パスワードパスワード", "パスワードパスワード", PasswordProblem::NoLetterOrDigit),
        ("Password123", "Password123", PasswordProblem::Common),
        ("mountain-lake-7", "mountain-lake-8", PasswordProblem::Differs),
    ];
    for (password, repeated, problem) in table {
        let accounts = society.backend.accounts();
        let answer = accounts.set_password(&token, password, repeated, &client("192.0.2.1")).await.unwrap();
        assert_eq!(answer, PasswordSet::Refused(problem), "{password}");
    }
    assert!(matches!(
        society.set_password(&token, "mountain-lake-7").await,
        PasswordSet::Done(_, Realm::Member, None)
    ));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_opening_does_not_use_a_link_up_and_setting_the_password_does(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let token = society.mailed_token("100001").await;
    for _ in 0..3 {
        assert_eq!(accounts.link(&token).await.unwrap(), LinkState::Usable(Realm::Member));
    }
    assert!(matches!(society.set_password(&token, "mountain-lake-7").await, PasswordSet::Done(..)));
    assert_eq!(accounts.link(&token).await.unwrap(), LinkState::Unusable);
    assert_eq!(society.set_password(&token, "mountain-lake-8").await, PasswordSet::LinkUnusable);
    assert!(matches!(
        society.try_sign_in("100001", "mountain-lake-7", false).await.unwrap(),
        SignIn::Welcome(_)
    ));
    assert_eq!(society.try_sign_in("100001", PASSWORD, false).await.unwrap(), SignIn::Wrong);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_a_link_lives_forty_eight_hours(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let token = society.mailed_token("100001").await;
    society.clock.advance(SignedDuration::from_secs(48 * 3600 - 1));
    assert_eq!(accounts.link(&token).await.unwrap(), LinkState::Usable(Realm::Member));
    society.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(accounts.link(&token).await.unwrap(), LinkState::Unusable);
    assert_eq!(society.set_password(&token, "mountain-lake-7").await, PasswordSet::LinkUnusable);
    assert_eq!(accounts.link("no-such-token").await.unwrap(), LinkState::Unusable);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_the_society_says_how_long_a_link_lives(pool: PgPool) {
    let settings = Settings { link_hours: 2, ..Settings::default() };
    let society = Society::with(pool, |backend, _| Backend { settings: settings.into(), ..backend }).await;
    let accounts = society.backend.accounts();
    let token = society.mailed_token("100001").await;
    let mails = society.backend.notices().dev_mails().await.unwrap();
    assert!(mails[0].text.contains("お送りしてから2時間"), "{}", mails[0].text);
    society.clock.advance(SignedDuration::from_secs(2 * 3600 - 1));
    assert_eq!(accounts.link(&token).await.unwrap(), LinkState::Usable(Realm::Member));
    society.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(accounts.link(&token).await.unwrap(), LinkState::Unusable);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_setting_the_password_ends_every_other_session_and_voids_every_other_link(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let (kept, ordinary) = (society.signed_in(true).await, society.signed_in(false).await);
    let nurse =
        accounts.sign_in(Realm::Member, "300000", PASSWORD, true, &client("192.0.2.1")).await.unwrap();
    let SignIn::Welcome(nurse) = nurse else { panic!("refused") };
    let earlier = society.mailed_token("100001").await;
    society.pass(1);
    let token = society.mailed_token("taro@example.jp").await;
    assert_ne!(earlier, token);

    let PasswordSet::Done(new, Realm::Member, None) = society.set_password(&token, "mountain-lake-7").await
    else {
        panic!("refused")
    };
    assert_eq!(society.holder(&kept.token).await, None);
    assert_eq!(society.holder(&ordinary.token).await, None);
    assert_eq!(society.holder(&new.token).await, Some(society.physician()));
    assert!(society.holder(&nurse.token).await.is_some(), "other accounts stay signed in");
    assert_eq!(accounts.link(&earlier).await.unwrap(), LinkState::Unusable);
    assert_eq!(society.events().await.last().unwrap(), "account.password_set");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_of_two_who_use_a_link_at_once_one_wins(pool: PgPool) {
    let society = Society::new(pool).await;
    let earlier = society.mailed_token("100001").await;
    society.pass(1);
    let token = society.mailed_token("100001").await;
    // The same link twice, and another one of the same account.
    let (a, b, c) = tokio::join!(
        society.set_password(&token, "mountain-lake-7"),
        society.set_password(&token, "mountain-lake-8"),
        society.set_password(&earlier, "mountain-lake-9"),
    );
    let done = [&a, &b, &c].into_iter().filter(|answer| matches!(answer, PasswordSet::Done(..))).count();
    assert_eq!(done, 1, "{a:?} {b:?} {c:?}");
    assert_eq!(society.count("select count(*) from session").await, 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_the_token_stands_in_no_table(pool: PgPool) {
    let society = Society::new(pool).await;
    let token = society.mailed_token("100001").await;
    assert_eq!(token.len(), 43, "256 bits in base64url");
    for table in ["mail_outbox", "password_link", "audit_line", "rate_counter"] {
        let rows: String = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select string_agg({table}::text, '') from {table}"
        )))
        .fetch_one(&society.backend.db)
        .await
        .unwrap();
        assert!(!rows.contains(&token), "{table}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_somebody_locked_out_by_their_own_tries_comes_in_with_the_new_password(pool: PgPool) {
    let society = Society::new(pool).await;
    for _ in 0..11 {
        drop(society.try_sign_in("taro@example.jp", "wrong-password-1", false).await);
    }
    let token = society.mailed_token("100001").await;
    society.set_password(&token, "mountain-lake-7").await;
    let again = society.try_sign_in("taro@example.jp", "mountain-lake-7", false).await.unwrap();
    assert!(matches!(again, SignIn::Welcome(_)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a7_the_answer_is_the_same_and_only_known_accounts_get_mail(pool: PgPool) {
    let society = Society::new(pool).await;
    let table = [
        (Realm::Member, "100001", Some("taro@example.jp")),
        (Realm::Member, "KANGO@example.jp", Some("kango@example.jp")),
        (Realm::Member, "hospital@example.jp", None),
        (Realm::Member, "", None),
        (Realm::Facility, "hospital@example.jp", Some("hospital@example.jp")),
        (Realm::Facility, "taro@example.jp", None),
        (Realm::Office, "office@example.jp", Some("office@example.jp")),
        (Realm::Office, "nobody@example.jp", None),
    ];
    for (realm, account, mailed) in table {
        society.sql("delete from mail_outbox").await;
        society.backend.accounts().forgot_password(realm, account, &client("192.0.2.1")).await.unwrap();
        let to: Option<String> = sqlx::query_scalar("select to_address from mail_outbox")
            .fetch_optional(&society.backend.db)
            .await
            .unwrap();
        assert_eq!(to.as_deref(), mailed, "{realm:?} {account}");
    }
    assert_eq!(society.events().await, vec!["account.link_requested"; table.len()]);
    assert_eq!(
        society.count("select count(*) from audit_line where audit_line::text like '%nobody%'").await,
        0
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_office_sends_links_and_nobody_else_does(pool: PgPool) {
    let society = Society::new(pool).await;
    let imported = Uuid::now_v7();
    society.member(imported, "100005", "imported@example.jp", "医師").await.unwrap();
    let accounts = society.backend.accounts();
    for actor in [society.physician(), Actor::Facility(FacilityId(society.facility))] {
        let refused = accounts.send_password_link(&by(actor), Realm::Member, imported).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{actor:?}: {refused:?}");
    }
    assert_eq!(society.count("select count(*) from mail_outbox").await, 0);
    let office = by(Actor::Office(OfficeUserId(society.office)));
    accounts.send_password_link(&office, Realm::Member, imported).await.unwrap();
    assert_eq!(
        society.count("select count(*) from mail_outbox where to_address = 'imported@example.jp'").await,
        1
    );
    assert_eq!(society.events().await, ["account.link_sent"]);
    let unknown = accounts.send_password_link(&office, Realm::Facility, imported).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "an id of another realm is unknown");
}
