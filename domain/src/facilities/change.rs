//! What a facility asks the office for, and the one table of transitions (F12, F13).

use serde::{Deserialize, Serialize};

use super::{ChangeAction, ChangeRefused};
use crate::text::{self, Beyond, Limit};

/// Longest reason of a 差し戻し.
pub const REASON_LIMIT: Limit = Limit::of(1_000);

vocabulary! {
    /// What a change is about. Of each, at most one waits per facility (and 種別, where it is about a certification).
    pub enum About {
        /// 施設名 with ふりがな
        Name = "name" "施設名の変更",
        /// 住所
        Address = "address" "住所の変更",
        /// 施設責任者 of one 種別
        Responsible = "responsible" "施設責任者の変更",
        /// 認定返上 of one 種別 (F12)
        Return = "return" "認定返上",
    }
}

impl About {
    /// What 「詳細・変更」 asks the office for (F13).
    pub const CHANGES: [Self; 3] = [Self::Name, Self::Address, Self::Responsible];

    /// The inputs that it has, by the keys of 「1.申請書」; 返上 has the reason.
    pub fn inputs(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["name", "kana"],
            Self::Address => &["address"],
            Self::Responsible => &["responsible_no", "responsible_name", "responsible_kind"],
            Self::Return => &["reason"],
        }
    }

    /// Is it about the certification of one 種別, not about the facility as a whole?
    pub fn is_of_kind(self) -> bool {
        matches!(self, Self::Responsible | Self::Return)
    }
}

/// What the office says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// 承認
    Approve,
    /// 差し戻し, with the reason
    Refuse { words: String },
}

/// Where a change stands, with the facts that only this state has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeState {
    /// 承認待ち
    Waiting,
    /// 承認: waits for its day.
    Approved,
    /// Its day has come and it was done.
    Effective,
    /// 差し戻し
    Refused { words: String },
    /// 取り下げ
    Withdrawn,
}

vocabulary! {
    /// The state without its facts.
    pub enum ChangeName {
        Waiting = "waiting" "承認待ち",
        Approved = "approved" "承認",
        Effective = "effective" "反映済み",
        Refused = "refused" "差し戻し",
        Withdrawn = "withdrawn" "取り下げ",
    }
}

/// The reason of a 差し戻し as it is kept.
fn reason(typed: &str) -> Result<String, ChangeRefused> {
    let reason = text::unix_lines(typed).trim().to_owned();
    match REASON_LIMIT.check(&reason) {
        Ok(0) => Err(ChangeRefused::ReasonNeeded),
        Ok(_) => Ok(reason),
        Err(Beyond::Characters { count, .. }) => Err(ChangeRefused::ReasonTooLong { count }),
        Err(Beyond::Overladen) => Err(ChangeRefused::ReasonOverladen),
    }
}

impl ChangeState {
    pub fn name(&self) -> ChangeName {
        match self {
            Self::Waiting => ChangeName::Waiting,
            Self::Approved => ChangeName::Approved,
            Self::Effective => ChangeName::Effective,
            Self::Refused { .. } => ChangeName::Refused,
            Self::Withdrawn => ChangeName::Withdrawn,
        }
    }

    /// The office's words.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Refused { words } => Some(words),
            _ => None,
        }
    }

    /// 「承認」「差し戻し」 (F12, F13).
    ///
    /// # Errors
    /// Refuses unless it waits, and 差し戻し without words or with too many.
    pub fn decide(self, verdict: Verdict) -> Result<Self, ChangeRefused> {
        match (self, verdict) {
            (Self::Waiting, Verdict::Approve) => Ok(Self::Approved),
            (Self::Waiting, Verdict::Refuse { words }) => Ok(Self::Refused { words: reason(&words)? }),
            (other, _) => Err(other.refuse(ChangeAction::Decide)),
        }
    }

    /// 「取り下げ」, before the office has said anything.
    ///
    /// # Errors
    /// Refuses unless it waits.
    pub fn withdraw(self) -> Result<Self, ChangeRefused> {
        match self {
            Self::Waiting => Ok(Self::Withdrawn),
            other => Err(other.refuse(ChangeAction::Withdraw)),
        }
    }

    /// Its day has come. Nothing when it is not its turn, or no more.
    pub fn take_effect(self) -> Option<Self> {
        matches!(self, Self::Approved).then_some(Self::Effective)
    }

    pub(super) fn refuse(&self, action: ChangeAction) -> ChangeRefused {
        ChangeRefused::ChangeState { action, state: self.name() }
    }
}
