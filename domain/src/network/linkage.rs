//! A linkage with the certifications that it stands on, and what holds of it on a day (F10).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Ender, LinkageRefused, LinkageState, Parties, Side, StateName};
use crate::{
    ids::LinkageId,
    period::{Period, union},
};

/// What a linkage stands on: the certifications of the one as 基幹施設, of the other as 連携施設.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    pub core: Vec<Period>,
    pub partner: Vec<Period>,
}

impl Ground {
    fn of(&self, side: Side) -> &[Period] {
        match side {
            Side::Core => &self.core,
            Side::Partner => &self.partner,
        }
    }

    /// The last day of the certification that holds on `day`, renewals without a gap included.
    pub fn lasts(&self, side: Side, day: Date) -> Option<Date> {
        let runs = union(self.of(side).iter().copied());
        runs.into_iter().find(|run| run.contains(day)).map(|run| run.end())
    }

    /// Until when both certifications hold that hold on `day`, and whose ends first.
    ///
    /// # Errors
    /// The side that is not certified on that day.
    pub fn carries(&self, day: Date) -> Result<(Date, Side), Side> {
        let core = self.lasts(Side::Core, day).ok_or(Side::Core)?;
        let partner = self.lasts(Side::Partner, day).ok_or(Side::Partner)?;
        Ok(if core <= partner { (core, Side::Core) } else { (partner, Side::Partner) })
    }
}

/// One linkage with what it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linkage {
    pub id: LinkageId,
    pub parties: Parties,
    /// 連携開始日: the certification day, or the day that was named with a later 基幹施設.
    pub starts: Date,
    pub state: LinkageState,
    pub ground: Ground,
}

/// What holds of a linkage on a day. The end of a certification ends it without anybody's doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// 承認待ち
    Waiting,
    /// 連携中
    Linked {
        /// The last day of the certification that ends first.
        #[serde(with = "crate::wire::day")]
        until: Date,
    },
    /// Still 連携中, 解除 is settled.
    Leaving {
        #[serde(with = "crate::wire::day")]
        from: Date,
        by: Ender,
        reason: Option<String>,
    },
    Refused {
        reason: String,
    },
    Withdrawn,
    Dissolved {
        #[serde(with = "crate::wire::day")]
        from: Date,
        by: Ender,
        reason: Option<String>,
    },
    /// A certification is over: of this side, after this day.
    Lapsed {
        whose: Side,
        #[serde(with = "crate::wire::maybe_day")]
        last: Option<Date>,
    },
}

impl Standing {
    /// The word on screens.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Waiting => StateName::Requested.label(),
            Self::Linked { .. } => StateName::Linked.label(),
            Self::Leaving { .. } => "連携中(解除予定)",
            Self::Refused { .. } => StateName::Refused.label(),
            Self::Withdrawn => StateName::Withdrawn.label(),
            Self::Dissolved { .. } => StateName::Dissolved.label(),
            Self::Lapsed { .. } => "終了",
        }
    }

    /// 連携中, today or from a day to come.
    pub fn is_current(&self) -> bool {
        matches!(self, Self::Linked { .. } | Self::Leaving { .. })
    }

    /// Neither waits nor holds any more.
    pub fn is_past(&self) -> bool {
        !self.is_current() && *self != Self::Waiting
    }
}

impl Linkage {
    /// What holds on a day.
    pub fn standing(&self, today: Date) -> Standing {
        let lapsed = match self.ground.carries(self.starts) {
            Err(whose) => Some(Standing::Lapsed { whose, last: None }),
            Ok((last, whose)) if last < today => Some(Standing::Lapsed { whose, last: Some(last) }),
            Ok(_) => None,
        };
        match &self.state {
            LinkageState::Requested => lapsed.unwrap_or(Standing::Waiting),
            LinkageState::Linked { .. } => lapsed.unwrap_or_else(|| Standing::Linked { until: self.lasts() }),
            LinkageState::Refused { reason, .. } => Standing::Refused { reason: reason.clone() },
            LinkageState::Withdrawn => Standing::Withdrawn,
            LinkageState::Dissolved { from, by, reason, .. } if *from > today && lapsed.is_none() => {
                Standing::Leaving { from: *from, by: *by, reason: reason.clone() }
            }
            LinkageState::Dissolved { from, by, reason, .. } => {
                Standing::Dissolved { from: *from, by: *by, reason: reason.clone() }
            }
        }
    }

    /// The days on which the two are linked; none for one that was never approved.
    pub fn days(&self) -> Option<Period> {
        self.ground.carries(self.starts).ok()?;
        let last = match &self.state {
            LinkageState::Linked { .. } => self.lasts(),
            LinkageState::Dissolved { from, .. } => self.lasts().min(from.yesterday().ok()?),
            LinkageState::Requested | LinkageState::Refused { .. } | LinkageState::Withdrawn => return None,
        };
        Period::new(self.starts, last)
    }

    /// May it be dissolved from this day on, by these? (F10, F20)
    ///
    /// # Errors
    /// Refuses days before the start and after the end of the certifications, and to a facility days before today: only the
    /// office can say what held in the past.
    pub fn may_end(&self, from: Date, by: Ender, today: Date) -> Result<(), LinkageRefused> {
        // The later of the two days is the one that helps.
        if from < today && today > self.starts && by != Ender::Office {
            return Err(LinkageRefused::EndsInThePast { today });
        }
        if from < self.starts {
            return Err(LinkageRefused::EndsTooEarly { starts: self.starts });
        }
        let last = self.lasts();
        if from > last { Err(LinkageRefused::EndsTooLate { last }) } else { Ok(()) }
    }

    /// Does it still hold or wait, as far as certifications go? Asked before an answer and before 解除.
    ///
    /// # Errors
    /// The side whose certification is over.
    pub fn is_alive(&self, today: Date) -> Result<(), LinkageRefused> {
        match self.standing(today) {
            Standing::Lapsed { whose, .. } => Err(LinkageRefused::Lapsed { whose }),
            _ => Ok(()),
        }
    }

    /// What is written down of a linkage that the end of a certification has ended, before another one begins; nothing
    /// when there is nothing to write.
    pub fn settled(&self, today: Date) -> Option<LinkageState> {
        let over = match self.ground.carries(self.starts) {
            Err(_) => self.starts,
            Ok((last, _)) if last < today => last.tomorrow().ok()?,
            Ok(_) => return None,
        };
        let ended =
            |approved_at| LinkageState::Dissolved { approved_at, from: over, by: Ender::Lapse, reason: None };
        match self.state {
            LinkageState::Requested => Some(LinkageState::Withdrawn),
            LinkageState::Linked { approved_at } => Some(ended(approved_at)),
            LinkageState::Dissolved { approved_at, from, .. } if from > over => Some(ended(approved_at)),
            _ => None,
        }
    }

    /// The last day that both certifications carry.
    fn lasts(&self) -> Date {
        self.ground.carries(self.starts).map_or(self.starts, |(last, _)| last)
    }
}
