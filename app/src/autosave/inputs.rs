//! What stands in the inputs of a form: by the name of each, as the form would post it.

use std::collections::BTreeMap;

/// Texts by input. One that is not there is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs(BTreeMap<String, String>);

/// Inputs that stand otherwise than before, with what stands in them now; emptied ones too.
pub type Changed = BTreeMap<String, String>;

impl Inputs {
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub fn set(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), text.to_owned());
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The inputs that stand otherwise in `self` than in `other`, with their text in `self`.
    pub fn differing(&self, other: &Self) -> Changed {
        let names = self.0.keys().chain(other.0.keys());
        names
            .filter(|name| self.get(name) != other.get(name))
            .map(|name| (name.clone(), self.get(name).to_owned()))
            .collect()
    }

    /// These texts with the given inputs replaced.
    #[must_use]
    pub fn with(mut self, changed: &Changed) -> Self {
        for (name, text) in changed {
            self.set(name, text);
        }
        self
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Inputs {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(pairs: I) -> Self {
        let filled = pairs.into_iter().map(|(name, text)| (name.into(), text.into()));
        Self(filled.filter(|(_, text)| !text.is_empty()).collect())
    }
}
