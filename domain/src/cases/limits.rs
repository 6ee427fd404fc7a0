//! The limits of the texts, as a society may set them (C4).

use std::{collections::BTreeMap, ops::RangeInclusive, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{CaseSet, Form, MEMO_KEY};
use crate::text::Limit;

/// Limits that differ from the form's own, in characters as a person counts them: by field key, and [`MEMO_KEY`] for 備考.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits(BTreeMap<String, usize>);

impl Limits {
    /// What a limit may be: a form of nine texts at the highest still goes through in one post.
    pub const ALLOWED: RangeInclusive<usize> = 1..=2_500;

    /// The limit of a text: the society's, else the form's own.
    pub fn of(&self, key: &str, own: Limit) -> Limit {
        self.0.get(key).map_or(own, |characters| Limit::of(*characters))
    }
}

/// Why limits cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitError {
    /// Not `key=number`.
    NotAPair(String),
    /// No field with a limit has this key.
    Unknown(String),
    /// Not within [`Limits::ALLOWED`].
    NotAllowed { key: String, typed: String },
}

impl std::fmt::Display for LimitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (least, most) = (Limits::ALLOWED.start(), Limits::ALLOWED.end());
        match self {
            Self::NotAPair(typed) => write!(f, "「{typed}」は history=1500 の形ではありません"),
            Self::Unknown(key) => {
                write!(f, "文字数を決められる項目に「{key}」はありません(あるもの: {})", known().join("、"))
            }
            Self::NotAllowed { key, typed } => {
                write!(f, "「{key}」の文字数「{typed}」は {least} から {most} までの整数ではありません")
            }
        }
    }
}

impl std::error::Error for LimitError {}

/// Keys of the texts that have a limit.
fn known() -> Vec<&'static str> {
    let form = Form::of(CaseSet::Specialist);
    let fields = form.fields.iter().filter(|field| field.limit().is_some()).map(|field| field.key);
    fields.chain([MEMO_KEY]).collect()
}

impl FromStr for Limits {
    type Err = LimitError;

    /// Reads `history=1500,memo=300`.
    fn from_str(typed: &str) -> Result<Self, LimitError> {
        let mut limits = BTreeMap::new();
        for pair in typed.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (key, number) = pair.split_once('=').ok_or_else(|| LimitError::NotAPair(pair.to_owned()))?;
            let (key, number) = (key.trim(), number.trim());
            if !known().contains(&key) {
                return Err(LimitError::Unknown(key.to_owned()));
            }
            let limit = number.parse().ok().filter(|limit| Self::ALLOWED.contains(limit));
            let limit =
                limit.ok_or_else(|| LimitError::NotAllowed { key: key.into(), typed: number.into() })?;
            limits.insert(key.to_owned(), limit);
        }
        Ok(Self(limits))
    }
}
