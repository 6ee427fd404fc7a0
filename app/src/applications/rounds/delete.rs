//! 「申請期間の削除」: the question on a page of its own.

use domain::{
    applications::{Planned, removable},
    calendar,
    ids::RoundId,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{api, crumbs};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
};

/// `/office/rounds/{round}/delete`
pub async fn delete(ask: Ask) -> Result<Page, AppError> {
    let round = ask.path::<RoundId>("round")?;
    let planned = ask.backend.applications().planned_round(&ask.by()?, round).await?;
    Ok(Page::new("申請期間の削除", view! { <Question planned/> }).crumbs(crumbs()).class("narrow"))
}

#[component]
fn Question(planned: Planned) -> impl IntoView {
    let Planned { round, used, version } = planned;
    let back = Route::OfficeRounds.path();
    let answer = match removable(used) {
        Err(refused) => view! {
            <p class="note note-wait">{refused.message()}</p>
            <p class="question-actions">
                <a class="button quiet" href=back>"申請期間へ戻る"</a>
                <a class="button" href=Route::OfficeRound(round.id, None).path()>"変更"</a>
            </p>
        }
        .into_any(),
        Ok(()) => view! {
            <form method="post" action=owned(api::DeleteRound::url())>
                <input type="hidden" name="round" value=round.id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <p>"この申請期間を削除します。施設は、この期間に申請できなくなります。作成中の申請は保管されます。"</p>
                <p class="question-actions">
                    <a class="button quiet" href=back>"申請期間へ戻る"</a>
                    <button class="bad">"削除する"</button>
                </p>
            </form>
        }
        .into_any(),
    };
    view! {
        <div class="card">
            <dl class="facts">
                <dt>"種別"</dt>
                <dd>{round.applying.kind().label()}</dd>
                <dt>"申請期間"</dt>
                <dd>{round.hours()}</dd>
                <dt>"認定開始日"</dt>
                <dd>{calendar::long(round.starts)}</dd>
                <dt>"申請"</dt>
                <dd>{format!("{}件", used.submitted)}</dd>
            </dl>
            {answer}
        </div>
    }
}
