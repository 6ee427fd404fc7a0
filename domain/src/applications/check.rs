//! 登録 checks one form whole and names everything that is not right in one go (F3, F6–F8).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Facts, Field, FieldKind, Form, Need, Part, Release, STAFF_ROWS, form::QUALIFICATIONS, release,
    staff_input,
};
use crate::{
    accounts::{AddressProblem, Applying, must_be_email, tidy_address},
    calendar,
    fields::Fields,
    period::Period,
    reading::{self, DayProblem},
    registry::{FacilityKind, Qualification, QualificationKind},
    text::{self, Beyond, Limit},
};

/// What is typed into both forms: some rules look at both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheets {
    pub form1: Fields,
    pub form2: Fields,
}

impl Sheets {
    pub fn of(&self, part: Part) -> &Fields {
        match part {
            Part::Form1 => &self.form1,
            Part::Form2 => &self.form2,
        }
    }

    /// The same with one form replaced.
    #[must_use]
    pub fn with(mut self, part: Part, fields: Fields) -> Self {
        match part {
            Part::Form1 => self.form1 = fields,
            Part::Form2 => self.form2 = fields,
        }
        self
    }
}

/// What is not right with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// Key of the field in the form.
    pub key: String,
    /// The row of 常勤有資格者 that it is about, counted from 1.
    pub row: Option<usize>,
    pub problem: Problem,
}

/// Why a field is not right and what would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    Missing,
    NothingTicked,
    NotAChoice,
    TooLong {
        limit: usize,
        count: usize,
    },
    /// Within the limit as a person counts, but not as a machine does.
    Overladen,
    NotADay(DayProblem),
    InTheFuture {
        #[serde(with = "crate::wire::day")]
        today: Date,
    },
    /// A change takes effect on this day or later (F13).
    InThePast {
        #[serde(with = "crate::wire::day")]
        today: Date,
    },
    /// 返上 after the certification is over anyway (F12).
    AfterTheEnd {
        #[serde(with = "crate::wire::day")]
        last: Date,
    },
    NotANumber,
    NotAPostalCode,
    NotAPhone,
    NotAUrl,
    NotAnEmail(AddressProblem),
    /// 現在の施設認定資格 is not in the register.
    NotHeld(FacilityKind),
    /// No such 会員番号, or somebody else's (F7). The same words: nobody learns who has a number.
    NotThisMember,
    MemberLeft,
    /// The register has no such 資格 on the certification's first day (F7).
    NotQualified {
        kind: QualificationKind,
        #[serde(with = "crate::wire::day")]
        starts: Date,
        held: Vec<Period>,
    },
    /// 基幹施設 needs a full-time 指導医 (F7).
    NoInstructor {
        #[serde(with = "crate::wire::day")]
        starts: Date,
    },
    /// The chosen 診療形態 needs a working 緩和ケアチーム.
    TeamNeeded,
    /// 基幹施設との連携 is empty, and the transition measure does not help (F8).
    NoCore(Vec<Release>),
    /// The chosen facility is no 基幹施設 on the certification's first day (F8).
    CoreNotCertified {
        core: String,
        #[serde(with = "crate::wire::day")]
        starts: Date,
    },
}

impl From<Beyond> for Problem {
    fn from(beyond: Beyond) -> Self {
        match beyond {
            Beyond::Characters { limit, count } => Self::TooLong { limit, count },
            Beyond::Overladen => Self::Overladen,
        }
    }
}

impl Problem {
    /// What the person reads at the field; `label` is the field's.
    pub fn message(&self, label: &str) -> String {
        match self {
            Self::Missing => format!("「{label}」を入力してください。"),
            Self::NothingTicked => format!("「{label}」を1つ以上選択してください。"),
            Self::NotAChoice => format!("「{label}」を選択肢から選んでください。"),
            Self::TooLong { limit, count } => {
                format!("「{label}」は{limit}文字以内で入力してください(現在{count}文字)。")
            }
            Self::Overladen => text::overladen(&format!("「{label}」")),
            Self::NotADay(problem) => problem.message(label),
            Self::InTheFuture { today } => {
                format!("「{label}」は、本日({})以前の日付にしてください。", calendar::slashed(*today))
            }
            Self::InThePast { today } => {
                format!("「{label}」は、{}以降の日付にしてください。", calendar::slashed(*today))
            }
            Self::AfterTheEnd { last } => {
                format!("「{label}」は、認定期間の最終日({})以前の日付にしてください。", calendar::slashed(*last))
            }
            Self::NotANumber => format!("「{label}」は、0以上の整数(6桁まで)で入力してください。例) 1200"),
            Self::NotAPostalCode => format!("「{label}」は、7桁の数字で入力してください。例) 123-4567"),
            Self::NotAPhone => {
                format!("「{label}」は、市外局番から10〜11桁の数字で入力してください。例) 03-1234-5678、03-1234-5678(代) 内線 123")
            }
            Self::NotAUrl => format!("「{label}」は、https:// または http:// から入力してください。"),
            Self::NotAnEmail(problem) => problem.message(label),
            Self::NotHeld(kind) => format!(
                "本日有効な{}の認定が、この施設のアカウントに登録されていません。認定をお持ちの場合は、施設マイページからログインして申請してください。",
                kind.label()
            ),
            Self::NotThisMember => {
                format!("「{label}」: 会員番号と氏名が、会員名簿の登録と一致しません。会員番号と、登録されている氏名をご確認ください。")
            }
            Self::MemberLeft => format!("「{label}」: この会員番号の方は退会しています。"),
            Self::NotQualified { kind, starts, held } => {
                let known = if held.is_empty() {
                    "登録がありません".to_owned()
                } else {
                    held.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
                };
                format!(
                    "「{label}」: 認定開始日({})に有効な{}の資格が確認できません(登録されている認定期間: {known})。認定手続中の場合は「{}(認定手続中)」を選択してください。",
                    calendar::slashed(*starts),
                    kind.label(),
                    kind.label()
                )
            }
            Self::NoInstructor { starts } => format!(
                "基幹施設には、認定開始日({})に資格のある常勤の指導医が1名以上必要です。「{label}」に指導医を記入してください。",
                calendar::slashed(*starts)
            ),
            Self::TeamNeeded => "選択した診療形態では、緩和ケアチームが活動していることが条件です。「あり」の場合は選択し直し、「なし」の場合は診療形態をご確認ください。".into(),
            Self::NoCore(unmet) => {
                let chosen = !unmet.contains(&Release::NotChosen);
                let why: Vec<_> = unmet.iter().map(|unmet| unmet.message()).collect();
                if chosen {
                    format!("「{label}」を選択してください。移行措置は利用できません({})。", why.join("、"))
                } else {
                    format!("「{label}」を選択してください。連携施設の新規申請には、基幹施設との連携が必須です。")
                }
            }
            Self::CoreNotCertified { core, starts } => format!(
                "「{label}」: {core}は、認定開始日({})に基幹施設として認定されていません。別の基幹施設を選択してください。",
                calendar::slashed(*starts)
            ),
        }
    }
}

/// Longest of all other texts: addresses, numbers, the names of people.
const LONGEST: Limit = Limit::of(300);

/// Everything that is not right with one form of an application, in the form's order; nothing: it may be registered.
pub fn check(applying: Applying, part: Part, sheets: &Sheets, facts: &Facts) -> Vec<FieldProblem> {
    let fields = sheets.of(part);
    let form = Form::of(applying, part);
    let mut problems = Vec::new();
    for field in form.fields.iter().filter(|field| field.is_asked(fields)) {
        let mut say = |problem| problems.push(FieldProblem { key: field.key.into(), row: None, problem });
        match field.kind {
            FieldKind::Staff => problems.extend(staff(applying, fields, facts)),
            FieldKind::Core => core(sheets, facts).into_iter().for_each(say),
            FieldKind::Document => {
                if !facts.document {
                    say(Problem::Missing);
                }
            }
            FieldKind::Several(boxes) => {
                if boxes.iter().all(|(input, _)| fields.get(input) != "yes") {
                    say(Problem::NothingTicked);
                }
            }
            _ => typed(field, fields.get(field.key), facts.today)
                .or_else(|| beyond(field.key, fields, facts))
                .into_iter()
                .for_each(say),
        }
    }
    problems
}

/// What can be said of one text by itself.
fn typed(field: &Field, typed: &str, today: Date) -> Option<Problem> {
    let limit = match field.kind {
        FieldKind::Line(limit) | FieldKind::Text(limit) => limit,
        _ => LONGEST,
    };
    match limit.check(typed) {
        Ok(0) => return (!matches!(field.need, Need::Never)).then_some(Problem::Missing),
        Ok(_) => {}
        Err(beyond) => return Some(beyond.into()),
    }
    let typed = typed.trim();
    match field.kind {
        FieldKind::Choice(choices) => (!choices.contains(&typed)).then_some(Problem::NotAChoice),
        FieldKind::PostalCode => reading::postal_code(typed).is_none().then_some(Problem::NotAPostalCode),
        FieldKind::Phone => reading::telephone(typed).is_none().then_some(Problem::NotAPhone),
        FieldKind::Url => {
            let plain = text::plain(typed);
            let plain = plain.trim();
            let address = plain.strip_prefix("https://").or_else(|| plain.strip_prefix("http://"));
            let sound = address.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace));
            (!sound || plain.len() > 300).then_some(Problem::NotAUrl)
        }
        FieldKind::Email => must_be_email(&tidy_address(typed)).err().map(Problem::NotAnEmail),
        FieldKind::Day => match reading::day(typed) {
            Err(problem) => Some(Problem::NotADay(problem)),
            Ok(day) => (day > today).then_some(Problem::InTheFuture { today }),
        },
        FieldKind::Number => reading::number(typed).is_none().then_some(Problem::NotANumber),
        FieldKind::Line(_)
        | FieldKind::Text(_)
        | FieldKind::Member
        | FieldKind::Several(_)
        | FieldKind::Staff
        | FieldKind::Core
        | FieldKind::Document => None,
    }
}

/// What only the register and the other fields know of a text that is right by itself.
fn beyond(key: &str, fields: &Fields, facts: &Facts) -> Option<Problem> {
    match key {
        "current" => {
            let kind = FacilityKind::of_label(fields.get(key))?;
            (!facts.is_certified(kind, facts.today)).then_some(Problem::NotHeld(kind))
        }
        "responsible_no" => {
            let name = fields.get("responsible_name").trim();
            if name.is_empty() {
                return None;
            }
            member(fields.get(key), name, facts)
        }
        "responsible_kind" => {
            let person = facts.person(fields.get("responsible_no"))?;
            qualified(person.held.as_slice(), fields.get(key), facts.starts)
        }
        "team" => {
            let needed = ["practice_hub", "practice_fee"].iter().any(|input| fields.get(input) == "yes");
            (needed && fields.get(key) != "あり").then_some(Problem::TeamNeeded)
        }
        _ => None,
    }
}

/// Number and name must agree with the register (F7).
fn member(number: &str, name: &str, facts: &Facts) -> Option<Problem> {
    match facts.person(number) {
        Some(person) if person.is_called(name) => person.left.then_some(Problem::MemberLeft),
        _ => Some(Problem::NotThisMember),
    }
}

/// The 資格 must hold on the certification's first day; one that is 認定手続中 is the office's to see to (F7).
fn qualified(held: &[Qualification], chosen: &str, starts: Date) -> Option<Problem> {
    let kind: QualificationKind = chosen.parse().ok()?;
    let of_kind: Vec<Period> = held.iter().filter(|held| held.kind == kind).map(|held| held.period).collect();
    let holds = of_kind.iter().any(|period| period.contains(starts));
    (!holds).then_some(Problem::NotQualified { kind, starts, held: of_kind })
}

/// 常勤有資格者: every row that was begun is whole and agrees with the register; 基幹施設 has a 指導医 (F7).
fn staff(applying: Applying, fields: &Fields, facts: &Facts) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let (mut people, mut instructors) = (0, 0);
    for row in 1..=STAFF_ROWS {
        let [no, name, kind] =
            ["no", "name", "kind"].map(|column| fields.get(&staff_input(column, row)).trim());
        if [no, name, kind].iter().all(|typed| typed.is_empty()) {
            continue;
        }
        people += 1;
        let problem = if [no, name, kind].iter().any(|typed| typed.is_empty()) {
            Some(Problem::Missing)
        } else if let Some(beyond) = ["no", "name"]
            .iter()
            .find_map(|column| LONGEST.check(fields.get(&staff_input(column, row))).err())
        {
            Some(beyond.into())
        } else if !QUALIFICATIONS.contains(&kind) {
            Some(Problem::NotAChoice)
        } else {
            member(no, name, facts).or_else(|| {
                let person = facts.person(no)?;
                qualified(&person.held, kind, facts.starts)
            })
        };
        match problem {
            Some(problem) => {
                problems.push(FieldProblem { key: "staff".into(), row: Some(row), problem });
            }
            None => instructors += usize::from(kind.starts_with(QualificationKind::Instructor.label())),
        }
    }
    let missing = match applying {
        Applying::Core if people > 0 && instructors == 0 => {
            Some(Problem::NoInstructor { starts: facts.starts })
        }
        _ => (people == 0).then_some(Problem::Missing),
    };
    problems.extend(missing.map(|problem| FieldProblem { key: "staff".into(), row: None, problem }));
    problems
}

/// A 基幹施設 that is certified on the start day, unless the transition measure releases (F8).
fn core(sheets: &Sheets, facts: &Facts) -> Option<Problem> {
    match &facts.core {
        Some(core) if core.holds_on(facts.starts) => None,
        Some(core) => Some(Problem::CoreNotCertified { core: core.name.clone(), starts: facts.starts }),
        None => release(sheets, facts).err().map(Problem::NoCore),
    }
}
