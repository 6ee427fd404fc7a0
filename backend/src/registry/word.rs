//! Words that somebody looks for.

use domain::text::search_key;

/// One word of a search, folded.
pub struct Word {
    pub(super) key: String,
    /// As a part of a search key, with the signs of LIKE escaped.
    pub part: String,
    /// As the beginning of a 認定番号.
    pub(super) number: String,
}

impl Word {
    pub(super) fn new(raw: &str) -> Option<Self> {
        let folded: String = search_key(raw).chars().filter(|c| !c.is_control()).take(100).collect();
        let part = folded.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        (!folded.is_empty()).then(|| Self { part, number: folded.to_uppercase(), key: folded })
    }
}
