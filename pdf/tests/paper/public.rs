use std::fs;
#[test]
fn zz_scratch() {
    for dir in ["/work/shared/data/papers", "/work/shared/data/faults/pdf"] {
        let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|f| f.unwrap().path()).collect();
        files.sort();
        for f in files {
            let name = f.file_name().unwrap().to_str().unwrap().to_owned();
            if !name.ends_with("pdf") || name.contains("tree-refs") || name.contains("fuzzed") || name.contains("bomb") { continue; }
            let bytes = fs::read(&f).unwrap();
            let r = pdf::inspect(bytes.clone());
            println!("{name}: {r:?}");
            if r.is_ok() {
                let p = pdf::picture(bytes, 1);
                println!("   picture {:?}", p.as_ref().map(|p| p.len()));
                if let Some(p) = p { fs::create_dir_all("/tmp/pics").unwrap(); fs::write(format!("/tmp/pics/{name}.png"), p).unwrap(); }
            }
        }
    }
}
