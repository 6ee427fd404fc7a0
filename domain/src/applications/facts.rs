//! What the register knows of the people and facilities that an application names (F7, F8).

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::Sheets;
use crate::{
    ids::FacilityId,
    period::Period,
    registry::{FacilityKind, Qualification, QualificationKind},
    text,
};

/// The last start day on which the transition measure releases from 基幹施設との連携 (F8).
pub const MEASURE_ENDS: Date = date(2029, 3, 31);

/// A member as the register has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    /// Has left the society (A9).
    pub left: bool,
    pub held: Vec<Qualification>,
}

impl Person {
    /// Is this the name as it was typed, whatever its spaces, width and twin characters?
    pub fn is_called(&self, typed: &str) -> bool {
        text::search_key(&self.name) == text::search_key(typed)
    }
}

/// One certification of a facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certified {
    pub kind: FacilityKind,
    pub period: Period,
}

/// The 基幹施設 that an application names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    pub id: FacilityId,
    pub name: String,
    pub prefecture: String,
    /// Its certifications as 基幹施設, the last first.
    pub periods: Vec<Period>,
}

impl Core {
    /// Certified as 基幹施設 on this day? (F8)
    pub fn holds_on(&self, day: Date) -> bool {
        self.periods.iter().any(|period| period.contains(day))
    }

    /// `みどり野中央病院(東京都 2024/04/01〜2029/03/31)`
    pub fn full(&self) -> String {
        let periods: Vec<String> = self.periods.iter().map(ToString::to_string).collect();
        let place = [self.prefecture.as_str(), &periods.join("、")].join(" ");
        format!("{}({})", self.name, place.trim_end())
    }
}

/// Everything outside the forms that 登録 looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub today: Date,
    /// 認定開始日 of the round.
    pub starts: Date,
    /// Members by [`Facts::number`].
    pub people: BTreeMap<String, Person>,
    /// The certifications of the facility that applies.
    pub certified: Vec<Certified>,
    pub core: Option<Core>,
    /// The named document is there and the facility's own (F6).
    pub document: bool,
}

impl Facts {
    /// 会員番号 as the register writes it: plain letters, no blanks.
    pub fn number(typed: &str) -> String {
        text::identifier(typed).chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// Who has this 会員番号.
    pub fn person(&self, typed: &str) -> Option<&Person> {
        self.people.get(&Self::number(typed))
    }

    /// Is the facility certified so on `day`?
    pub fn is_certified(&self, kind: FacilityKind, day: Date) -> bool {
        self.certified.iter().any(|held| held.kind == kind && held.period.contains(day))
    }
}

/// What keeps the transition measure from releasing a 連携施設 from 基幹施設との連携 (F8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Release {
    /// 現在の施設認定資格 is something else.
    NotChosen,
    /// The register has no 認定研修施設 of this facility that holds today.
    NotHeld,
    /// The responsible person is none of 指導医, 専門医, 認定医 with 研修指導者資格.
    Responsible,
    /// The certification starts after the measure's end.
    TooLate,
}

impl Release {
    /// The condition that is not met.
    pub fn message(self) -> &'static str {
        match self {
            Self::NotChosen => "「1.申請書」の「現在の施設認定資格」が「認定研修施設」ではありません",
            Self::NotHeld => "本日有効な認定研修施設の認定が登録されていません",
            Self::Responsible => {
                "施設責任者が、認定開始日に指導医・専門医・研修指導者資格を有する認定医のいずれでもありません"
            }
            Self::TooLate => "認定開始日が移行措置の期限(2029/03/31)より後です",
        }
    }
}

/// Is a 施設責任者 with these qualifications one for whom the transition measure is made? (F8)
pub fn fits_measure(held: &[Qualification], on: Date) -> bool {
    use QualificationKind as Q;
    let holds = |kind| held.iter().any(|held| held.kind == kind && held.period.contains(on));
    holds(Q::Instructor) || holds(Q::Specialist) || (holds(Q::Certified) && holds(Q::TrainingSupervisor))
}

/// Does the transition measure release from 基幹施設との連携? (F8)
///
/// # Errors
/// Every condition that is not met.
pub fn release(sheets: &Sheets, facts: &Facts) -> Result<(), Vec<Release>> {
    let chosen = sheets.form1.get("current") == FacilityKind::Training.label();
    let kind = sheets.form1.get("responsible_kind");
    let person = facts.person(sheets.form1.get("responsible_no"));
    // 認定手続中: the register cannot know it yet; the office sees to it.
    let pending = matches!(kind, "指導医(認定手続中)" | "専門医(認定手続中)");
    let fit = pending || person.is_some_and(|person| fits_measure(&person.held, facts.starts));
    let unmet: Vec<Release> = [
        (!chosen, Release::NotChosen),
        (chosen && !facts.is_certified(FacilityKind::Training, facts.today), Release::NotHeld),
        (!fit, Release::Responsible),
        (facts.starts > MEASURE_ENDS, Release::TooLate),
    ]
    .into_iter()
    .filter_map(|(unmet, why)| unmet.then_some(why))
    .collect();
    if unmet.is_empty() { Ok(()) } else { Err(unmet) }
}
