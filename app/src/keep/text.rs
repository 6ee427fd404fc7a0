//! What stands in the inputs of a form, and how two such texts differ.

use std::collections::BTreeMap;

use domain::cases::{Fields, MEMO_KEY};

/// Everything that stands in the inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub fields: Fields,
    /// 備考 of a case; empty in every other form.
    pub memo: String,
}

impl Text {
    /// The text of one input, 備考 among them.
    pub fn get(&self, input: &str) -> &str {
        if input == MEMO_KEY { &self.memo } else { self.fields.get(input) }
    }

    fn set(&mut self, input: &str, value: &str) {
        if input == MEMO_KEY {
            value.clone_into(&mut self.memo);
        } else {
            self.fields.set(input, value);
        }
    }

    /// The inputs that stand otherwise in `self` than in `other`, with their text in `self`.
    pub fn differing(&self, other: &Self) -> BTreeMap<String, String> {
        let names = self.fields.0.keys().chain(other.fields.0.keys()).map(String::as_str).chain([MEMO_KEY]);
        let mut differing = BTreeMap::new();
        for name in names.filter(|name| self.get(name) != other.get(name)) {
            differing.insert(name.to_owned(), self.get(name).to_owned());
        }
        differing
    }

    /// This text with the given inputs replaced.
    #[must_use]
    pub fn with(mut self, changed: &BTreeMap<String, String>) -> Self {
        for (input, value) in changed {
            self.set(input, value);
        }
        self
    }
}
