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
