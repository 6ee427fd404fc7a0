//! When two texts are the same (E6): without regard to what nobody sees, to width, to radicals and the many hyphens; in a
//! search also to case, kana, blanks and twin characters.

use unicode_normalization::UnicodeNormalization;

use super::radical::unified;

/// Does a person see nothing of this character? Control characters, what Unicode calls "default ignorable" (zero-width
/// spaces and joiners, soft hyphens, direction marks, variation selectors), and two fillers that are drawn empty.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The text without what nobody sees, in plain width, with kanji for radicals (NFKC). What identifiers, numbers, days and
/// searches have in common. Doing it twice changes nothing.
pub fn plain(text: &str) -> String {
    // Before NFKC, since what stands between a letter and its mark keeps them apart.
    let seen = text.chars().filter(|c| !is_unseen(*c) && !matches!(c, '\u{2028}' | '\u{2029}'));
    seen.map(unified).nfkc().collect()
}

/// An identifier as it is compared: 会員番号, 認定番号, an e-mail address. [`plain`], every hyphen as `-`, no blanks around
/// it. The case stays.
pub fn identifier(text: &str) -> String {
    let plain: Vec<char> = plain(text).chars().collect();
    hyphens(&plain).into_iter().collect::<String>().trim().to_owned()
}

/// Dashes, hyphens and the rules of a table, all alike to people; NFKC has already made the full-width ones plain.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2D7}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2500}' | '\u{2501}')
}

/// Every hyphen as `-`, except that after kana it is meant as 「ー」, and 「ー」 after anything else as a hyphen.
fn hyphens(plain: &[char]) -> Vec<char> {
    let mut after_kana = None;
    let same = |c: &char| {
        let c = match (*c, after_kana) {
            ('ー', Some(false)) => '-',
            (c, Some(true)) if is_hyphen(c) => 'ー',
            (c, _) if is_hyphen(c) => '-',
            (c, _) => c,
        };
        after_kana = Some(is_kana(c));
        c
    };
    plain.iter().map(same).collect()
}

fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | '\u{3099}'..='ゟ' | 'ァ'..='ヺ' | 'ー'..='ヿ')
}

/// Folds a text for searching: [`plain`], lower case, katakana to hiragana, no spaces, hyphens as [`identifier`] has them,
/// and the common twins of characters in names (髙高 𠮷吉 﨑崎 濵濱浜 齋斎斉齊 邊邉辺 ヶケ …) as one of them. Folding twice
/// changes nothing.
pub fn search_key(text: &str) -> String {
    let seen: Vec<char> =
        plain(text).chars().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).map(twin).collect();
    let plain = hyphens(&seen);
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
    fn b14_what_nobody_sees_makes_no_other_text() {
        for unseen in [
            '\0',
            '\u{7F}',
            '\u{AD}',
            '\u{200B}',
            '\u{200D}',
            '\u{2060}',
            '\u{FEFF}',
            '\u{202E}',
            '\u{FE0F}',
            '\u{E0101}',
            '\u{2028}',
            '\u{3164}',
        ] {
            let typed = format!("{unseen}高{unseen}木{unseen}");
            assert_eq!(search_key(&typed), search_key("高木"), "{unseen:?}");
            assert_eq!(identifier(&format!("1000{unseen}01{unseen}")), "100001", "{unseen:?}");
            assert_eq!(plain(&format!("か{unseen}\u{3099}")), "が", "{unseen:?}");
        }
    }

    #[test]
    fn b15_a_radical_is_the_kanji_that_it_looks_like() {
        assert_eq!(search_key("⻑⾕川"), search_key("長谷川"));
        assert_eq!(search_key("⻄⺠病院"), search_key("西民病院"));
        assert_eq!(identifier("⻑"), "長");
    }

    #[test]
    fn b18_every_hyphen_is_one_and_after_kana_the_long_sign() {
        for hyphen in ["-", "‐", "‑", "‒", "–", "—", "―", "─", "━", "−", "－", "ー", "ｰ", "﹣"]
        {
            assert_eq!(identifier(&format!(" Ｋ{hyphen}００１２ ")), "K-0012", "{hyphen}");
            assert_eq!(search_key(&format!("丘のセンタ{hyphen}")), search_key("丘のセンター"), "{hyphen}");
        }
        assert_eq!(search_key("ーク"), "ーく", "the beginning of a part is left alone");
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

    fn unseen() -> impl Strategy<Value = char> {
        let all: Vec<char> = ('\0'..=char::MAX).filter(|c| is_unseen(*c)).collect();
        prop::sample::select(all)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn b14_comparing_ignores_what_cannot_be_seen(
            before in "(\\PC|[か\u{3099}⻑⼀\\-―ー 　]){0,12}",
            after in "(\\PC|[か\u{3099}⻑⼀\\-―ー 　]){0,12}",
            unseen in unseen(),
        ) {
            let (with, without) = (format!("{before}{unseen}{after}"), format!("{before}{after}"));
            prop_assert_eq!(search_key(&with), search_key(&without));
            prop_assert_eq!(identifier(&with), identifier(&without));
            prop_assert_eq!(plain(&with), plain(&without));
        }

        #[test]
        fn e6_comparing_twice_changes_nothing(text in "(\\PC|[か\u{3099}⻑⼀\\-―ー 　\u{200B}ﾠㅤ]){0,20}") {
            let (plained, same) = (plain(&text), identifier(&text));
            prop_assert_eq!(plain(&plained), plained.clone());
            prop_assert_eq!(identifier(&same), same.clone());
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[ぁ-ゖァ-ヶ゛ヽ-ヾ 　ー―⻑\\-\u{200B}a-zA-Z０-９ｦ-ﾟ髙𠮷﨑濵齋邊一-三\u{E0100}]{0,12}") {
            let once = search_key(&text);
            prop_assert_eq!(search_key(&once), once);
        }
    }
}
