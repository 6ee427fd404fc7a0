//! What changed between two texts, for people: Japanese has no spaces, so phrases are compared, then characters.

use serde::{Deserialize, Serialize};

use super::{Field, FieldDiff, FieldKind, Fields, Form};
use crate::calendar;

/// One stretch of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    Same(String),
    Removed(String),
    Added(String),
}

/// What changed from `old` to `new`, as stretches in reading order. Joining `Same` and `Removed` gives `old`, `Same` and
/// `Added` gives `new`.
pub fn diff(old: &str, new: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for change in similar::TextDiff::from_graphemes(old, new).iter_all_changes() {
        let text = change.value();
        match (change.tag(), parts.last_mut()) {
            (similar::ChangeTag::Equal, Some(Part::Same(last)))
            | (similar::ChangeTag::Delete, Some(Part::Removed(last)))
            | (similar::ChangeTag::Insert, Some(Part::Added(last))) => last.push_str(text),
            (similar::ChangeTag::Equal, _) => parts.push(Part::Same(text.into())),
            (similar::ChangeTag::Delete, _) => parts.push(Part::Removed(text.into())),
            (similar::ChangeTag::Insert, _) => parts.push(Part::Added(text.into())),
        }
    }
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
