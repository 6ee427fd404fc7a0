//! Tables as CSV, for programs that people calculate with: UTF-8 with a mark that Excel reads, CR LF, and no cell that such a
//! program would take for a formula.

/// Excel takes a file for UTF-8 by these bytes.
pub const BOM: &str = "\u{feff}";

/// One row with its end.
pub fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    cells.join(",") + "\r\n"
}

fn cell(text: &str) -> String {
    // What begins like a formula is told to be text.
    let formula =
        text.trim_start_matches([' ', '\u{3000}']).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guard = if formula || text.starts_with(['\t', '\r', '\n']) { "'" } else { "" };
    if text.contains([',', '"', '\r', '\n']) || !guard.is_empty() {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_text_comes_back() {
        for (text, cell) in [
            ("丘の病院", "丘の病院"),
            ("", ""),
            ("丘の病院,分院", "\"丘の病院,分院\""),
            ("丘の「\"」病院", "\"丘の「\"\"」病院\""),
            ("一\n二", "\"一\n二\""),
            ("=1+1", "\"'=1+1\""),
            ("+81", "\"'+81\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            (" =1", "\"' =1\""),
            ("＝1", "\"'＝1\""),
            ("\t=1", "\"'\t=1\""),
            ("2024/04/01", "2024/04/01"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(row([text]), format!("{cell}\r\n"), "{text:?}");
            assert_eq!(row(["1", text]), format!("1,{cell}\r\n"), "{text:?}");
        }
    }

    #[test]
    fn every_text_can_be_read_back() {
        let written = row(["一\r\n二", "a,\"b\"", "＠c"]);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
        let cells: Vec<String> =
            reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(cells, ["一\r\n二", "a,\"b\"", "'＠c"]);
    }
}
