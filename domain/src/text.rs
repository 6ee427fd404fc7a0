//! Text as people see it: counted by grapheme, searched without regard to kana, width, case, spaces and twin characters.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// How many characters a person counts (grapheme clusters, C4) in what was typed: line breaks are one, whichever way they
/// are written, and spaces and breaks at both ends are none, since they are not kept.
pub fn count(typed: &str) -> usize {
    // Nothing joins over the end of a line; and where nothing can join at all, there is nothing to look up.
    let line = |line: &str| {
        if line.chars().all(stands_alone) { line.chars().count() } else { line.graphemes(true).count() }
    };
    typed.trim().split_inclusive('\n').map(line).sum()
}

/// What Japanese text is made of, as far as it never joins its neighbours.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\n' | ' '..='~'
        // Punctuation; kana without marks of their own; kanji; full width, and half width without ﾞﾟ.
        | '\u{3000}'..='\u{3029}' | 'ぁ'..='ゖ' | '\u{30A0}'..='ヿ'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{FF01}'..='\u{FF9D}')
}

/// Browsers post line breaks as CR LF; kept texts have LF only, so that counts and versions agree everywhere. The NUL
/// character, which nobody types and Postgres cannot keep, is left out.
pub fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "")
}

/// Folds a text for searching: NFKC, lower case, katakana to hiragana, no spaces, nothing unseen, and the common
/// twins of characters in names (髙高 𠮷吉 﨑崎 濵濱浜 齋斎斉齊 邊邉辺 ヶケ …) as one of them. Folding twice changes nothing.
pub fn search_key(text: &str) -> String {
    let plain: Vec<char> = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_variation_selector(*c))
        .map(twin)
        .collect();
    let folded = plain.iter().enumerate().map(|(i, c)| {
        let between_kanji =
            i > 0 && is_kanji(plain[i - 1]) && plain.get(i + 1).is_some_and(|next| is_kanji(*next));
        match c {
            // 星ヶ原 is also written 星ケ原 and 星が原; a full ケ means the same only between kanji.
            'ヶ' => 'が',
            'ケ' if between_kanji => 'が',
            'ヵ' => 'か',
            c => hiragana(*c),
        }
    });
    // Dropping the space of a spaced dakuten leaves a mark that still has to join its kana.
    folded.nfc().collect()
}

/// Chooses the drawing of a kanji (葛󠄀), not another kanji.
fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// One character for every family of twins. NFKC has already joined the compatibility ideographs that Unicode itself
/// takes for the same (神 U+FA19, 塚 U+FA10), but not these.
fn twin(c: char) -> char {
    match c {
        '髙' => '高',
        '𠮷' => '吉',
        '﨑' | '嵜' | '㟢' | '碕' => '崎',
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
        '曾' => '曽',
        '舘' => '館',
        '淵' | '渊' => '渕',
        '檜' => '桧',
        '藪' => '薮',
        '靜' => '静',
        '榮' => '栄',
        '實' => '実',
        '學' => '学',
        '會' => '会',
        '醫' => '医',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn c4_characters_are_counted_as_a_person_counts_them() {
        for (text, expected) in [
            ("", 0),
            ("痛み", 2),
            ("𠮷", 1),
            ("👨\u{200D}👩\u{200D}👧", 1),
            ("が", 1),
            ("か\u{3099}", 1),
            ("葛\u{E0100}", 1),
            ("一\n二", 3),
            ("一\r\n二", 3),
            ("ｶﾞ", 1),
            ("NRS 7/10", 8),
            (" \n\u{3000}痛み \r\n", 2),
        ] {
            assert_eq!(count(text), expected, "{text:?}");
        }
    }

    #[test]
    fn c4_no_character_that_stands_alone_joins_another() {
        for c in (0..=0xFFFF).filter_map(char::from_u32).filter(|c| stands_alone(*c)) {
            for (before, after) in [(c, 'あ'), ('あ', c), (c, c), ('\r', c), (c, '\r')] {
                let text = format!("{before}{after}");
                assert_eq!(count(&text), text.trim().graphemes(true).count(), "{text:?}");
            }
        }
    }

    #[test]
    fn line_breaks_are_kept_in_one_way() {
        assert_eq!(unix_lines("一\r\n二\r三\n四"), "一\n二\n三\n四");
        assert_eq!(unix_lines("一\r\n\r\n二"), "一\n\n二");
    }

    /// Section 3: names are found however they are written; every spelling of a row folds to the same key.
    #[test]
    fn twin_spellings_have_one_search_key() {
        for family in [
            ["髙木", "高木", "高 木", "高\u{3000}木"].as_slice(),
            &["𠮷野", "吉野"],
            &["﨑田", "崎田", "嵜田"],
            &["濵口", "濱口", "浜口"],
            &["齋藤", "斎藤", "斉藤", "齊藤"],
            &["渡邊", "渡邉", "渡辺"],
            &["\u{FA19}田", "神田"],
            &["\u{FA10}本", "塚本"],
            &["葛\u{E0100}西", "葛西"],
            &["タカギ", "たかぎ", "ﾀｶｷﾞ", "た か ぎ", "タカキ\u{3099}"],
            &["ヴィ", "ゔぃ", "ｳﾞｨ"],
            &["かﾞ", "か゛", "が", "ガ"],
            &["星ヶ原", "星ケ原", "星が原"],
            &["三ヵ月", "三か月", "三カ月"],
            &["K0012", "Ｋ００１２", "k0012", " K 0012 "],
            &["パーク", "ぱーく", "ﾊﾟｰｸ"],
        ] {
            let expected = search_key(family[0]);
            for spelling in family {
                assert_eq!(search_key(spelling), expected, "{spelling} and {}", family[0]);
            }
        }
    }

    #[test]
    fn what_nobody_sees_is_not_searched_for() {
        assert_eq!(search_key("高\0木\u{7f}"), search_key("高木"));
    }

    #[test]
    fn different_names_keep_different_search_keys() {
        for (one, other) in
            [("高木", "高本"), ("かき", "かぎ"), ("つか", "っか"), ("池田", "地田"), ("みけ", "みが")]
        {
            assert_ne!(search_key(one), search_key(other), "{one} and {other}");
        }
    }

    #[test]
    fn a_part_of_a_name_is_a_part_of_its_key() {
        for (whole, part) in
            [("星ヶ原ホスピス", "ヶ原"), ("濵口 みどり", "浜口みど"), ("光が丘総合病院", "ヶ丘")]
        {
            assert!(search_key(whole).contains(&search_key(part)), "{part} in {whole}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn c4_counting_by_lines_counts_the_same(text in "(\\PC|[ -~か\u{3099}ﾞｶ\u{200D}👩葛\u{E0100}\r\n]){0,40}") {
            prop_assert_eq!(count(&text), text.trim().graphemes(true).count());
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[ぁ-ゖァ-ヶ゛ヽ-ヾ 　a-zA-Z０-９ｦ-ﾟ髙𠮷﨑濵齋邊一-三\u{E0100}]{0,12}") {
            let once = search_key(&text);
            prop_assert_eq!(search_key(&once), once);
        }
    }
}
