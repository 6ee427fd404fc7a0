//! Tables as CSV, for programs that people calculate with: UTF-8 with a mark that Excel reads, CR LF, and no cell that such a
//! program would take for a formula.

use axum::{
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};

/// One table.
pub struct Csv(String);

impl Csv {
    /// A table with these headings.
    pub fn new<const N: usize>(headings: [&str; N]) -> Self {
        let mut table = Self('\u{FEFF}'.to_string());
        table.row(headings);
        table
    }

    /// One more row.
    pub fn row<const N: usize>(&mut self, cells: [&str; N]) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.cell(cell);
        }
        self.0.push_str("\r\n");
    }

    fn cell(&mut self, text: &str) {
        // What begins like a formula is told to be text.
        let formula = text
            .trim_start_matches([' ', '\u{3000}'])
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        let control = text.starts_with(['\t', '\r', '\n']);
        let guard = if formula || control { "'" } else { "" };
        if text.contains([',', '"', '\r', '\n']) || !guard.is_empty() {
            self.0.push('"');
            self.0.push_str(guard);
            self.0.push_str(&text.replace('"', "\"\""));
            self.0.push('"');
        } else {
            self.0.push_str(text);
        }
    }

    /// The table as a file of this name.
    pub fn file(self, name: &str) -> Response {
        let disposition = format!("attachment; filename*=UTF-8''{}", app::route::encode(name));
        let headers: [(HeaderName, &str); 3] = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, &disposition),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (headers, self.0).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;

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
            let mut table = Csv::new(["施設名"]);
            table.row([text]);
            assert_eq!(table.0, format!("\u{FEFF}施設名\r\n{cell}\r\n"), "{text:?}");
        }
    }

    #[test]
    fn cells_stand_beside_each_other() {
        let mut table = Csv::new(["a", "b"]);
        table.row(["1", "2"]);
        assert_eq!(table.0, "\u{FEFF}a,b\r\n1,2\r\n");
    }
}
