//! The browser's entry points: the page's script calls [`begin`] before each island, and [`alive`] after the last.

use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// The islands: their exports are those of this program.
pub use app;

/// A world of its own for the next island.
#[wasm_bindgen]
pub fn begin() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        stopped();
    }));
    leptos::mount::hydrate_islands();
}

/// Browser tests wait for this: before it, a click is only a link or a form.
#[wasm_bindgen]
pub fn alive() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}

/// Nothing on the page answers any more (a fault of ours): the person is told. What was typed before comes back from draft
/// and local copy when the page is loaded again.
fn stopped() {
    if let (Some(body), Ok(note)) = (document().body(), document().create_element("p")) {
        note.set_class_name("flash flash-bad stopped");
        let _ = note.set_attribute("role", "alert");
        note.set_inner_html(
            "画面の動作が止まりました。これより後の入力は自動では保存されません。 <a href=\"\">画面を読み込み直す</a>",
        );
        let _ = body.prepend_with_node_1(&note);
    }
}
