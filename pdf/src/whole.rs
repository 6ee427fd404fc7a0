//! Where a PDF ends. What a scanner, a gateway or a disk has hung on behind it is no part of it.

/// Where `%PDF-` must stand, in bytes from the beginning, and where `%%EOF` may stand whatever follows: what Acrobat allows.
pub const EDGE: usize = 1024;

const END: &[u8] = b"%%EOF";

/// The file without what follows its end; nothing when it has none, because it was cut off.
///
/// A file that was changed and saved again has an end for every time, and so has one made for the web. When one of those is
/// cut off, objects follow the last end that is left of it; behind a true end are none. What may follow is filling and words;
/// anything else is a file that was damaged on its way.
pub fn whole(mut file: Vec<u8>) -> Option<Vec<u8>> {
    let at = file.windows(END.len()).rposition(|window| window == END)?;
    let end = at + END.len();
    let behind = &file[end..];
    if behind.iter().all(|byte| is_filling_or_text(*byte)) && !begins_an_object(behind) {
        file.truncate(end);
        return Some(file);
    }
    (at + EDGE >= file.len()).then_some(file)
}

/// Zeros and ones all along, text in any encoding, and what ends a text or begins a printer's command.
fn is_filling_or_text(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | b'\x0C' | b'\r' | 0x1A | 0x1B | b' '..=b'~' | 0x80..)
}

/// `12 0 obj` stands somewhere in it.
fn begins_an_object(bytes: &[u8]) -> bool {
    bytes.windows(3).enumerate().any(|(at, window)| {
        window == b"obj" && before_a_number(&bytes[..at]).and_then(before_a_number).is_some()
    })
}

/// What stands before a number and the blanks behind it, when a number is what the bytes end with.
fn before_a_number(bytes: &[u8]) -> Option<&[u8]> {
    let number = bytes.trim_ascii_end();
    let rest = number.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    (rest < number.len() && number.len() < bytes.len()).then(|| &bytes[..rest])
}

/// Whether the mark stands in the bytes.
pub fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}
