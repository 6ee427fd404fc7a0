//! Members and facilities as the office looks for them and sees them.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{FacilityKind, Qualification};
use crate::{
    accounts::Applying,
    applications,
    audit::AuditLine,
    cases::{CaseSet, Slot, StateName},
    ids::{ApplicationId, CaseId, CertificationId, FacilityId, MemberId},
    period::Period,
    wire,
};

/// Rows on one page of 「会員」 and 「施設」.
pub const OFFICE_PAGE: usize = 50;

vocabulary! {
    /// 職種, as far as the system tells professions apart (A2).
    pub enum Profession {
        Physician = "physician" "医師",
        Other = "other" "医師以外",
    }
}

vocabulary! {
    /// 在籍 or 退会 (A9).
    pub enum Membership {
        Present = "present" "在籍",
        Left = "left" "退会",
    }
}

vocabulary! {
    /// How a facility's certification stands today.
    pub enum Standing {
        Running = "running" "認定中",
        Ended = "ended" "終了",
        Never = "never" "なし",
    }
}

impl Standing {
    /// Of these periods. What begins later counts as running: the facility has it.
    pub fn of(periods: impl IntoIterator<Item = Period>, today: Date) -> Self {
        periods.into_iter().fold(Self::Never, |known, period| {
            if known == Self::Running || period.end() >= today { Self::Running } else { Self::Ended }
        })
    }
}

/// 「会員」: what is looked for, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberFilter {
    /// Words of 会員番号, name, kana or e-mail; all must match.
    #[serde(default)]
    pub words: String,
    #[serde(default)]
    pub profession: Option<Profession>,
    #[serde(default)]
    pub membership: Option<Membership>,
    /// From 1.
    #[serde(default)]
    pub page: u32,
}

/// One member of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    pub id: MemberId,
    pub member_no: String,
    pub name: String,
    pub kana: String,
    pub profession: String,
    pub affiliation: String,
    pub email: String,
    pub membership: Membership,
}

/// One page of 「会員」.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberList {
    pub filter: MemberFilter,
    pub rows: Vec<MemberRow>,
    /// All that match, on every page.
    pub matching: u32,
}

/// 「施設」: what is looked for, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacilityFilter {
    /// Words of name, kana, 施設番号, 認定番号 or log-in address; all must match.
    #[serde(default)]
    pub words: String,
    /// Empty: all.
    #[serde(default)]
    pub prefecture: String,
    #[serde(default)]
    pub kind: Option<FacilityKind>,
    /// Of the chosen 種別 when there is one, else of any.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// From 1.
    #[serde(default)]
    pub page: u32,
}

/// One facility of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacilityRow {
    pub id: FacilityId,
    /// Nothing for a hospital that has only signed up (A8).
    pub facility_no: Option<String>,
    /// The hospital, or whoever signed up.
    pub name: String,
    pub prefecture: String,
    pub email: Option<String>,
    /// 種別 that is certified today or will be.
    pub running: Vec<FacilityKind>,
    pub standing: Standing,
}

/// One page of 「施設」.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacilityList {
    pub filter: FacilityFilter,
    pub rows: Vec<FacilityRow>,
    /// All that match, on every page.
    pub matching: u32,
}

/// How an account has been used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountUse {
    /// When the present password was set; nothing: there is none yet.
    #[serde(with = "wire::maybe_moment")]
    pub password_set_at: Option<Timestamp>,
    #[serde(with = "wire::maybe_moment")]
    pub last_sign_in: Option<Timestamp>,
    /// Sessions that are open now.
    pub sessions: u32,
}

/// A case of a member, as far as the office's page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberCase {
    pub id: CaseId,
    pub set: CaseSet,
    pub slot: Slot,
    pub state: StateName,
    /// 症例区分 of the registered version; empty before 登録.
    pub category: String,
    /// Approved on paper (P9).
    pub on_paper: bool,
}

/// What a member was asked to judge, by what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub waiting: u32,
    pub approved: u32,
    pub rejected: u32,
    pub withdrawn: u32,
}

/// 「会員」: everything that is known of one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeMember {
    pub id: MemberId,
    pub member_no: String,
    pub name: String,
    pub kana: String,
    pub email: String,
    pub profession: String,
    pub affiliation: String,
    #[serde(with = "wire::day")]
    pub joined_on: Date,
    #[serde(with = "wire::maybe_day")]
    pub left_on: Option<Date>,
    pub membership: Membership,
    pub account: AccountUse,
    pub qualifications: Vec<Qualification>,
    /// By set, then slot.
    pub cases: Vec<MemberCase>,
    pub judged: Judged,
    /// The newest lines by or about this person.
    pub audit: Vec<AuditLine>,
    #[serde(with = "wire::day")]
    pub today: Date,
}

/// One certification record of a facility, with who is responsible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRecord {
    pub id: CertificationId,
    pub kind: FacilityKind,
    pub certificate_no: String,
    pub period: Period,
    /// 施設責任者
    pub responsible: Option<(MemberId, String)>,
}

/// One application of a facility.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacilityApplication {
    pub id: ApplicationId,
    pub applying: Applying,
    pub state: applications::StateName,
    #[serde(with = "wire::maybe_moment")]
    pub submitted_at: Option<Timestamp>,
}

/// What is known of how to reach a facility; empty where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub postal_code: String,
    pub address: String,
    pub phone: String,
    pub url: String,
    /// 施設長氏名
    pub head: String,
    /// 施設責任者 所属部署・役職
    pub department: String,
    /// 事務担当者
    pub clerk: String,
    pub clerk_email: String,
}

/// 「施設」: everything that is known of one facility.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeFacility {
    pub id: FacilityId,
    pub facility_no: Option<String>,
    /// Empty until the hospital has said its name.
    pub name: String,
    pub kana: String,
    pub prefecture: String,
    pub contact: Contact,
    /// Whoever signed up, and when; nobody for facilities that came by import (A8).
    pub signed_up: Option<SignedUpBy>,
    pub email: Option<String>,
    pub account: AccountUse,
    /// Those that end last first.
    pub records: Vec<HeldRecord>,
    /// The newest first.
    pub applications: Vec<FacilityApplication>,
    /// The newest lines by or about this facility.
    pub audit: Vec<AuditLine>,
    #[serde(with = "wire::day")]
    pub today: Date,
}

/// Who made a facility's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedUpBy {
    pub name: String,
    #[serde(with = "wire::moment")]
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn years(from: i16, to: i16) -> Period {
        Period::new(date(from, 4, 1), date(to, 3, 31)).expect("a period")
    }

    #[test]
    fn a_facility_stands_as_its_best_record_does() {
        let today = date(2026, 10, 1);
        let (old, now, next) = (years(2014, 2019), years(2024, 2029), years(2027, 2032));
        for (periods, standing) in [
            (vec![], Standing::Never),
            (vec![old], Standing::Ended),
            (vec![old, now], Standing::Running),
            (vec![now, old], Standing::Running),
            (vec![old, next], Standing::Running),
            (vec![years(2021, 2026)], Standing::Ended),
        ] {
            assert_eq!(Standing::of(periods.clone(), today), standing, "{periods:?}");
        }
        let last_day = Period::new(date(2021, 10, 1), today).expect("a period");
        assert_eq!(Standing::of([last_day], today), Standing::Running);
    }

    #[test]
    fn keys_are_found_again() {
        for choice in Profession::ALL {
            assert_eq!(choice.key().parse(), Ok(choice));
        }
        for choice in Membership::ALL {
            assert_eq!(choice.key().parse(), Ok(choice));
        }
        for choice in Standing::ALL {
            assert_eq!(choice.key().parse(), Ok(choice));
        }
    }
}
