//! Whether a facility trains alone on a day, and why (F11).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{applications::MEASURE_ENDS, calendar, period::Period};

/// One certification as 連携施設.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartnerRecord {
    pub period: Period,
    /// On its first day the 施設責任者 was one for whom the measure is made
    /// ([`crate::applications::fits_measure`]).
    pub fit: bool,
}

/// What the register knows of a facility.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrainingFacts {
    /// Its certifications as 認定研修施設.
    pub training: Vec<Period>,
    pub partner: Vec<PartnerRecord>,
    /// The days on which it is linked as 連携施設, and with whom.
    pub linked: Vec<(String, Period)>,
}

/// Does training at the facility alone count on a day?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StandAlone {
    /// On: it is 認定研修施設 and no 連携施設 yet.
    ByItself {
        #[serde(with = "crate::wire::day")]
        until: Date,
    },
    /// On: by the transition measure; again, where a linkage was dissolved before.
    ByMeasure {
        #[serde(with = "crate::wire::day")]
        until: Date,
        #[serde(with = "crate::wire::maybe_day")]
        again_since: Option<Date>,
    },
    /// Off: it is linked.
    Linked {
        core: String,
        #[serde(with = "crate::wire::day")]
        since: Date,
    },
    /// Off: the measure is over.
    MeasureOver,
    /// Off: a 連携施設 for which the measure was not made.
    NotOfMeasure,
    /// Off: neither 連携施設 nor 認定研修施設 on that day.
    NotCertified,
}

impl StandAlone {
    /// Does it count?
    pub fn holds(&self) -> bool {
        matches!(self, Self::ByItself { .. } | Self::ByMeasure { .. })
    }

    /// Which holds and why.
    pub fn sentence(&self) -> String {
        match self {
            Self::ByItself { until } => format!(
                "単独での研修が可能です。認定研修施設として{}まで認定されています。",
                calendar::long(*until)
            ),
            Self::ByMeasure { until, again_since: None } => format!(
                "単独での研修が可能です。移行措置により、{}まで基幹施設との連携は任意です。学会は、できるだけ早い連携を推奨しています。",
                calendar::long(*until)
            ),
            Self::ByMeasure { until, again_since: Some(since) } => format!(
                "単独での研修が可能です。基幹施設との連携が{}に解除されたため、移行措置により{}まで再開しています。",
                calendar::long(*since),
                calendar::long(*until)
            ),
            Self::Linked { core, since } => format!(
                "単独での研修はできません。{core}と{}から連携中です。専攻医は、基幹施設の指導医の指導を受けてください。",
                calendar::long(*since)
            ),
            Self::MeasureOver => format!(
                "単独での研修はできません。移行措置は{}に終了しました。基幹施設との連携が必要です。",
                calendar::long(MEASURE_ENDS)
            ),
            Self::NotOfMeasure => {
                "単独での研修はできません。移行措置の対象ではないため、基幹施設との連携が必要です。".into()
            }
            Self::NotCertified => "単独での研修はできません。本日有効な認定がありません。".into(),
        }
    }
}

/// What holds on a day (F11). Of the measure is a 連携施設 that was 認定研修施設 when it became one, or until the day before.
pub fn stand_alone(day: Date, facts: &TrainingFacts) -> StandAlone {
    if let Some((core, period)) = facts.linked.iter().find(|(_, period)| period.contains(day)) {
        return StandAlone::Linked { core: core.clone(), since: period.start() };
    }
    let Some(partner) = facts.partner.iter().find(|record| record.period.contains(day)) else {
        return match facts.training.iter().find(|period| period.contains(day)) {
            Some(period) => StandAlone::ByItself { until: period.end() },
            None => StandAlone::NotCertified,
        };
    };
    let starts = partner.period.start();
    let eve = starts.yesterday().unwrap_or(starts);
    let trained = facts.training.iter().any(|period| period.contains(starts) || period.contains(eve));
    if !(trained && partner.fit && starts <= MEASURE_ENDS) {
        return StandAlone::NotOfMeasure;
    }
    if day > MEASURE_ENDS {
        return StandAlone::MeasureOver;
    }
    let last = facts.linked.iter().map(|(_, period)| period.end()).filter(|end| *end < day).max();
    StandAlone::ByMeasure {
        until: partner.period.end().min(MEASURE_ENDS),
        again_since: last.filter(|end| *end >= starts).and_then(|end| end.tomorrow().ok()),
    }
}
