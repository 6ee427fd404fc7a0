//! F1, F2: the office's calendar of rounds, and what every door says before, during and after one.

use axum::http::StatusCode;
use domain::ids::FacilityId;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    applications::open_rounds,
    harness::{Answer, Client, TestApp},
    statements::Statements,
};

/// Both 種別 in February 2027, and 基幹施設 in August, too.
async fn february(app: &TestApp) {
    sqlx::query(
        "insert into application_round (round_id, applies_as, opens_on, closes_on, starts_on)
         select gen_random_uuid(), kind, opens, closes, starts
         from (values ('core', date '2027-02-01', date '2027-02-28', date '2027-04-01'),
                      ('partner', date '2027-02-01', date '2027-02-28', date '2027-04-01'),
                      ('core', date '2027-08-01', date '2027-08-31', date '2027-10-01')) as of_ (kind, opens, closes, starts)",
    )
    .execute(app.db())
    .await
    .unwrap();
}

/// Goes to this moment; those who are signed in have just come.
async fn at(app: &TestApp, moment: &str) {
    app.clock.set(moment.parse().unwrap());
    sqlx::query("update session set last_seen_at = to_timestamp($1), expires_at = to_timestamp($1 + 3600)")
        .bind(app.state.backend.clock.now().as_second())
        .execute(app.db())
        .await
        .unwrap();
}

/// The days of F2: the eve, the first moment, the last second, the day after; and whether one may apply.
const DAYS: [(&str, bool); 4] = [
    ("2027-01-31T14:59:59Z", false),
    ("2027-01-31T15:00:00Z", true),
    ("2027-02-28T14:59:59Z", true),
    ("2027-02-28T15:00:00Z", false),
];

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f2_every_door_says_what_holds_before_during_and_after_a_round(db: PgPool) {
    let app = TestApp::new(db);
    february(&app).await;
    let (visitor, facility, physician) =
        (app.visitor(), app.facility("F0002").await, app.member("100001").await);
    let hours = "申請期間: 2027年2月1日(月) 0:00 〜 2027年2月28日(日) 23:59";
    for (moment, open) in DAYS {
        at(&app, moment).await;
        let next = if moment < "2027-02-28" {
            "2027年2月1日(月) 0:00 〜"
        } else {
            "2027年8月1日(日) 0:00 〜"
        };

        // `/`
        let home = visitor.get("/").await.body;
        for door in ["会員の方", "施設の方", "事務局"] {
            assert!(home.contains(door), "{door}");
        }
        assert_eq!(home.contains(hours), open, "{moment}: {home}");
        assert_eq!(home.contains("基幹施設 新規申請"), open, "the way in, {moment}");
        assert_eq!(home.contains("現在は申請期間外です。"), !open, "{moment}");

        // 「ログイン選択画面」
        let choice = visitor.get("/facility/apply").await.body;
        assert!(choice.contains("現在、認定中の施設をお持ちの場合はこちら"));
        for kind in ["基幹施設", "連携施設"] {
            assert_eq!(
                choice.contains(&format!("新規申請の方はこちら({kind})")),
                open,
                "{kind} {moment}: {choice}"
            );
        }
        assert_eq!(choice.contains("現在は申請期間外です。"), !open, "{moment}");

        // The application itself, and マイページTOP.
        let application = facility.get("/facility/apply/core").await.body;
        assert_eq!(application.contains("1.申請書"), open, "{moment}: {application}");
        let form = facility.get("/facility/apply/core/form1").await;
        assert_eq!(form.status.is_redirection(), !open, "{moment}");
        let my_page = facility.get("/facility").await.body;
        assert_eq!(my_page.contains("href=\"/facility/apply/core\""), open, "{moment}: {my_page}");
        if !open {
            for page in [&home, &choice, &application, &my_page] {
                assert!(page.contains(next), "{moment}: when it opens next: {page}");
            }
        }

        // For members.
        let dashboard = physician.get("/certification").await.body;
        assert_eq!(
            dashboard.contains("基幹施設: 2027年2月28日(日) 23:59まで"),
            open,
            "{moment}: {dashboard}"
        );
        assert_eq!(dashboard.contains("施設認定の申請期間中です"), open, "{moment}");
    }
    // After the last round that is known.
    let choice = visitor.get("/facility/apply").await.body;
    assert!(choice.contains("次回の申請期間は、決まり次第お知らせします。"), "{choice}");
}

/// The first page of the site does not fall with the hours on it.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_doors_are_there_even_when_the_hours_are_not(db: PgPool) {
    let app = TestApp::new(db);
    sqlx::query("alter table application_round rename to gone").execute(app.db()).await.unwrap();
    let home = app.visitor().get("/").await;
    assert!(
        home.body.contains("会員の方") && home.body.contains("現在、申請期間を表示できません。"),
        "{}",
        home.body
    );
    assert_eq!(home.body.matches("<h1").count(), 1);
}

const NEW: &str = "/office/rounds/new";

fn days<'a>(opens: &'a str, closes: &'a str, starts: &'a str) -> [(&'static str, &'a str); 3] {
    [("opens_on", opens), ("closes_on", closes), ("starts_on", starts)]
}

async fn add(office: &Client<'_>, applying: &str, days: [(&'static str, &str); 3]) -> Answer {
    let mut fields = vec![("applying", applying)];
    fields.extend(days);
    office.post("/api/applications/add_round", NEW, &fields).await
}

fn told(answer: &Answer) -> String {
    app::route::decode(answer.location())
}

async fn only_round(app: &TestApp, kind: &str) -> String {
    sqlx::query_scalar("select round_id::text from application_round where applies_as = $1")
        .bind(kind)
        .fetch_one(app.db())
        .await
        .unwrap()
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f1_the_office_adds_changes_and_deletes_a_round(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    assert!(office.get("/office/rounds").await.body.contains("申請期間はまだありません。"));
    let added = add(&office, "core", days("2027-02-01", "2027-02-28", "2027-04-01")).await;
    assert!(
        told(&added).starts_with("/office/rounds?") && told(&added).contains("RoundAdded"),
        "{}",
        told(&added)
    );
    let list = office.get("/office/rounds").await.body;
    for text in ["2027/02/01〜2027/02/28", "受付前", "2027/04/01", "2032/03/31", "0件"] {
        assert!(list.contains(text), "{text}: {list}");
    }

    let round = only_round(&app, "core").await;
    let page = format!("/office/rounds/{round}");
    let form = office.get(&page).await;
    assert!(form.body.contains("value=\"2027-02-28\""), "{}", form.body);
    let change = async |version: &str, days: [(&'static str, &str); 3]| {
        let mut fields = vec![("round", round.as_str()), ("version", version)];
        fields.extend(days);
        office.post("/api/applications/change_round", &page, &fields).await
    };
    let changed = change("1", days("2027-02-01", "2027-03-05", "2027-04-01")).await;
    assert!(told(&changed).contains("RoundChanged"), "{}", told(&changed));

    // An old tab: what was typed stays, what is there is said, and the next press takes it.
    let late = change("1", days("2027-02-01", "2027-03-01", "2027-04-01")).await;
    let form = office.follow(&late).await;
    assert!(form.body.contains("別の担当者が、この申請期間を先に変更しました。"), "{}", form.body);
    assert!(
        form.body.contains("2027年3月5日(金)") && form.body.contains("value=\"2027-03-01\""),
        "{}",
        form.body
    );
    assert!(form.hidden().contains(&("version".into(), "2".into())));
    assert!(
        told(&change("2", days("2027-02-01", "2027-03-01", "2027-04-01")).await).contains("RoundChanged")
    );

    let question = office.get(&format!("{page}/delete")).await;
    assert!(
        question.body.contains("この申請期間を削除します。")
            && question.body.contains("2027年3月1日(月) 23:59")
    );
    assert!(question.hidden().contains(&("version".into(), "3".into())));
    let delete = async || {
        let fields = [("round", round.as_str()), ("version", "3")];
        office.post("/api/applications/delete_round", &format!("{page}/delete"), &fields).await
    };
    assert!(told(&delete().await).contains("RoundDeleted"));
    let again = delete().await;
    assert!(
        again.location().starts_with("/office/rounds?"),
        "somebody else was faster: {}",
        again.location()
    );
    assert_eq!(office.get(&page).await.status, StatusCode::NOT_FOUND);
    let audited: Vec<String> =
        sqlx::query_scalar("select event from audit_line where event like 'round.%' order by at, audit_id")
            .fetch_all(app.db())
            .await
            .unwrap();
    assert_eq!(audited, ["round.added", "round.changed", "round.changed", "round.deleted"]);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f1_what_is_not_right_is_said_at_the_field_and_everything_typed_stays(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let office = app.office().await;
    for (applying, typed, said) in [
        (
            "",
            days("", "", ""),
            [
                "「種別」を選択してください。",
                "「申請期間の初日」を入力してください。",
                "「認定開始日」を入力してください。",
            ],
        ),
        (
            "core",
            days("2026-10-20", "2026-10-31", "2026-10-31"),
            [
                "「認定開始日」は、申請期間の最終日より後の日付にしてください。",
                "value=\"2026-10-20\"",
                "href=\"#starts_on\"",
            ],
        ),
        (
            "partner",
            days("2026-10-20", "2026-10-31", "2027-04-01"),
            ["同じ種別の別の申請期間と重なっています。", "value=\"2026-10-31\"", "href=\"#opens_on\""],
        ),
    ] {
        let answer = add(&office, applying, typed).await;
        let form = office.follow(&answer).await;
        for text in said {
            assert!(form.body.contains(text), "{text}: {}", form.body);
        }
        assert!(form.body.contains("エラーの内容を確認してください。"));
    }
    let form = office.get(NEW).await;
    assert!(!form.body.contains("エラーの内容を確認してください。"), "nothing was typed yet");
    let rounds: i64 =
        sqlx::query_scalar("select count(*) from application_round").fetch_one(app.db()).await.unwrap();
    assert_eq!(rounds, 2);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f1_a_round_in_which_a_facility_has_applied_is_not_deleted(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let office = app.office().await;
    let round = only_round(&app, "core").await;
    applied(&app, "F0002", &round).await;
    let list = office.get("/office/rounds").await.body;
    assert!(list.contains("1件") && !list.contains(&format!("/office/rounds/{round}/delete")), "{list}");
    let question = office.get(&format!("/office/rounds/{round}/delete")).await.body;
    assert!(
        question.contains("この申請期間は削除できません。") && !question.contains("削除する</button>"),
        "{question}"
    );
    let fields = [("round", round.as_str()), ("version", "1")];
    let refused = office
        .post("/api/applications/delete_round", &format!("/office/rounds/{round}/delete"), &fields)
        .await;
    assert!(told(&refused).contains("RoundInUse"), "{}", told(&refused));
    assert_eq!(only_round(&app, "core").await, round);
    let page = format!("/office/rounds/{round}");
    let form = office.get(&page).await.body;
    assert!(form.contains("この申請期間に1件の申請があります。"), "{form}");
    let statements = Statements::listen();
    let typed = "version=1&opens_on=2026-09-20&closes_on=2026-10-25&starts_on=2027-04-01";
    for path in [page.clone(), format!("{page}?{typed}"), format!("{page}/delete")] {
        statements.taken();
        office.get(&path).await;
        assert!((2..=8).contains(&statements.taken()), "{path}");
    }
}

/// An application as submitted; its forms do not matter here.
async fn applied(app: &TestApp, number: &str, round: &str) {
    let facility = app.facility(number).await;
    drop(facility);
    let (application, version) = (Uuid::now_v7(), Uuid::now_v7());
    let owner: Uuid = sqlx::query_scalar("select facility_id from facility where facility_no = $1")
        .bind(number)
        .fetch_one(app.db())
        .await
        .unwrap();
    #[expect(clippy::disallowed_methods, reason = "this test does not give up")]
    let mut tx = app.db().begin().await.unwrap();
    sqlx::query(
        "insert into application (application_id, facility_id, applies_as, state, round_id, version_id, submitted_at)
         values ($1, $2, 'core', 'submitted', $3::uuid, $4, to_timestamp(0))",
    )
    .bind(application)
    .bind(FacilityId(owner).0)
    .bind(round)
    .bind(version)
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "insert into application_version (version_id, application_id, number, form1, form2, submitted_at)
         values ($1, $2, 1, '{}', '{}', to_timestamp(0))",
    )
    .bind(version)
    .bind(application)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f2_the_office_reads_which_rounds_are_about_to_close(db: PgPool) {
    let app = TestApp::new(db);
    february(&app).await;
    let office = app.office().await;
    sqlx::query(
        "insert into facility (facility_id, facility_no, name, kana, prefecture, search_key)
         select gen_random_uuid(), 'F100' || n, '病院', 'びょういん', '長野県', '' from generate_series(1, 3) n",
    )
    .execute(app.db())
    .await
    .unwrap();
    sqlx::query(
        "insert into application (application_id, facility_id, applies_as, state)
         select gen_random_uuid(), facility_id, 'core', 'draft' from facility",
    )
    .execute(app.db())
    .await
    .unwrap();
    for (moment, said) in [
        ("2027-02-20T14:59:59Z", "7日以内に終わる申請期間はありません。"),
        (
            "2027-02-20T15:00:00Z",
            "基幹施設の申請期間は2027年2月28日(日) 23:59に終わります。作成中の申請が3件あります。",
        ),
        ("2027-02-28T14:59:59Z", "連携施設の申請期間は2027年2月28日(日) 23:59に終わります。"),
        ("2027-02-28T15:00:00Z", "7日以内に終わる申請期間はありません。"),
    ] {
        at(&app, moment).await;
        let home = office.get("/office").await.body;
        assert!(home.contains(said), "{moment}: {home}");
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_nobody_else_has_the_calendar_in_their_hands(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let round = only_round(&app, "core").await;
    let strangers = [app.visitor(), app.member("100001").await, app.facility("F0002").await];
    for path in [
        "/office/rounds".to_owned(),
        NEW.to_owned(),
        format!("/office/rounds/{round}"),
        format!("/office/rounds/{round}/delete"),
    ] {
        for stranger in &strangers {
            let led = stranger.get(&path).await;
            assert_eq!(led.location(), format!("/office/signin?next={}", app::route::encode(&path)));
        }
    }
    let this = [("round", round.as_str()), ("version", "1")];
    let february = days("2027-02-01", "2027-02-28", "2027-04-01");
    for (path, fields) in [
        ("rounds", vec![]),
        ("round_form", vec![]),
        ("planned_round", this[..1].to_vec()),
        ("add_round", [&[("applying", "core")], february.as_slice()].concat()),
        ("change_round", [&this, february.as_slice()].concat()),
        ("delete_round", this.to_vec()),
    ] {
        for stranger in &strangers {
            let path = format!("/api/applications/{path}");
            let answer =
                stranger.post_with(&path, "/office/rounds", &fields, &[("accept", "application/json")]).await;
            assert!(
                [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND].contains(&answer.status),
                "{path}: {} {}",
                answer.status,
                answer.body
            );
        }
    }
    assert_eq!(only_round(&app, "core").await, round);
}
