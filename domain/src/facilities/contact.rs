//! What is typed into 「詳細・変更」 and 「認定返上申請」, checked as 「1.申請書」 checks it (F7, F12, F13).

use jiff::{ToSpan as _, civil::Date};

use super::About;
use crate::{
    accounts::Applying,
    applications::{Facts, Field, FieldProblem, Form, Part, Problem, Sheets, check},
    fields::Fields,
    period::Period,
    registry::FacilityKind,
    text::Limit,
};

/// The inputs that a facility changes at once, by the keys of 「1.申請書」.
pub const CONTACT: [&str; 7] = ["postal_code", "prefecture", "phone", "url", "head", "clerk", "clerk_email"];
/// Longest reason for 返上.
const LONGEST_REASON: Limit = Limit::of(300);

/// The field of 「1.申請書」 with this key.
pub fn field(key: &str) -> Option<Field> {
    Form::of(Applying::Partner, Part::Form1).field(key).copied()
}

/// What is typed, as it is kept: as 「1.申請書」 keeps it (E6), the reason as a long text.
pub fn settled(typed: &Fields, inputs: &[&'static str]) -> Fields {
    let kept = |key: &'static str| {
        let typed = typed.get(key).trim();
        let kept = match field(key) {
            Some(field) => field.settled(typed),
            None => crate::text::unix_lines(typed),
        };
        (key, kept)
    };
    inputs.iter().copied().map(kept).collect()
}

/// What is not right with the contact data.
pub fn check_contact(typed: &Fields, facts: &Facts) -> Vec<FieldProblem> {
    as_form1(&CONTACT, typed, facts)
}

/// What is not right with a change that is asked for. `effective_on` is today or later; 返上 has its day in the
/// certification that it ends.
pub fn check_proposed(
    about: About,
    typed: &Fields,
    facts: &Facts,
    certified: Option<&Period>,
) -> Vec<FieldProblem> {
    let mut problems = match about {
        About::Return => reason(typed),
        About::Name | About::Address | About::Responsible => as_form1(about.inputs(), typed, facts),
    };
    let first = certified.map_or(facts.today, |period| period.start().max(facts.today));
    let in_period = |day: Date| certified.is_none_or(|period| day <= period.end());
    match crate::reading::day(typed.get("effective_on")) {
        Err(found) => problems.push(problem("effective_on", Problem::NotADay(found))),
        Ok(day) if day < first => {
            problems.push(problem("effective_on", Problem::InThePast { today: first }));
        }
        Ok(day) if about == About::Return && !in_period(day) => {
            let last = certified.map_or(first, Period::end);
            problems.push(problem("effective_on", Problem::AfterTheEnd { last }));
        }
        Ok(_) => {}
    }
    problems
}

/// Does a certification end so soon that its renewal has to be thought of?
pub fn is_renewal_due(period: &Period, today: Date) -> bool {
    period.contains(today) && period.end() < today.saturating_add(12.months())
}

fn as_form1(keys: &[&str], typed: &Fields, facts: &Facts) -> Vec<FieldProblem> {
    let sheets = Sheets { form1: typed.clone(), form2: Fields::default() };
    let mut problems = check(Applying::Partner, Part::Form1, &sheets, facts);
    problems.retain(|problem| keys.contains(&problem.key.as_str()));
    problems
}

fn reason(typed: &Fields) -> Vec<FieldProblem> {
    let found = match LONGEST_REASON.check(typed.get("reason").trim()) {
        Ok(0) => Some(Problem::Missing),
        Ok(_) => None,
        Err(beyond) => Some(beyond.into()),
    };
    found.into_iter().map(|found| problem("reason", found)).collect()
}

fn problem(key: &str, problem: Problem) -> FieldProblem {
    FieldProblem { key: key.into(), row: None, problem }
}

/// What the fields of a change are called.
pub fn label(key: &str) -> &'static str {
    match key {
        "effective_on" => "変更日",
        "reason" => "返上の理由",
        key => field(key).map_or("", |field| field.label),
    }
}

/// The 種別 of the page, or nothing where a change is the facility's as a whole.
pub fn kind_of(about: About, page: FacilityKind) -> Option<FacilityKind> {
    about.is_of_kind().then_some(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_renewal_is_due_in_the_last_twelve_months() {
        let period = Period::new(date(2024, 4, 1), date(2029, 3, 31)).expect("a period");
        for (today, due) in [
            (date(2028, 3, 31), false),
            (date(2028, 4, 1), true),
            (date(2029, 3, 31), true),
            (date(2029, 4, 1), false),
        ] {
            assert_eq!(is_renewal_due(&period, today), due, "{today}");
        }
    }
}
