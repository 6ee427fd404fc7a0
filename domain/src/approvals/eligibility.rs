//! Who may supervise which case (P3, P4, A9).

use serde::{Deserialize, Serialize};

use crate::{
    period::{self, Period},
    registry::{Qualification, QualificationKind},
};

/// The days on which a member may supervise: the union of 指導医, 専門医, 暫定指導医, and of 研修指導者資格 as far as 認定医 is
/// held on the same day (P3). Sorted, disjoint, without gaps inside.
pub fn supervising_days(held: &[Qualification]) -> Vec<Period> {
    let of = |kind: QualificationKind| -> Vec<Period> {
        held.iter().filter(|q| q.kind == kind).map(|q| q.period).collect()
    };
    let by_training = period::intersection(
        &period::union(of(QualificationKind::Certified)),
        &period::union(of(QualificationKind::TrainingSupervisor)),
    );
    period::union(
        [
            QualificationKind::Instructor,
            QualificationKind::Specialist,
            QualificationKind::ProvisionalInstructor,
        ]
        .into_iter()
        .flat_map(of)
        .chain(by_training),
    )
}

/// Can this member be chosen for these cases, and if not, why?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Eligibility {
    Eligible,
    /// The applicant (P4).
    Oneself,
    /// Left the society (A9).
    Left,
    /// Never held a supervising qualification.
    NoQualification,
    /// 認定医 without 研修指導者資格.
    CertifiedOnly,
    /// Supervising on `days`, which do not cover the periods of these slots (P3).
    PeriodOutside {
        days: Vec<Period>,
        slots: Vec<(u8, Period)>,
    },
}

impl Eligibility {
    pub fn is_eligible(&self) -> bool {
        matches!(self, Self::Eligible)
    }

    /// Why not, with dates; empty for the eligible.
    pub fn reason(&self) -> String {
        match self {
            Self::Eligible => String::new(),
            Self::Oneself => "ご自身の症例の指導者になることはできません。".into(),
            Self::Left => {
                "退会しているため選択できません。書面での承認については事務局へお問い合わせください。".into()
            }
            Self::NoQualification => {
                "指導者資格(指導医・専門医・研修指導者資格を有する認定医・暫定指導医)がありません。".into()
            }
            Self::CertifiedOnly => "認定医ですが、研修指導者資格がありません。".into(),
            Self::PeriodOutside { days, slots } => {
                let days: Vec<String> = days.iter().map(ToString::to_string).collect();
                let slots: Vec<String> =
                    slots.iter().map(|(slot, period)| format!("番号{slot}({period})")).collect();
                format!(
                    "指導者としての認定期間は{}です。{}の期間が含まれていません。",
                    days.join("、"),
                    slots.join("、")
                )
            }
        }
    }
}

/// May a member with these qualifications supervise cases of these periods? `oneself`: they are the applicant. `left`:
/// they have left the society.
pub fn eligibility(oneself: bool, left: bool, held: &[Qualification], cases: &[(u8, Period)]) -> Eligibility {
    if oneself {
        return Eligibility::Oneself;
    }
    if left {
        return Eligibility::Left;
    }
    let days = supervising_days(held);
    if days.is_empty() {
        let certified = held.iter().any(|q| q.kind == QualificationKind::Certified);
        return if certified { Eligibility::CertifiedOnly } else { Eligibility::NoQualification };
    }
    let outside: Vec<(u8, Period)> =
        cases.iter().filter(|(_, case)| !days.iter().any(|d| d.covers(case))).copied().collect();
    if outside.is_empty() {
        Eligibility::Eligible
    } else {
        Eligibility::PeriodOutside { days, slots: outside }
    }
}
