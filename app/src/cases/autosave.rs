//! The way of a case's text to the server.

use domain::cases::{CaseSet, FieldProblem, Slot};
use leptos::{prelude::*, task::spawn_local};

use super::api::{self, Submitted};
use crate::keep::{Keep, Keeper, Sending, Taken, Text};

/// What became of 「一時保存」 or 「登録」.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Saved,
    Registered,
    /// Not registered: these fields of the text are not right.
    Invalid(Text, Vec<FieldProblem>),
    /// Nothing was done; the status says why.
    Failed,
}

/// The keeping of one open editor; `ended` is called when a button's work is done.
pub fn keeper(set: CaseSet, slot: Slot, machine: Keep, ended: Callback<Ended>) -> Keeper {
    let send = move |sending: Sending| {
        spawn_local(async move {
            let Text { fields, memo } = sending.text.clone();
            let (number, version, intent) = (slot.number(), sending.version, sending.intent);
            let (end, taken) = match api::autosave_case(set, number, version, fields, memo, intent).await {
                Ok(Submitted::Kept { version, saved_at }) => {
                    (Ended::Saved, Ok(Taken::Kept { version, saved_at }))
                }
                Ok(Submitted::Conflict { .. }) => (Ended::Failed, Ok(Taken::Aside)),
                Ok(Submitted::Registered) => {
                    // There is nothing to keep any more.
                    sending.keeper.forget();
                    ended.try_run(Ended::Registered);
                    return;
                }
                Ok(Submitted::Invalid { problems, version, saved_at }) => {
                    (Ended::Invalid(sending.text.clone(), problems), Ok(Taken::Kept { version, saved_at }))
                }
                Err(error) => (Ended::Failed, Err(error)),
            };
            if intent.is_some() {
                ended.try_run(end);
            }
            sending.answered(taken);
        });
    };
    Keeper::new(machine, send)
}
