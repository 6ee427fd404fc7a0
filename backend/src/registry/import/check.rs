//! One row at a time: what can be said of it without the others, and its line for COPY.

use std::{fmt::Write as _, io};

use domain::{
    accounts::{is_email, is_invented},
    calendar::parse_day,
    registry::{FacilityKind, QualificationKind},
    text::{Limit, search_key},
};
use uuid::Uuid;

use super::{
    Finding, Findings, ImportFile, ImportSource,
    files::{Column, Kind},
    read::{Rows, encoding},
};

/// No value is longer, in code points; the longest names and addresses of hospitals are far shorter.
const LONGEST_VALUE: usize = 250;
/// Lines for COPY are handed over in pieces of about this many bytes.
const PIECE: usize = 1 << 16;
/// Marks that stand where a program could not write a character, e.g. Excel for 𠮷 in CP932.
const LOST: [char; 4] = ['?', '\u{ff1f}', '〓', char::REPLACEMENT_CHARACTER];

/// What reading one file found.
#[derive(Debug, Default)]
pub(super) struct FileRead {
    pub problems: Findings,
    pub warnings: Findings,
    /// The rows' keys could not be read at all, so what refers to them cannot be judged.
    pub keys_unknown: bool,
    /// Rows with an address that somebody may have, where there are any.
    pub real_people: Option<RealPeople>,
}

/// Rows with an address that somebody may have: the first one, and how many there are.
#[derive(Debug)]
pub(super) struct RealPeople {
    first: Finding,
    rows: u64,
}

impl RealPeople {
    /// What is said of them where only a demo's people may come: one finding, not one for each of thousands.
    pub fn finding(self) -> Findings {
        let reason = format!(
            "デモに取り込めるのは、例示用のメールアドレス(example.jp など)の人だけです。実在する人のデータは、デモではないデータベースに取り込んでください(このような行: {}行)",
            self.rows,
        );
        Findings { shown: vec![Finding { reason, ..self.first }], total: 1 }
    }
}

/// Reads a file from beginning to end, checks each row by itself, and hands the lines for COPY to `send` together with
/// the number of rows read so far. Stops when `send` answers that nobody listens any more.
pub(super) fn read(
    source: &ImportSource,
    file: ImportFile,
    mut send: impl FnMut(String, u64) -> bool,
) -> FileRead {
    let mut found = FileRead::default();
    if let Err((line, reason)) = read_rows(source, file, &mut found, &mut send) {
        found.keys_unknown = true;
        found.problems.push(Finding { file, line, column: "", value: String::new(), reason });
    }
    found
}

fn read_rows(
    source: &ImportSource,
    file: ImportFile,
    found: &mut FileRead,
    send: &mut impl FnMut(String, u64) -> bool,
) -> Result<(), (u64, String)> {
    let open = || source.open(file).map_err(|e| (0, why(&e)));
    let encoding = encoding(open()?).map_err(|e| (0, why(&e)))?.map_err(|line| {
        (line, "文字コードを読み取れません。UTF-8 か、Excel の CSV(Shift_JIS)で保存してください".to_owned())
    })?;
    let mut rows = Rows::new(open()?, encoding);
    let Some(mut checker) =
        rows.next().map_err(|e| (1, why(&e)))?.map(|(_, header)| Checker::new(file, header))
    else {
        return Err((0, "ファイルが空です。1行目に列の名前を書いてください".to_owned()));
    };
    checker.missing_columns(found);
    let mut lines = String::with_capacity(PIECE + 1024);
    let mut count = 0;
    loop {
        let row = match rows.next() {
            Ok(row) => row,
            Err(e) => return Err((rows.line(), why(&e))),
        };
        if let Some((line, row)) = row {
            checker.row(line, row, found, &mut lines);
            count += 1;
        } else {
            send(lines, count);
            return Ok(());
        }
        if lines.len() >= PIECE
            && !send(std::mem::replace(&mut lines, String::with_capacity(PIECE + 1024)), count)
        {
            return Ok(());
        }
    }
}

fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "ファイルがありません".to_owned(),
        io::ErrorKind::PermissionDenied => "ファイルを読む権限がありません".to_owned(),
        io::ErrorKind::FileTooLarge => {
            "行が終わりません。引用符(\")が閉じていない可能性があります".to_owned()
        }
        kind => format!("ファイルを読み込めません({kind})"),
    }
}

/// Knows where the header put each column.
struct Checker {
    file: ImportFile,
    columns: &'static [Column],
    /// Where each column stands in the file.
    places: Vec<Option<usize>>,
    width: usize,
    /// The values of the row at hand that can be used; cleared and filled row by row.
    values: Vec<Option<String>>,
}

impl Checker {
    fn new(file: ImportFile, header: &csv::StringRecord) -> Self {
        let columns = file.columns();
        let place =
            |column: &Column| header.iter().position(|name| name.trim().eq_ignore_ascii_case(column.name));
        let places = columns.iter().map(place).collect();
        Self { file, columns, places, width: header.len(), values: vec![None; columns.len()] }
    }

    fn missing_columns(&self, found: &mut FileRead) {
        for (column, place) in self.columns.iter().zip(&self.places) {
            if place.is_none() {
                let reason = format!("列「{}」がありません", column.name);
                let file = self.file;
                found.problems.push(Finding {
                    file,
                    line: 1,
                    column: column.name,
                    value: String::new(),
                    reason,
                });
                found.keys_unknown |= column.name == self.columns[0].name;
            }
        }
    }

    fn row(&mut self, line: u64, row: &csv::StringRecord, found: &mut FileRead, lines: &mut String) {
        let file = self.file;
        if row.len() != self.width {
            let reason = format!("列の数が見出しと違います(見出し {}、この行 {})", self.width, row.len());
            found.problems.push(Finding { file, line, column: "", value: String::new(), reason });
        }
        for ((column, place), kept) in self.columns.iter().zip(&self.places).zip(&mut self.values) {
            *kept = None;
            let Some(raw) = place.and_then(|place| row.get(place)) else { continue };
            let finding = |reason: &str| Finding {
                file,
                line,
                column: column.name,
                value: raw.trim().chars().take(60).collect(),
                reason: reason.to_owned(),
            };
            match value(column, raw) {
                Ok(value) => *kept = value,
                Err(reason) => found.problems.push(finding(&reason)),
            }
            if column.kind == Kind::Email && kept.as_deref().is_some_and(|address| !is_invented(address)) {
                let first = || RealPeople { first: finding(""), rows: 0 };
                found.real_people.get_or_insert_with(first).rows += 1;
            }
            if column.kind == Kind::Text && raw.contains(LOST) {
                found
                    .warnings
                    .push(finding("保存できなかった文字の代わりの記号が入っていないか、確認してください"));
            }
        }
        self.order_of_days(line, found);
        self.copy_line(line, lines);
    }

    /// A period ends on or after its first day. The register itself has people who left before they joined: a warning.
    fn order_of_days(&mut self, line: u64, found: &mut FileRead) {
        let (start, end, refused) = match self.file {
            ImportFile::Members => ("joined_on", "left_on", false),
            ImportFile::Qualifications | ImportFile::Certifications => ("start_on", "end_on", true),
            ImportFile::Facilities => return,
        };
        let day = |column| self.values[self.file.position(column)].as_deref().and_then(parse_day);
        let (Some(first), Some(last)) = (day(start), day(end)) else { return };
        if first <= last {
            return;
        }
        let finding =
            |reason| Finding { file: self.file, line, column: end, value: last.to_string(), reason };
        if refused {
            found.problems.push(finding(format!("終了日が開始日({first})より前です")));
            // The row goes on without its period, so that it is not blamed for overlaps as well.
            let position = self.file.position(end);
            self.values[position] = None;
        } else {
            found.warnings.push(finding(format!("退会日が入会日({first})より前です")));
        }
    }

    fn copy_line(&self, line: u64, lines: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(lines, "{line}\t{}", Uuid::now_v7());
        for value in &self.values {
            lines.push('\t');
            match value {
                Some(value) => escape(value, lines),
                None => lines.push_str("\\N"),
            }
        }
        let parts = self.file.search_parts();
        for (n, columns) in parts.iter().enumerate() {
            // Folded words hold no spaces, so that no word of a search reaches from the name into the kana.
            lines.push(if n == 0 { '\t' } else { ' ' });
            let joined: String = columns
                .iter()
                .filter_map(|column| self.values[self.file.position(column)].as_deref())
                .collect();
            escape(&search_key(&joined), lines);
        }
        lines.push('\n');
    }
}

/// The value as it is kept, nothing when it is empty and may be, or the reason why it cannot be.
fn value(column: &Column, raw: &str) -> Result<Option<String>, String> {
    let raw = raw.trim();
    let value = if column.kind == Kind::Text { raw.to_owned() } else { half_width(raw) };
    if value.is_empty() {
        return if column.required { Err("必須の項目が空です".to_owned()) } else { Ok(None) };
    }
    if value.contains(char::is_control) {
        return Err("改行や制御文字は使えません".to_owned());
    }
    if value.chars().count() > LONGEST_VALUE {
        return Err(format!("長すぎます({LONGEST_VALUE}文字まで)"));
    }
    if Limit::of(LONGEST_VALUE).check(&value).is_err() {
        return Err("記号を重ねすぎた文字があります".to_owned());
    }
    match column.kind {
        Kind::Text | Kind::Number => Ok(Some(value)),
        Kind::Email if is_email(&value) => Ok(Some(value)),
        Kind::Email => Err("メールアドレスの形式ではありません".to_owned()),
        Kind::Day => match parse_day(&value).filter(|day| (1900..2200).contains(&day.year())) {
            Some(day) => Ok(Some(day.to_string())),
            None => Err("正しい日付ではありません(例: 2026-04-01)".to_owned()),
        },
        Kind::Qualification => known(value, QualificationKind::ALL.iter().map(|kind| kind.label())),
        Kind::Facility => known(value, FacilityKind::ALL.iter().map(|kind| kind.label())),
    }
}

fn known<'a>(value: String, labels: impl Iterator<Item = &'a str> + Clone) -> Result<Option<String>, String> {
    if labels.clone().any(|label| label == value) {
        return Ok(Some(value));
    }
    Err(format!("この種別はありません({} のいずれか)", labels.collect::<Vec<_>>().join("・")))
}

/// Letters, digits and signs typed full width, as half width.
fn half_width(raw: &str) -> String {
    let half = |c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    };
    raw.chars().map(half).collect()
}

/// Escapes a value for COPY's text format.
fn escape(value: &str, into: &mut String) {
    for c in value.chars() {
        match c {
            '\\' => into.push_str("\\\\"),
            '\t' => into.push_str("\\t"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            other => into.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads these bytes as a file, and answers the lines for COPY.
    fn lines(file: ImportFile, bytes: &[u8]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file.name()), bytes).unwrap();
        let mut sent = String::new();
        read(&ImportSource::Dir(folder.path().to_owned()), file, |piece, _| {
            sent += &piece;
            true
        });
        sent.split_terminator('\n').map(str::to_owned).collect()
    }

    /// Line, id, the columns and the search key stand in each line for COPY, which nothing in a cell ends or leaves.
    fn is_sound(file: ImportFile, line: &str) -> bool {
        let cells = file.columns().len() + 2 + usize::from(!file.search_parts().is_empty());
        line.split('\t').count() == cells
            && !line.chars().any(|c| c.is_control() && c != '\t')
            && line != "\\."
    }

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(String::new()),
            Just("\\.".to_owned()),
            Just("\\N".to_owned()),
            Just("\\".to_owned()),
            Just("医師".to_owned()),
            Just("2026-04-01".to_owned()),
            Just("=cmd|'/c calc'!A0".to_owned()),
            "[\\\\\t\n\r\0\",;'a-z\u{202e}髙𠮷\u{3000}]{0,12}",
            any::<String>(),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_end_the_reading(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            for file in ImportFile::ALL {
                prop_assert!(lines(file, &bytes).iter().all(|line| is_sound(file, line)));
            }
        }

        #[test]
        fn no_cell_leaves_its_place_in_the_copy(rows in proptest::collection::vec(proptest::collection::vec(cell(), 1..14), 0..6)) {
            for file in ImportFile::ALL {
                let mut table = csv::Writer::from_writer(Vec::new());
                let names: Vec<&str> = file.columns().iter().map(|column| column.name).collect();
                table.write_record(&names).unwrap();
                for row in &rows {
                    let cells = (0..names.len()).map(|at| row.get(at).map_or("", String::as_str));
                    table.write_record(cells).unwrap();
                }
                let bytes = table.into_inner().unwrap();
                for line in lines(file, &bytes) {
                    prop_assert!(is_sound(file, &line), "{line:?}");
                }
            }
        }
    }
}
