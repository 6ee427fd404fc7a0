//! `/approvals/{request}/print`: the report as it was sent, on A4. Without 備考 (C7).

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{api, report::ReportToJudge};
use crate::ui::{Load, Page};

#[component]
pub fn PrintToRead() -> impl IntoView {
    let params = use_params_map();
    let request = move || params.read().get_str("request").unwrap_or_default().to_owned();
    let page = Resource::new_blocking(request, api::load_print);
    view! {
        <Load
            resource=page
            view=|page| view! {
                <Page title=format!("{} 番号{}", page.report.set.label(), page.report.slot.number())>
                    <p class="meta">{format!("申請者 {}({})", page.report.applicant, page.report.affiliation)}</p>
                    <ReportToJudge report=page.report changes=Vec::new() earlier=None comments=BTreeMap::new() keeper=None/>
                </Page>
            }
        />
    }
}
