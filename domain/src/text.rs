//! Text as people see it: counted by grapheme, searched without regard to kana, width, case, spaces and twin characters.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// How many characters a person counts (grapheme clusters, C4). Line breaks count as one, whichever way they are written.
pub fn count(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Browsers post line breaks as CR LF; kept texts have LF only, so that counts and versions agree everywhere.
pub fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Folds a text for searching: NFKC, lower case, katakana to hiragana, no spaces, and the common twins of characters in
/// names (髙高 𠮷吉 﨑崎 濵濱浜 齋斎斉齊 邊邉辺 …) as one of them.
pub fn search_key(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .map(|c| twin(hiragana(c)))
        .collect()
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

fn twin(c: char) -> char {
    match c {
        '髙' => '高',
        '𠮷' => '吉',
        '﨑' | '嵜' | '㟢' => '崎',
        '濵' | '濱' => '浜',
        '齋' | '斎' | '齊' => '斉',
        '邊' | '邉' => '辺',
        '澤' => '沢',
        '廣' => '広',
        '嶋' | '嶌' => '島',
        '國' => '国',
        '櫻' => '桜',
        '眞' => '真',
        '惠' => '恵',
        '德' => '徳',
        '栁' => '柳',
        '槇' => '槙',
        '冨' => '富',
        '龍' => '竜',
        '瀨' => '瀬',
        '禮' => '礼',
        other => other,
    }
}
