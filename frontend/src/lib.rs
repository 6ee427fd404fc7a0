//! The browser's entry points: the program takes over the page that the server rendered, or is attached to its form.

use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the program is loaded; waits for the part that the page needs.
#[wasm_bindgen]
pub async fn hydrate() {
    tell_when_stopped();
    let Some(body) = document().body() else { return };
    leptos::mount::hydrate_from_async(body, app::App).await.forget();
    alive();
}

/// The same on a page whose HTML is the server's alone: the program finds the form there (docs/adr/0022).
#[wasm_bindgen]
pub async fn attach() {
    tell_when_stopped();
    app::applications::attach().await;
    alive();
}

fn tell_when_stopped() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        stopped();
    }));
}

/// Browser tests wait for this: before it, a click is only a link or a form.
fn alive() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}

/// Nothing on the page answers any more (a fault of ours, or a part of the program that did not arrive): the person is
/// told. What was typed before comes back from draft and journal when the page is loaded again.
fn stopped() {
    if let (Some(body), Ok(note)) = (document().body(), document().create_element("p")) {
        note.set_class_name("flash flash-bad stopped");
        let _ = note.set_attribute("role", "alert");
        note.set_inner_html(
            "画面の動作が止まりました。これより後の入力は自動では保存されません。 <a rel=\"external\" href=\"\">画面を読み込み直す</a>",
        );
        let _ = body.prepend_with_node_1(&note);
    }
}
