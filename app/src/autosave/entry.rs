//! What stands in the local copy, and what becomes of it on the page that finds it. Pure.

use serde::{Deserialize, Serialize};

use super::{Changed, Inputs};

/// What the server has not stored of one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Version of the draft it was typed on.
    pub version: i64,
    /// Milliseconds since 1970 by the browser's clock: shown, and compared with entries of the same browser alone.
    pub at: f64,
    pub changed: Changed,
}

/// What to do with an entry that an earlier page left.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The server has every word of it.
    Stored,
    /// What the server does not have of it stands in this page too, which keeps it from now on.
    Covered,
    /// Typed on the very draft that the page shows: these texts go back into the inputs.
    Restore(Changed),
    /// Typed on another draft, or on inputs in which something else stands by now: the server sets it aside, and the person
    /// chooses.
    Aside,
}

/// The page that finds the entries.
#[derive(Clone, Debug)]
pub struct Page {
    /// Version of the draft that it shows.
    pub version: i64,
    /// What the server wrote into the inputs.
    pub served: Inputs,
    /// What stands in them now.
    pub now: Inputs,
}

impl Page {
    fn stored(&self, name: &str, text: &str) -> bool {
        self.served.get(name) == text
    }

    /// Decides about one entry.
    fn reconcile(&self, entry: &Entry, fits: impl Fn(&Changed) -> bool) -> Found {
        let missing = || entry.changed.iter().filter(|(name, text)| !self.stored(name, text));
        let untouched = |name: &str| self.served.get(name) == self.now.get(name);
        if missing().next().is_none() {
            return Found::Stored;
        }
        if missing().all(|(name, text)| self.now.get(name) == text) {
            return Found::Covered;
        }
        let back: Changed = missing().map(|(name, text)| (name.clone(), text.clone())).collect();
        let goes = entry.version == self.version
            && back.iter().all(|(name, text)| untouched(name) || self.now.get(name) == text)
            && fits(&back);
        if goes { Found::Restore(back) } else { Found::Aside }
    }

    /// Decides about all of them, the newest first: what was typed since the page was opened stays, the newest entry that
    /// fits goes back into the inputs, and none is dropped that says something else. `fits` says whether the inputs can hold
    /// such texts.
    pub fn reconcile_all<T>(
        mut self,
        mut left: Vec<(T, Entry)>,
        fits: impl Fn(&Changed) -> bool,
    ) -> Vec<(T, Entry, Found)> {
        left.sort_by(|(_, one), (_, other)| other.at.total_cmp(&one.at));
        let mut restored = false;
        left.into_iter()
            .map(|(from, entry)| {
                let found = match self.reconcile(&entry, &fits) {
                    Found::Restore(_) if restored => Found::Aside,
                    found => found,
                };
                if let Found::Restore(back) = &found {
                    restored = true;
                    self.now = self.now.clone().with(back);
                }
                (from, entry, found)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(texts: &[(&str, &str)]) -> Changed {
        texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn inputs(texts: &[(&str, &str)]) -> Inputs {
        texts.iter().copied().collect()
    }

    fn entry(version: i64, at: f64, texts: &[(&str, &str)]) -> Entry {
        Entry { version, at, changed: changed(texts) }
    }

    /// A page that shows the third version; `typed` since it was opened.
    fn page(typed: &[(&str, &str)]) -> Page {
        let served = inputs(&[("history", "発症")]);
        Page { version: 3, now: served.clone().with(&changed(typed)), served }
    }

    fn found(page: Page, left: &[Entry]) -> Vec<Found> {
        let left = left.iter().cloned().enumerate().collect();
        let mut found = page.reconcile_all(left, |_| true);
        found.sort_by_key(|(place, ..)| *place);
        found.into_iter().map(|(.., found)| found).collect()
    }

    fn one(page: Page, entry: Entry) -> Found {
        found(page, &[entry]).remove(0)
    }

    #[test]
    fn c11_what_the_browser_kept_comes_back_on_the_same_draft_and_is_set_aside_on_another() {
        let texts = [("history", "発症は春"), ("memo", "覚え")];
        assert_eq!(one(page(&[]), entry(3, 0.0, &texts)), Found::Restore(changed(&texts)));
        assert_eq!(one(page(&[]), entry(2, 0.0, &texts)), Found::Aside);
        let since = Page { served: inputs(&texts), now: inputs(&texts), version: 4 };
        assert_eq!(one(since, entry(3, 0.0, &texts)), Found::Stored, "the answer was lost, the save was not");
    }

    #[test]
    fn c11_an_emptied_input_comes_back_empty() {
        let server = inputs(&[("history", "発症")]);
        let emptied = Inputs::default().differing(&server);
        assert_eq!(emptied, changed(&[("history", "")]));
        assert_eq!(server.with(&emptied), Inputs::default());
        assert_eq!(one(page(&[]), entry(3, 0.0, &[("history", "")])), Found::Restore(emptied));
    }

    #[test]
    fn c18_only_what_the_server_does_not_have_comes_back() {
        let left = entry(3, 0.0, &[("history", "発症"), ("memo", "覚え")]);
        assert_eq!(one(page(&[("history", "今")]), left), Found::Restore(changed(&[("memo", "覚え")])));
    }

    #[test]
    fn c18_what_was_typed_before_the_browser_had_answered_stays_and_the_entry_is_set_aside() {
        let left = entry(3, 0.0, &[("history", "発症は春"), ("memo", "覚え")]);
        assert_eq!(one(page(&[("history", "今")]), left.clone()), Found::Aside);
        assert_eq!(one(page(&[("course", "今")]), left.clone()), Found::Restore(left.changed));
    }

    #[test]
    fn c18_what_stands_in_the_page_already_is_not_doubled() {
        let left = entry(3, 0.0, &[("memo", "覚え")]);
        assert_eq!(one(page(&[("memo", "覚え")]), left.clone()), Found::Covered);
        let older = Entry { version: 2, ..left };
        assert_eq!(one(page(&[("memo", "覚え")]), older), Found::Covered, "whatever it was typed on");
    }

    #[test]
    fn c18_of_several_the_newest_that_fits_comes_back_and_the_others_are_set_aside() {
        let texts = [("history", "三")];
        let left = [
            entry(3, 10.0, &[("history", "一")]),
            entry(2, 40.0, &[("history", "二")]),
            entry(3, 30.0, &texts),
            entry(3, 20.0, &[("memo", "別の欄")]),
            entry(3, 5.0, &texts),
            entry(1, 50.0, &[("history", "発症")]),
        ];
        let expected = [
            Found::Aside,
            Found::Aside,
            Found::Restore(changed(&texts)),
            Found::Aside,
            Found::Covered,
            Found::Stored,
        ];
        assert_eq!(found(page(&[]), &left), expected);
    }

    #[test]
    fn c18_whatever_was_left_is_afterwards_on_the_server_in_the_page_or_set_aside() {
        let names = ["history", "memo"];
        let texts = ["", "発症", "甲", "乙"];
        let choices: Vec<Vec<(&str, &str)>> = texts
            .iter()
            .flat_map(|one| texts.iter().map(move |other| vec![(names[0], *one), (names[1], *other)]))
            .collect();
        for typed in &choices {
            for (first, second) in choices.iter().flat_map(|one| choices.iter().map(move |two| (one, two))) {
                for versions in [(3, 3), (3, 2), (2, 3), (4, 3)] {
                    let left = [entry(versions.0, 2.0, first), entry(versions.1, 1.0, second)];
                    let page = page(typed);
                    let mut now = page.now.clone();
                    let found = found(page.clone(), &left);
                    for back in &found {
                        if let Found::Restore(back) = back {
                            now = now.with(back);
                        }
                    }
                    for (name, text) in typed {
                        assert!(page.stored(name, text) || now.get(name) == *text, "typed text is gone");
                    }
                    for (entry, found) in left.iter().zip(&found) {
                        let is_there = |(name, text): (&String, &String)| {
                            page.stored(name, text) || now.get(name) == text
                        };
                        assert!(
                            *found == Found::Aside || entry.changed.iter().all(is_there),
                            "{entry:?} {found:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn c18_what_the_inputs_cannot_hold_is_set_aside() {
        let left = vec![((), entry(3, 0.0, &[("facility", "認定施設")]))];
        let found = page(&[]).reconcile_all(left, |back| !back.contains_key("facility"));
        assert_eq!(found[0].2, Found::Aside);
    }
}
