//! What changed between two texts, for people. Japanese has no spaces, so characters are compared; but a comparison of
//! characters alone finds accidental equals (の, に, た) and reads like confetti. Numbers and words in Latin letters or
//! katakana are therefore one unit, equal islands between two changes are drawn into one changed phrase, and a change
//! that could stand at several places stands where a phrase begins or ends.

use std::{collections::HashMap, ops::Range};

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use super::{Field, FieldDiff, FieldKind, Fields, Form};
use crate::calendar;

/// One stretch of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    Same(String),
    Removed(String),
    Added(String),
}

/// Above so many units in both texts together they are not compared unit by unit: the longest field of the form has
/// 1,600 characters, and a hostile draft must not cost minutes.
const COMPARED_UNITS: usize = 8_000;
/// An equal island of at most so many characters between two changes always joins them.
const SMALL_ISLAND: usize = 2;
/// A longer one, up to this, joins them when both changes are at least as long.
const LARGE_ISLAND: usize = 6;

/// What changed from `old` to `new`, as stretches in reading order. Joining `Same` and `Removed` gives `old`, `Same` and
/// `Added` gives `new`. Neighbours are never of the same kind, and where both stand, `Removed` comes before `Added`.
pub fn diff(old: &str, new: &str) -> Vec<Part> {
    let (old, new) = (units(old), units(new));
    let mut changes = compare(&old, &new);
    slide_all(&mut changes, &old, &new);
    join_islands(&mut changes, &old);
    parts(&changes, &old, &new)
}

/// One change: these units of the old text became those of the new one.
#[derive(Clone, Debug)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

/// The units that are compared: a run of digits, of Latin letters or of katakana, else one character as a person counts.
fn units(text: &str) -> Vec<&str> {
    let mut units: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for (at, grapheme) in text.grapheme_indices(true) {
        let kind = grapheme.chars().next().and_then(run_kind);
        match units.last_mut() {
            Some(unit) if kind.is_some() && kind == last => unit.end = at + grapheme.len(),
            _ => units.push(at..at + grapheme.len()),
        }
        last = kind;
    }
    units.into_iter().map(|unit| &text[unit]).collect()
}

/// Characters of the same kind stick together.
fn run_kind(c: char) -> Option<u8> {
    match c {
        // A decimal point and a slash belong to their number: 7.5, 9/3.
        '0'..='9' | '.' | '/' | '０'..='９' => Some(0),
        'a'..='z' | 'A'..='Z' => Some(1),
        'ァ'..='ヺ' | 'ー' => Some(2),
        _ => None,
    }
}

fn compare(old: &[&str], new: &[&str]) -> Vec<Change> {
    let front = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - front;
    let back = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let middle = Change { old: front..old.len() - back, new: front..new.len() - back };
    if middle.old.is_empty() && middle.new.is_empty() {
        return Vec::new();
    }
    if middle.old.is_empty() || middle.new.is_empty() || middle.old.len() + middle.new.len() > COMPARED_UNITS
    {
        return vec![middle];
    }
    let mut numbers = HashMap::new();
    let mut numbered = |units: &[&'_ str]| -> Vec<usize> {
        units
            .iter()
            .map(|unit| {
                let next = numbers.len();
                *numbers.entry((*unit).to_owned()).or_insert(next)
            })
            .collect()
    };
    let (a, b) = (numbered(&old[middle.old.clone()]), numbered(&new[middle.new.clone()]));
    if strangers(&a, &b) {
        return vec![middle];
    }
    let mut changes: Vec<Change> = Vec::new();
    // The positions are counted here: those of an operation's empty side are not kept up by `similar`.
    let (mut old_at, mut new_at, mut in_change) = (front, front, false);
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, &a, &b) {
        let (old_end, new_end) = (old_at + op.old_range().len(), new_at + op.new_range().len());
        let equal = op.tag() == similar::DiffTag::Equal;
        if !equal {
            match changes.last_mut() {
                Some(last) if in_change => {
                    last.old.end = old_end;
                    last.new.end = new_end;
                }
                _ => changes.push(Change { old: old_at..old_end, new: new_at..new_end }),
            }
        }
        (old_at, new_at, in_change) = (old_end, new_end, !equal);
    }
    changes
}

/// Texts with less than a quarter in common were written anew: what they share is accident, and finding it costs most.
fn strangers(a: &[usize], b: &[usize]) -> bool {
    let mut left: HashMap<usize, usize> = HashMap::new();
    for unit in a {
        *left.entry(*unit).or_default() += 1;
    }
    let mut shared = 0;
    for unit in b {
        if let Some(count) = left.get_mut(unit).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    shared * 4 < a.len().min(b.len())
}

/// 「…し、[9月に始め、]…」 and 「…し[、9月に始め]、…」 say the same: the change that begins and ends with a phrase is easier
/// to read. Only a pure insertion or deletion can slide, and only over what is equal around it.
fn slide_all(changes: &mut [Change], old: &[&str], new: &[&str]) {
    for i in 0..changes.len() {
        let floor = i.checked_sub(1).map_or(0, |before| changes[before].old.end);
        let ceiling = changes.get(i + 1).map_or(old.len(), |next| next.old.start);
        let change = &mut changes[i];
        let (room_left, room_right) = (change.old.start - floor, ceiling - change.old.end);
        let best = if change.old.is_empty() {
            best_place(new, &change.new, room_left, room_right)
        } else if change.new.is_empty() {
            best_place(old, &change.old, room_left, room_right)
        } else {
            0
        };
        let moved = |range: &Range<usize>| {
            range.start.saturating_add_signed(best)..range.end.saturating_add_signed(best)
        };
        (change.old, change.new) = (moved(&change.old), moved(&change.new));
    }
}

/// How far `range` of `text` slides to the place where its edges fall between phrases; 0 when no other place is better.
fn best_place(text: &[&str], range: &Range<usize>, room_left: usize, room_right: usize) -> isize {
    let (mut best, mut best_edges) = (0, edges(text, range));
    let mut consider = |by: isize, range: &Range<usize>| {
        let found = edges(text, range);
        if found > best_edges {
            (best, best_edges) = (by, found);
        }
    };
    let (mut by, mut place) = (0, range.clone());
    for _ in 0..room_left {
        if text[place.start - 1] != text[place.end - 1] {
            break;
        }
        place = place.start - 1..place.end - 1;
        by -= 1;
        consider(by, &place);
    }
    (by, place) = (0, range.clone());
    for _ in 0..room_right {
        if text[place.start] != text[place.end] {
            break;
        }
        place = place.start + 1..place.end + 1;
        by += 1;
        consider(by, &place);
    }
    best
}

/// How well both edges of a stretch fall between phrases.
fn edges(text: &[&str], range: &Range<usize>) -> u8 {
    let edge = |at: usize| match at.checked_sub(1).map(|before| text[before]) {
        None => 3,
        Some(_) if at == text.len() => 3,
        Some(unit) if ends_sentence(unit) => 3,
        Some("、" | "，" | "," | " " | "\u{3000}" | "・" | "」" | ")" | "\u{FF09}") => 2,
        Some(_) => 0,
    };
    edge(range.start) + edge(range.end)
}

fn ends_sentence(unit: &str) -> bool {
    matches!(unit, "。" | "．" | "！" | "？" | "!" | "?" | "\n" | "\r\n" | "\r")
}

/// Draws small equal islands between two changes into one change, but never across the end of a sentence.
fn join_islands(changes: &mut Vec<Change>, old: &[&str]) {
    loop {
        let before = changes.len();
        let mut joined: Vec<Change> = Vec::with_capacity(before);
        for next in changes.drain(..) {
            match joined.last_mut() {
                Some(last) if is_small(last, &old[last.old.end..next.old.start], &next) => {
                    last.old.end = next.old.end;
                    last.new.end = next.new.end;
                }
                _ => joined.push(next),
            }
        }
        *changes = joined;
        // A joined change is longer and may swallow the next island.
        if changes.len() == before {
            return;
        }
    }
}

fn is_small(last: &Change, island: &[&str], next: &Change) -> bool {
    let longest = |change: &Change| change.old.len().max(change.new.len());
    let length: usize = island.iter().map(|unit| unit.graphemes(true).count()).sum();
    !island.iter().any(|unit| ends_sentence(unit))
        && (length <= SMALL_ISLAND || length <= LARGE_ISLAND && length <= longest(last).min(longest(next)))
}

fn parts(changes: &[Change], old: &[&str], new: &[&str]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut push = |part: fn(String) -> Part, units: &[&str]| {
        if !units.is_empty() {
            parts.push(part(units.concat()));
        }
    };
    for change in changes {
        push(Part::Same, &old[at..change.old.start]);
        push(Part::Removed, &old[change.old.clone()]);
        push(Part::Added, &new[change.new.clone()]);
        at = change.old.end;
    }
    push(Part::Same, &old[at..]);
    parts
}

/// The fields that differ, in the order of the form, each compared as people read it. The caller puts the record's name
/// in the place of its id ([`super::Report::readable`]).
pub fn field_diffs(form: &Form, older: &Fields, newer: &Fields) -> Vec<FieldDiff> {
    form.fields
        .iter()
        .filter_map(|field| {
            let (old, new) = (readable(field, older), readable(field, newer));
            (old != new).then(|| FieldDiff {
                key: field.key.into(),
                label: field.label.into(),
                parts: diff(&old, &new),
            })
        })
        .collect()
}

/// The value of a field in words: a period as `2025/05/01〜2025/06/30`, a ticked box as 確認済み. For the record's name
/// instead of its id see [`super::Report::readable`].
pub fn readable(field: &Field, fields: &Fields) -> String {
    let day = |typed: &str| calendar::parse_day(typed).map_or_else(|| typed.to_owned(), calendar::slashed);
    match field.kind {
        FieldKind::Period => match (fields.get("start_on"), fields.get("end_on")) {
            ("", "") => String::new(),
            (start, end) => format!("{}〜{}", day(start), day(end)),
        },
        FieldKind::Confirm if fields.get(field.key) == "yes" => "確認済み".into(),
        _ => fields.get(field.key).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `同じ[-消えた][+加わった]`
    fn shown(old: &str, new: &str) -> String {
        diff(old, new)
            .into_iter()
            .map(|part| match part {
                Part::Same(text) => text,
                Part::Removed(text) => format!("[-{text}]"),
                Part::Added(text) => format!("[+{text}]"),
            })
            .collect()
    }

    fn joined(parts: &[Part]) -> (String, String) {
        let (mut old, mut new) = (String::new(), String::new());
        for part in parts {
            match part {
                Part::Same(text) => {
                    old.push_str(text);
                    new.push_str(text);
                }
                Part::Removed(text) => old.push_str(text),
                Part::Added(text) => new.push_str(text),
            }
        }
        (old, new)
    }

    /// Section 5: Japanese text is compared by character or phrase, readable.
    #[test]
    fn differences_read_as_phrases() {
        for (old, new, expected) in [
            ("", "", ""),
            ("痛み", "痛み", "痛み"),
            ("", "新しい文。", "[+新しい文。]"),
            ("古い文。", "", "[-古い文。]"),
            (
                "一次化学療法を6コース施行。その後不眠となり、緩和ケアチームへ依頼となった。",
                "一次化学療法を6コース施行。2025年8月下旬の再発告知の約1週間後から入眠困難と早朝覚醒が続き、9月3日に緩和ケアチームへ依頼となった。",
                "一次化学療法を6コース施行。[-その後不眠となり、][+2025年8月下旬の再発告知の約1週間後から入眠困難と早朝覚醒が続き、9月3日に]緩和ケアチームへ依頼となった。",
            ),
            (
                "支持的面接を週2回行い、ミルタザピン7.5mgを開始。",
                "支持的面接を週2回行い、9月8日よりミルタザピン7.5mgを開始。",
                "支持的面接を週2回行い、[+9月8日より]ミルタザピン7.5mgを開始。",
            ),
            ("オキシコドン10mg/日へ増量", "オキシコドン15mg/日へ増量", "オキシコドン[-10][+15]mg/日へ増量"),
            ("7.5mgを開始", "15mgを開始", "[-7.5][+15]mgを開始"),
            (
                "ハロペリドールを投与した。",
                "クエチアピンを投与した。",
                "[-ハロペリドール][+クエチアピン]を投与した。",
            ),
            ("倦怠感が続いた。", "倦怠感と悪心が続いた。", "倦怠感[+と悪心]が続いた。"),
            (
                "疼痛は軽減し、眠れた。",
                "疼痛は軽減し、食事も摂れ、眠れた。",
                "疼痛は軽減し、[+食事も摂れ、]眠れた。",
            ),
        ] {
            assert_eq!(shown(old, new), expected);
        }
    }

    #[test]
    fn an_island_never_joins_two_sentences() {
        let parts = diff("痛みは和らいだ。家族は安心した。", "疼痛はNRS 2となった。妻は帰宅を望んだ。");
        assert!(parts.contains(&Part::Same("。".into())), "{parts:?}");
    }

    #[test]
    fn the_longest_fields_are_compared_even_when_nothing_is_equal() {
        let kanji = |first: u32| -> String { (0..1_600).filter_map(|i| char::from_u32(first + i)).collect() };
        let (old, new) = (kanji(0x4E00), kanji(0x6000));
        assert_eq!(diff(&old, &new), [Part::Removed(old.clone()), Part::Added(new.clone())]);
    }

    #[test]
    fn a_text_beyond_every_limit_is_replaced_as_a_whole() {
        let (old, new) =
            ("始".to_owned() + &"甲乙".repeat(5_000) + "終", "始".to_owned() + &"乙丙".repeat(5_000) + "終");
        assert_eq!(diff(&old, &new).len(), 4);
        assert_eq!(joined(&diff(&old, &new)), (old, new));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn joining_gives_both_texts_back(old in TEXT, new in TEXT) {
            prop_assert_eq!(joined(&diff(&old, &new)), (old, new));
        }

        #[test]
        fn stretches_alternate(old in TEXT, new in TEXT) {
            for pair in diff(&old, &new).windows(2) {
                let fine = matches!(
                    pair,
                    [Part::Same(_), Part::Removed(_) | Part::Added(_)]
                        | [Part::Removed(_), Part::Added(_) | Part::Same(_)]
                        | [Part::Added(_), Part::Same(_)]
                );
                prop_assert!(fine, "{:?}", pair);
            }
        }
    }

    const TEXT: &str = "([、。\r\n]|痛|み|が|か\u{3099}|𠮷|ア|イ|7|\\.|mg|👨\u{200D}👩\u{200D}👧){0,40}";
}
