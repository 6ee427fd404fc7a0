//! Naming a 基幹施設: on the start day by the application, later from the page of the 連携施設 (F9, F10).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Linkage, LinkageRefused, Side, Standing};
use crate::{
    applications::Core,
    period::{Period, union},
};

/// From when on a 連携施設 may name a 基幹施設: today, or the day on which the present linkage is dissolved.
///
/// `linked`: its linkages as 連携施設. `certified`: its certifications as one.
///
/// # Errors
/// Refuses while a request waits or a linkage holds (one at a time), and without a certification.
pub fn earliest<'a>(
    linked: impl IntoIterator<Item = &'a Linkage>,
    certified: &[Period],
    today: Date,
) -> Result<Date, LinkageRefused> {
    let mut earliest = today;
    for linkage in linked {
        match linkage.standing(today) {
            Standing::Waiting => return Err(LinkageRefused::RequestWaits),
            Standing::Linked { .. } => return Err(LinkageRefused::StillLinked),
            Standing::Leaving { from, .. } => earliest = earliest.max(from),
            _ => {}
        }
    }
    let certified = union(certified.iter().copied());
    if certified.iter().any(|period| period.contains(earliest)) {
        Ok(earliest)
    } else {
        Err(LinkageRefused::NotCertified { side: Side::Partner, day: earliest })
    }
}

/// What became of 基幹施設との連携 on the start day (F9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// The application names none, or it is no 連携施設.
    Nobody,
    /// The request went to it.
    Core(String),
    /// It is not certified on that day any more: nobody was asked.
    NotCertified(String),
    /// Another linkage of the 連携施設 waits or holds: nobody was asked.
    StillLinked(String),
}

impl Asked {
    /// What the 連携施設 reads of it.
    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::Nobody => None,
            Self::Core(core) => Some(format!(
                "申請書で選択した基幹施設({core})に、連携の申請を送信しました。承認されると、承認の日にかかわらず認定開始日から連携中となります。"
            )),
            Self::NotCertified(core) => Some(format!(
                "申請書で選択した基幹施設({core})は、認定開始日に基幹施設として認定されていないため、連携の申請は送信されていません。「(基幹)研修施設群」から、別の基幹施設を選択してください。"
            )),
            Self::StillLinked(core) => Some(format!(
                "すでに連携中または承認待ちの基幹施設があるため、申請書で選択した基幹施設({core})への連携の申請は送信されていません。変更する場合は、現在の連携を解除してから、「(基幹)研修施設群」で選択してください。"
            )),
        }
    }
}

/// What the start day does with the 基幹施設 that an application names. `linked`: the linkages of the facility so far.
pub fn ask_on_start<'a>(
    named: Option<&Core>,
    linked: impl IntoIterator<Item = &'a Linkage>,
    starts: Date,
) -> Asked {
    let Some(core) = named else { return Asked::Nobody };
    if !core.holds_on(starts) {
        return Asked::NotCertified(core.name.clone());
    }
    let busy = linked.into_iter().any(|linkage| match linkage.standing(starts) {
        Standing::Waiting | Standing::Linked { .. } => true,
        Standing::Leaving { from, .. } => from > starts,
        _ => false,
    });
    if busy { Asked::StillLinked(core.name.clone()) } else { Asked::Core(core.name.clone()) }
}
