//! F4, F5: 申請.

use super::*;

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f4_an_application_is_locked_and_a_mail_says_that_it_has_arrived(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.submitted(Applying::Core).await;
    let home = clinic.home(Applying::Core).await;
    assert_eq!((home.state, home.is_open(), home.is_ready()), (StateName::Submitted, false, false));
    assert_eq!(home.starts.expect("a start day").to_string(), "2027-04-01");
    let mails: Vec<(String, String)> = sqlx::query_as("select to_address, subject from mail_outbox")
        .fetch_all(&clinic.world.backend.db)
        .await
        .expect("mails");
    assert_eq!(
        mails,
        [(
            "hill@hospital.example.jp".to_owned(),
            "【日本緩和医療学会】基幹施設申請を受け付けました".to_owned()
        )]
    );
    for part in Part::ALL {
        let editor = clinic.applications().editor(&clinic.by(), Applying::Core, part).await;
        assert!(matches!(
            editor,
            Err(Error::Refused(Refused::Application(ApplicationRefused::ApplicationState {
                action: ApplicationAction::Edit,
                state: StateName::Submitted
            })))
        ));
    }
    let review = clinic.applications().review(&clinic.by(), Applying::Core).await.expect("to read");
    assert_eq!(review.sheets.form1.get("name"), "丘の病院");
    assert_eq!(clinic.count("select count(*) from application_version").await, 1);
    assert_eq!(
        clinic.count("select count(*) from audit_line where event = 'application.submitted'").await,
        1
    );
}

/// A window that was left open: what it sends after 申請 changes nothing and is not lost.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f4_what_is_typed_after_it_is_set_aside(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.submitted(Applying::Core).await;
    let refused =
        clinic.save(Applying::Core, Part::Form1, with(&Fields::default(), "name", "別の病院"), 1).await;
    assert!(matches!(
        refused,
        Err(Error::Refused(Refused::Application(ApplicationRefused::ApplicationState { .. })))
    ));
    assert_eq!(clinic.count("select count(*) from application_aside").await, 1);
    let review = clinic.applications().review(&clinic.by(), Applying::Core).await.expect("to read");
    assert_eq!(review.sheets.form1.get("name"), "丘の病院");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f4_pressed_twice_it_is_one_application_and_one_mail(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.fill_in(Applying::Core).await;
    let by = clinic.by();
    let (one, other) = (clinic.applications(), clinic.applications());
    let (a, b) = tokio::join!(one.submit(&by, Applying::Core), other.submit(&by, Applying::Core));
    assert_eq!([&a, &b].iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(clinic.count("select count(*) from application_version").await, 1);
    assert_eq!(clinic.count("select count(*) from mail_outbox").await, 1);
}

/// The register changed between 登録 and 申請: nothing is submitted, and the form says what is not right (F7).
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f4_f7_the_register_is_asked_again_at_the_end(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.fill_in(Applying::Core).await;
    clinic.sql("update qualification set end_on = '2027-03-31'").await;
    let applied = clinic.applications().submit(&clinic.by(), Applying::Core).await.expect("an answer");
    assert_eq!(applied, Applied::Incomplete);
    let home = clinic.home(Applying::Core).await;
    assert_eq!((home.state, home.registered), (StateName::Draft, [false, false]));
    assert_eq!(clinic.count("select count(*) from mail_outbox").await, 0);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f4_not_after_the_last_minute(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.fill_in(Applying::Core).await;
    clinic.world.clock.set("2026-10-20T15:00:00Z".parse().expect("midnight in Japan"));
    let refused = clinic.applications().submit(&clinic.by(), Applying::Core).await;
    assert!(matches!(refused, Err(Error::Refused(Refused::Application(ApplicationRefused::RoundClosed)))));
    clinic.world.clock.advance(SignedDuration::from_secs(-1));
    let applied = clinic.applications().submit(&clinic.by(), Applying::Core).await.expect("23:59:59");
    assert!(matches!(applied, Applied::Done(_)));
}

/// E3: a member has no application, and a facility finds only its own.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_nobody_else_reads_or_changes_it(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.submitted(Applying::Core).await;
    let member = by(clinic.world.physician("100009").await);
    assert!(matches!(
        clinic.applications().home(&member, Applying::Core).await,
        Err(Error::Refused(Refused::Application(ApplicationRefused::NotYourApplication)))
    ));
    let other = by_facility(clinic.core);
    let home = clinic.applications().home(&other, Applying::Core).await.expect("their own page");
    assert_eq!((home.state, home.begun), (StateName::Draft, [false, false]));
    assert!(matches!(
        clinic.applications().review(&other, Applying::Core).await,
        Err(Error::Refused(Refused::Application(ApplicationRefused::FormsIncomplete)))
    ));
}
