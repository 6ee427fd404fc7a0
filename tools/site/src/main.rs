//! `site PROGRAM.wasm FOLDER`: splits the compiled browser half into its parts and writes them with their script into
//! FOLDER, as `nintei.js`, `nintei.wasm`, `__wasm_split….js`, `__wasm_split_manifest.json` and one file per part.
//!
//! The two libraries are those that `cargo leptos build --split` and `wasm-bindgen` are made of; calling them spares the
//! first build the compilation of both programs (docs/adr/0027).

use std::{error::Error, fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

/// The name of the script and of the main part, as `app::program` and the server know it.
const NAME: &str = "nintei";
/// The name of the script that loads parts; `tools/site/finish.mjs` writes a hash over the underscores, in compiled
/// files too, so that it has the length of one.
const LOADER: &str = "./__wasm_split.______________________.js";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, folder] = arguments.as_slice() else {
        return Err("usage: site PROGRAM.wasm FOLDER".into());
    };
    let folder = Path::new(folder);
    let main_part = Path::new(program).with_extension("main.wasm");

    let input = fs::read(program)?;
    let mut options = Options::new(&input);
    let script = format!("./{NAME}.js");
    options.output_dir = folder;
    options.main_out_path = &main_part;
    options.main_module = &script;
    options.link_name = LOADER;
    let split = wasm_split_cli_support::transform(options)?;
    fs::write(folder.join("__wasm_split_manifest.json"), serde_json::to_vec(&split.prefetch_map)?)?;

    // The exports of the linker and the mangled names are what the parts are joined by.
    Bindgen::new()
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .web(true)?
        .input_path(&main_part)
        .out_name(NAME)
        .generate(folder)?;
    fs::rename(folder.join(format!("{NAME}_bg.wasm")), folder.join(format!("{NAME}.wasm")))?;
    Ok(())
}
