//! 症例登録: an applicant's case reports, from the first letter to the registered version (C1–C11).
//!
//! Statements each use case needs, beside `begin` and `commit`: [`Cases::list`] 1 · [`Cases::editor`] 3, and one more
//! when a result was unread · [`Cases::save_draft`] 2, for the first text of a slot 4 · [`Cases::register`] 7, for the
//! first text of a slot 9 · [`Cases::delete_page`] 1 · [`Cases::delete`] 3 · [`Cases::print`] 2 and [`Cases::history`] 4,
//! and one more when a result was unread · [`Cases::for_office`] 5.

mod drafts;
mod queries;
mod rows;
#[cfg(test)]
mod tests;

use domain::{
    actor::Actor,
    audit::EventName,
    cases::{
        CaseAction, CaseEditor, CaseList, CaseRefused, CaseRow, CaseSet, CaseState, DeletePage, Fields, Form,
        History, HistoryEntry, OfficeCase, PrintPage, Progress, Registered, Saved, Slot, Standing, check,
        field_diffs, may,
    },
    ids::{AsideId, CaseId, CertificationId, MemberId},
    registry::RecordView,
};
use jiff::{Timestamp, civil::Date};
use serde_json::json;
use sqlx::PgConnection;

use crate::{
    By, Cases, Error, Result,
    audit::{self, Event},
    registry,
};
// What `approvals` may use of this capability: standing and reports, never its drafts.
pub(crate) use queries::{find_case, lock_case, lock_slots, report, save_state, slots};
pub(crate) use rows::LockedCase;

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
    /// The applicant's own list of a set: every slot, progress.
    pub async fn list(&self, by: &By, set: CaseSet) -> Result<CaseList> {
        let me = reader(&by.actor)?;
        let mut db = self.0.db.acquire().await?;
        let rows = all_rows(&mut db, me, set).await?;
        let progress = Progress::of(set, &rows);
        Ok(CaseList { set, rows, progress })
    }

    /// The edit screen of a slot; opening it marks a result as read.
    pub async fn editor(&self, by: &By, set: CaseSet, slot: Slot) -> Result<CaseEditor> {
        let me = reader(&by.actor)?;
        let today = self.0.today();
        let limits = &self.0.settings.limits;
        let form = Form::of(set).limited(limits);
        let mut db = self.0.db.acquire().await?;
        let opened = queries::opened(&mut db, me, set, slot).await?;
        let asides = match &opened {
            Some(opened) => queries::asides(&mut db, opened.held.id).await?,
            None => Vec::new(),
        };
        if let Some(opened) = opened.as_ref().filter(|opened| opened.held.unread) {
            queries::mark_read(&mut db, opened.held.id).await?;
        }
        let mut editor = CaseEditor {
            set,
            slot,
            state: CaseState::Unregistered.name(),
            fields: Fields::default(),
            memo: String::new(),
            version: 0,
            saved_at: None,
            unregistered_changes: false,
            record: None,
            review: None,
            asides,
            problems: Vec::new(),
            limits: limits.clone(),
            today,
        };
        if let Some(opened) = opened {
            editor.state = opened.held.state.name();
            editor.fields = opened.held.fields;
            editor.memo = opened.held.memo;
            editor.version = opened.held.version;
            editor.saved_at = Some(opened.held.saved_at);
            editor.unregistered_changes = opened.changed;
            editor.review = opened.review;
        }
        let category = set.category_or_default(slot, editor.fields.get("category")).to_owned();
        editor.fields.set("category", category);
        let (record, siblings) = chosen_record(&mut db, &editor.fields, today).await?;
        editor.problems = check(&form, slot, &editor.fields, &editor.memo, record.as_ref(), &siblings, today)
            .err()
            .unwrap_or_default();
        editor.record = record;
        Ok(editor)
    }

    /// 一時保存 and autosave: keeps anything (C3), unless a newer draft is there (C11: [`Saved::Conflict`]).
    ///
    /// # Errors
    /// Refuses when the state forbids it (C9); what was typed is then set aside all the same (C11).
    pub async fn save_draft(&self, by: &By, set: CaseSet, slot: Slot, typed: Typed) -> Result<Saved> {
        drafts::save(self.0, by, set, slot, typed).await
    }

    /// 登録: keeps the draft, checks all of it and, when it is right, makes it the registered version — in one transaction.
    /// The text of the version registered last makes no new one.
    ///
    /// # Errors
    /// Refuses when the state forbids it (C9); what was typed is then set aside all the same (C11).
    pub async fn register(&self, by: &By, set: CaseSet, slot: Slot, typed: Typed) -> Result<Registered> {
        drafts::register(self.0, by, set, slot, typed).await
    }

    /// Puts a draft that was set aside back as the draft; the present draft is set aside in turn.
    pub async fn take_aside(&self, by: &By, set: CaseSet, slot: Slot, aside: AsideId) -> Result<()> {
        drafts::take_aside(self.0, by, set, slot, aside).await
    }

    /// Throws a draft that was set aside away, after the person has seen both.
    pub async fn drop_aside(&self, by: &By, set: CaseSet, slot: Slot, aside: AsideId) -> Result<()> {
        drafts::drop_aside(self.0, by, set, slot, aside).await
    }

    /// What 削除 names before it is done. Refuses what 削除 would refuse.
    pub async fn delete_page(&self, by: &By, set: CaseSet, slot: Slot) -> Result<DeletePage> {
        let me = by.actor.physician()?;
        let mut db = self.0.db.acquire().await?;
        let found =
            queries::listed(&mut db, me, set, Some(slot)).await?.pop().ok_or_else(nothing_to_delete)?;
        may(&by.actor, CaseAction::Delete, &own(me), &found.state)?;
        Ok(DeletePage { row: found.row, set })
    }

    /// 削除 (C10): empties the slot; versions, decisions and texts stay for the audit, nobody is mailed.
    pub async fn delete(&self, by: &By, set: CaseSet, slot: Slot) -> Result<()> {
        let me = by.actor.physician()?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let case = queries::hold(&mut tx, me, set, slot).await?.ok_or_else(nothing_to_delete)?;
        may(&by.actor, CaseAction::Delete, &own(me), &case.state)?;
        queries::delete(&mut tx, case.id, now).await?;
        let detail = json!({ "set": set.key(), "slot": slot.number(), "state": case.state.name().key() });
        audit::record(&mut tx, by, Event::new(EventName::CaseDeleted, case.id.0).with(detail), now).await?;
        Ok(tx.commit().await?)
    }

    /// The registered version for print, without 備考 (C7).
    pub async fn print(&self, by: &By, set: CaseSet, slot: Slot) -> Result<PrintPage> {
        let me = reader(&by.actor)?;
        let mut db = self.0.db.acquire().await?;
        let Some(found) = queries::listed(&mut db, me, set, Some(slot)).await?.pop() else {
            return Err(CaseState::Unregistered.print().err().map_or(Error::NotFound, Error::from));
        };
        may(&by.actor, CaseAction::Print, &own(me), &found.state)?;
        let report = queries::report(&mut db, found.state.print()?, self.0.today()).await?;
        if found.row.unread {
            queries::mark_read(&mut db, found.id).await?;
        }
        Ok(PrintPage {
            report,
            state: found.row.state,
            supervisor: found.row.supervisor,
            decided_on: found.row.decided_on,
            signed_on: found.row.signed_on,
        })
    }

    /// Versions and decisions of the slot's case, and the difference of two versions (the last two when none are named).
    ///
    /// # Errors
    /// [`Error::NotFound`] when a named version does not exist.
    pub async fn history(
        &self,
        by: &By,
        set: CaseSet,
        slot: Slot,
        compare: Option<(i32, i32)>,
    ) -> Result<History> {
        let me = reader(&by.actor)?;
        let mut db = self.0.db.acquire().await?;
        let Some(found) = queries::listed(&mut db, me, set, Some(slot)).await?.pop() else {
            return Ok(History { set, slot, entries: Vec::new(), versions: Vec::new(), compared: None });
        };
        if found.row.unread {
            queries::mark_read(&mut db, found.id).await?;
        }
        let (versions, entries) = happened(&mut db, found.id).await?;
        let pair = compare.or(match versions.as_slice() {
            [.., older, newer] => Some((*older, *newer)),
            _ => None,
        });
        let compared = match pair {
            Some((a, b)) => {
                let (older, newer) = (a.min(b), a.max(b));
                let reports = queries::reports(&mut db, found.id, &[older, newer], self.0.today()).await?;
                let fields =
                    |number| reports.iter().find(|r| r.number == number).map(domain::cases::Report::readable);
                let (Some(before), Some(after)) = (fields(older), fields(newer)) else {
                    return Err(Error::NotFound);
                };
                Some((older, newer, field_diffs(&Form::of(set), &before, &after)))
            }
            None => None,
        };
        Ok(History { set, slot, entries, versions, compared })
    }

    /// A case with all that became of it, for the office, which leaves an audit line: it is a patient's story (P10).
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else.
    pub async fn for_office(&self, by: &By, case: CaseId) -> Result<OfficeCase> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let case = queries::find_case(&mut db, case).await?;
        may(&by.actor, CaseAction::Read, &own(case.owner), &case.state)?;
        let report = match case.state.version() {
            Some(version) => Some(queries::report(&mut db, version, self.0.today()).await?),
            None => None,
        };
        let (_, history) = happened(&mut db, case.id).await?;
        let said = json!({ "set": case.set.key(), "slot": case.slot.number() });
        audit::record(
            &mut db,
            by,
            Event::new(EventName::CaseRead, case.owner.0).with(said),
            self.0.clock.now(),
        )
        .await?;
        Ok(OfficeCase {
            id: case.id,
            owner: case.owner,
            set: case.set,
            slot: case.slot,
            state: case.state.name(),
            report,
            history,
        })
    }
}

/// The numbers of a case's versions, ascending, and its history, newest first. Two statements.
async fn happened(db: &mut PgConnection, case: CaseId) -> Result<(Vec<i32>, Vec<HistoryEntry>)> {
    let kept = queries::versions(db, case).await?;
    let versions = kept.iter().map(|(number, ..)| *number).collect();
    let mut entries: Vec<(Timestamp, HistoryEntry)> = kept
        .into_iter()
        .map(|(number, version, at)| (at, HistoryEntry::Registered { version, number, at }))
        .collect();
    for asked in queries::asked(db, case).await? {
        entries.extend(asked.entries()?);
    }
    // Stable: what happened at the same moment stays in the order registered, asked, decided until it is turned round.
    entries.sort_by_key(|(at, _)| *at);
    Ok((versions, entries.into_iter().rev().map(|(_, entry)| entry).collect()))
}

/// Every slot of a set as the applicant's list shows it, empty slots too. One statement.
pub(crate) async fn all_rows(db: &mut PgConnection, owner: MemberId, set: CaseSet) -> Result<Vec<CaseRow>> {
    let mut kept = queries::listed(db, owner, set, None).await?.into_iter().map(|case| case.row).peekable();
    Ok(set
        .all_slots()
        .map(|slot| kept.next_if(|row| row.slot == slot).unwrap_or_else(|| rows::empty_row(set, slot)))
        .collect())
}

/// The record that the typed id names, and all records of its facility (C6).
async fn chosen_record(
    db: &mut PgConnection,
    fields: &Fields,
    today: Date,
) -> Result<(Option<RecordView>, Vec<RecordView>)> {
    let Ok(chosen) = fields.get("facility").parse::<CertificationId>() else { return Ok((None, Vec::new())) };
    let siblings = registry::records_around(db, chosen, today).await?;
    Ok((siblings.iter().find(|record| record.id == chosen).cloned(), siblings))
}

/// The applicant whose own cases are read (P10). The state never forbids reading.
fn reader(actor: &Actor) -> Result<MemberId> {
    let me = actor.physician()?;
    may(actor, CaseAction::Read, &own(me), &CaseState::Unregistered)?;
    Ok(me)
}

/// How the applicant stands to the cases in their own slots: they are found by the applicant's id and nothing else.
fn own(me: MemberId) -> Standing {
    Standing { owner: me, asked: None, was_asked: false }
}

/// An empty slot cannot be emptied; the second of two tabs reads this.
fn nothing_to_delete() -> Error {
    CaseRefused::CaseState { action: CaseAction::Delete, state: CaseState::Unregistered.name() }.into()
}
