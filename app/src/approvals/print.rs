//! `/approvals/{request}/print`: the report as it was sent, on A4. Without 備考 (C7).

use domain::cases::PrintPage;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api;
use crate::{
    cases::Sheet,
    route::Route,
    ui::{Crumb, Load, Page},
};

#[component]
pub fn PrintToRead() -> impl IntoView {
    let params = use_params_map();
    let request = move || params.read().get_str("request").unwrap_or_default().to_owned();
    let page = Resource::new_blocking(request, api::load_print);
    view! {
        <Load
            resource=page
            view=move |page: PrintPage| view! {
                <Page
                    title=page.title()
                    crumbs=vec![Crumb::new("症例承認", Route::Approvals.path())]
                    class="print-page"
                >
                    <Sheet page pdf=request().parse().ok().map(Route::ApprovalPdf)/>
                </Page>
            }
        />
    }
}
