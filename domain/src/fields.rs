//! What is typed into a form, as typed: flat text by input name. A draft accepts anything (C3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text;

/// Typed text by input name. Missing and empty are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub BTreeMap<String, String>);

impl Fields {
    /// What was typed into an input, with unix line breaks; empty when nothing was.
    pub fn get(&self, input: &str) -> &str {
        self.0.get(input).map_or("", String::as_str)
    }

    pub fn set(&mut self, input: impl Into<String>, value: impl AsRef<str>) {
        let (input, value) = (input.into(), text::unix_lines(value.as_ref()));
        if value.is_empty() {
            self.0.remove(&input);
        } else {
            self.0.insert(input, value);
        }
    }

    /// The same text with unix line breaks, without empty inputs and without inputs that are not in `names`: what is
    /// stored, so that equal texts are equal drafts.
    #[must_use]
    pub fn tidy<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut tidy = Self::default();
        for name in names {
            tidy.set(name, self.get(name));
        }
        tidy
    }

    pub fn is_empty(&self) -> bool {
        self.0.values().all(String::is_empty)
    }
}

impl<K: Into<String>, V: AsRef<str>> FromIterator<(K, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut fields = Self::default();
        for (input, value) in pairs {
            fields.set(input, value);
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c3_a_draft_keeps_anything_as_typed_with_unix_lines() {
        let fields: Fields =
            [("course", " 一\r\n二 "), ("age", ""), ("start_on", "いつか")].into_iter().collect();
        assert_eq!(fields.get("course"), " 一\n二 ");
        assert_eq!(fields.get("start_on"), "いつか");
        assert_eq!(fields.0.len(), 2, "missing and empty are the same");
    }

    #[test]
    fn c7_tidy_keeps_only_inputs_of_the_form() {
        let fields = Fields(
            [("course", "一\r\n二"), ("memo", "備考"), ("age", "")].map(|(k, v)| (k.into(), v.into())).into(),
        );
        let tidy = fields.tidy(crate::cases::Form::of(crate::cases::CaseSet::Specialist).inputs());
        assert_eq!(tidy, [("course", "一\n二")].into_iter().collect());
    }
}
