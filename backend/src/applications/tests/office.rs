//! The office's side: who is found, what is shown, and what a decision does (F5, F7–F9).

use domain::{
    actor::Actor,
    applications::{Chosen, Decision, Happened, Mark, OfficeFilter, TypedOffice},
    ids::{ApplicationId, OfficeUserId},
};

use super::*;
use crate::Origin;

impl Clinic {
    /// Somebody of the office.
    async fn office(&self) -> By {
        let id = sqlx::query_scalar(
            "insert into office_user (office_user_id, email, name)
             values (gen_random_uuid(), 'office@example.jp', '事務局 一郎') returning office_user_id",
        )
        .fetch_one(&self.world.backend.db)
        .await
        .expect("an account");
        By { actor: Actor::Office(OfficeUserId(id)), origin: Origin::default() }
    }

    /// The only application, as it stands now.
    async fn chosen(&self) -> Chosen {
        let (application, version): (uuid::Uuid, uuid::Uuid) =
            sqlx::query_as("select application_id, version_id from application")
                .fetch_one(&self.world.backend.db)
                .await
                .expect("one application");
        Chosen { application: application.into(), version: version.into() }
    }

    async fn decide(&self, by: &By, decision: Decision, words: &str) -> Result<usize> {
        let chosen = self.chosen().await;
        self.applications().decide(by, decision, &[chosen], &[], words).await
    }

    async fn mails(&self) -> Vec<String> {
        sqlx::query_scalar("select subject from mail_outbox order by created_at, mail_id")
            .fetch_all(&self.world.backend.db)
            .await
            .expect("mails")
    }

    /// Another hospital that has applied as 基幹施設, by a copy of the first one's version.
    async fn copy(&self, number: u32, prefecture: &str) -> Chosen {
        let facility = self.world.facility(&format!("F1{number:04}"), &format!("写し{number}病院")).await;
        let row: (uuid::Uuid, uuid::Uuid) = sqlx::query_as(
            "with a as (
                 insert into application (application_id, facility_id, applies_as, state, round_id, version_id, submitted_at,
                                          search_key)
                 select gen_random_uuid(), $1, applies_as, 'submitted', round_id, gen_random_uuid(),
                        submitted_at + make_interval(mins => $2), $3
                 from application where facility_id = $4
                 returning *
             ), v as (
                 insert into application_version (version_id, application_id, number, form1, form2, submitted_at)
                 select a.version_id, a.application_id, 1,
                        v.form1 || jsonb_build_object('name', $5::text, 'kana', $6::text, 'prefecture', $7::text),
                        v.form2, a.submitted_at
                 from a, application_version v join application o on o.version_id = v.version_id
                 where o.facility_id = $4
             )
             select application_id, version_id from a",
        )
        .bind(facility.0)
        .bind(i32::try_from(number).expect("small"))
        .bind(format!("写し{number}病院 {prefecture}"))
        .bind(self.me.0)
        .bind(format!("写し{number}病院"))
        .bind(format!("うつし{:04}", 9999 - number))
        .bind(prefecture)
        .fetch_one(&self.world.backend.db)
        .await
        .expect("a copy");
        Chosen { application: row.0.into(), version: row.1.into() }
    }
}

fn filter(state: &str, q: &str, order: &str) -> OfficeFilter {
    TypedOffice { state: state.into(), q: q.into(), order: order.into(), ..TypedOffice::default() }.into()
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f5_what_is_handed_back_is_open_again_after_the_round_and_comes_as_a_second_version(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let office = clinic.office().await;
    clinic.submitted(Applying::Core).await;
    let words = "公印を押してください。";
    assert_eq!(clinic.decide(&office, Decision::Return, words).await.expect("done"), 1);
    clinic.on("2026-10-25");
    let home = clinic.home(Applying::Core).await;
    assert_eq!(
        (home.state, home.is_open(), home.asked_for.as_deref()),
        (StateName::Returned, true, Some(words))
    );
    let form1 =
        clinic.applications().editor(&clinic.by(), Applying::Core, Part::Form1).await.expect("open").fields;
    assert_eq!(
        clinic
            .register(Applying::Core, Part::Form1, with(&form1, "head", "新院長 二郎"))
            .await
            .expect("kept"),
        FormRegistered::Done
    );
    assert!(matches!(
        clinic.applications().submit(&clinic.by(), Applying::Core).await.expect("again"),
        Applied::Done(_)
    ));
    let page = clinic
        .applications()
        .office_page(&office, clinic.chosen().await.application, None)
        .await
        .expect("a page");
    assert_eq!((page.number, page.earlier()), (2, vec![1]));
    let (before, changed) = page.compared.expect("two versions");
    assert_eq!(before, 1);
    assert_eq!(changed.iter().map(|field| field.label.as_str()).collect::<Vec<_>>(), ["施設長氏名"]);
    let history: Vec<_> = page
        .history
        .iter()
        .map(|line| match &line.what {
            Happened::Submitted { number } => format!("第{number}版"),
            Happened::Decided { decision, words, .. } => format!("{} {words}", decision.label()),
        })
        .collect();
    assert_eq!(history, ["第2版", &format!("修正依頼 {words}"), "第1版"]);
    assert_eq!(
        clinic.mails().await,
        ["申請を受け付けました", "申請のデータの修正をお願いいたします", "申請を受け付けました"]
            .map(|subject| format!("【日本緩和医療学会】基幹施設{subject}"))
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_a_pass_waits_for_its_start_day(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    Box::pin(is_kept(&clinic, Decision::Pass, "", StateName::Passed, "application.passed")).await;
    assert_eq!(clinic.home(Applying::Core).await.failed, None);
}

/// The facility reads why, and may begin anew.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_a_fail_says_why(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let words = "常勤の指導医が確認できません。";
    Box::pin(is_kept(&clinic, Decision::Fail, words, StateName::Failed, "application.failed")).await;
    let home = clinic.home(Applying::Core).await;
    assert_eq!((home.state, home.begun), (StateName::Draft, [false, false]));
    assert_eq!(home.failed.expect("the last one").words, words);
}

/// With a mail and an audit line, once.
async fn is_kept(clinic: &Clinic, decision: Decision, words: &str, state: StateName, event: &str) {
    let office = clinic.office().await;
    clinic.submitted(Applying::Core).await;
    clinic.world.wait();
    assert_eq!(clinic.decide(&office, decision, words).await.expect("done"), 1);
    let id = clinic.chosen().await.application;
    let page = clinic.applications().office_page(&office, id, None).await.expect("a page");
    assert_eq!(page.state, state);
    assert_eq!(clinic.mails().await.len(), 2);
    assert_eq!(clinic.count(&format!("select count(*) from audit_line where event = '{event}'")).await, 1);
    let again = clinic.decide(&office, decision, "もう一度").await;
    assert!(matches!(
        again,
        Err(Error::Refused(Refused::Application(ApplicationRefused::ApplicationState { .. })))
    ));
    assert_eq!(clinic.count("select count(*) from application_decision").await, 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f5_f9_words_are_needed_and_bounded_and_nothing_is_half_done(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let office = clinic.office().await;
    clinic.submitted(Applying::Core).await;
    for decision in [Decision::Return, Decision::Fail] {
        let refused = clinic.decide(&office, decision, " \n").await;
        assert!(
            matches!(refused, Err(Error::Refused(Refused::Application(ApplicationRefused::WordsNeeded)))),
            "{decision:?}"
        );
    }
    let refused = clinic.decide(&office, Decision::Pass, &"あ".repeat(2001)).await;
    assert!(matches!(
        refused,
        Err(Error::Refused(Refused::Application(ApplicationRefused::WordsTooLong { count: 2001 })))
    ));
    assert_eq!(clinic.count("select count(*) from application_decision").await, 0);
    assert_eq!(clinic.mails().await.len(), 1);
}

/// Two people of the office at the same moment: one decision, one mail.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_two_decide_at_once_and_one_is_told(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let office = clinic.office().await;
    clinic.submitted(Applying::Core).await;
    let chosen = [clinic.chosen().await];
    let (one, other) = (clinic.applications(), clinic.applications());
    let (a, b) = tokio::join!(
        one.decide(&office, Decision::Pass, &chosen, &[], ""),
        other.decide(&office, Decision::Fail, &chosen, &[], "理由")
    );
    assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|done| **done).count(), 1);
    assert_eq!(clinic.count("select count(*) from application_decision").await, 1);
    assert_eq!(clinic.mails().await.len(), 2);
}

/// The facility has applied again since the page was opened: nobody decides unseen.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f5_a_decision_is_about_the_version_that_was_looked_at(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let office = clinic.office().await;
    clinic.submitted(Applying::Core).await;
    let seen = clinic.chosen().await;
    clinic.decide(&office, Decision::Return, "修正").await.expect("handed back");
    clinic.applications().submit(&clinic.by(), Applying::Core).await.expect("again");
    let late = clinic.applications().decide(&office, Decision::Pass, &[seen], &[], "").await;
    assert!(matches!(
        late,
        Err(Error::Refused(Refused::Application(ApplicationRefused::ApplicationOvertaken)))
    ));
    let question = clinic.applications().question(&office, Decision::Pass, &[seen]).await.expect("a page");
    assert_eq!(question.refused, Some(ApplicationRefused::ApplicationOvertaken));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_fifty_at_once_or_none(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let office = clinic.office().await;
    clinic.submitted(Applying::Core).await;
    let mut chosen = vec![clinic.chosen().await];
    for number in 1..50 {
        chosen.push(clinic.copy(number, "北海道").await);
    }
    let applications = clinic.applications();
    let extra = clinic.copy(50, "北海道").await;
    let many = applications.decide(&office, Decision::Pass, &[&chosen[..], &[extra]].concat(), &[], "").await;
    assert!(matches!(
        many,
        Err(Error::Refused(Refused::Application(ApplicationRefused::TooManyChosen { count: 51 })))
    ));
    let none = applications.decide(&office, Decision::Pass, &[], &[], "").await;
    assert!(matches!(
        none,
        Err(Error::Refused(Refused::Application(ApplicationRefused::NoApplicationChosen)))
    ));

    // Two of them are decided already: nothing is done for any.
    applications.decide(&office, Decision::Fail, &chosen[..2], &[], "理由").await.expect("two");
    let mixed = applications.decide(&office, Decision::Pass, &chosen, &[], "").await;
    assert!(matches!(
        mixed,
        Err(Error::Refused(Refused::Application(ApplicationRefused::ApplicationsMixed { count: 2 })))
    ));
    assert_eq!(clinic.count("select count(*) from application where state = 'passed'").await, 0);
    let question = applications.question(&office, Decision::Pass, &chosen).await.expect("a page");
    assert_eq!(
        (question.rows.len(), question.refused),
        (50, Some(ApplicationRefused::ApplicationsMixed { count: 2 }))
    );

    // Chosen twice counts once.
    let rest = [&chosen[2..], &[extra, extra]].concat();
    assert_eq!(applications.decide(&office, Decision::Pass, &rest, &[], "").await.expect("all"), 49);
    assert_eq!(clinic.count("select count(*) from application where state = 'passed'").await, 49);

    let unknown = Chosen { application: ApplicationId(uuid::Uuid::nil()), ..extra };
    assert!(matches!(
        applications.decide(&office, Decision::Pass, &[unknown], &[], "").await,
        Err(Error::NotFound)
    ));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_list_filters_searches_sorts_and_pages(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let office = clinic.office().await;
    clinic.submitted(Applying::Core).await;
    for number in 1..=60 {
        clinic.copy(number, if number == 7 { "青森県" } else { "沖縄県" }).await;
    }
    // A draft is nobody's business yet.
    clinic
        .save(Applying::Partner, Part::Form1, with(&Fields::default(), "name", "下書き"), 0)
        .await
        .expect("kept");
    let applications = clinic.applications();
    let list = async |filter: OfficeFilter| applications.office_list(&office, filter).await.expect("a page");

    let all = list(OfficeFilter::default()).await;
    assert_eq!((all.rows.len(), all.matching, all.waiting), (50, 61, 61));
    assert_eq!(all.rows[0].name, "丘の病院");
    assert_eq!(all.starts.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2027-04-01"]);
    let second = list(OfficeFilter { page: 2, ..OfficeFilter::default() }).await;
    assert_eq!((second.rows.len(), second.matching), (11, 61));
    assert_eq!(list(filter("", "", "newest")).await.rows[0].name, "写し60病院");
    let by_name = list(filter("", "", "name")).await;
    assert_eq!(by_name.rows[0].name, "写し60病院", "うつし9939");
    let by_prefecture = list(filter("", "", "prefecture")).await;
    assert_eq!(by_prefecture.rows[0].prefecture, "青森県");
    assert_eq!(list(filter("", "写し7病院", "")).await.matching, 1);
    assert_eq!(list(filter("", "おかの 長野", "")).await.matching, 1, "kana and prefecture");
    assert_eq!(list(filter("", "100%", "")).await.matching, 0);
    assert_eq!(list(filter("passed", "", "")).await.matching, 0);
    clinic.applications().decide(&office, Decision::Pass, &[all.rows[0].chosen], &[], "").await.expect("one");
    let passed = list(filter("passed", "", "")).await;
    assert_eq!((passed.matching, passed.waiting), (1, 60));
    let partner = OfficeFilter { applying: Some(Applying::Partner), ..OfficeFilter::default() };
    assert_eq!(list(partner).await.matching, 0);
    let file = applications.office_export(&office, &filter("", "", "name")).await.expect("rows");
    assert_eq!((file.0.len(), file.1), (61, 61));
}

/// A closed account has no address: the question says whom no mail reaches, and the decision stands all the same.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f5_whom_no_mail_reaches_is_said_before_the_decision(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let office = clinic.office().await;
    clinic.submitted(Applying::Core).await;
    let chosen = [clinic.chosen().await];
    let question =
        async || clinic.applications().question(&office, Decision::Pass, &chosen).await.expect("asked");
    assert_eq!(question().await.without_address, Vec::<String>::new());
    clinic.sql("update facility set login_email = null").await;
    assert_eq!(question().await.without_address, ["丘の病院"]);
    clinic.applications().decide(&office, Decision::Pass, &chosen, &[], "").await.expect("decided");
    assert_eq!(clinic.count("select count(*) from mail_outbox where kind = 'application_decided'").await, 0);
}

/// F7, F8: the check-list asks the register of today, not that of the day of 申請.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f7_f8_the_check_list_says_what_the_register_says_today(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let office = clinic.office().await;
    clinic.submitted(Applying::Partner).await;
    let id = clinic.chosen().await.application;
    let marks = async || {
        let page = clinic.applications().office_page(&office, id, None).await.expect("a page");
        page.checks.into_iter().map(|line| (line.label, line.mark)).collect::<Vec<_>>()
    };
    let good = |label: &str| (label.to_owned(), Mark::Good);
    assert_eq!(
        marks().await,
        [
            ("申請書・在籍証明書".to_owned(), Mark::Look),
            good("現在の施設認定資格"),
            good("施設責任者"),
            good("常勤有資格者 1人目"),
            good("基幹施設との連携"),
        ]
    );
    clinic.sql("update qualification set end_on = '2027-03-31'").await;
    clinic.sql("update certification set end_on = '2027-03-31'").await;
    let bad: Vec<_> =
        marks().await.into_iter().filter(|(_, mark)| *mark == Mark::Bad).map(|(label, _)| label).collect();
    assert_eq!(bad, ["施設責任者", "常勤有資格者 1人目", "基幹施設との連携"]);
}

/// E3: nobody but the office.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_only_the_office_sees_and_decides(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    clinic.submitted(Applying::Core).await;
    let chosen = [clinic.chosen().await];
    for by in [clinic.by(), by_facility(clinic.core), by(clinic.world.physician("100009").await)] {
        let applications = clinic.applications();
        assert!(matches!(applications.office_list(&by, OfficeFilter::default()).await, Err(Error::NotFound)));
        assert!(matches!(
            applications.office_export(&by, &OfficeFilter::default()).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(applications.office_waiting(&by).await, Err(Error::NotFound)));
        assert!(matches!(
            applications.office_page(&by, chosen[0].application, None).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(applications.question(&by, Decision::Pass, &chosen).await, Err(Error::NotFound)));
        assert!(matches!(
            applications.decide(&by, Decision::Pass, &chosen, &[], "").await,
            Err(Error::NotFound)
        ));
    }
    assert_eq!(clinic.home(Applying::Core).await.state, StateName::Submitted);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_page_of_one_needs_four_statements(pool: PgPool) {
    let clinic = Clinic::new(pool).await;
    let office = clinic.office().await;
    clinic.submitted(Applying::Partner).await;
    let id = clinic.chosen().await.application;
    let statements = Statements::listen();
    clinic.applications().office_page(&office, id, None).await.expect("a page");
    assert_eq!(statements.taken(), 4);
}
