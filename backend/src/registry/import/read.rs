//! Bytes to rows: UTF-8 with or without BOM or CP932, LF or CRLF, a piece at a time.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, SHIFT_JIS, UTF_8};

/// No row is longer than this, in bytes of UTF-8. A quotation mark that is never closed would swallow the rest of the
/// file, and the memory with it.
const LONGEST_ROW: usize = 1 << 20;
const PIECE: usize = 1 << 16;

/// Which encoding the file is written in: UTF-8 when every byte of it is, CP932 (what Japanese Excel saves) otherwise.
/// When it is neither, the line up to which it could be read.
pub(super) fn encoding(mut raw: impl Read) -> io::Result<Result<&'static Encoding, u64>> {
    let mut trials = [Trial::new(UTF_8), Trial::new(SHIFT_JIS)];
    let mut piece = vec![0; PIECE];
    loop {
        let read = raw.read(&mut piece)?;
        for trial in &mut trials {
            trial.feed(&piece[..read], read == 0);
        }
        if read == 0 {
            break;
        }
    }
    let line = trials.iter().map(|t| t.line).max().unwrap_or(1);
    Ok(trials.iter().find(|t| !t.failed).map(|t| t.encoding).ok_or(line))
}

struct Trial {
    encoding: &'static Encoding,
    decoder: Decoder,
    scratch: Vec<u8>,
    line: u64,
    failed: bool,
}

impl Trial {
    fn new(encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { encoding, decoder, scratch: vec![0; PIECE], line: 1, failed: false }
    }

    fn feed(&mut self, mut piece: &[u8], last: bool) {
        while !self.failed {
            let (result, read, _) =
                self.decoder.decode_to_utf8_without_replacement(piece, &mut self.scratch, last);
            self.line += newlines(&piece[..read]);
            piece = &piece[read..];
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.failed = true,
            }
        }
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, b| n + u64::from(*b == b'\n'))
}

/// The same text as UTF-8 without BOM, every line ended by LF, the last one too.
struct Decoded<R> {
    raw: R,
    decoder: Decoder,
    piece: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    after_cr: bool,
    ended: bool,
    /// Bytes handed out since the last row was complete.
    since_row: usize,
}

impl<R: Read> Decoded<R> {
    fn new(raw: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        let (piece, text) = (vec![0; PIECE], Vec::with_capacity(PIECE * 3));
        Self { raw, decoder, piece, text, at: 0, after_cr: false, ended: false, since_row: 0 }
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = self.raw.read(&mut self.piece)?;
        self.ended = read == 0;
        let mut source = &self.piece[..read];
        let mut raw = vec![0; self.decoder.max_utf8_buffer_length(read).unwrap_or(PIECE * 3)];
        self.text.clear();
        self.at = 0;
        loop {
            let (result, used, written, _) = self.decoder.decode_to_utf8(source, &mut raw, self.ended);
            source = &source[used..];
            for &byte in &raw[..written] {
                match byte {
                    b'\n' if self.after_cr => {}
                    b'\r' | b'\n' => self.text.push(b'\n'),
                    other => self.text.push(other),
                }
                self.after_cr = byte == b'\r';
            }
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        if self.ended {
            self.text.push(b'\n');
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        if self.since_row > LONGEST_ROW {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let size = out.len().min(self.text.len() - self.at);
        out[..size].copy_from_slice(&self.text[self.at..self.at + size]);
        self.at += size;
        self.since_row += size;
        Ok(size)
    }
}

/// The rows of one file, one at a time.
pub(super) struct Rows<R> {
    csv: csv::Reader<Decoded<R>>,
    row: csv::StringRecord,
}

impl<R: Read> Rows<R> {
    pub(super) fn new(raw: R, encoding: &'static Encoding) -> Self {
        let csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(Decoded::new(raw, encoding));
        Self { csv, row: csv::StringRecord::new() }
    }

    /// The next row that is not blank, with its line; the first one is the header. [`io::ErrorKind::FileTooLarge`] when a
    /// row does not end.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, &csv::StringRecord)>> {
        loop {
            self.csv.get_mut().since_row = 0;
            if !self.csv.read_record(&mut self.row).map_err(as_io)? {
                return Ok(None);
            }
            if self.row.iter().any(|value| !value.trim().is_empty()) {
                break;
            }
        }
        // csv knows where a row ended; where it began is unclear to it after blank lines.
        let inside: u64 = self.row.iter().map(|value| newlines(value.as_bytes())).sum();
        let line = self.csv.position().line().saturating_sub(1 + inside);
        Ok(Some((line, &self.row)))
    }

    /// The line at which reading stands, for a row that could not be read.
    pub(super) fn line(&self) -> u64 {
        self.csv.position().line()
    }
}

fn as_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(raw: &[u8]) -> Vec<(u64, Vec<String>)> {
        let encoding = encoding(raw).unwrap().unwrap();
        let mut rows = Rows::new(raw, encoding);
        let mut found = Vec::new();
        while let Some((line, row)) = rows.next().unwrap() {
            found.push((line, row.iter().map(str::to_owned).collect()));
        }
        found
    }

    /// Hands out one byte at a time, so that every character and every CR LF is cut.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let size = out.len().min(self.0.len()).min(1);
            out[..size].copy_from_slice(&self.0[..size]);
            self.0 = &self.0[size..];
            Ok(size)
        }
    }

    #[test]
    fn every_spelling_of_a_file_reads_the_same() {
        let text = "名,かな\n髙木,\"たか\"\"ぎ,\"\n\n濵口,はまぐち\n";
        let expected = vec![
            (1, vec!["名".to_owned(), "かな".to_owned()]),
            (2, vec!["髙木".to_owned(), "たか\"ぎ,".to_owned()]),
            (4, vec!["濵口".to_owned(), "はまぐち".to_owned()]),
        ];
        let crlf = text.replace('\n', "\r\n");
        let (cp932, _, lossy) = SHIFT_JIS.encode(&crlf);
        assert!(!lossy);
        let spellings: [&[u8]; 5] = [
            text.as_bytes(),
            text.trim_end().as_bytes(),
            crlf.as_bytes(),
            &[b"\xEF\xBB\xBF", crlf.as_bytes()].concat(),
            &cp932,
        ];
        for raw in spellings {
            assert_eq!(rows(raw), expected, "{raw:?}");
            let encoding = encoding(Drip(raw)).unwrap().unwrap();
            let mut dripped = Rows::new(Drip(raw), encoding);
            let mut lines = Vec::new();
            while let Some((line, row)) = dripped.next().unwrap() {
                lines.push((line, row.iter().map(str::to_owned).collect()));
            }
            assert_eq!(lines, expected, "byte by byte {raw:?}");
        }
    }

    #[test]
    fn a_row_with_line_breaks_inside_keeps_the_line_where_it_begins() {
        assert_eq!(
            rows(b"a,b\n\"x\ny\nz\",1\nq,2")[1..],
            [(2, vec!["x\ny\nz".to_owned(), "1".to_owned()]), (5, vec!["q".to_owned(), "2".to_owned()])]
        );
    }

    #[test]
    fn a_file_in_neither_encoding_names_the_line() {
        assert_eq!(encoding(&b"a\n\xE3\x81\x82\n\xFF\xFE\n"[..]).unwrap(), Err(3));
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_ends_the_reading() {
        let raw = format!("a,b\n\"{}", "x,y\n".repeat(LONGEST_ROW));
        let mut rows = Rows::new(raw.as_bytes(), UTF_8);
        rows.next().unwrap();
        assert_eq!(rows.next().unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}
