//! A form as people read it: before 申請, in the office, on paper.

use super::{Core, FieldKind, Form, STAFF_ROWS, staff_input};
use crate::{calendar, documents::DocumentView, fields::Fields};

/// One line: what is asked and what was answered, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub key: &'static str,
    pub label: &'static str,
    /// Empty when nothing was answered.
    pub text: String,
}

/// The answers of a form in its order; what is not asked for is not among them.
pub fn readable(
    form: &Form,
    fields: &Fields,
    core: Option<&Core>,
    document: Option<&DocumentView>,
) -> Vec<Answer> {
    form.fields
        .iter()
        .filter(|field| field.is_asked(fields))
        .map(|field| {
            let typed = fields.get(field.key).trim();
            let text = match field.kind {
                FieldKind::Several(boxes) => {
                    let ticked: Vec<&str> = boxes
                        .iter()
                        .filter(|(input, _)| fields.get(input) == "yes")
                        .map(|(_, label)| *label)
                        .collect();
                    ticked.join("\n")
                }
                FieldKind::Staff => staff(fields),
                FieldKind::Core => core.map(Core::full).unwrap_or_default(),
                FieldKind::Document => {
                    document.map(|file| format!("{}({})", file.name, file.extent())).unwrap_or_default()
                }
                FieldKind::Day => calendar::parse_day(typed).map_or(typed.to_owned(), calendar::slashed),
                _ => typed.to_owned(),
            };
            Answer { key: field.key, label: field.label, text }
        })
        .collect()
}

/// `100001 緩和 花子 指導医`, a line each.
fn staff(fields: &Fields) -> String {
    (1..=STAFF_ROWS)
        .map(|row| {
            ["no", "name", "kind"].map(|column| fields.get(&staff_input(column, row)).trim()).join(" ")
        })
        .filter(|line| !line.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{accounts::Applying, applications::Part};

    #[test]
    fn what_is_not_asked_for_is_not_read() {
        let form = Form::of(Applying::Partner, Part::Form2);
        let fields: Fields = [
            ("practice_ward", "yes"),
            ("practice_other", "yes"),
            ("ward_filed_on", "2020-4-1"),
            ("hub_kind", "地域がん診療病院"),
            ("staff_no_2", "100001"),
            ("staff_name_2", "緩和 花子"),
            ("staff_kind_2", "指導医"),
        ]
        .into_iter()
        .collect();
        let answers = readable(&form, &fields, None, None);
        let text =
            |key: &str| answers.iter().find(|answer| answer.key == key).map(|answer| answer.text.as_str());
        assert_eq!(text("practice"), Some("「緩和ケア病棟入院料」届出受理施設\n緩和ケアを実践している施設"));
        assert_eq!(text("ward_filed_on"), Some("2020/04/01"));
        assert_eq!(text("hub_kind"), None, "no 拠点病院");
        assert_eq!(text("staff"), Some("100001 緩和 花子 指導医"));
        assert_eq!(text("core"), Some(""));
    }
}
