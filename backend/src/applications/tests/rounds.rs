//! F1, F2.

use domain::applications::Standing;

use super::*;

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_the_coming_year_is_planned_once_around_what_the_office_planned(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    assert_eq!(clinic.applications().plan_rounds().await.expect("planned"), 2, "April 1 is planned already");
    assert_eq!(clinic.applications().plan_rounds().await.expect("planned"), 0);
    clinic.on("2027-02-02");
    assert_eq!(clinic.applications().plan_rounds().await.expect("planned"), 2, "February 2028");
    assert_eq!(clinic.count("select count(*) from audit_line where event = 'round.planned'").await, 4);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f1_two_workers_plan_at_the_same_time(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let (one, other) = (clinic.applications(), clinic.applications());
    let (a, b) = tokio::join!(one.plan_rounds(), other.plan_rounds());
    assert_eq!(a.expect("planned") + b.expect("planned"), 2);
    assert_eq!(clinic.count("select count(*) from application_round").await, 4);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f2_before_during_and_after_a_round(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    for (day, open) in
        [("2026-09-19", false), ("2026-09-20", true), ("2026-10-20", true), ("2026-10-21", false)]
    {
        clinic.on(day);
        let home = clinic.home(Applying::Core).await;
        assert_eq!((home.is_open(), home.standing.open().is_some()), (open, open), "{day}");
        let editor = clinic.applications().editor(&clinic.by(), Applying::Core, Part::Form1).await;
        assert_eq!(
            matches!(editor, Err(Error::Refused(Refused::Application(ApplicationRefused::RoundClosed)))),
            !open,
            "{day}"
        );
    }
    clinic.on("2026-09-19");
    assert!(matches!(clinic.home(Applying::Partner).await.standing, Standing::Next(_)));
}

/// What arrives a minute after the end is refused in words and kept all the same; the next round goes on with it.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f2_a_draft_is_kept_from_one_round_to_the_next(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let first = with(&Fields::default(), "name", "丘の");
    let saved = clinic.save(Applying::Core, Part::Form1, first.clone(), 0).await;
    assert!(matches!(saved, Ok(Saved::Kept { version: 1, .. })));
    clinic.on("2026-10-21");
    let late = with(&first, "name", "丘の病院");
    let refused = clinic.save(Applying::Core, Part::Form1, late, 1).await;
    assert!(matches!(refused, Err(Error::Refused(Refused::Application(ApplicationRefused::RoundClosed)))));
    assert_eq!(clinic.home(Applying::Core).await.begun, [true, false]);
    clinic.applications().plan_rounds().await.expect("planned");
    clinic.on("2027-08-01");
    let editor = clinic.applications().editor(&clinic.by(), Applying::Core, Part::Form1).await.expect("open");
    assert_eq!((editor.fields.get("name"), editor.version), ("丘の病院", 2));
    assert_eq!(editor.round.expect("a round").starts.to_string(), "2027-10-01");
}
