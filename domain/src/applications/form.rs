//! 1.申請書 and 2.概要書 as data: keys, labels, kinds, limits, and what brings which field (`docs/domain.md`).

use crate::{accounts::Applying, fields::Fields, registry::PREFECTURES, text::Limit};

/// How many people 常勤有資格者 has room for.
pub const STAFF_ROWS: usize = 20;

vocabulary! {
    /// One of the two forms.
    pub enum Part {
        /// 1.申請書
        Form1 = "form1" "1.申請書",
        /// 2.概要書
        Form2 = "form2" "2.概要書",
    }
}

/// How a field is filled in and what is allowed in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Boxes to tick, at least one; input and label of each. A ticked box holds `yes`.
    Several(&'static [(&'static str, &'static str)]),
    /// One line of at most so many characters.
    Line(Limit),
    /// Text of at most so many characters.
    Text(Limit),
    PostalCode,
    Phone,
    Url,
    Email,
    /// A day, today or earlier.
    Day,
    /// A whole number of beds, people or cases in a year.
    Number,
    /// 会員番号: who it is stands in the register (F7).
    Member,
    /// 常勤有資格者: so many rows of 会員番号, 氏名, 資格; inputs by [`staff_input`].
    Staff,
    /// The 基幹施設 to be linked with, found by search; the value is the facility's id (F8).
    Core,
    /// The stamped PDF; the value is its id (F6).
    Document,
}

/// When a field has to be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Always,
    Never,
    /// Shown and required only then.
    When(When),
}

/// What brings a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// This box is ticked.
    Ticked(&'static str),
    /// This field holds this word.
    Is(&'static str, &'static str),
}

impl When {
    pub fn holds(self, fields: &Fields) -> bool {
        match self {
            Self::Ticked(input) => fields.get(input) == "yes",
            Self::Is(input, word) => fields.get(input) == word,
        }
    }

    /// The input that decides.
    pub fn input(self) -> &'static str {
        match self {
            Self::Ticked(input) | Self::Is(input, _) => input,
        }
    }
}

/// One field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// What problems and stored values hang on.
    pub key: &'static str,
    pub label: &'static str,
    pub kind: FieldKind,
    pub need: Need,
    /// What helps to fill it in; empty when nothing is needed.
    pub hint: &'static str,
}

impl Field {
    /// Is it asked for, with what else stands in the form?
    pub fn is_asked(&self, fields: &Fields) -> bool {
        match self.need {
            Need::Always | Need::Never => true,
            Need::When(when) => when.holds(fields),
        }
    }

    pub fn is_required(&self) -> bool {
        !matches!(self.need, Need::Never)
    }

    /// The names of its inputs in HTML and in [`Fields`].
    pub fn inputs(&self) -> Vec<String> {
        match self.kind {
            FieldKind::Several(boxes) => boxes.iter().map(|(input, _)| (*input).to_owned()).collect(),
            FieldKind::Staff => (1..=STAFF_ROWS)
                .flat_map(|row| ["no", "name", "kind"].map(|column| staff_input(column, row)))
                .collect(),
            _ => vec![self.key.to_owned()],
        }
    }
}

/// Name of an input of 常勤有資格者: `column` is `no`, `name` or `kind`, `row` counts from 1.
pub fn staff_input(column: &str, row: usize) -> String {
    format!("staff_{column}_{row}")
}

const CURRENT: [&str; 4] = ["なし", "基幹施設", "連携施設", "認定研修施設"];
/// 資格 of the people named; 「認定手続中」 is one that the register does not have yet.
pub const QUALIFICATIONS: [&str; 6] =
    ["指導医", "専門医", "認定医", "指導医(認定手続中)", "専門医(認定手続中)", "認定医(認定手続中)"];
pub(super) const YES_NO: [&str; 2] = ["あり", "なし"];
const PRACTICES: [(&str, &str); 4] = [
    ("practice_hub", "がん診療拠点病院等(国指定)"),
    ("practice_ward", "「緩和ケア病棟入院料」届出受理施設"),
    ("practice_fee", "「緩和ケア診療加算」届出受理施設"),
    ("practice_other", "緩和ケアを実践している施設"),
];
const HUBS: [&str; 4] = [
    "都道府県がん診療連携拠点病院",
    "地域がん診療連携拠点病院",
    "地域がん診療病院",
    "特定領域がん診療連携拠点病院",
];
const fn line(characters: usize) -> FieldKind {
    FieldKind::Line(Limit::of(characters))
}

const fn text(characters: usize) -> FieldKind {
    FieldKind::Text(Limit::of(characters))
}

const fn field(key: &'static str, label: &'static str, kind: FieldKind) -> Field {
    Field { key, label, kind, need: Need::Always, hint: "" }
}

const fn optional(key: &'static str, label: &'static str, kind: FieldKind) -> Field {
    Field { need: Need::Never, ..field(key, label, kind) }
}

const fn brought(when: When, key: &'static str, label: &'static str, kind: FieldKind) -> Field {
    Field { need: Need::When(when), ..field(key, label, kind) }
}

const FORM1: [Field; 17] = [
    Field {
        hint: "「認定研修施設」を選択した場合、移行措置の条件を満たすと「2.概要書」の「基幹施設との連携」は任意になります。",
        ..field("current", "現在の施設認定資格", FieldKind::Choice(&CURRENT))
    },
    field("name", "施設名", line(100)),
    field("kana", "施設名ふりがな", line(100)),
    Field { hint: "例) 123-4567", ..field("postal_code", "郵便番号", FieldKind::PostalCode) },
    field("prefecture", "都道府県", FieldKind::Choice(&PREFECTURES)),
    Field { hint: "市区町村から入力してください。", ..field("address", "住所", line(200)) },
    Field { hint: "例) 03-1234-5678", ..field("phone", "電話番号", FieldKind::Phone) },
    Field { hint: "例) https://www.example.jp", ..optional("url", "URL", FieldKind::Url) },
    field("head", "施設長氏名", line(50)),
    Field {
        hint: "学会の認定取得者を記入してください。施設としての責任者(施設長)とは異なります。",
        ..field("responsible_no", "施設責任者 会員番号", FieldKind::Member)
    },
    field("responsible_name", "施設責任者 氏名", line(50)),
    field("responsible_kind", "施設責任者 資格", FieldKind::Choice(&QUALIFICATIONS)),
    optional("department", "施設責任者 所属部署・役職", line(100)),
    Field {
        hint: "書面の「申請書」に記入した日付です。", ..field("applied_on", "申請日", FieldKind::Day)
    },
    field("clerk", "事務担当者 氏名", line(50)),
    field("clerk_email", "事務担当者 メールアドレス", FieldKind::Email),
    Field {
        hint: "公印を押した書類をPDFにして、1つのファイルでアップロードしてください(20MBまで、1〜20ページ)。",
        ..field("document", "申請書・在籍証明書", FieldKind::Document)
    },
];

const TEAM: When = When::Is("team", "あり");
const HUB: When = When::Ticked("practice_hub");
const WARD: When = When::Ticked("practice_ward");
const FEE: When = When::Ticked("practice_fee");
const OTHER: When = When::Ticked("practice_other");

const FORM2: [Field; 18] = [
    Field {
        hint: "あてはまるものをすべて選択してください。",
        ..field("practice", "診療形態", FieldKind::Several(&PRACTICES))
    },
    brought(HUB, "hub_kind", "拠点病院の種別", FieldKind::Choice(&HUBS)),
    brought(WARD, "ward_filed_on", "「緩和ケア病棟入院料」届出日", FieldKind::Day),
    brought(WARD, "ward_beds", "緩和ケア病棟の病床数", FieldKind::Number),
    brought(WARD, "ward_admissions", "緩和ケア病棟の年間入院患者数", FieldKind::Number),
    brought(FEE, "fee_filed_on", "「緩和ケア診療加算」届出日", FieldKind::Day),
    Field {
        hint: "「がん診療拠点病院等(国指定)」「緩和ケア診療加算」届出受理施設では、緩和ケアチームが活動していることが条件です。",
        ..field("team", "緩和ケアチーム", FieldKind::Choice(&YES_NO))
    },
    Field {
        hint: "医師・看護師・薬剤師・心理職・医療ソーシャルワーカーなど、職種と人数を記入してください。",
        ..brought(TEAM, "team_members", "緩和ケアチームの構成", text(300))
    },
    brought(TEAM, "team_referrals", "緩和ケアチームの年間新規依頼件数", FieldKind::Number),
    Field {
        hint: "例) 週1回、毎週水曜日",
        ..brought(OTHER, "conference", "緩和ケアカンファレンスの開催頻度", line(100))
    },
    brought(OTHER, "nursing_station", "連携する24時間対応の訪問看護ステーション", line(100)),
    field("beds", "総病床数", FieldKind::Number),
    field("deaths", "年間看取り件数", FieldKind::Number),
    optional("trainees", "受入可能な専攻医の人数", FieldKind::Number),
    optional("departments", "診療科", text(300)),
    optional("training", "研修体制", text(600)),
    Field {
        hint: "施設責任者を含めて、常勤の指導医・専門医・認定医を記入してください。",
        ..field("staff", "常勤有資格者", FieldKind::Staff)
    },
    Field {
        hint: "連携する基幹施設とは、事前にご相談ください。基幹施設への連絡は、合格後の認定開始日に届きます。",
        ..field("core", "基幹施設との連携", FieldKind::Core)
    },
];

/// One of the forms of an application for a 種別.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub applying: Applying,
    pub part: Part,
    pub fields: Vec<Field>,
}

impl Form {
    /// 基幹施設 has no 基幹施設との連携.
    pub fn of(applying: Applying, part: Part) -> Self {
        let all: &[Field] = match part {
            Part::Form1 => &FORM1,
            Part::Form2 => &FORM2,
        };
        let shown = |field: &&Field| applying == Applying::Partner || field.kind != FieldKind::Core;
        Self { applying, part, fields: all.iter().filter(shown).copied().collect() }
    }

    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The text as it is kept: this form's inputs, unix line breaks, nothing empty.
    #[must_use]
    pub fn tidy(&self, fields: &Fields) -> Fields {
        let inputs: Vec<String> = self.fields.iter().flat_map(Field::inputs).collect();
        fields.tidy(inputs.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_input_has_a_name_of_its_own_and_what_brings_a_field_stands_before_it() {
        for applying in Applying::ALL {
            let mut seen = BTreeSet::new();
            for part in Part::ALL {
                for field in Form::of(applying, part).fields {
                    if let Need::When(when) = field.need {
                        assert!(seen.contains(when.input()), "{} before {}", when.input(), field.key);
                    }
                    for input in field.inputs() {
                        assert!(seen.insert(input.clone()), "{input} twice");
                    }
                }
            }
        }
    }

    #[test]
    fn f8_only_a_partner_names_a_core_facility() {
        assert!(Form::of(Applying::Core, Part::Form2).field("core").is_none());
        assert!(Form::of(Applying::Partner, Part::Form2).field("core").is_some());
    }

    #[test]
    fn f3_a_draft_keeps_the_inputs_of_its_own_form() {
        let typed: Fields = [("name", "丘の病院"), ("staff_no_20", "100001"), ("beds", "20"), ("evil", "1")]
            .into_iter()
            .collect();
        assert_eq!(
            Form::of(Applying::Core, Part::Form1).tidy(&typed),
            [("name", "丘の病院")].into_iter().collect()
        );
        assert_eq!(Form::of(Applying::Core, Part::Form2).tidy(&typed).0.len(), 2);
    }
}
