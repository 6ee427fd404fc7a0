//! `/dev/clock`: in demo mode, the product's clock is set forward here; a page that is not there in any other mode.

mod flash;

pub use flash::DemoFlash;

use domain::{
    calendar,
    demo::{ClockPage, ClockProblem, Jump, TypedMoment},
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    error::AppError,
    request::link_hours,
    shell::{Ask, Entry, Page, Section, owned, page},
    ui::{ErrorSummary, Need, SummaryLine},
    wire::Json,
};

/// The pages.
pub fn pages() -> Vec<Entry> {
    vec![page("/dev/clock", Section::Everybody, clock)]
}

/// 「デモの日時」, with what was typed.
async fn clock(ask: Ask) -> Result<Page, AppError> {
    if !ask.backend.is_demo() {
        return Err(AppError::NotFound);
    }
    let typed = TypedMoment { date: ask.text("date"), time: ask.text("time") };
    let page = ask.backend.demo().clock(typed).await?;
    let hours = link_hours();
    Ok(Page::new("デモの日時", view! { <Clock page hours/> }).class("narrow"))
}

/// 「日時を進める」
#[server(prefix = "/api", endpoint = "demo/set_clock", output = Json)]
pub async fn set_clock(
    #[server(default)] date: String,
    #[server(default)] time: String,
) -> Result<(), AppError> {
    use crate::{
        demo::DemoFlash,
        request::{self, RequestInfo, fail},
        route::Route,
    };
    let request = RequestInfo::current()?;
    if !request.backend.is_demo() {
        return Err(fail(AppError::NotFound));
    }
    let typed = TypedMoment { date, time };
    let page = Route::DevClock(TypedMoment::default());
    match request.backend.demo().set_clock(&request.origin, &typed).await.map_err(fail)? {
        Ok(_) => request::redirect_saying(&page, DemoFlash::ClockMoved),
        Err(_) => request::redirect(&Route::DevClock(typed)),
    }
    Ok(())
}

#[component]
fn Clock(page: ClockPage, hours: u16) -> impl IntoView {
    let lines = page
        .problems
        .iter()
        .map(|problem| SummaryLine { target: target(*problem).into(), message: problem.message().into() })
        .collect();
    let jumps = page.jumps.iter().map(|jump| view! { <Turn jump=*jump/> }).collect_view();
    view! {
        <ErrorSummary lines/>
        <section class="card">
            <dl class="facts">
                <dt>"システムの日時"</dt>
                <dd><b>{moment(page.now)}</b></dd>
                <dt>"実際の日時"</dt>
                <dd>{moment(page.machine)}</dd>
            </dl>
            <p class="hint">"申請期間、認定の開始、年度の切り替わりなどを、待たずに試すためのページです。ここで日時を進めると、このシステムのすべての画面と処理が、その日時に従います。"</p>
        </section>
        <div class="note note-wait">
            <p>{format!("進めた日時は戻せません。ログインの有効期限(12時間、または30日)やパスワード設定のURLの有効期限({hours}時間)も、進めた時間だけ過ぎます。ログインが切れたときは、もう一度ログインしてください。")}</p>
        </div>
        <section class="card">
            <h2>"節目まで進める"</h2>
            <ul class="turns">{jumps}</ul>
        </section>
        <MomentForm page/>
    }
}

/// One button.
#[component]
fn Turn(jump: Jump) -> impl IntoView {
    let at = TypedMoment::of(jump.at);
    let described = format!("turn-{}", jump.turn.key());
    view! {
        <li>
            <form method="post" action=owned(SetClock::url())>
                <input type="hidden" name="date" value=at.date/>
                <input type="hidden" name="time" value=at.time/>
                <button class="quiet" aria-describedby=described.clone()>{jump.turn.label()}</button>
            </form>
            <span id=described>{moment(jump.at)}</span>
        </li>
    }
}

/// 「日時を進める」 to any moment.
#[component]
fn MomentForm(page: ClockPage) -> impl IntoView {
    let typed = if page.typed.is_empty() { TypedMoment::of(page.now) } else { page.typed };
    let problem = |of_time: bool| {
        page.problems.iter().find(|problem| problem.is_of_time() == of_time).map(|problem| problem.message())
    };
    let field = |id: &'static str,
                 label: &'static str,
                 kind: &'static str,
                 value: String,
                 problem: Option<&'static str>| {
        let error = format!("e-{id}");
        let described = problem.map(|_| error.clone());
        view! {
            <div class="field">
                <div class="label-row">
                    <label class="label" for=id>{label}</label>
                    <Need required=true/>
                </div>
                <input
                    id=id
                    name=id
                    type=kind
                    value=value
                    aria-required="true"
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=described
                />
                {problem.map(|problem| view! { <p class="error" id=error>{problem}</p> })}
            </div>
        }
    };
    view! {
        <form class="card" method="post" action=owned(SetClock::url()) novalidate>
            <h2>"日時を指定して進める"</h2>
            {field("date", "日付", "date", typed.date, problem(false))}
            {field("time", "時刻(日本時間)", "time", typed.time, problem(true))}
            <p><button>"日時を進める"</button></p>
        </form>
    }
}

/// The input that a problem belongs to.
fn target(problem: ClockProblem) -> &'static str {
    if problem.is_of_time() { "time" } else { "date" }
}

/// `2027年2月1日(月) 00:00`
fn moment(at: jiff::Timestamp) -> String {
    format!("{} {}", calendar::long(calendar::day(at)), calendar::clock(at))
}
