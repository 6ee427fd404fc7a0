//! Sign-in, sessions, sign-out: A1, A3, A6, A9.

use super::*;

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a1_one_address_serves_once_in_each_realm_whatever_its_case(pool: PgPool) {
    let society = Society::new(pool).await;
    let id = Uuid::now_v7();
    let twice =
        society.member(id, "100009", "Taro@Example.JP", "医師").await.map_err(Error::from).unwrap_err();
    assert!(twice.violates("member_email_unique"), "{twice}");
    let twice =
        society.facility(id, "F009", Some("HOSPITAL@example.jp")).await.map_err(Error::from).unwrap_err();
    assert!(twice.violates("facility_email_unique"), "{twice}");
    let twice = society.office(id, "Office@example.jp").await.map_err(Error::from).unwrap_err();
    assert!(twice.violates("office_user_email_unique"), "{twice}");

    // The same address in another realm is another account.
    society.facility(id, "F009", Some("taro@example.jp")).await.unwrap();
    society.office(id, "taro@example.jp").await.unwrap();
    society.give_password(Realm::Facility, id).await;
    society.give_password(Realm::Office, id).await;
    for (realm, actor) in [
        (Realm::Member, society.physician()),
        (Realm::Facility, Actor::Facility(FacilityId(id))),
        (Realm::Office, Actor::Office(OfficeUserId(id))),
    ] {
        let accounts = society.backend.accounts();
        let answer =
            accounts.sign_in(realm, "taro@example.jp", PASSWORD, false, &client("192.0.2.1")).await.unwrap();
        let SignIn::Welcome(session) = answer else { panic!("{realm:?} refused") };
        assert_eq!(society.holder(&session.token).await, Some(actor));
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a3_members_sign_in_by_number_or_mail_and_others_by_mail_only(pool: PgPool) {
    let society = Society::new(pool).await;
    let table = [
        (Realm::Member, "100001", true),
        (Realm::Member, " 100001\u{3000}", true),
        (Realm::Member, "１００００１", true),
        (Realm::Member, "taro@example.jp", true),
        (Realm::Member, "Taro@EXAMPLE.jp ", true),
        (Realm::Member, "hospital@example.jp", false),
        (Realm::Member, "", false),
        (Realm::Facility, "Hospital@example.jp", true),
        (Realm::Facility, "F001", false),
        (Realm::Facility, "taro@example.jp", false),
        (Realm::Office, "office@example.jp", true),
        (Realm::Office, "hospital@example.jp", false),
    ];
    for (realm, account, welcome) in table {
        let accounts = society.backend.accounts();
        let answer = accounts.sign_in(realm, account, PASSWORD, false, &client("192.0.2.1")).await.unwrap();
        assert_eq!(matches!(answer, SignIn::Welcome(_)), welcome, "{realm:?} {account:?}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a3_a9_whatever_is_wrong_the_answer_and_the_work_are_the_same(pool: PgPool) {
    let society = Society::new(pool).await;
    society.member(Uuid::now_v7(), "100005", "imported@example.jp", "医師").await.unwrap();
    society.sql("update member set left_on = '2026-03-31' where member_no = '300000'").await;
    let table = [
        ("100001", "wrong-password-1"),  // wrong password
        ("999999", PASSWORD),            // no such account
        ("nobody@example.jp", PASSWORD), // no such address
        ("100005", PASSWORD),            // imported, no password yet
        ("300000", PASSWORD),            // left, although the password is right (A9)
        ("100001", ""),
    ];
    for (account, password) in table {
        let before = society.backend.passwords.verified();
        assert_eq!(society.try_sign_in(account, password, false).await.unwrap(), SignIn::Wrong, "{account}");
        assert_eq!(society.backend.passwords.verified(), before + 1, "{account}: one hash is worked through");
    }
    assert_eq!(society.count("select count(*) from session").await, 0);
    let told = society
        .count("select count(*) from audit_line where audit_line::text ~ '999999|nobody@|wrong-password|demo-pass'")
        .await;
    assert_eq!(told, 0, "nothing that was typed is in the audit");
    assert_eq!(society.events().await, vec!["account.sign_in_failed"; table.len()]);
    assert_eq!(
        society.count("select count(*) from audit_line where subject_id is not null").await,
        4,
        "whom it met"
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a9_a_member_is_let_in_until_the_last_day_and_no_longer(pool: PgPool) {
    let society = Society::new(pool).await;
    society.sql("update member set left_on = '2026-11-22' where member_no = '100001'").await;
    let session = society.signed_in(true).await;
    assert!(society.holder(&session.token).await.is_some());
    // Midnight in Japan is 15:00 UTC.
    society.clock.set("2026-11-22T15:00:00Z".parse().unwrap());
    assert_eq!(society.holder(&session.token).await, None, "an open session ends too");
    assert_eq!(society.try_sign_in("100001", PASSWORD, false).await.unwrap(), SignIn::Wrong);
    society.backend.accounts().forgot_password(Realm::Member, "100001", &client("192.0.2.1")).await.unwrap();
    assert_eq!(society.count("select count(*) from mail_outbox").await, 0);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a6_an_ordinary_session_lives_twelve_idle_hours_and_until_the_browser_closes(pool: PgPool) {
    let society = Society::new(pool).await;
    let session = society.signed_in(false).await;
    assert_eq!(session.max_age, None, "the cookie goes with the browser");
    for _ in 0..3 {
        society.pass(12 * 60 - 1);
        assert_eq!(
            society.holder(&session.token).await,
            Some(society.physician()),
            "each use moves the limit on"
        );
    }
    society.pass(12 * 60);
    assert_eq!(society.holder(&session.token).await, None);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a6_a_kept_session_lives_thirty_days_used_or_not(pool: PgPool) {
    let society = Society::new(pool).await;
    let session = society.signed_in(true).await;
    assert_eq!(session.max_age, Some(30 * 24 * 60 * 60));
    society.pass(29 * 24 * 60);
    assert_eq!(society.holder(&session.token).await, Some(society.physician()));
    society.pass(24 * 60 - 1);
    assert_eq!(society.holder(&session.token).await, Some(society.physician()));
    society.pass(1);
    assert_eq!(society.holder(&session.token).await, None, "the cookie is over, and so is the session");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a6_reading_writes_at_most_once_a_minute(pool: PgPool) {
    let society = Society::new(pool).await;
    let session = society.signed_in(false).await;
    let seen = "select count(*) from session where last_seen_at > created_at";
    society.clock.advance(SignedDuration::from_secs(59));
    society.holder(&session.token).await;
    assert_eq!(society.count(seen).await, 0);
    society.clock.advance(SignedDuration::from_secs(1));
    society.holder(&session.token).await;
    assert_eq!(society.count(seen).await, 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn every_sign_in_has_a_token_of_its_own_and_the_database_has_none(pool: PgPool) {
    let society = Society::new(pool).await;
    let (first, second) = (society.signed_in(false).await, society.signed_in(false).await);
    assert_ne!(first.token, second.token);
    assert_eq!(first.token.len(), 43, "256 bits in base64url");
    for statement in [
        "select string_agg(session::text, '') from session",
        "select string_agg(audit_line::text, '') from audit_line",
    ] {
        let rows: String =
            sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_one(&society.backend.db).await.unwrap();
        assert!(!rows.contains(&first.token), "{statement}");
    }
    for token in ["", "x", &first.token[1..], &first.token.to_uppercase()] {
        assert_eq!(society.holder(token).await, None);
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn sign_out_ends_this_session_only_and_says_so_in_the_audit(pool: PgPool) {
    let society = Society::new(pool).await;
    let (here, there) = (society.signed_in(false).await, society.signed_in(true).await);
    society.backend.accounts().sign_out(&here.token).await.unwrap();
    society.backend.accounts().sign_out(&here.token).await.unwrap();
    assert_eq!(society.holder(&here.token).await, None);
    assert!(society.holder(&there.token).await.is_some());
    assert_eq!(society.events().await, ["account.signed_in", "account.signed_in", "account.signed_out"]);
    let line = "select count(*) from audit_line where event = 'account.signed_out' and realm = 'member' and client = '192.0.2.1'";
    assert_eq!(society.count(line).await, 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_facility_without_an_address_has_no_door(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let here = client("192.0.2.1");
    let enter = || accounts.sign_in(Realm::Facility, "hospital@example.jp", PASSWORD, true, &here);
    let SignIn::Welcome(session) = enter().await.unwrap() else { panic!("refused") };
    society.sql("update facility set login_email = null").await;
    assert_eq!(society.holder(&session.token).await, None);
    assert_eq!(enter().await.unwrap(), SignIn::Wrong);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_sweep_takes_what_is_over_and_nothing_else(pool: PgPool) {
    let society = Society::new(pool).await;
    society.signed_in(false).await;
    let kept = society.signed_in(true).await;
    society.mailed_token("100001").await;
    society.pass(13 * 60);
    assert_eq!(society.backend.accounts().sweep().await.unwrap(), 1, "the idle session");
    society.pass(25 * 60);
    assert!(society.backend.accounts().sweep().await.unwrap() > 0, "the counters");
    assert_eq!(society.count("select count(*) from rate_counter").await, 0);
    assert_eq!(society.count("select count(*) from password_link").await, 1);
    assert!(society.holder(&kept.token).await.is_some());
}
