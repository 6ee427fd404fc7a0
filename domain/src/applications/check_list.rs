//! The office's check-list: what an application says beside what the register says, as of today (F6–F8).

use serde::{Deserialize, Serialize};

use super::{Facts, Form, Part, Person, Problem, STAFF_ROWS, Sheets, check, readable, release, staff_input};
use crate::{
    accounts::Applying,
    calendar,
    cases::{FieldDiff, diff},
    documents::DocumentView,
    registry::{FacilityKind, Qualification},
};

/// How one line of the check-list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// The register agrees.
    Good,
    /// The register cannot say: somebody must look.
    Look,
    /// The register disagrees.
    Bad,
}

impl Mark {
    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Good => "一致",
            Self::Look => "要確認",
            Self::Bad => "不一致",
        }
    }
}

/// One line of the check-list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLine {
    pub mark: Mark,
    pub label: String,
    /// What was applied for, what the register knows, and what does not fit.
    pub facts: Vec<String>,
}

/// What the office looks at before it decides.
pub fn check_list(
    applying: Applying,
    sheets: &Sheets,
    facts: &Facts,
    document: Option<&DocumentView>,
) -> Vec<CheckLine> {
    let problems: Vec<_> = Part::ALL
        .into_iter()
        .flat_map(|part| check(applying, part, sheets, facts).into_iter().map(move |found| (part, found)))
        .collect();
    let about = |keys: &[&str], row: Option<usize>| -> Vec<String> {
        problems
            .iter()
            .filter(|(_, found)| keys.contains(&found.key.as_str()) && found.row == row)
            .map(|(part, found)| said(applying, *part, &found.key, &found.problem))
            .collect()
    };
    let form1 = &sheets.form1;
    let mut lines = vec![CheckLine {
        mark: if document.is_some() { Mark::Look } else { Mark::Bad },
        label: "申請書・在籍証明書".into(),
        facts: vec![document.map_or_else(
            || "ファイルがありません。".to_owned(),
            |file| format!("{}({})。公印と記載の内容をご確認ください。", file.name, file.extent()),
        )],
    }];
    let current = form1.get("current");
    lines.push(line(
        "現在の施設認定資格",
        vec![format!("申請: {current}"), held_by_facility(facts)],
        &about(&["current"], None),
        false,
    ));
    lines.push(person(
        "施設責任者".into(),
        [form1.get("responsible_no"), form1.get("responsible_name"), form1.get("responsible_kind")],
        facts,
        &about(&["responsible_no", "responsible_name", "responsible_kind"], None),
    ));
    for row in 1..=STAFF_ROWS {
        let typed = ["no", "name", "kind"].map(|column| sheets.form2.get(&staff_input(column, row)).trim());
        if typed.iter().any(|typed| !typed.is_empty()) {
            lines.push(person(
                format!("常勤有資格者 {row}人目"),
                typed,
                facts,
                &about(&["staff"], Some(row)),
            ));
        }
    }
    let of_staff = about(&["staff"], None);
    if !of_staff.is_empty() {
        lines.push(line("常勤有資格者", Vec::new(), &of_staff, false));
    }
    if applying == Applying::Partner {
        lines.push(core(sheets, facts, &about(&["core"], None)));
    }
    let listed =
        ["document", "current", "responsible_no", "responsible_name", "responsible_kind", "staff", "core"];
    let others: Vec<String> = problems
        .iter()
        .filter(|(_, found)| !listed.contains(&found.key.as_str()))
        .map(|(part, found)| said(applying, *part, &found.key, &found.problem))
        .collect();
    if !others.is_empty() {
        lines.push(line("そのほかの項目", Vec::new(), &others, false));
    }
    lines
}

fn line(label: impl Into<String>, mut facts: Vec<String>, problems: &[String], look: bool) -> CheckLine {
    let mark = match (problems.is_empty(), look) {
        (false, _) => Mark::Bad,
        (true, true) => Mark::Look,
        (true, false) => Mark::Good,
    };
    facts.extend(problems.iter().cloned());
    CheckLine { mark, label: label.into(), facts }
}

/// A person who is named, beside the register's (F7).
fn person(label: String, [no, name, kind]: [&str; 3], facts: &Facts, problems: &[String]) -> CheckLine {
    let said = format!("申請: {no} {name} {kind}");
    let known = facts.person(no).map_or_else(|| "登録: この会員番号はありません。".to_owned(), in_register);
    line(label, vec![said, known], problems, kind.ends_with("(認定手続中)"))
}

fn in_register(person: &Person) -> String {
    let left = if person.left { "(退会)" } else { "" };
    let held: Vec<String> = person.held.iter().map(qualification).collect();
    let held = if held.is_empty() { "資格の登録なし".to_owned() } else { held.join("、") };
    format!("登録: {}{left} {held}", person.name)
}

fn qualification(held: &Qualification) -> String {
    format!("{} {} {}", held.kind.label(), held.certificate_no, held.period)
}

fn held_by_facility(facts: &Facts) -> String {
    let held: Vec<String> =
        facts.certified.iter().map(|held| format!("{} {}", held.kind.label(), held.period)).collect();
    if held.is_empty() {
        "登録: 認定の記録なし".to_owned()
    } else {
        format!("登録: {}", held.join("、"))
    }
}

/// 基幹施設との連携, or why there need not be one (F8).
fn core(sheets: &Sheets, facts: &Facts, problems: &[String]) -> CheckLine {
    let said = match (&facts.core, release(sheets, facts)) {
        (Some(core), _) => format!("申請: {}", core.full()),
        (None, Ok(())) => format!(
            "連携なし。移行措置の条件(今日有効な{}、施設責任者の資格、認定開始日)を満たしています。",
            FacilityKind::Training.label()
        ),
        (None, Err(_)) => "連携する基幹施設が選ばれていません。".to_owned(),
    };
    let starts = format!("認定開始日: {}", calendar::slashed(facts.starts));
    line("基幹施設との連携", vec![said, starts], problems, false)
}

fn said(applying: Applying, part: Part, key: &str, problem: &Problem) -> String {
    let form = Form::of(applying, part);
    problem.message(form.field(key).map_or("", |field| field.label))
}

/// What changed from one version to another, by the fields of both forms as people read them.
pub fn changes(applying: Applying, old: &Shown<'_>, new: &Shown<'_>) -> Vec<FieldDiff> {
    Part::ALL
        .into_iter()
        .flat_map(|part| {
            let (before, after) = (old.answers(applying, part), new.answers(applying, part));
            let form = Form::of(applying, part);
            form.fields
                .iter()
                .filter_map(|field| {
                    let text = |answers: &[super::Answer]| {
                        answers
                            .iter()
                            .find(|answer| answer.key == field.key)
                            .map(|answer| answer.text.clone())
                            .unwrap_or_default()
                    };
                    let (before, after) = (text(&before), text(&after));
                    (before != after).then(|| FieldDiff {
                        key: field.key.into(),
                        label: field.label.into(),
                        parts: diff::diff(&before, &after),
                    })
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A version with what its ids stand for.
pub struct Shown<'a> {
    pub sheets: &'a Sheets,
    pub core: Option<&'a super::Core>,
    pub document: Option<&'a DocumentView>,
}

impl Shown<'_> {
    fn answers(&self, applying: Applying, part: Part) -> Vec<super::Answer> {
        readable(&Form::of(applying, part), self.sheets.of(part), self.core, self.document)
    }
}
