//! `/dev/clock`: in demo mode, the product's clock is set forward here; a page that is not there in any other mode.

use domain::{
    calendar,
    demo::{ClockPage, ClockProblem, Jump, TypedMoment},
};
use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route as At,
    hooks::use_query_map,
    path,
};

use crate::{
    error::AppError,
    request::link_hours,
    ui::{ErrorSummary, Load, Need, PlainPage, SummaryLine},
    wire::Json,
};

/// Pages without a part that lives in the browser.
#[component(transparent)]
pub fn PlainRoutes() -> AnyNestedRoute {
    view! { <At path=path!("/dev/clock") view=DevClock ssr=SsrMode::Async/> }
        .into_inner()
        .into_any_nested_route()
}

/// 「デモの日時」, with what was typed.
#[server(prefix = "/api", endpoint = "demo/clock", output = Json)]
pub async fn load_clock(#[server(default)] typed: TypedMoment) -> Result<ClockPage, AppError> {
    use crate::request::{RequestInfo, fail};
    let request = RequestInfo::current()?;
    if !request.backend.is_demo() {
        return Err(fail(AppError::NotFound));
    }
    request.backend.demo().clock(typed).await.map_err(fail)
}

/// 「日時を進める」
#[server(prefix = "/api", endpoint = "demo/set_clock", output = Json)]
pub async fn set_clock(
    #[server(default)] date: String,
    #[server(default)] time: String,
) -> Result<(), AppError> {
    use crate::{
        request::{self, RequestInfo, fail},
        route::Route,
        ui::Notice,
    };
    let request = RequestInfo::current()?;
    if !request.backend.is_demo() {
        return Err(fail(AppError::NotFound));
    }
    let typed = TypedMoment { date, time };
    let page = Route::DevClock(TypedMoment::default());
    match request.backend.demo().set_clock(&request.origin, &typed).await.map_err(fail)? {
        Ok(_) => request::redirect_saying(&page, &Notice::ClockMoved),
        Err(_) => request::redirect(&Route::DevClock(typed)),
    }
    Ok(())
}

#[component]
fn DevClock() -> impl IntoView {
    let query = use_query_map();
    let typed = move || {
        let query = query.read();
        let text = |name: &str| query.get_str(name).unwrap_or_default().to_owned();
        TypedMoment { date: text("date"), time: text("time") }
    };
    let page = Resource::new_blocking(typed, load_clock);
    view! { <Load resource=page view=|page| view! { <Clock page/> }/> }
}

#[component]
fn Clock(page: ClockPage) -> impl IntoView {
    let lines = page
        .problems
        .iter()
        .map(|problem| SummaryLine { target: target(*problem).into(), message: problem.message().into() })
        .collect();
    let jumps = page.jumps.iter().map(|jump| view! { <Turn jump=*jump/> }).collect_view();
    view! {
        <PlainPage title="デモの日時" class="narrow">
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
                <p>{format!("進めた日時は戻せません。ログインの有効期限(12時間、または30日)やパスワード設定のURLの有効期限({}時間)も、進めた時間だけ過ぎます。ログインが切れたときは、もう一度ログインしてください。", link_hours())}</p>
            </div>
            <section class="card">
                <h2>"節目まで進める"</h2>
                <ul class="turns">{jumps}</ul>
            </section>
            <MomentForm page/>
        </PlainPage>
    }
}

/// One button.
#[component]
fn Turn(jump: Jump) -> impl IntoView {
    let at = TypedMoment::of(jump.at);
    let described = format!("turn-{:?}", jump.turn);
    view! {
        <li>
            <form method="post" action=SetClock::url()>
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
        <form class="card" method="post" action=SetClock::url() novalidate>
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
