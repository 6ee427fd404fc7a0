//! F1, F2: rounds in the office's hands.

use domain::{
    actor::Actor,
    applications::{Phase, RoundField, RoundProblem, RoundUse, TypedRound},
    ids::{OfficeUserId, RoundId},
};
use uuid::Uuid;

use super::{super::RoundKept, *};
use crate::{Clock as _, Origin};

/// Somebody of the office.
fn office() -> By {
    By { actor: Actor::Office(OfficeUserId(Uuid::now_v7())), origin: Origin::default() }
}

fn typed(applying: &str, opens: &str, closes: &str, starts: &str) -> TypedRound {
    TypedRound {
        applying: applying.into(),
        opens_on: opens.into(),
        closes_on: closes.into(),
        starts_on: starts.into(),
    }
}

impl Clinic {
    async fn add(&self, typed: &TypedRound) -> RoundKept {
        self.applications().add_round(&office(), typed).await.expect("an answer")
    }

    /// The 基幹施設 round that is open: its id and version.
    async fn open_round(&self) -> (RoundId, i64) {
        let rounds = self.applications().rounds(&office(), 0).await.expect("a list");
        let today = domain::calendar::day(self.world.clock.now());
        let open = |row: &&domain::applications::RoundRow| {
            row.round.applying == Applying::Core && row.round.phase(today) == Phase::Open
        };
        let id = rounds.rows.iter().find(open).expect("an open round").round.id;
        (id, self.applications().planned_round(&office(), id).await.expect("a round").version)
    }

    async fn change(&self, round: (RoundId, i64), typed: &TypedRound) -> RoundKept {
        self.applications().change_round(&office(), round.0, round.1, typed).await.expect("an answer")
    }

    /// What the form says of what was typed.
    async fn said(&self, round: Option<(RoundId, i64)>, typed: &TypedRound) -> (Vec<RoundProblem>, bool) {
        let (id, version) = round.map_or((None, 0), |(id, version)| (Some(id), version));
        let form = self.applications().round_form(&office(), id, Some((version, typed.clone()))).await;
        let form = form.expect("a form");
        assert_eq!(&form.typed, typed, "everything typed is kept");
        (form.problems, form.overtaken)
    }

    async fn audited(&self, event: &str) -> i64 {
        self.count(&format!("select count(*) from audit_line where event = '{event}' and realm = 'office'"))
            .await
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_the_office_adds_a_round(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let february = typed("core", "2027-02-01", "2027-02-28", "2027-04-01");
    assert_eq!(clinic.add(&february).await, RoundKept::Done);
    assert_eq!(clinic.audited("round.added").await, 1);
    let rounds = clinic.applications().rounds(&office(), 0).await.expect("a list");
    assert_eq!((rounds.rows.len(), rounds.more), (3, false));
    let first = &rounds.rows[0];
    assert_eq!(TypedRound::of(&first.round), february, "those that open last come first");
    assert_eq!(first.used, RoundUse::default());
    clinic.on("2027-02-01");
    assert!(clinic.home(Applying::Core).await.is_open());
    assert!(!clinic.home(Applying::Partner).await.is_open());
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_what_is_not_right_is_said_at_the_field_and_nothing_is_kept(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let table: [(TypedRound, &[RoundProblem]); 5] = [
        (
            typed("", "", "2027-02-28", "2027-04-01"),
            &[RoundProblem::Missing(RoundField::Applying), RoundProblem::Missing(RoundField::Opens)],
        ),
        (typed("core", "2026-10-20", "2026-11-30", "2027-04-01"), &[RoundProblem::Overlaps]),
        (typed("core", "2026-08-01", "2026-08-31", "2026-10-01"), &[RoundProblem::Over]),
        (typed("core", "2027-02-01", "2027-02-28", "2027-02-28"), &[RoundProblem::StartsTooEarly]),
        (
            typed("hospital", "2027-02-01", "2027-02-28", "2027-04-01"),
            &[RoundProblem::Missing(RoundField::Applying)],
        ),
    ];
    for (typed, expected) in table {
        assert_eq!(clinic.add(&typed).await, RoundKept::Refused, "{typed:?}");
        assert_eq!(clinic.said(None, &typed).await, (expected.to_vec(), false), "{typed:?}");
    }
    assert_eq!(clinic.count("select count(*) from application_round").await, 2);
    assert_eq!(clinic.audited("round.added").await, 0);
    // The day after is free, and the other 種別 has a calendar of its own.
    assert_eq!(clinic.add(&typed("core", "2026-10-21", "2026-11-30", "2027-04-01")).await, RoundKept::Done);
}

/// Two people of the office add the same at the same instant: one of them reads why not.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_two_who_add_the_same_round_make_one(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let february = typed("core", "2027-02-01", "2027-02-28", "2027-04-01");
    let (one, other) = tokio::join!(clinic.add(&february), clinic.add(&february));
    assert_eq!([one, other].iter().filter(|kept| **kept == RoundKept::Done).count(), 1);
    assert_eq!(clinic.said(None, &february).await, (vec![RoundProblem::Overlaps], false));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_a_round_in_which_nobody_has_applied_may_change_and_go(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let round = clinic.open_round().await;
    let later = typed("core", "2026-10-10", "2026-11-10", "2027-05-01");
    assert_eq!(clinic.change(round, &later).await, RoundKept::Done);
    assert!(!clinic.home(Applying::Core).await.is_open(), "not yet");
    assert_eq!(clinic.audited("round.changed").await, 1);
    let form = clinic.applications().round_form(&office(), Some(round.0), None).await.expect("a form");
    assert_eq!(form.typed, later);
    clinic.applications().delete_round(&office(), round.0, round.1 + 1).await.expect("deleted");
    assert_eq!(clinic.audited("round.deleted").await, 1);
    assert!(matches!(clinic.applications().planned_round(&office(), round.0).await, Err(Error::NotFound)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_what_one_types_does_not_overwrite_what_another_changed(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let round = clinic.open_round().await;
    let (theirs, mine) = (
        typed("core", "2026-09-20", "2026-11-10", "2027-04-01"),
        typed("core", "2026-09-20", "2026-10-31", "2027-04-01"),
    );
    assert_eq!(clinic.change(round, &theirs).await, RoundKept::Done);
    assert_eq!(clinic.change(round, &mine).await, RoundKept::Refused);
    assert_eq!(clinic.said(Some(round), &mine).await, (vec![], true));
    let deleted = clinic.applications().delete_round(&office(), round.0, round.1).await;
    assert!(matches!(deleted, Err(Error::Refused(Refused::Application(ApplicationRefused::RoundOvertaken)))));
    let (_, version) = clinic.open_round().await;
    assert_eq!(clinic.change((round.0, version), &mine).await, RoundKept::Done);
}

/// Once somebody has applied: extended, yes; moved away under the application, no; deleted, no (F1, F9).
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_a_round_in_which_a_facility_has_applied_stays(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.submitted(Applying::Core).await;
    let round = clinic.open_round().await;
    let moved = typed("core", "2026-09-25", "2026-09-30", "2027-05-01");
    assert_eq!(clinic.change(round, &moved).await, RoundKept::Refused);
    let problems = vec![RoundProblem::OpensFixed, RoundProblem::ClosesFixed];
    assert_eq!(clinic.said(Some(round), &moved).await, (problems, false));
    let deleted = clinic.applications().delete_round(&office(), round.0, round.1).await;
    assert!(matches!(deleted, Err(Error::Refused(Refused::Application(ApplicationRefused::RoundInUse)))));

    let extended = typed("core", "2026-09-20", "2026-11-10", "2027-05-01");
    assert_eq!(clinic.change(round, &extended).await, RoundKept::Done);
    let round = clinic.open_round().await;
    clinic.sql("update application set state = 'passed'").await;
    let back = typed("core", "2026-09-20", "2026-11-10", "2027-04-01");
    assert_eq!(clinic.change(round, &back).await, RoundKept::Refused);
    assert_eq!(clinic.said(Some(round), &back).await, (vec![RoundProblem::StartFixed], false));
}

/// A facility that applies while the round is being deleted: either it is in, or it reads that the round is over.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_applying_and_deleting_at_the_same_time(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.fill_in(Applying::Core).await;
    let (id, version) = clinic.open_round().await;
    let (by, office) = (clinic.by(), office());
    let (one, other) = (clinic.applications(), clinic.applications());
    let (applied, deleted) =
        tokio::join!(one.submit(&by, Applying::Core), other.delete_round(&office, id, version));
    assert!(applied.is_ok() != deleted.is_ok(), "{applied:?} {deleted:?}");
    let rounds = clinic.count("select count(*) from application_round where applies_as = 'core'").await;
    let applications = clinic.count("select count(*) from application where state = 'submitted'").await;
    assert_eq!(rounds, applications);
}

/// What the office deletes is not put back by the worker that plans the usual rounds.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_a_planned_round_that_was_deleted_or_moved_is_not_planned_again(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    assert_eq!(clinic.applications().plan_rounds().await.expect("planned"), 2);
    let rounds = clinic.applications().rounds(&office(), 0).await.expect("a list");
    let august: Vec<_> =
        rounds.rows.iter().filter(|row| row.round.window.start().month() == 8).map(|row| row.round).collect();
    assert_eq!(august.len(), 2);
    clinic.applications().delete_round(&office(), august[0].id, 1).await.expect("deleted");
    let september = typed("", "2027-09-01", "2027-09-30", "2027-11-01");
    assert_eq!(clinic.change((august[1].id, 1), &september).await, RoundKept::Done);
    assert_eq!(clinic.applications().plan_rounds().await.expect("planned"), 0);
    assert_eq!(clinic.count("select count(*) from application_round").await, 3);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_office_sees_which_rounds_are_about_to_close(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let first = with(&Fields::default(), "name", "丘の");
    clinic.save(Applying::Core, Part::Form1, first, 0).await.expect("kept");
    let closing = async || {
        let rounds = clinic.applications().closing_rounds(&office()).await.expect("rounds");
        rounds.into_iter().map(|closing| (closing.round.applying, closing.drafts)).collect::<Vec<_>>()
    };
    for (day, expected) in [
        ("2026-10-12", [].as_slice()),
        ("2026-10-13", &[(Applying::Core, 1), (Applying::Partner, 0)]),
        ("2026-10-20", &[(Applying::Core, 1), (Applying::Partner, 0)]),
        ("2026-10-21", &[]),
    ] {
        clinic.on(day);
        assert_eq!(closing().await, expected, "{day}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_only_the_office_has_the_calendar_of_rounds_in_its_hands(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let round = clinic.open_round().await;
    let days = typed("core", "2027-02-01", "2027-02-28", "2027-04-01");
    let applications = clinic.applications();
    for by in [clinic.by(), by(clinic.world.physician("100009").await)] {
        assert!(matches!(applications.rounds(&by, 0).await, Err(Error::NotFound)));
        assert!(matches!(applications.round_form(&by, None, None).await, Err(Error::NotFound)));
        assert!(matches!(applications.add_round(&by, &days).await, Err(Error::NotFound)));
        assert!(matches!(
            applications.change_round(&by, round.0, round.1, &days).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(applications.planned_round(&by, round.0).await, Err(Error::NotFound)));
        assert!(matches!(applications.delete_round(&by, round.0, round.1).await, Err(Error::NotFound)));
        assert!(matches!(applications.closing_rounds(&by).await, Err(Error::NotFound)));
    }
    assert_eq!(clinic.count("select count(*) from application_round").await, 2);
}

/// However many there are, a page has its length, and the next one goes on.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_list_of_rounds_is_bounded(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic
        .sql(
            "insert into application_round (round_id, applies_as, opens_on, closes_on, starts_on)
             select gen_random_uuid(), 'core', date '2000-02-01' + n * 100, date '2000-02-20' + n * 100, '2030-04-01'
             from generate_series(0, 60) n",
        )
        .await;
    let (first, second) = (
        clinic.applications().rounds(&office(), 0).await.expect("a page"),
        clinic.applications().rounds(&office(), 1).await.expect("a page"),
    );
    assert_eq!((first.rows.len(), first.more, second.rows.len(), second.more), (40, true, 23, false));
    assert!(first.rows[39].round.window.start() >= second.rows[0].round.window.start());
    assert_eq!(clinic.applications().rounds(&office(), u32::MAX).await.expect("a page").rows, []);
}
