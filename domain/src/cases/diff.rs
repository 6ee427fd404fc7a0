//! What changed between two texts, for people: Japanese has no spaces, so phrases are compared, then characters.

use serde::{Deserialize, Serialize};

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
