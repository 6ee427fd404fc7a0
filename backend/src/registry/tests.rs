//! C5: certification records are found by name, kana or 認定番号, however they are typed.

mod office;
mod register;

use domain::{
    ids::FacilityId,
    registry::FacilityKind::{Core, Partner, Training},
    text::search_key,
};
use jiff::SignedDuration;
use sqlx::PgPool;
use uuid::Uuid;

use super::*;
use crate::testing::{World, world};

/// A hospital as the import would write it.
async fn hospital(world: &World, number: &str, name: &str, kana: &str) -> FacilityId {
    let id = FacilityId(Uuid::now_v7());
    sqlx::query(
        "insert into facility (facility_id, facility_no, name, kana, prefecture, search_key)
         values ($1, $2, $3, $4, '長野県', $5)",
    )
    .bind(id.0)
    .bind(number)
    .bind(name)
    .bind(kana)
    .bind([name, kana, number].map(search_key).join(" "))
    .execute(&mut *world.db().await)
    .await
    .unwrap();
    id
}

async fn found(world: &World, words: &str) -> Vec<String> {
    let answer = world.backend.registry().search_records(words).await.unwrap();
    answer.found.into_iter().map(|record| record.certificate_no).collect()
}

/// Two hospitals; the first has an ended and a running record.
async fn two_hospitals(world: &World) -> FacilityId {
    let first = hospital(world, "F00001", "髙𠮷﨑濵病院", "たかよしさきはまびょういん").await;
    world.record(first, Training, "N0003", "2015-04-01", "2020-03-31").await;
    world.record(first, Core, "K0012", "2024-04-01", "2029-03-31").await;
    let second =
        hospital(world, "F00002", "齋渡邊100%クリニック", "さいわたなべひゃくぱーせんとくりにっく").await;
    world.record(second, Partner, "R0001", "2025-10-01", "2030-03-31").await;
    first
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c5_name_kana_and_number_are_found_however_they_are_typed(db: PgPool) {
    let world = world(db);
    two_hospitals(&world).await;
    let (first, second, none): (&[&str], &[&str], &[&str]) = (&["K0012", "N0003"], &["R0001"], &[]);
    let table = [
        ("髙𠮷﨑濵病院", first),
        ("高吉崎浜", first),
        ("髙吉崎濱", first),
        ("高 吉 病院", first),
        ("たかよし", first),
        ("タカヨシ", first),
        ("タカヨシ", first),
        ("タカ ヨシ\u{3000}サキ", first),
        ("サキハマビョウ", first),
        ("齋渡邊", second),
        ("斎渡邉", second),
        ("斉渡辺", second),
        ("齊渡邊 クリニック", second),
        ("さい わたなべ", second),
        ("くりにっく", second),
        ("クリニック", second),
        ("K0012", first),
        ("k0012", first),
        ("K0012", first),
        ("n00", first),
        ("r0001", second),
        ("高吉 K0012", first),
        ("f00002", second),
        // every word must match the same hospital
        ("斎 K0012", none),
        ("高吉 くりにっく", none),
        // a 認定番号 is searched from its beginning
        ("0012", none),
        // the name does not run on into the kana
        ("病院たか", none),
        // signs that mean something to the database mean nothing to a person
        ("%", second),
        ("高%浜", none),
        ("_", none),
        ("\\", none),
        // one or two characters are words, too
        ("髙", first),
        ("さ", &["K0012", "R0001", "N0003"]),
        ("ない病院", none),
        ("", none),
        (" \u{3000} ", none),
        ("\0", none),
    ];
    for (words, expected) in table {
        assert_eq!(found(&world, words).await, expected, "{words}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c5_running_records_come_before_those_that_ended_by_today(db: PgPool) {
    let world = world(db);
    let first = two_hospitals(&world).await;
    // 2026-10-01
    let answer = world.backend.registry().search_records("たかよし").await.unwrap();
    assert!(!answer.more);
    let ended: Vec<_> = answer.found.iter().map(|r| (r.certificate_no.as_str(), r.kind, r.ended)).collect();
    assert_eq!(ended, [("K0012", Core, false), ("N0003", Training, true)]);
    assert!(
        answer
            .found
            .iter()
            .all(|r| r.facility == first && r.name == "髙𠮷﨑濵病院" && r.prefecture == "長野県")
    );

    // The last day still counts; the day after, in Japan, does not.
    world.clock.set("2029-03-31T14:59:59Z".parse().unwrap());
    assert_eq!(ended_of(&world, "K0012").await, [false, true]);
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(ended_of(&world, "K0012").await, [true, true]);
}

async fn ended_of(world: &World, words: &str) -> Vec<bool> {
    let answer = world.backend.registry().search_records(words).await.unwrap();
    answer.found.iter().map(|r| r.ended).collect()
}

/// B14, B15, B18: a search finds what looks the same.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn b15_a_search_finds_radicals_and_what_nobody_sees(db: PgPool) {
    let world = world(db);
    let first = hospital(&world, "F00001", "⻄⺠⻑⾕\u{200B}センタ―", "にしたみはせせんたー").await;
    world.record(first, Core, "K0012", "2024-04-01", "2029-03-31").await;
    for words in ["西民長谷", "⻄⺠", "西\u{AD}民", "長谷センター", "センター\u{FEFF}", "Ｋ\u{2060}００１２"]
    {
        let answer = world.backend.registry().search_records(words).await.unwrap();
        assert_eq!(answer.found.len(), 1, "{words:?}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c5_an_answer_is_bounded_and_says_that_there_are_more(db: PgPool) {
    let world = world(db);
    for n in 0..RecordSearch::LIMIT {
        let hospital = hospital(&world, &format!("F{n:05}"), "泉病院", "いずみびょういん").await;
        world.record(hospital, Core, &format!("K{n:04}"), "2024-04-01", "2029-03-31").await;
    }
    let answer = world.backend.registry().search_records("泉").await.unwrap();
    assert_eq!((answer.found.len(), answer.more), (RecordSearch::LIMIT, false));
    let hospital = hospital(&world, "F99999", "泉病院", "いずみびょういん").await;
    world.record(hospital, Core, "K9999", "2024-04-01", "2029-03-31").await;
    let answer = world.backend.registry().search_records("泉").await.unwrap();
    assert_eq!((answer.found.len(), answer.more), (RecordSearch::LIMIT, true));
}

/// C6 offers the records of the same hospital: all of them, the newest first, and no other hospital's.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c6_records_around_one_are_those_of_the_same_hospital(db: PgPool) {
    let world = world(db);
    two_hospitals(&world).await;
    let registry = world.backend.registry();
    let chosen = registry.search_records("N0003").await.unwrap().found[1].id;
    let today = world.backend.today();
    let around = records_around(&mut *world.db().await, chosen, today).await.unwrap();
    let numbers: Vec<_> = around.iter().map(|r| r.certificate_no.as_str()).collect();
    assert_eq!(numbers, ["K0012", "N0003"]);
    for record in around {
        assert_eq!(registry.search_records(&record.id.to_string()).await.unwrap().found, [record]);
    }
    let nobody = CertificationId(Uuid::now_v7());
    assert_eq!(registry.search_records(&nobody.to_string()).await.unwrap().found, []);
    assert_eq!(records_around(&mut *world.db().await, nobody, today).await.unwrap(), []);
}
