//! Pages that the office sees (F6), drawn by the confined child as they are by the server.

use std::io::{Seek as _, SeekFrom, Write as _};

use backend::documents::{Bytes, Inspector as _};
use server::inspector::ChildProcess;

use crate::pdfs;

async fn drawn(annotation: &str) -> Bytes {
    let pdf = pdfs::of(
        &[
            "<</Type /Catalog /Pages 2 0 R>>",
            "<</Type /Pages /Count 1 /Kids [null 3 0 R] /MediaBox [0 0 595 842]>>",
            "<</Type /Page /Parent 2 0 R /Annots [4 0 R]>>",
            annotation,
        ],
        "",
    );
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&pdf).unwrap();
    file.write_all(&[0; 3_000]).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let inspector = ChildProcess::of(env!("CARGO_BIN_EXE_server").into());
    inspector.draw(file, 1).await.unwrap().expect("a picture")
}

/// B27, B29, B32 too.
#[tokio::test]
async fn b28_the_child_draws_what_has_no_drawing() {
    let place = "/Type /Annot /F 4 /Rect [80 300 400 330]";
    let blank = drawn("null").await;
    for annotation in [
        "/Subtype /FreeText /Contents <FEFF7DD130F64E18 7DCF5408>",
        "/Subtype /FreeText /Contents <FEFFD83DDC8A 0E44 D55C 7B80 0639>",
        "/Subtype /Widget /FT /Tx /V (MIDORI 300)",
    ] {
        assert!(drawn(&format!("<<{place} {annotation}>>")).await != blank, "{annotation}");
    }
}
