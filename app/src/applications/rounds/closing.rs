//! On 「事務局TOP」: the rounds that are about to close.

use domain::{applications::ClosingRound, calendar};
use leptos::prelude::*;

use crate::{accounts::Waiting, route::Route};

/// Which close within a week, and how many drafts could still be submitted.
#[component]
pub fn ClosingRounds(rounds: Vec<ClosingRound>) -> impl IntoView {
    let waits = (!rounds.is_empty()).then(|| rounds.iter().map(sentence).collect::<String>());
    view! {
        <Waiting
            title="申請期間"
            waits
            nothing="7日以内に終わる申請期間はありません。"
            to=Route::OfficeRounds.path()
            link="申請期間を開く"
        />
    }
}

fn sentence(closing: &ClosingRound) -> String {
    let ClosingRound { round, drafts } = closing;
    let drafts = match drafts {
        0 => String::new(),
        drafts => format!("作成中の申請が{drafts}件あります。"),
    };
    let last = calendar::long(round.window.end());
    format!("{}の申請期間は{last} 23:59に終わります。{drafts}", round.applying.kind().label())
}
