//! The form of a case report as data (C4): keys, labels, kinds, limits. One renderer shows it, one check reads it, and
//! the supervisor's comments hang on its keys.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::{CATEGORIES, CaseSet, Limits};
use crate::text::Limit;

/// Input name of 備考, which is beside the form and never reaches the supervisor (C7).
pub const MEMO_KEY: &str = "memo";
/// 備考, unless the society says otherwise.
const MEMO_LIMIT: Limit = Limit::of(200);

pub(super) const AGES: [&str; 10] =
    ["10歳未満", "10歳代", "20歳代", "30歳代", "40歳代", "50歳代", "60歳代", "70歳代", "80歳代", "90歳以上"];
pub(super) const SEXES: [&str; 2] = ["男性", "女性"];
pub(super) const SETTINGS: [&str; 5] = ["緩和ケア病棟", "緩和ケアチーム", "外来", "在宅", "その他"];
pub(super) const ROLES: [&str; 3] = ["主治医", "担当医", "チーム医師"];
pub(super) const OUTCOMES: [&str; 6] = ["死亡", "転院", "在宅", "軽快", "継続", "その他"];

/// How a field is filled in and what is allowed in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum FieldKind {
    /// A certification record, found by search; the value is its id (C5).
    Record,
    /// Two days, inputs `start_on` and `end_on` (C6).
    Period,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One line of at most so many characters.
    Line(Limit),
    /// Text of at most so many characters.
    Text(Limit),
    /// A box to tick; the value is `yes`.
    Confirm,
}

/// One field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// What per-field comments, problems and stored values hang on.
    pub key: &'static str,
    pub label: &'static str,
    pub kind: FieldKind,
    pub required: bool,
}

impl Field {
    /// The names of its inputs in HTML and in [`super::Fields`].
    pub fn inputs(&self) -> &'static [&'static str] {
        match self.kind {
            FieldKind::Period => &["start_on", "end_on"],
            _ => KEYS.iter().find(|k| k[0] == self.key).map_or(&[], |k| k.as_slice()),
        }
    }

    /// The limit, for fields that have one.
    pub fn limit(&self) -> Option<Limit> {
        match self.kind {
            FieldKind::Line(limit) | FieldKind::Text(limit) => Some(limit),
            _ => None,
        }
    }
}

/// Every key as a one-element list, so that `inputs` can lend it.
const KEYS: [[&str; 1]; 16] = [
    ["facility"],
    ["category"],
    ["age"],
    ["sex"],
    ["diagnosis"],
    ["setting"],
    ["role"],
    ["history"],
    ["background"],
    ["assessment"],
    ["problems"],
    ["course"],
    ["outcome"],
    ["discussion"],
    ["references"],
    ["anonymous"],
];

const fn field(key: &'static str, label: &'static str, kind: FieldKind) -> Field {
    Field { key, label, kind, required: true }
}

const fn text(key: &'static str, label: &'static str, characters: usize) -> Field {
    field(key, label, FieldKind::Text(Limit::of(characters)))
}

const FULL: [Field; 17] = [
    field("facility", "診療施設名", FieldKind::Record),
    field("period", "主に緩和医療を提供した期間", FieldKind::Period),
    field("category", "症例区分", FieldKind::Choice(&CATEGORIES)),
    field("age", "年齢", FieldKind::Choice(&AGES)),
    field("sex", "性別", FieldKind::Choice(&SEXES)),
    field("diagnosis", "診断名", FieldKind::Line(Limit::of(100))),
    field("setting", "診療の場", FieldKind::Choice(&SETTINGS)),
    field("role", "申請者の立場", FieldKind::Choice(&ROLES)),
    text("history", "介入時までの現病歴", 1_200),
    text("background", "既往歴・社会的背景", 600),
    text("assessment", "介入時の評価", 1_200),
    text("problems", "問題点", 600),
    text("course", "介入後の経過", 1_600),
    field("outcome", "転帰", FieldKind::Choice(&OUTCOMES)),
    text("discussion", "考察", 1_600),
    Field { required: false, ..text("references", "参考文献", 600) },
    field("anonymous", "個人を特定できる情報を含まないことの確認", FieldKind::Confirm),
];

/// The form of one set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub set: CaseSet,
    pub fields: Vec<Field>,
    /// Limit of 備考.
    pub memo_limit: Limit,
}

impl Form {
    /// The form of a set: 移行 and 認定医 have no 問題点 and no 参考文献 (C4).
    pub fn of(set: CaseSet) -> Self {
        let shown = |field: &Field| match set {
            CaseSet::Specialist => true,
            CaseSet::Transition | CaseSet::Certified => !matches!(field.key, "problems" | "references"),
        };
        Self { set, fields: FULL.into_iter().filter(shown).collect(), memo_limit: MEMO_LIMIT }
    }

    /// The form with the limits that the society has set.
    #[must_use]
    pub fn limited(mut self, limits: &Limits) -> Self {
        for field in &mut self.fields {
            if let FieldKind::Line(limit) | FieldKind::Text(limit) = &mut field.kind {
                *limit = limits.of(field.key, *limit);
            }
        }
        self.memo_limit = limits.of(MEMO_KEY, self.memo_limit);
        self
    }

    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// All input names in order; 備考 is not among them (C7).
    pub fn inputs(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.fields.iter().flat_map(|field| field.inputs().iter().copied())
    }
}

/// The key of a field that some set has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FieldKey(&'static str);

impl FieldKey {
    /// Nothing where no set has a field of this key.
    pub fn of(key: &str) -> Option<Self> {
        FULL.iter().find(|field| field.key == key).map(|field| Self(field.key))
    }

    pub fn label(self) -> &'static str {
        label_of(self.0).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for FieldKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        Self::of(&key).ok_or_else(|| D::Error::custom("no field has this key"))
    }
}

/// The label of a field's key, also for keys that only another set has, and of 備考.
pub fn label_of(key: &str) -> Option<&'static str> {
    if key == MEMO_KEY {
        return Some("備考");
    }
    FULL.iter().find(|field| field.key == key).map(|field| field.label)
}
