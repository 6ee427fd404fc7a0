//! ログアウト, which stands in the header of every page.

use leptos::prelude::*;

/// ログアウト, as a form: signing out is a write.
#[component]
pub fn SignOutForm() -> impl IntoView {
    view! {
        <form method="post" action="/api/accounts/sign_out">
            <button class="link">"ログアウト"</button>
        </form>
    }
}
