//! The three sets of case reports as data (C1, C2).

use serde::{Deserialize, Serialize};

/// 症例区分 in the guide's order.
pub const CATEGORIES: [&str; 7] = [
    "痛み",
    "身体症状(痛み以外)",
    "精神症状",
    "せん妄",
    "苦痛緩和のための鎮静",
    "社会的な関わり",
    "スピリチュアルな関わり",
];

/// The categories of 認定医新規申請.
const CERTIFIED_CATEGORIES: [&str; 5] =
    ["痛み", "身体症状(痛み以外)", "精神症状", "社会的な関わり", "スピリチュアルな関わり"];

vocabulary! {
    /// 申請種別: which application the reports are for.
    pub enum CaseSet {
        /// 専門医新規申請, 20 cases, each approved by a supervisor.
        Specialist = "specialist" "専門医新規申請",
        /// 専門医移行申請, 7 cases, one per category.
        Transition = "transition" "専門医移行申請",
        /// 認定医新規申請, 5 cases.
        Certified = "certified" "認定医新規申請",
    }
}

impl CaseSet {
    /// `専門医新規申請(20例)`, the heading of the list.
    pub fn heading(self) -> String {
        format!("{}({}例)", self.label(), self.slots())
    }

    /// How many slots the set has.
    pub fn slots(self) -> u8 {
        match self {
            Self::Specialist => 20,
            Self::Transition => 7,
            Self::Certified => 5,
        }
    }

    /// Do its cases go to a supervisor?
    pub fn needs_approval(self) -> bool {
        matches!(self, Self::Specialist)
    }

    /// The categories that must occur, in order.
    pub fn categories(self) -> &'static [&'static str] {
        match self {
            Self::Specialist | Self::Transition => &CATEGORIES,
            Self::Certified => &CERTIFIED_CATEGORIES,
        }
    }

    /// The category a slot starts with: `None` for the free slots 8–20 of 専門医新規申請 (C2).
    pub fn default_category(self, slot: Slot) -> Option<&'static str> {
        self.categories().get(usize::from(slot.number()) - 1).copied()
    }

    /// The category a slot shows: what was chosen, else what it starts with, else nothing (C2).
    pub fn category_or_default(self, slot: Slot, chosen: &str) -> &str {
        if chosen.is_empty() { self.default_category(slot).unwrap_or_default() } else { chosen }
    }

    /// Is the category given by the slot and not to be changed? (C2)
    pub fn category_is_fixed(self) -> bool {
        !matches!(self, Self::Specialist)
    }

    /// All slots of the set, in order.
    pub fn all_slots(self) -> impl Iterator<Item = Slot> {
        (1..=self.slots()).map(Slot)
    }
}

/// 番号 of a case in its set, from 1. What is sent as such is one of the largest set, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub struct Slot(u8);

impl From<Slot> for u8 {
    fn from(slot: Slot) -> Self {
        slot.0
    }
}

impl TryFrom<u8> for Slot {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::new(CaseSet::Specialist, number).ok_or("no set has this slot")
    }
}

impl Slot {
    /// The slot, when the set has one of this number.
    pub fn new(set: CaseSet, number: u8) -> Option<Self> {
        (1..=set.slots()).contains(&number).then_some(Self(number))
    }

    pub fn number(self) -> u8 {
        self.0
    }
}
