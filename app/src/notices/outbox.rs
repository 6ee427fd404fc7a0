//! 「送信メール」: the outbox for the office (E2).

use domain::{
    calendar,
    ids::MailId,
    notices::{MailStanding, MailState, Outbox, OutboxFilter, OutboxMail},
};
use leptos::prelude::*;

use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
    ui::{Badge, Crumb, Tone},
    wire::Json,
};

/// 「再送」: gives a mail that was given up a new start.
#[server(prefix = "/api", endpoint = "notices/revive", output = Json)]
pub async fn revive_mail(mail: MailId, #[server(default)] state: String) -> Result<(), AppError> {
    use crate::{
        notices::MailFlash,
        request::{RequestInfo, settle},
    };
    let plain_form = RequestInfo::current()?.plain_form;
    let page = Route::OfficeMail(OutboxFilter { state: state.parse().ok(), before: None });
    let revived = async {
        let (backend, by) = RequestInfo::signed_in()?;
        let said = match backend.notices().revive(&by, mail).await {
            Err(backend::Error::NotFound) if plain_form => MailFlash::MailNotDead,
            revived => revived.map(|()| MailFlash::MailRevived)?,
        };
        Ok((page.clone(), Some(said)))
    };
    settle(revived.await, &page)
}

/// `/office/mail`
pub async fn outbox(ask: Ask) -> Result<Page, AppError> {
    let filter = OutboxFilter {
        state: ask.query("state").and_then(|state| state.parse().ok()),
        before: ask.query("before").and_then(|mail| mail.parse().ok()),
    };
    let page = ask.backend.notices().outbox(&ask.by()?, filter).await?;
    let back = [Crumb::new("事務局TOP", Route::Office.path())];
    Ok(Page::new("送信メール", view! { <Shown page/> }).crumbs(back))
}

#[component]
fn Shown(page: Outbox) -> impl IntoView {
    let Outbox { filter, counts, mails, more } = page;
    let tab = |state: Option<MailState>| {
        let name = match state {
            None => "すべて".to_owned(),
            Some(state @ MailState::Waiting) => format!("{} {}通", state.label(), counts.waiting),
            Some(state @ MailState::Dead) => format!("{} {}通", state.label(), counts.dead),
            Some(state @ MailState::Sent) => state.label().to_owned(),
        };
        let to = Route::OfficeMail(OutboxFilter { state, before: None }).path();
        view! { <a href=to aria-current=(filter.state == state).then_some("page")>{name}</a> }
    };
    let tabs: Vec<_> = [None].into_iter().chain(MailState::ALL.map(Some)).map(tab).collect();
    let older = mails
        .last()
        .filter(|_| more)
        .map(|last| Route::OfficeMail(OutboxFilter { before: Some(last.id), ..filter }).path());
    let newest = filter.before.map(|_| Route::OfficeMail(OutboxFilter { before: None, ..filter }).path());
    let table = if mails.is_empty() {
        view! { <p class="empty">"該当するメールはありません。"</p> }.into_any()
    } else {
        view! { <Mails mails state=filter.state/> }.into_any()
    };
    view! {
        <p class="hint">"システムが送るメールの状態です(新しい順)。送信できないときは、約2日のあいだ間隔をあけて自動で送り直し、それでも送信できなければ「送信失敗」になります。原因を取り除いてから「再送」してください。"</p>
        <nav class="tabs" aria-label="状態">{tabs}</nav>
        {table}
        {(newest.is_some() || older.is_some()).then(|| view! {
            <nav class="pages" aria-label="ページ">
                {newest.map(|to| view! { <a href=to>"最新の50通"</a> })}
                {older.map(|to| view! { <a href=to rel="next">"次の50通"</a> })}
            </nav>
        })}
    }
}

#[component]
fn Mails(mails: Vec<OutboxMail>, state: Option<MailState>) -> impl IntoView {
    let rows = mails.into_iter().map(|mail| view! { <Row mail state/> }.into_any()).collect_view();
    view! {
        <div class="card table-card">
            <table class="cards outbox">
                <thead>
                    <tr>
                        <th>"作成"</th>
                        <th>"状態"</th>
                        <th>"宛先"</th>
                        <th>"件名"</th>
                        <th>"送信・次の送信"</th>
                        <th class="number">"試行"</th>
                        <th>"理由"</th>
                        <th>"操作"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(mail: OutboxMail, state: Option<MailState>) -> impl IntoView {
    let tone = match mail.standing {
        MailStanding::Waiting { .. } => Tone::Wait,
        MailStanding::Sent { .. } => Tone::Done,
        MailStanding::Dead => Tone::Bad,
    };
    let when = match mail.standing {
        MailStanding::Waiting { next_attempt_at: at } | MailStanding::Sent { at } => {
            Some(calendar::stamp(at))
        }
        MailStanding::Dead => None,
    };
    let described = format!("mail-{}", mail.id);
    let again = (mail.standing == MailStanding::Dead).then(|| {
        view! {
            <form method="post" action=owned("/api/notices/revive")>
                <input type="hidden" name="mail" value=mail.id.to_string()/>
                <input type="hidden" name="state" value=state.map_or("", MailState::key)/>
                <button class="link" aria-describedby=described.clone()>"再送"</button>
            </form>
        }
    });
    view! {
        <tr>
            <td data-label="作成">{calendar::stamp(mail.created_at)}</td>
            <td data-label="状態"><Badge tone text=mail.standing.state().label()/></td>
            <td data-label="宛先">{mail.to}</td>
            <td data-label="件名" id=described>{mail.subject}</td>
            <td data-label="送信・次の送信">{when}</td>
            <td class="number" data-label="試行">{format!("{}回", mail.attempts)}</td>
            <td data-label="理由">{mail.last_error}</td>
            <td data-label="操作">{again}</td>
        </tr>
    }
}
