//! The files that the build made for browsers, and the script that loads the program of a live page (docs/adr/0010).

use std::{collections::BTreeMap, path::Path, sync::Arc};

use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_router::ChooseView;

use crate::route::FORM_PART;

/// Addresses of the files of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    pub stylesheet: String,
    script: String,
    main: String,
    /// What each part of the program consists of, besides `main`: the name of its `#[lazy]` function, with a number behind
    /// it, and its files.
    parts: Arc<BTreeMap<String, Vec<String>>>,
}

impl Program {
    /// Reads what `tools/build` left in the site's folder: `hash.txt` names the hashed files. Without it (`make dev`,
    /// tests) they have the names they were given.
    pub fn of(options: &LeptosOptions) -> Self {
        let folder = Path::new(options.site_root.as_ref()).join(options.site_pkg_dir.as_ref());
        let hashes = std::fs::read_to_string(Path::new(options.site_root.as_ref()).join("hash.txt"))
            .unwrap_or_default();
        let hash_of = |wanted: &str| {
            hashes
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(file, _)| *file == wanted)
                .map(|(_, hash)| hash.trim())
        };
        let named = |stem: &str, kind: &str, ending: &str| {
            hash_of(kind).map_or_else(|| format!("{stem}.{ending}"), |hash| format!("{stem}.{hash}.{ending}"))
        };
        let address = |file: &str| format!("/{}/{file}", options.site_pkg_dir);
        let manifest = folder.join(named("__wasm_split_manifest", "manifest", "json"));
        let mut parts: BTreeMap<String, Vec<String>> = std::fs::read_to_string(manifest)
            .ok()
            .and_then(|manifest| serde_json::from_str(&manifest).ok())
            .unwrap_or_default();
        for file in parts.values_mut().flatten() {
            *file = address(&format!("{file}.wasm"));
        }
        Self {
            stylesheet: address(&named(&options.output_name, "css", "css")),
            script: address(&named(&options.output_name, "js", "js")),
            main: address(&named(&options.output_name, "wasm", "wasm")),
            parts: Arc::new(parts),
        }
    }

    /// The files that the part's pages wait for.
    fn files(&self, part: &str) -> Vec<&str> {
        let own = self.parts.iter().find(|(name, _)| {
            name.strip_prefix(part).is_some_and(|rest| rest.bytes().all(|b| b == b'_' || b.is_ascii_digit()))
        });
        let own = own.into_iter().flat_map(|(_, files)| files).map(String::as_str);
        std::iter::once(self.main.as_str()).chain(own).collect()
    }
}

/// A page whose code comes with a part of the program: with the part that this `#[lazy]` function is in.
#[derive(Clone, Copy)]
pub struct InPart<F>(pub F);

impl<F, Page> ChooseView for InPart<F>
where
    F: Fn() -> Page + Send + Clone + 'static,
    Page: Future<Output = AnyView>,
{
    async fn choose(self) -> AnyView {
        (self.0)().await
    }

    async fn preload(&self) {}
}

/// All files at once, not one after the other; and only by script: a browser without JavaScript fetches nothing of this.
const LOAD: &str = r#"((script, files, enter) => {
  for (const href of files) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "", href }));
  }
  const parsed = new Promise((go) => document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", go) : go());
  Promise.all([import(script), parsed]).then(([program]) =>
    program.default({ module_or_path: files[0] }).then(() => program[enter]()));
})"#;

/// Loads the program with this part of it.
#[component]
pub fn LoadProgram(program: Program, part: &'static str) -> impl IntoView {
    // File names of the build: letters, digits, `-`, `_`, `.` and `/`, so that a Rust string is a JavaScript string too.
    let enter = if part == FORM_PART { "attach" } else { "hydrate" };
    let script = format!("{LOAD}({:?}, {:?}, {enter:?})", program.script, program.files(part));
    view! { <script id="program" nonce=use_nonce() inner_html=script></script> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str, files: &[(&str, &str)]) -> (std::path::PathBuf, LeptosOptions) {
        let folder = std::env::temp_dir().join(format!("nintei-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("pkg")).expect("a folder");
        for (name, text) in files {
            std::fs::write(folder.join(name), text).expect("a file");
        }
        let options = LeptosOptions::builder()
            .output_name("nintei")
            .site_root(folder.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .build();
        (folder, options)
    }

    #[test]
    fn a_live_page_loads_the_main_part_and_its_own_by_their_hashed_names() {
        let (folder, options) = site(
            "hashed",
            &[
                ("hash.txt", "js: J\nwasm: W\ncss: C\nmanifest: M\nsplit: S\n"),
                (
                    "pkg/__wasm_split_manifest.M.json",
                    r#"{"edit_part_12":["chunk_4.A","split_edit_part_12.B"],"list_part_3":[]}"#,
                ),
            ],
        );
        let program = Program::of(&options);
        assert_eq!(program.stylesheet, "/pkg/nintei.C.css");
        assert_eq!(program.script, "/pkg/nintei.J.js");
        assert_eq!(
            program.files("edit_part"),
            ["/pkg/nintei.W.wasm", "/pkg/chunk_4.A.wasm", "/pkg/split_edit_part_12.B.wasm"]
        );
        assert_eq!(program.files("list_part"), ["/pkg/nintei.W.wasm"]);
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn without_hashes_the_files_have_their_own_names() {
        let (folder, options) = site("plain", &[]);
        let program = Program::of(&options);
        assert_eq!(program.stylesheet, "/pkg/nintei.css");
        assert_eq!(program.files("edit_part"), ["/pkg/nintei.wasm"]);
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
