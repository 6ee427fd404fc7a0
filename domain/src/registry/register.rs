//! 「施設名簿」: the public register of certified facilities. What is in here everybody may read: no address for log-in, nobody's
//! number or name.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FacilityKind, PREFECTURES};
use crate::period::Period;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterFilter {
    /// Part of the name, of the kana, or the beginning of a 認定番号.
    pub words: String,
    /// One of [`PREFECTURES`], by its place there.
    pub prefecture: Option<u8>,
    pub kind: Option<FacilityKind>,
    /// From 0.
    pub page: u32,
}

impl RegisterFilter {
    /// Facilities on one page.
    pub const PAGE: u32 = 50;
    /// Beyond these nobody leafs.
    const LAST_PAGE: u32 = 9_999;

    /// What stands in the address; what means nothing filters nothing.
    pub fn read(typed: &TypedRegister) -> Self {
        let place = PREFECTURES.iter().position(|name| *name == typed.prefecture.trim());
        Self {
            words: typed.q.trim().chars().filter(|c| !c.is_control()).take(100).collect(),
            prefecture: place.and_then(|place| u8::try_from(place).ok()),
            kind: typed.kind.parse().ok(),
            page: typed.page.parse::<u32>().map_or(0, |page| page.saturating_sub(1).min(Self::LAST_PAGE)),
        }
    }

    /// 都道府県 that is asked for.
    pub fn prefecture(&self) -> Option<&'static str> {
        self.prefecture.and_then(|place| PREFECTURES.get(usize::from(place)).copied())
    }

    /// Is anything looked for at all?
    pub fn is_narrow(&self) -> bool {
        !self.words.is_empty() || self.prefecture.is_some() || self.kind.is_some()
    }
}

/// The filter as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedRegister {
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub prefecture: String,
    #[serde(default)]
    pub kind: String,
    /// From 1.
    #[serde(default)]
    pub page: String,
}

/// One certification that holds today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRow {
    pub name: String,
    pub kana: String,
    pub prefecture: String,
    pub kind: FacilityKind,
    pub certificate_no: String,
    pub period: Period,
}

/// 「施設名簿」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    pub filter: RegisterFilter,
    pub rows: Vec<RegisterRow>,
    /// How many there are on all pages.
    pub total: u32,
    /// The day for which the list holds.
    #[serde(with = "crate::wire::day")]
    pub today: Date,
}

impl Register {
    /// `51〜100件`, of those on this page.
    pub fn shown(&self) -> Option<(u32, u32)> {
        let rows = u32::try_from(self.rows.len()).ok().filter(|rows| *rows > 0)?;
        let before = self.filter.page * RegisterFilter::PAGE;
        Some((before + 1, before + rows))
    }

    /// Is there a page after this one?
    pub fn has_more(&self) -> bool {
        self.shown().is_some_and(|(_, last)| last < self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_filters_nothing() {
        let typed = |q: &str, prefecture: &str, kind: &str, page: &str| TypedRegister {
            q: q.into(),
            prefecture: prefecture.into(),
            kind: kind.into(),
            page: page.into(),
        };
        let all = RegisterFilter::read(&typed(" \u{3000} ", "火星", "hospital", "x"));
        assert_eq!(all, RegisterFilter::default());
        assert!(!all.is_narrow());
        let some = RegisterFilter::read(&typed(" 青葉\0丘 ", "長野県", "core", "3"));
        assert_eq!((some.words.as_str(), some.prefecture(), some.page), ("青葉丘", Some("長野県"), 2));
        assert_eq!(some.kind, Some(FacilityKind::Core));
        assert!(some.is_narrow());
        for page in ["0", "1", "-1", "99999999999"] {
            assert_eq!(RegisterFilter::read(&typed("", "", "", page)).page, 0, "{page}");
        }
    }

    #[test]
    fn a_page_says_which_of_all_it_shows() {
        let row = RegisterRow {
            name: "丘の病院".into(),
            kana: "おかのびょういん".into(),
            prefecture: "長野県".into(),
            kind: FacilityKind::Core,
            certificate_no: "K0001".into(),
            period: Period::new(Date::constant(2024, 4, 1), Date::constant(2029, 3, 31)).expect("a period"),
        };
        let page = |page, rows, total| Register {
            filter: RegisterFilter { page, ..RegisterFilter::default() },
            rows: vec![row.clone(); rows],
            total,
            today: Date::constant(2026, 10, 1),
        };
        for (page, shown, more) in [
            (page(0, 50, 51), Some((1, 50)), true),
            (page(1, 1, 51), Some((51, 51)), false),
            (page(0, 50, 50), Some((1, 50)), false),
            (page(0, 0, 0), None, false),
        ] {
            assert_eq!((page.shown(), page.has_more()), (shown, more));
        }
    }
}
