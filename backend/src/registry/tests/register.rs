//! 「施設名簿」: who stands in it on which day, how it is found, and what is not in it.

use domain::registry::{PREFECTURES, Register, RegisterFilter, RegisterRow, TypedRegister};

use super::*;
use crate::testing::Statements;

async fn facility(world: &World, number: &str, name: &str, kana: &str, prefecture: &str) -> FacilityId {
    let id = hospital(world, number, name, kana).await;
    sqlx::query("update facility set prefecture = $2, login_email = $3 || '@hospital.example.jp' where facility_id = $1")
        .bind(id.0)
        .bind(prefecture)
        .bind(number)
        .execute(&world.backend.db)
        .await
        .expect("a prefecture");
    id
}

/// Three hospitals of two prefectures: one holds two kinds, one held something until yesterday, one will from tomorrow on.
async fn society(world: &World) {
    let north = facility(world, "F00001", "雪原病院", "ゆきはらびょういん", "北海道").await;
    world.record(north, Partner, "R0001", "2024-04-01", "2029-03-31").await;
    world.record(north, Training, "N0001", "2022-04-01", "2027-03-31").await;
    let both = facility(world, "F00002", "髙木病院", "たかぎびょういん", "長野県").await;
    world.record(both, Core, "K0001", "2026-10-01", "2031-03-31").await;
    world.record(both, Training, "N0002", "2021-10-01", "2026-10-01").await;
    let hill = facility(world, "F00003", "丘の病院", "おかのびょういん", "長野県").await;
    world.record(hill, Core, "K0002", "2021-10-01", "2026-09-30").await;
    world.record(hill, Core, "K0003", "2026-10-02", "2031-03-31").await;
}

async fn read(world: &World, q: &str, prefecture: &str, kind: &str) -> Register {
    let typed =
        TypedRegister { q: q.into(), prefecture: prefecture.into(), kind: kind.into(), page: String::new() };
    world.backend.registry().register(RegisterFilter::read(&typed)).await.expect("a register")
}

async fn numbers(world: &World, q: &str, prefecture: &str, kind: &str) -> Vec<String> {
    read(world, q, prefecture, kind).await.rows.into_iter().map(|row| row.certificate_no).collect()
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn it_holds_for_today_by_prefecture_kind_and_kana(db: PgPool) {
    let world = world(db);
    society(&world).await;
    for (now, expected) in [
        ("2026-09-30T14:59:59Z", ["R0001", "N0001", "K0002", "N0002"].as_slice()),
        // 2026-10-01: the first day of one, the last of another.
        ("2026-09-30T15:00:00Z", &["R0001", "N0001", "K0001", "N0002"]),
        ("2026-10-01T15:00:00Z", &["R0001", "N0001", "K0003", "K0001"]),
        ("2027-03-31T15:00:00Z", &["R0001", "K0003", "K0001"]),
        ("2031-03-31T15:00:00Z", &[]),
    ] {
        world.clock.set(now.parse().expect("a moment"));
        assert_eq!(numbers(&world, "", "", "").await, expected, "{now}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn it_is_searched_however_names_are_written(db: PgPool) {
    let world = world(db);
    society(&world).await;
    for (q, prefecture, kind, expected) in [
        ("高木", "", "", ["K0001", "N0002"].as_slice()),
        ("タカギ", "", "", &["K0001", "N0002"]),
        ("高木 病院", "", "core", &["K0001"]),
        ("病院", "北海道", "", &["R0001", "N0001"]),
        ("病院", "北海道", "core", &[]),
        ("", "長野県", "training", &["N0002"]),
        ("k0001", "", "", &["K0001", "N0002"]),
        // The number of an ended certification leads to the facility, too.
        ("K0002", "", "", &[]),
        ("%", "", "", &[]),
        ("雪原 高木", "", "", &[]),
    ] {
        assert_eq!(numbers(&world, q, prefecture, kind).await, expected, "{q} {prefecture} {kind}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn it_has_pages_and_says_how_many_there_are(db: PgPool) {
    let world = world(db);
    for (at, prefecture) in PREFECTURES.iter().enumerate() {
        let name = format!("第{at}病院");
        let id = facility(&world, &format!("F{at:05}"), &name, &name, prefecture).await;
        world.record(id, Core, &format!("K{at:04}"), "2024-04-01", "2029-03-31").await;
        world.record(id, Partner, &format!("R{at:04}"), "2024-04-01", "2029-03-31").await;
    }
    let registry = world.backend.registry();
    let page = async |page| registry.register(RegisterFilter { page, ..RegisterFilter::default() }).await;
    let statements = Statements::listen();
    let (first, second, beyond) =
        (page(0).await.expect("a page"), page(1).await.expect("a page"), page(2).await.expect("a page"));
    assert_eq!(statements.taken(), 3);
    assert_eq!((first.shown(), first.total, first.has_more()), (Some((1, 50)), 94, true));
    assert_eq!((second.shown(), second.has_more()), (Some((51, 94)), false));
    assert_eq!((beyond.shown(), beyond.has_more()), (None, false));
    let all = registry.whole_register(RegisterFilter { page: 1, ..RegisterFilter::default() }).await;
    let all = all.expect("a file").rows;
    assert_eq!(all.len(), 94);
    assert_eq!([first.rows, second.rows].concat(), all);
    let prefectures: Vec<&str> = all.iter().map(|row| row.prefecture.as_str()).step_by(2).collect();
    assert_eq!(prefectures, PREFECTURES, "from north to south");
}

/// Whoever reads the register of a society reads it whole: nothing private has room in it.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn nothing_private_has_room_in_it(db: PgPool) {
    let world = world(db);
    society(&world).await;
    let register = read(&world, "雪原", "", "partner").await;
    let RegisterRow { name, kana, prefecture, kind, certificate_no, period } = register.rows[0].clone();
    assert_eq!(
        [name.as_str(), &kana, &prefecture, kind.label(), &certificate_no, &period.to_string()],
        ["雪原病院", "ゆきはらびょういん", "北海道", "連携施設", "R0001", "2024/04/01〜2029/03/31"]
    );
    assert!(!format!("{register:?}").contains('@'));
}
