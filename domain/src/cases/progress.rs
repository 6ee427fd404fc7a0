//! How far a set is, and what is still missing, in words.

use serde::{Deserialize, Serialize};

use super::{CaseRow, CaseSet, StateName};

/// Counts over the slots of one set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub set: CaseSet,
    /// Cases that count: 承認済み, or 登録済 where no approval is needed.
    pub done: u8,
    pub slots: u8,
    /// Per category of the set: how many cases that count.
    pub categories: Vec<(String, u8)>,
    pub waiting: u8,
    pub rejected: u8,
}

impl Progress {
    pub fn of(set: CaseSet, rows: &[CaseRow]) -> Self {
        let finished = if set.needs_approval() { StateName::Approved } else { StateName::Complete };
        let in_state =
            |state| u8::try_from(rows.iter().filter(|r| r.state == state).count()).unwrap_or(u8::MAX);
        let of_category = |category: &str| {
            rows.iter()
                .filter(|r| r.state == finished && r.category == category)
                .fold(0u8, |n, _| n.saturating_add(1))
        };
        Self {
            set,
            done: in_state(finished),
            slots: set.slots(),
            categories: set.categories().iter().map(|c| ((*c).to_owned(), of_category(c))).collect(),
            waiting: in_state(StateName::Requested),
            rejected: in_state(StateName::Rejected),
        }
    }

    /// How many categories have at least one case that counts.
    pub fn categories_done(&self) -> usize {
        self.categories.iter().filter(|(_, n)| *n > 0).count()
    }

    /// Nothing is missing.
    pub fn complete(&self) -> bool {
        self.done == self.slots && self.categories_done() == self.categories.len()
    }

    /// What is still missing, as sentences; never empty.
    pub fn in_words(&self) -> Vec<String> {
        let verb = if self.set.needs_approval() { "承認" } else { "登録" };
        if self.complete() {
            return vec![format!("{}例すべてが{verb}されました。", self.slots)];
        }
        let mut words = Vec::new();
        if self.done < self.slots {
            words.push(format!("あと{}例の{verb}が必要です。", self.slots - self.done));
        }
        let missing: Vec<String> =
            self.categories.iter().filter(|(_, n)| *n == 0).map(|(c, _)| format!("「{c}」")).collect();
        if !missing.is_empty() {
            words.push(format!("{}は、まだ{verb}された症例がありません。", missing.concat()));
        }
        if self.rejected > 0 {
            words.push(format!("非承認の{}例は、修正して再度承認依頼をしてください。", self.rejected));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::CATEGORIES;

    fn rows(set: CaseSet, states: impl IntoIterator<Item = (StateName, &'static str)>) -> Vec<CaseRow> {
        set.all_slots()
            .zip(states)
            .map(|(slot, (state, category))| CaseRow {
                slot,
                state,
                category: category.into(),
                memo: String::new(),
                exists: true,
                unregistered_changes: false,
                supervisor: None,
                requested_on: None,
                decided_on: None,
                unread: false,
                signed_on: None,
            })
            .collect()
    }

    #[test]
    fn c1_only_approved_cases_count_where_approval_is_needed() {
        use StateName::{Approved, Registered, Rejected, Requested, Unregistered};
        let states = [Approved, Approved, Requested, Rejected, Registered, Unregistered];
        let progress =
            Progress::of(CaseSet::Specialist, &rows(CaseSet::Specialist, states.map(|s| (s, "痛み"))));
        assert_eq!(
            (progress.done, progress.waiting, progress.rejected, progress.categories_done()),
            (2, 1, 1, 1)
        );
        assert!(!progress.complete());
        let words = progress.in_words().concat();
        for part in ["あと18例の承認が必要です。", "「せん妄」", "非承認の1例"] {
            assert!(words.contains(part), "{part} in {words}");
        }
        assert!(!words.contains("「痛み」"), "{words}");
    }

    #[test]
    fn c1_twenty_approved_cases_without_a_category_are_not_complete() {
        let without = CATEGORIES.into_iter().filter(|category| *category != "せん妄").cycle();
        let states = without.map(|category| (StateName::Approved, category)).take(20);
        let progress = Progress::of(CaseSet::Specialist, &rows(CaseSet::Specialist, states));
        assert_eq!((progress.done, progress.complete()), (20, false));
        assert_eq!(progress.in_words(), ["「せん妄」は、まだ承認された症例がありません。"]);
    }

    #[test]
    fn c1_a_complete_set_says_so() {
        let states = CATEGORIES.into_iter().cycle().map(|category| (StateName::Approved, category)).take(20);
        let progress = Progress::of(CaseSet::Specialist, &rows(CaseSet::Specialist, states));
        assert!(progress.complete());
        assert_eq!(progress.in_words(), ["20例すべてが承認されました。"]);
        let states = CATEGORIES.map(|category| (StateName::Complete, category));
        let progress = Progress::of(CaseSet::Transition, &rows(CaseSet::Transition, states));
        assert!(progress.complete(), "登録済 counts where no approval is needed");
    }
}
