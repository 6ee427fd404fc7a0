//! 症例登録: an applicant's case reports, from the first letter to the registered version (C1–C11).

mod queries;
mod rows;

use domain::{
    cases::{CaseEditor, CaseList, CaseSet, DeletePage, Fields, History, PrintPage, Registered, Saved, Slot},
    ids::AsideId,
};

use crate::{Backend, By, Result};

// What `approvals` may use of this capability: standing and reports, never its drafts.
pub(crate) use queries::{lock_case, lock_slots, report, save_state, slots};
pub(crate) use rows::LockedCase;

/// Use cases of case reports.
pub struct Cases<'a>(pub(crate) &'a Backend);

/// What is typed, and the version of the draft it was typed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub fields: Fields,
    /// 備考.
    pub memo: String,
    /// [`CaseEditor::version`] of the page that sends it; 0 for a slot where nothing was ever kept.
    pub version: i64,
}

impl Cases<'_> {
    /// The applicant's own list of a set: every slot, progress. One or two statements.
    pub async fn list(&self, by: &By, set: CaseSet) -> Result<CaseList> {
        let _ = (by, set);
        todo!()
    }

    /// The edit screen of a slot; opening it marks a result as read.
    pub async fn editor(&self, by: &By, set: CaseSet, slot: Slot) -> Result<CaseEditor> {
        let _ = (by, set, slot);
        todo!()
    }

    /// 一時保存 and autosave: keeps anything (C3), unless a newer draft is there (C11: [`Saved::Conflict`]) or the state
    /// forbids (C9).
    pub async fn save_draft(&self, by: &By, set: CaseSet, slot: Slot, typed: Typed) -> Result<Saved> {
        let _ = (by, set, slot, typed);
        todo!()
    }

    /// 登録: keeps the draft, checks all of it and, when it is right, makes it the registered version — in one transaction.
    pub async fn register(&self, by: &By, set: CaseSet, slot: Slot, typed: Typed) -> Result<Registered> {
        let _ = (by, set, slot, typed);
        todo!()
    }

    /// Puts a draft that was set aside back as the draft; the present draft is set aside in turn.
    pub async fn take_aside(&self, by: &By, set: CaseSet, slot: Slot, aside: AsideId) -> Result<()> {
        let _ = (by, set, slot, aside);
        todo!()
    }

    /// Throws a draft that was set aside away, after the person has seen both.
    pub async fn drop_aside(&self, by: &By, set: CaseSet, slot: Slot, aside: AsideId) -> Result<()> {
        let _ = (by, set, slot, aside);
        todo!()
    }

    /// What 削除 names before it is done.
    pub async fn delete_page(&self, by: &By, set: CaseSet, slot: Slot) -> Result<DeletePage> {
        let _ = (by, set, slot);
        todo!()
    }

    /// 削除 (C10): empties the slot; history stays, nobody is mailed.
    pub async fn delete(&self, by: &By, set: CaseSet, slot: Slot) -> Result<()> {
        let _ = (by, set, slot);
        todo!()
    }

    /// The registered version for print, without 備考 (C7).
    pub async fn print(&self, by: &By, set: CaseSet, slot: Slot) -> Result<PrintPage> {
        let _ = (by, set, slot);
        todo!()
    }

    /// Versions and decisions of the slot's case, and the difference of two versions (the last two when none are named).
    pub async fn history(
        &self,
        by: &By,
        set: CaseSet,
        slot: Slot,
        compare: Option<(i32, i32)>,
    ) -> Result<History> {
        let _ = (by, set, slot, compare);
        todo!()
    }
}
