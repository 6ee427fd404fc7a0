//! The outbox and its worker.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lettre::transport::stub::AsyncStubTransport;

use super::*;
use crate::{By, Error, Origin, notices::queries, testing::generic_plan};
use domain::{
    actor::Actor,
    ids::{MemberId, OfficeUserId},
};

const LEASE: Duration = Duration::from_mins(10);

fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let start = message.find(&format!("{name}: ")).unwrap() + name.len() + 2;
    let mut end = start;
    // A header goes on while its next line begins with a space.
    loop {
        end += message[end..].find("\r\n").unwrap();
        if !message[end + 2..].starts_with(' ') {
            return &message[start..end];
        }
        end += 2;
    }
}

/// RFC 2047, as a mail program reads it.
fn decoded(header: &str) -> String {
    let mut bytes = Vec::new();
    for word in header.split_whitespace() {
        match word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) {
            Some(encoded) => bytes.extend(STANDARD.decode(encoded).unwrap()),
            None => bytes.extend(word.as_bytes()),
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_long_japanese_subject_arrives_as_it_was_sent(pool: PgPool) {
    let society = "日本緩和医療学会専門医認定・育成委員会および施設認定委員会合同事務局(髙𠮷﨑)";
    let clock = Arc::new(FakeClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
    let settings = Settings { society: society.into(), ..Settings::default() };
    let post = Post { backend: Backend::new(pool, clock.clone(), settings), clock };
    post.enqueue("taro@example.jp", &every_kind()[1]).await;
    let stub = AsyncStubTransport::new_ok();
    assert_eq!(post.deliver(&Transport::Stub(stub.clone())).await, 1);

    let (envelope, message) = stub.messages().await.remove(0);
    assert_eq!(envelope.to()[0].to_string(), "taro@example.jp");
    assert_eq!(envelope.from().unwrap().to_string(), "nintei@example.jp");
    assert_eq!(
        decoded(header(&message, "Subject")),
        format!("【{society}】症例承認のご依頼が届いています(3例)")
    );
    assert!(message.lines().all(|line| line.len() <= 78 || !line.starts_with(' ')), "folded");
    assert_eq!(header(&message, "Date"), "Sun, 22 Nov 2026 09:00:00 +0000");
    assert_eq!(header(&message, "Auto-Submitted"), "auto-generated");
    assert!(message.contains("Content-Type: text/plain; charset=utf-8"));
    assert!(message.contains("Content-Type: text/html; charset=utf-8"));
}

/// B19: an old mobile address is written as servers take it.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn b19_mail_goes_to_old_mobile_addresses(pool: PgPool) {
    let post = Post::new(pool);
    for (address, sent_to) in
        [("a..b@docomo.ne.jp", "\"a..b\"@docomo.ne.jp"), ("a.@docomo.ne.jp", "\"a.\"@docomo.ne.jp")]
    {
        post.enqueue(address, &every_kind()[1]).await;
        let stub = AsyncStubTransport::new_ok();
        assert_eq!(post.deliver(&Transport::Stub(stub.clone())).await, 1);
        let (envelope, message) = stub.messages().await.remove(0);
        assert_eq!(envelope.to()[0].to_string(), sent_to);
        assert!(header(&message, "To").contains(sent_to), "{}", header(&message, "To"));
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e1_a_change_that_is_rolled_back_mails_nobody(pool: PgPool) {
    let post = Post::new(pool);
    let mut tx = post.backend.begin().await.unwrap();
    enqueue(&mut tx, &post.backend.settings, "taro@example.jp", &decided(1), post.now()).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(post.outbox().await, []);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e1_a_commit_wakes_the_worker(pool: PgPool) {
    let mut listener = sqlx::postgres::PgListener::connect_with(&pool).await.unwrap();
    listener.listen("outbox").await.unwrap();
    let post = Post::new(pool);
    post.enqueue("taro@example.jp", &decided(1)).await;
    assert_eq!(listener.recv().await.unwrap().channel(), "outbox");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_a_failing_server_delays_with_growing_pauses_and_then_gives_up(pool: PgPool) {
    let post = Post::new(pool);
    let broken = Transport::Stub(AsyncStubTransport::new_error());
    post.enqueue("taro@example.jp", &decided(1)).await;
    for minutes in [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60] {
        assert_eq!(post.deliver(&broken).await, 1, "before the pause of {minutes} minutes");
        let due = post.now() + SignedDuration::from_mins(minutes);
        assert_eq!(post.only().await.standing, MailStanding::Waiting { next_attempt_at: due });
        post.clock.set(due - SignedDuration::from_secs(1));
        assert_eq!(post.deliver(&broken).await, 0, "within the pause of {minutes} minutes");
        post.clock.set(due);
    }
    assert_eq!(post.deliver(&broken).await, 1);
    let dead = post.only().await;
    assert_eq!((dead.standing, dead.attempts), (MailStanding::Dead, 8));
    assert_eq!(dead.last_error.as_deref(), Some("stub error"));
    post.pass(7 * 24 * 60);
    assert_eq!(post.deliver(&broken).await, 0);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_one_mail_that_cannot_go_does_not_hold_up_the_next(pool: PgPool) {
    let post = Post::new(pool);
    post.enqueue("no address\r\nBcc: all@example.jp", &decided(1)).await;
    post.pass(1);
    post.enqueue("taro@example.jp", &decided(2)).await;
    let stub = AsyncStubTransport::new_ok();
    assert_eq!(post.deliver(&Transport::Stub(stub.clone())).await, 2);
    let standings: Vec<MailStanding> = post.outbox().await.into_iter().map(|mail| mail.standing).collect();
    assert_eq!(standings, [MailStanding::Sent { at: post.now() }, MailStanding::Dead]);
    assert_eq!(stub.messages().await.len(), 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_a_crash_after_sending_sends_again_under_the_same_message_id(pool: PgPool) {
    let post = Post::new(pool);
    post.enqueue("taro@example.jp", &decided(1)).await;
    let stub = AsyncStubTransport::new_ok();
    post.deliver(&Transport::Stub(stub.clone())).await;
    // As if the process had died before it could write down that the mail is gone.
    sqlx::query("update mail_outbox set state = 'waiting', sent_at = null")
        .execute(&post.backend.db)
        .await
        .unwrap();
    assert_eq!(post.deliver(&Transport::Stub(stub.clone())).await, 0, "its lease is still running");
    post.lease_ends().await;
    assert_eq!(post.deliver(&Transport::Stub(stub.clone())).await, 1);
    let ids: Vec<String> =
        stub.messages().await.iter().map(|(_, message)| header(message, "Message-ID").to_owned()).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    assert_eq!(ids[0], format!("<{}@example.jp>", post.only().await.id));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_a_mail_that_ends_every_worker_is_given_up(pool: PgPool) {
    let post = Post::new(pool);
    post.enqueue("taro@example.jp", &decided(1)).await;
    for _ in 0..8 {
        let mut db = post.backend.db.acquire().await.unwrap();
        let taken = queries::take_due(&mut db, post.now(), LEASE, 1).await.unwrap();
        assert_eq!(taken.len(), 1, "taken, then silence");
        post.lease_ends().await;
    }
    let stub = AsyncStubTransport::new_ok();
    assert_eq!(post.deliver(&Transport::Stub(stub.clone())).await, 1);
    assert_eq!(post.only().await.standing, MailStanding::Dead);
    assert_eq!(stub.messages().await.len(), 0);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_workers_at_the_same_time_send_each_mail_once(pool: PgPool) {
    let post = Post::new(pool);
    for slot in 1..=20 {
        post.enqueue("taro@example.jp", &decided(slot)).await;
    }
    let stub = AsyncStubTransport::new_ok();
    let worker = || async { post.deliver(&Transport::Stub(stub.clone())).await };
    let (a, b, c) = tokio::join!(worker(), worker(), worker());
    assert_eq!(a + b + c, 20);
    let ids: std::collections::BTreeSet<String> =
        stub.messages().await.iter().map(|(_, message)| header(message, "Message-ID").to_owned()).collect();
    assert_eq!((ids.len(), stub.messages().await.len()), (20, 20));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_a_server_whose_clock_is_ahead_takes_nothing_that_another_is_sending(pool: PgPool) {
    let post = Post::new(pool);
    post.enqueue("taro@example.jp", &decided(1)).await;
    let mut db = post.backend.db.acquire().await.unwrap();
    let taken = queries::take_due(&mut db, post.now(), LEASE, 1).await.unwrap();
    assert_eq!(taken.len(), 1, "on its way");
    let stub = AsyncStubTransport::new_ok();
    post.pass(60);
    assert_eq!(post.deliver(&Transport::Stub(stub.clone())).await, 0, "an hour ahead");
    post.lease_ends().await;
    post.pass(-60);
    assert_eq!(post.deliver(&Transport::Stub(stub.clone())).await, 1, "the other one is gone");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_a_worker_whose_lease_is_over_changes_nothing_of_the_next_one(pool: PgPool) {
    let post = Post::new(pool);
    post.enqueue("taro@example.jp", &decided(1)).await;
    let mut db = post.backend.db.acquire().await.unwrap();
    let slow = queries::take_due(&mut db, post.now(), LEASE, 1).await.unwrap().remove(0);
    post.lease_ends().await;
    let next = queries::take_due(&mut db, post.now(), LEASE, 1).await.unwrap().remove(0);
    queries::mark_dead(&mut db, &slow, "too late").await.unwrap();
    queries::put_off(&mut db, &slow, post.now(), "too late").await.unwrap();
    assert_eq!(post.only().await.last_error, None);
    queries::put_off(&mut db, &next, post.now(), "in time").await.unwrap();
    assert_eq!(post.only().await.last_error.as_deref(), Some("in time"));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a5_a_repeated_password_mail_has_a_link_of_its_own_and_the_outbox_none(pool: PgPool) {
    let post = Post::new(pool);
    sqlx::query(
        "insert into member (member_id, member_no, family_name, given_name, family_kana, given_kana, email,
             profession, joined_on, affiliation, search_key)
         values ($1, '100001', '緩和', '太郎', 'かんわ', 'たろう', 'taro@example.jp', '医師', '2010-04-01', '', '')",
    )
    .bind(Uuid::from_u128(7))
    .execute(&post.backend.db)
    .await
    .unwrap();
    post.enqueue("taro@example.jp", &every_kind()[0]).await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        assert_eq!(post.deliver(&Transport::DevMailbox).await, 1);
        let mails = post.backend.notices().dev_mails().await.unwrap();
        assert_eq!(mails.len(), 1, "a repeat replaces what came first");
        let (_, token) = mails[0].text.split_once("/password/set/").unwrap();
        tokens.push(token.lines().next().unwrap().to_owned());
        sqlx::query("update mail_outbox set state = 'waiting', sent_at = null, leased_until = null")
            .execute(&post.backend.db)
            .await
            .unwrap();
    }
    assert_ne!(tokens[0], tokens[1]);
    let row: String = sqlx::query_scalar("select mail_outbox::text from mail_outbox")
        .fetch_one(&post.backend.db)
        .await
        .unwrap();
    for token in &tokens {
        assert!(!row.contains(token), "{row}");
        let state = post.backend.accounts().link(token).await.unwrap();
        assert_eq!(state, domain::accounts::LinkState::Usable(domain::accounts::Realm::Member));
    }
    let links: i64 =
        sqlx::query_scalar("select count(*) from password_link where account_id = $1 and realm = 'member'")
            .bind(Uuid::from_u128(7))
            .fetch_one(&post.backend.db)
            .await
            .unwrap();
    assert_eq!(links, 2);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_demo_mailbox_shows_the_newest_first(pool: PgPool) {
    let post = Post::new(pool);
    for slot in [1, 2] {
        post.enqueue("taro@example.jp", &decided(slot)).await;
        post.pass(1);
        post.deliver(&Transport::DevMailbox).await;
    }
    let mails = post.backend.notices().dev_mails().await.unwrap();
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    let expected = [
        "【日本緩和医療学会】症例(番号2)が非承認となりました",
        "【日本緩和医療学会】症例(番号1)が非承認となりました",
    ];
    assert_eq!(subjects, expected);
    assert!(mails[0].html.starts_with("<!doctype html>") && mails[0].to == "taro@example.jp");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_the_office_sees_every_mail_and_gives_dead_ones_a_new_start(pool: PgPool) {
    let post = Post::new(pool);
    post.enqueue("no address", &decided(1)).await;
    let stub = AsyncStubTransport::new_ok();
    post.deliver(&Transport::Stub(stub.clone())).await;
    let notices = post.backend.notices();
    let by = |actor| By { actor, origin: Origin::default() };
    let office = by(Actor::Office(OfficeUserId(Uuid::nil())));
    let member = by(Actor::Member { id: MemberId(Uuid::nil()), physician: true });
    let dead = notices.outbox(&office, OutboxFilter::default()).await.unwrap().mails.remove(0);
    assert_eq!(dead.standing, MailStanding::Dead);
    assert!(matches!(notices.outbox(&member, OutboxFilter::default()).await, Err(Error::NotFound)));
    assert!(matches!(notices.revive(&member, dead.id).await, Err(Error::NotFound)));
    assert!(matches!(notices.revive(&office, MailId(Uuid::nil())).await, Err(Error::NotFound)));

    notices.revive(&office, dead.id).await.unwrap();
    assert_eq!(post.only().await.standing, MailStanding::Waiting { next_attempt_at: post.now() });
    assert!(matches!(notices.revive(&office, dead.id).await, Err(Error::NotFound)), "it waits already");
    let audited: i64 = sqlx::query_scalar("select count(*) from audit_line where event = 'mail.revived'")
        .fetch_one(&post.backend.db)
        .await
        .unwrap();
    assert_eq!(audited, 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_state_of_the_outbox_tells_what_waits_and_for_how_long(pool: PgPool) {
    let post = Post::new(pool);
    let state = || async { post.backend.notices().outbox_state().await.unwrap() };
    assert_eq!((state().await.waiting, state().await.oldest_waiting), (0, None));
    post.enqueue("taro@example.jp", &decided(1)).await;
    post.enqueue("no address", &decided(2)).await;
    post.pass(3);
    post.enqueue("taro@example.jp", &decided(3)).await;
    post.deliver(&Transport::Stub(AsyncStubTransport::new_error())).await;
    post.pass(4);
    let state = state().await;
    assert_eq!((state.waiting, state.dead, state.oldest_waiting), (2, 1, Some(SignedDuration::from_mins(7))));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_later_page_of_the_outbox_is_read_from_its_mail_on_whatever_plan_is_kept(pool: PgPool) {
    let post = Post::new(pool);
    for slot in 1..=3 {
        post.enqueue("taro@example.jp", &decided(slot)).await;
        post.pass(1);
    }
    let mut db = post.backend.db.acquire().await.unwrap();
    let newest = queries::outbox(&mut db, OutboxFilter::default(), 2).await.unwrap();
    let older = OutboxFilter { before: newest.last().map(|mail| mail.id), ..OutboxFilter::default() };
    assert_eq!(queries::outbox(&mut db, older, 2).await.unwrap().len(), 1);
    let plan = generic_plan(&mut db, "mail_outbox").await;
    let from_its_mail = |line: &str| line.contains("Index Cond") && line.contains("created_at <= COALESCE");
    assert!(plan.lines().any(from_its_mail), "{plan}");
}
