//! The files that the build made for browsers, and the script that loads the program of a page on which something lives
//! (docs/adr/0029).

use std::path::Path;

use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};

/// Addresses of the files of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    pub stylesheet: String,
    script: String,
    wasm: String,
}

impl Program {
    /// Reads what `tools/build` left in the site's folder: `hash.txt` names the hashed files. Without it (`make dev`,
    /// tests) they have the names they were given.
    pub fn of(options: &LeptosOptions) -> Self {
        let hashes = std::fs::read_to_string(Path::new(options.site_root.as_ref()).join("hash.txt"));
        let hashes = hashes.unwrap_or_default();
        let hash_of = |wanted: &str| {
            let mut lines = hashes.lines().filter_map(|line| line.split_once(':'));
            lines.find(|(file, _)| *file == wanted).map(|(_, hash)| hash.trim())
        };
        let address = |kind: &str| {
            let hash = hash_of(kind).map(|hash| format!(".{hash}")).unwrap_or_default();
            format!("/{}/{}{hash}.{kind}", options.site_pkg_dir, options.output_name)
        };
        Self { stylesheet: address("css"), script: address("js"), wasm: address("wasm") }
    }
}

/// Loads the program and brings each island of the page to life, one after another, from the first to the last. Each begins
/// in a world of its own: without that, one would see what another left behind. A browser without JavaScript fetches nothing
/// of this.
const LOAD: &str = r#"((script, wasm) => {
  for (const [rel, as, href] of [["modulepreload", "script", script], ["preload", "fetch", wasm]]) {
    document.head.append(Object.assign(document.createElement("link"), { rel, as, crossOrigin: "", href }));
  }
  const parsed = new Promise((go) => document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", go) : go());
  let stopped = false;
  const stop = () => parsed.then(() => {
    if (stopped) return;
    stopped = true;
    if (!document.querySelector(".stopped")) document.getElementById("no-program").hidden = false;
    // What a line began to promise before is not kept any more.
    for (const line of document.querySelectorAll(".saved")) line.remove();
    // A form goes by the browser: what is left of the program must not hold it back.
    addEventListener("submit", (event) => event.stopImmediatePropagation(), true);
  });
  addEventListener("error", stop);
  addEventListener("unhandledrejection", stop);
  Promise.all([import(script), parsed]).then(async ([program]) => {
    await program.default({ module_or_path: wasm });
    for (const island of document.querySelectorAll("leptos-island")) {
      program.begin();
      program[island.dataset.component](island);
    }
    program.alive();
  });
})"#;

/// What is said where the program does not arrive, or stops while it begins: the page goes on without it.
#[component]
pub fn NoProgram() -> impl IntoView {
    view! {
        <p class="flash flash-bad" role="alert" id="no-program" hidden>
            "自動保存など、この画面の一部の機能を読み込めませんでした。入力した内容は、画面のボタンを押すと保存されます。 "
            <a href="">"画面を読み込み直す"</a>
        </p>
    }
}

/// Loads the program.
#[component]
pub fn LoadProgram(program: Program) -> impl IntoView {
    // File names of the build: letters, digits, `-`, `_`, `.` and `/`, so that a Rust string is a JavaScript string too.
    let script = format!("{LOAD}({:?}, {:?})", program.script, program.wasm);
    view! { <script id="program" nonce=use_nonce() inner_html=script></script> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_the_files_of_the_build_by_their_hash_where_they_have_one() {
        let folder = std::env::temp_dir().join(format!("nintei-hashed-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let options = LeptosOptions::builder()
            .output_name("nintei")
            .site_root(folder.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .build();
        let named = |program: Program| [program.stylesheet, program.script, program.wasm];
        assert_eq!(named(Program::of(&options)), ["/pkg/nintei.css", "/pkg/nintei.js", "/pkg/nintei.wasm"]);
        std::fs::write(folder.join("hash.txt"), "js: J\nwasm: W\ncss: C\n").expect("a file");
        let hashed = ["/pkg/nintei.C.css", "/pkg/nintei.J.js", "/pkg/nintei.W.wasm"];
        assert_eq!(named(Program::of(&options)), hashed);
        std::fs::remove_dir_all(folder).expect("gone");
    }
}
