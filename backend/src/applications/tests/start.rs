//! F9: the start day, exactly once, whatever restarts.

use std::time::Duration;

use domain::{network::Asked, notices::Mail};
use sqlx::Row as _;

use super::*;

const ALL: &str = "select count(*) from application where state = 'certified'";
const RECORDS: &str = "select count(*) from certification where start_on = '2027-04-01'";
const REQUESTS: &str = "select count(*) from linkage where state = 'requested' and starts_on = '2027-04-01'";
const STARTED: &str = "select count(*) from mail_outbox where kind = 'certification_started'";
const ASKED: &str = "select count(*) from mail_outbox where kind = 'linkage_requested'";
const LINES: &str = "select count(*) from audit_line where event = 'application.certified'";

impl Clinic {
    /// 丘の病院 has passed; the 基幹施設 has an account.
    async fn passed(&self, applying: Applying) {
        self.submitted(applying).await;
        self.sql("update application set state = 'passed'").await;
        self.sql("update facility set login_email = 'green@hospital.example.jp' where facility_no = 'F0001'")
            .await;
    }

    async fn start_day(&self) -> u64 {
        self.applications().certify_due().await.expect("done")
    }

    async fn counts(&self) -> [i64; 6] {
        let mut counts = [0; 6];
        for (count, statement) in counts.iter_mut().zip([ALL, RECORDS, REQUESTS, STARTED, ASKED, LINES]) {
            *count = self.count(statement).await;
        }
        counts
    }

    /// As many 連携施設 as `numbers` that have passed and name the 基幹施設, each with an account.
    async fn many(&self, numbers: std::ops::RangeInclusive<u32>) {
        self.passed(Applying::Partner).await;
        for number in numbers {
            self.sql(&format!(
                "with hospital as (
                     insert into facility (facility_id, name, kana, prefecture, search_key, login_email, signed_up_at, applies_as)
                     values (gen_random_uuid(), '', '', '', '', 'h{number}@hospital.example.jp', now(), 'partner')
                     returning facility_id),
                 begun as (
                     insert into application (application_id, facility_id, applies_as, state, round_id, version_id, submitted_at)
                     select gen_random_uuid(), hospital.facility_id, 'partner', 'passed', a.round_id, gen_random_uuid(), a.submitted_at
                     from hospital, application a where a.facility_id = '{}' returning application_id, version_id)
                 insert into application_version (version_id, application_id, number, form1, form2, submitted_at)
                 select begun.version_id, begun.application_id, 1,
                        jsonb_set(v.form1, '{{name}}', '\"第{number}病院\"'), v.form2, v.submitted_at
                 from begun, application_version v join application a using (version_id) where a.facility_id = '{}'",
                self.me, self.me
            ))
            .await;
        }
    }

    async fn mail(&self, kind: &str) -> (String, Mail) {
        let row = sqlx::query("select to_address, params from mail_outbox where kind = $1")
            .bind(kind)
            .fetch_one(&self.world.backend.db)
            .await
            .expect("one mail");
        (row.get(0), serde_json::from_value(row.get(1)).expect("a mail"))
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_the_day_before_nothing_begins_and_at_midnight_everything_does(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.passed(Applying::Partner).await;
    clinic.world.clock.set("2027-03-31T14:59:59Z".parse().expect("23:59:59 in Japan"));
    assert_eq!(clinic.start_day().await, 0);
    clinic.world.clock.set("2027-03-31T15:00:00Z".parse().expect("midnight in Japan"));
    assert_eq!(clinic.start_day().await, 1);
    assert_eq!(clinic.counts().await, [1, 1, 1, 1, 1, 1]);

    let record = "select count(*) from certification join member on member_id = responsible_member_id
         where certificate_no = 'R0001' and kind = '連携施設' and end_on = '2032-03-31' and member_no = '100001'";
    assert_eq!(clinic.count(record).await, 1, "F1: five years, the responsible person by number");
    let (to, mail) = clinic.mail("certification_started").await;
    assert_eq!(to, "hill@hospital.example.jp");
    let Mail::CertificationStarted { certificate_no, asked, .. } = mail else { panic!("{mail:?}") };
    assert_eq!((certificate_no.as_str(), asked), ("R0001", Asked::Core("みどり野中央病院".into())));
    let (to, mail) = clinic.mail("linkage_requested").await;
    assert_eq!(to, "green@hospital.example.jp");
    let expected = Mail::LinkageRequested {
        core: "みどり野中央病院".into(),
        partner: "丘の病院".into(),
        starts: crate::testing::day("2027-04-01"),
    };
    assert_eq!(mail, expected);
}

/// The account becomes the facility's マイページ: name, number and contact are those of the version that passed.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_the_account_becomes_a_facility_of_the_register(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic
        .sql(
            "update facility set facility_no = null, name = '', kana = '', search_key = '', applies_as = 'core',
                                 signed_up_at = '2026-09-01' where facility_no = 'F0002'",
        )
        .await;
    clinic.passed(Applying::Core).await;
    clinic.on("2027-04-01");
    assert_eq!(clinic.start_day().await, 1);
    let row = sqlx::query(
        "select concat_ws(' ', facility_no, name, kana, prefecture, postal_code, address, phone, url, head, department,
                          clerk, clerk_email, login_email) from facility where facility_id = $1",
    )
    .bind(clinic.me.0)
    .fetch_one(&clinic.world.backend.db)
    .await
    .expect("a facility");
    assert_eq!(
        row.get::<String, _>(0).split_whitespace().collect::<Vec<_>>().join(" "),
        "F00002 丘の病院 おかのびょういん 長野県 123-4567 丘市1-1 026-123-4567 院長 一郎 事務 四郎 \
         office@hospital.example.jp hill@hospital.example.jp"
    );
    let found = clinic.world.backend.registry().search_records("丘の F00002").await.expect("an answer");
    assert_eq!(found.found.first().map(|record| record.certificate_no.as_str()), Some("K0002"));
    assert_eq!(clinic.counts().await, [1, 1, 0, 1, 0, 1], "a 基幹施設 asks nobody");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_the_society_says_for_how_many_years(pool: PgPool) {
    let mut clinic = Clinic::new(pool).await;
    clinic.world.backend.settings = Settings { certification_years: 3, ..Settings::default() }.into();
    clinic.passed(Applying::Core).await;
    clinic.on("2027-04-01");
    assert_eq!(clinic.start_day().await, 1);
    let record = "select count(*) from certification where start_on = '2027-04-01' and end_on = '2030-03-31'";
    assert_eq!(clinic.count(record).await, 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_twice_is_as_good_as_once(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.passed(Applying::Partner).await;
    clinic.on("2027-04-01");
    assert_eq!(clinic.start_day().await, 1);
    assert_eq!(clinic.start_day().await, 0);
    clinic.on("2027-10-01");
    assert_eq!(clinic.start_day().await, 0);
    assert_eq!(clinic.counts().await, [1, 1, 1, 1, 1, 1]);
}

/// The server was off for three days: what begins, began on the first.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_what_was_missed_at_midnight_is_caught_up(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.passed(Applying::Partner).await;
    clinic.on("2027-04-04");
    assert_eq!(clinic.start_day().await, 1);
    assert_eq!(clinic.counts().await, [1, 1, 1, 1, 1, 1]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_two_workers_at_the_same_instant_share_the_work(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.many(1..=11).await;
    clinic.on("2027-04-01");
    let (one, other) = (clinic.applications(), clinic.applications());
    let (a, b) = tokio::join!(one.certify_due(), other.certify_due());
    assert_eq!(a.expect("done") + b.expect("done"), 12);
    assert_eq!(clinic.counts().await, [12; 6]);
    let numbers = "select count(distinct certificate_no) from certification where certificate_no between 'R0001' and 'R0012'";
    assert_eq!(clinic.count(numbers).await, 12, "each number given once, none left out");
    let facilities = "select count(distinct facility_no) from facility where facility_no like 'F0000_' or facility_no like 'F0001_'";
    assert_eq!(clinic.count(facilities).await, 11);
}

/// Two workers, and one of them is killed in the middle of an application: between the record and the mails.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_a_worker_that_is_killed_in_the_middle_leaves_nothing_half_done(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.many(1..=5).await;
    clinic.on("2027-04-01");
    // Both stand still where they count numbers, with an application locked each.
    let mut stop = clinic.world.backend.begin().await.expect("a transaction");
    sqlx::query("select pg_advisory_xact_lock(hashtext('numbers of the register'))")
        .execute(&mut *stop)
        .await
        .expect("locked");
    let worker = || {
        let backend = clinic.world.backend.clone();
        tokio::spawn(async move { backend.applications().certify_due().await })
    };
    let (killed, other) = (worker(), worker());
    let waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())";
    while clinic.count(waiting).await < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    killed.abort();
    assert!(killed.await.expect_err("killed").is_cancelled());
    assert_eq!(clinic.counts().await, [0; 6], "nothing of it is to be seen");
    stop.commit().await.expect("go on");
    let by_other = other.await.expect("alive").expect("done");
    // What the killed one had locked is free once its connection has noticed; the next round finds it.
    let mut rest = 0;
    while by_other + rest < 6 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        rest += clinic.start_day().await;
    }
    assert_eq!(clinic.counts().await, [6; 6]);
    assert_eq!(clinic.start_day().await, 0);
}

/// One that cannot be certified keeps no other one waiting, and is tried again.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_a_poisoned_application_stops_nobody(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.many(1..=2).await;
    clinic.on("2027-04-01");
    clinic
        .sql(&format!(
            "alter table application add constraint poison check (state <> 'certified' or facility_id <> '{}')",
            clinic.me
        ))
        .await;
    assert_eq!(clinic.start_day().await, 2);
    assert_eq!(clinic.counts().await, [2; 6]);
    clinic.sql("alter table application drop constraint poison").await;
    assert_eq!(clinic.start_day().await, 1);
    assert_eq!(clinic.counts().await, [3; 6]);
}

/// F9: a 基幹施設 that is not certified any more is not asked; the certification is given, the facility is told.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_a_core_facility_that_is_certified_no_more_is_not_asked(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.passed(Applying::Partner).await;
    clinic.sql("update certification set end_on = '2027-03-31' where certificate_no = 'K0001'").await;
    clinic.on("2027-04-01");
    assert_eq!(clinic.start_day().await, 1);
    assert_eq!(clinic.counts().await, [1, 1, 0, 1, 0, 1]);
    let (_, mail) = clinic.mail("certification_started").await;
    let Mail::CertificationStarted { asked, .. } = mail else { panic!("{mail:?}") };
    assert_eq!(asked, Asked::NotCertified("みどり野中央病院".into()));
    let page = clinic.world.backend.network().page(&clinic.by(), "").await.expect("a page");
    assert_eq!(page.unasked.as_deref(), Some("みどり野中央病院"));
    assert_eq!(page.earliest, Some(crate::testing::day("2027-04-01")), "another one may be named");
}

/// The 基幹施設 that a 連携施設 names begins on the same day: it comes first, also where another server is at it.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_the_core_facility_begins_before_those_that_name_it(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.passed(Applying::Partner).await;
    clinic.sql("update certification set end_on = '2027-03-31' where certificate_no = 'K0001'").await;
    clinic
        .sql(&format!(
            "with begun as (
                 insert into application (application_id, facility_id, applies_as, state, round_id, version_id, submitted_at)
                 select gen_random_uuid(), '{}', 'core', 'passed', r.round_id, gen_random_uuid(), a.submitted_at
                 from application a, application_round r where r.applies_as = 'core' returning application_id, version_id)
             insert into application_version (version_id, application_id, number, form1, form2, submitted_at)
             select begun.version_id, begun.application_id, 1, v.form1, v.form2, v.submitted_at
             from begun, application_version v",
            clinic.core
        ))
        .await;
    clinic.on("2027-04-01");
    let mut busy = clinic.world.backend.begin().await.expect("a transaction");
    sqlx::query("select from application where applies_as = 'core' for update")
        .execute(&mut *busy)
        .await
        .expect("another server is at it");
    assert_eq!(clinic.start_day().await, 0, "the 連携施設 waits");
    busy.rollback().await.expect("that one was killed");
    assert_eq!(clinic.start_day().await, 2);
    assert_eq!(clinic.counts().await, [2, 2, 1, 2, 1, 2]);
    let periods =
        "select count(*) from certification where facility_id = (select facility_id from certification
         where certificate_no = 'K0001') and certificate_no in ('K0001', 'K0002')";
    assert_eq!(clinic.count(periods).await, 2);
}

/// F9: a running record of the same 種別 ends the day before; 認定研修施設 keeps its own.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_a_running_record_of_the_same_kind_ends_the_day_before(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let world = &clinic.world;
    world.record(clinic.me, FacilityKind::Partner, "R0007", "2024-04-01", "2029-03-31").await;
    world.record(clinic.me, FacilityKind::Training, "N0001", "2022-04-01", "2028-03-31").await;
    clinic.passed(Applying::Partner).await;
    clinic.on("2027-04-01");
    assert_eq!(clinic.start_day().await, 1);
    for (number, end) in [("R0007", "2027-03-31"), ("N0001", "2028-03-31"), ("R0008", "2032-03-31")] {
        let statement = format!(
            "select count(*) from certification where certificate_no = '{number}' and end_on = '{end}'"
        );
        assert_eq!(clinic.count(&statement).await, 1, "{number} until {end}");
    }
}

/// The office imported the record before the start day was caught up: it is the one, and gets no second number.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_a_record_that_is_there_already_is_taken(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.passed(Applying::Partner).await;
    clinic.world.record(clinic.me, FacilityKind::Partner, "R0099", "2027-04-01", "2032-03-31").await;
    clinic.on("2027-04-02");
    assert_eq!(clinic.start_day().await, 1);
    assert_eq!(clinic.counts().await, [1; 6]);
    assert_eq!(clinic.count("select count(*) from certification where kind = '連携施設'").await, 1);
}
