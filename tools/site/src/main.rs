//! `site PROGRAM.wasm FOLDER`: writes the compiled browser half with its script into FOLDER, as `nintei.js` and `nintei.wasm`.
//!
//! The library is that which the program `wasm-bindgen` is made of; calling it spares the first build the compilation of
//! that program (docs/adr/0027).

use std::{error::Error, fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;

/// The name of the script and of the program, as `app::program` and the server know it.
const NAME: &str = "nintei";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, folder] = arguments.as_slice() else {
        return Err("usage: site PROGRAM.wasm FOLDER".into());
    };
    Bindgen::new().typescript(false).web(true)?.input_path(program).out_name(NAME).generate(folder)?;
    let folder = Path::new(folder);
    fs::rename(folder.join(format!("{NAME}_bg.wasm")), folder.join(format!("{NAME}.wasm")))?;
    Ok(())
}
