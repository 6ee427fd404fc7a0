//! Who loses a 基幹施設 that gives its certification back.

use domain::network::PartyView;
use leptos::prelude::*;

/// The 連携施設 whose linkage ends with the certification (F19).
#[component]
pub(super) fn LosingLink(partners: Vec<PartyView>) -> impl IntoView {
    (!partners.is_empty()).then(|| {
        let count = partners.len();
        let names = partners
            .into_iter()
            .map(|partner| view! { <li>{format!("{}({})", partner.name, partner.prefecture)}</li> })
            .collect_view();
        view! {
            <div class="note note-wait">
                <p>{format!("返上により、次の連携施設({count}施設)との連携が終わります。返上が承認されると、連携施設にメールでお知らせします。")}</p>
                <ul>{names}</ul>
            </div>
        }
    })
}
