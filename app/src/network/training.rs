//! Whether training at the facility alone counts today, and why (F11).

use domain::network::StandAlone;
use leptos::prelude::*;

use crate::ui::{Badge, Tone};

/// 「単独での研修」
#[component]
pub fn Training(training: StandAlone) -> impl IntoView {
    let (tone, word) = if training.holds() { (Tone::Done, "可能") } else { (Tone::None, "不可") };
    view! {
        <section class="card">
            <h2>"単独での研修"</h2>
            <p><Badge tone text=word/>" "{training.sentence()}</p>
        </section>
    }
}
