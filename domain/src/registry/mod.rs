//! What the society knows: people, qualifications, facilities and certification records.

mod import;
mod numbers;
mod office;
mod refused;
mod register;

pub use import::*;
pub use office::*;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CertificationId, FacilityId},
    period::Period,
    text,
};

pub use numbers::{certificate_no, facility_no, series};
pub use refused::ImportRefused;
pub use register::{Register, RegisterFilter, RegisterRow, TypedRegister};

vocabulary! {
    /// 資格 of a member.
    pub enum QualificationKind {
        Instructor = "指導医",
        Specialist = "専門医",
        Certified = "認定医",
        TrainingSupervisor = "研修指導者資格",
        ProvisionalInstructor = "暫定指導医",
    }
}

impl QualificationKind {
    /// The word that people read: the register's own.
    pub fn label(self) -> &'static str {
        self.key()
    }
}

/// 種別 of a facility's certification. Register and database hold its label. Mails in the outbox spell it as Rust does, so
/// that the program of an earlier release can send them too; whatever is sent by a form is its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FacilityKind {
    #[serde(alias = "core")]
    Core,
    #[serde(alias = "partner")]
    Partner,
    #[serde(alias = "training")]
    Training,
}

vocabulary! {
    impl FacilityKind {
        Core = "core" "基幹施設",
        Partner = "partner" "連携施設",
        Training = "training" "認定研修施設",
    }
}

impl FacilityKind {
    /// The kind that the register or the database calls so.
    pub fn of_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.label() == label)
    }
}

/// 都道府県, in the order in which lists name them.
#[rustfmt::skip]
pub const PREFECTURES: [&str; 47] = [
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県",
    "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
];

/// The profession of physicians; every other word is another profession (A2).
pub const PHYSICIAN: &str = "医師";

/// Is this profession the one for which 認定システム is open? (A2)
pub fn is_physician(profession: &str) -> bool {
    profession == PHYSICIAN
}

/// Has a member with this 退会日 left? The day itself is the last day of membership (A9).
pub fn has_left(left_on: Option<Date>, today: Date) -> bool {
    left_on.is_some_and(|last_day| last_day < today)
}

/// What a facility is found by: name, kana and number, each folded for itself, so that no word reaches from one into the
/// next.
pub fn facility_search_key(name: &str, kana: &str, facility_no: &str) -> String {
    [name, kana, facility_no].map(text::search_key).join(" ")
}

/// One qualification of a member, as far as P3 needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    pub kind: QualificationKind,
    pub certificate_no: String,
    pub period: Period,
}

/// One certification record as people choose it (C5): a facility appears once per record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    pub id: CertificationId,
    pub facility: FacilityId,
    pub name: String,
    pub prefecture: String,
    pub kind: FacilityKind,
    pub certificate_no: String,
    pub period: Period,
    /// Its period was over on the day it was looked up.
    pub ended: bool,
}

impl RecordView {
    /// Over on `today`? Such a record stays selectable (C5).
    pub fn has_ended(period: &Period, today: Date) -> bool {
        period.end() < today
    }

    /// `みどり野中央病院 基幹施設 K0012`
    pub fn name_and_number(&self) -> String {
        format!("{} {} {}", self.name, self.kind.label(), self.certificate_no)
    }

    /// `みどり野中央病院(基幹施設 K0012 2024/04/01〜2029/03/31)(認定終了)`
    pub fn full(&self) -> String {
        let ended = if self.ended { "(認定終了)" } else { "" };
        format!("{}({} {} {}){ended}", self.name, self.kind.label(), self.certificate_no, self.period)
    }
}
