//! The brakes of A3 and A7.

use futures::future::join_all;

use super::*;
use crate::accounts::{PASSWORD_MAIL, SIGN_IN};

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a3_ten_failures_close_an_account_for_the_window_known_or_not(pool: PgPool) {
    let society = Society::new(pool).await;
    for account in ["100001", "nobody@example.jp"] {
        for _ in 0..SIGN_IN.by_account {
            assert_eq!(society.try_sign_in(account, "wrong-password-1", false).await.unwrap(), SignIn::Wrong);
        }
        let verified = society.backend.passwords.verified();
        let refused = society.try_sign_in(account, PASSWORD, false).await.unwrap_err();
        let Error::TooMany { seconds } = refused else { panic!("{refused}") };
        assert_eq!(seconds, 15 * 60, "the window began with the clock of this test");
        assert_eq!(society.backend.passwords.verified(), verified, "no more hashes are worked through");
    }
    let accounts = society.backend.accounts();
    let other =
        accounts.sign_in(Realm::Member, "300000", PASSWORD, false, &client("192.0.2.1")).await.unwrap();
    assert!(matches!(other, SignIn::Welcome(_)), "other accounts are not touched");
    society.pass(15);
    society.signed_in(false).await;
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a3_a_sign_in_that_succeeds_counts_for_nothing(pool: PgPool) {
    let society = Society::new(pool).await;
    for _ in 0..3 {
        for _ in 0..SIGN_IN.by_account - 1 {
            society.try_sign_in("100001", "wrong-password-1", false).await.unwrap();
        }
        society.signed_in(false).await;
    }
    let hits = "select coalesce(sum(hits), 0) from rate_counter where key like 'signin:client:%'";
    assert_eq!(society.count(hits).await, 3 * i64::from(SIGN_IN.by_account - 1));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a3_one_client_cannot_try_account_after_account(pool: PgPool) {
    let society = Society::new(pool).await;
    for number in 0..SIGN_IN.by_client {
        let answer = society.try_sign_in(&format!("{number}"), "wrong-password-1", false).await;
        assert_eq!(answer.unwrap(), SignIn::Wrong);
    }
    let refused = society.try_sign_in("100001", PASSWORD, false).await;
    assert!(matches!(refused, Err(Error::TooMany { .. })), "{refused:?}");
    let accounts = society.backend.accounts();
    let elsewhere =
        accounts.sign_in(Realm::Member, "100001", PASSWORD, false, &client("198.51.100.7")).await.unwrap();
    assert!(matches!(elsewhere, SignIn::Welcome(_)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a3_the_neighbours_of_an_ipv6_address_are_one_client(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    for host in ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "::ffff:192.0.2.1"] {
        accounts.sign_in(Realm::Member, "1", "wrong-password-1", false, &client(host)).await.unwrap();
    }
    assert_eq!(society.count("select count(*) from rate_counter where key like 'signin:client:%'").await, 3);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a3_several_nodes_count_together_and_no_two_tries_slip_through(pool: PgPool) {
    let society = Society::new(pool.clone()).await;
    let other_node = Backend::new(pool, society.clock.clone(), Settings::default())
        .with_passwords(PasswordHasher::cheap_for_tests());
    let tries = (0..30).map(|number| {
        let node = if number % 2 == 0 { society.backend.clone() } else { other_node.clone() };
        async move {
            node.accounts()
                .sign_in(Realm::Member, "100001", "wrong-password-1", false, &client("192.0.2.1"))
                .await
        }
    });
    let answers = join_all(tries).await;
    let wrong = answers.iter().filter(|answer| matches!(answer, Ok(SignIn::Wrong))).count();
    let braked = answers.iter().filter(|answer| matches!(answer, Err(Error::TooMany { .. }))).count();
    assert_eq!((wrong, braked), (10, 20));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a7_password_mails_are_braked_the_same_for_known_and_unknown_accounts(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    for account in ["taro@example.jp", "nobody@example.jp"] {
        for _ in 0..PASSWORD_MAIL.by_account {
            accounts.forgot_password(Realm::Member, account, &client("192.0.2.1")).await.unwrap();
        }
        let refused = accounts.forgot_password(Realm::Member, account, &client("198.51.100.7")).await;
        assert!(matches!(refused, Err(Error::TooMany { seconds: 3600 })), "{account}: {refused:?}");
    }
    assert_eq!(society.count("select count(*) from mail_outbox").await, i64::from(PASSWORD_MAIL.by_account));
    society.pass(60);
    accounts.forgot_password(Realm::Member, "taro@example.jp", &client("192.0.2.1")).await.unwrap();
}
