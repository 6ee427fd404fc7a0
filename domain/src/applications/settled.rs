//! What is typed into the forms, in the one form in which it is kept at 登録 and 申請 (E6).

use super::{Facts, Field, FieldKind, Form, Part, STAFF_ROWS, Sheets, staff_input};
use crate::{
    accounts::{Applying, tidy_address},
    calendar,
    fields::Fields,
    reading, text,
};

/// Key of 施設名ふりがな.
const KANA: &str = "kana";

impl Field {
    /// One of its inputs as it is kept; what cannot be read stays as it was typed, for [`super::check`] to say so.
    pub fn settled(&self, typed: &str) -> String {
        let read = match self.kind {
            FieldKind::Line(_) if self.key == KANA => Some(reading::kana(typed)),
            FieldKind::Line(_) => Some(text::one_line(typed)),
            FieldKind::PostalCode => reading::postal_code(typed),
            FieldKind::Phone => reading::telephone(typed),
            FieldKind::Url => Some(text::plain(typed).trim().to_owned()),
            FieldKind::Email => Some(tidy_address(typed)),
            FieldKind::Day => calendar::parse_day(typed).map(|day| day.to_string()),
            FieldKind::Number => reading::number(typed).map(|number| number.to_string()),
            FieldKind::Member => Some(Facts::number(typed)),
            FieldKind::Text(_) => Some(text::unix_lines(typed)),
            FieldKind::Choice(_)
            | FieldKind::Several(_)
            | FieldKind::Staff
            | FieldKind::Core
            | FieldKind::Document => None,
        };
        read.unwrap_or_else(|| typed.to_owned())
    }
}

impl Form {
    /// Everything of this form as it is kept. Doing it twice changes nothing.
    #[must_use]
    pub fn settled(&self, typed: &Fields) -> Fields {
        let mut settled = self.tidy(typed);
        for field in &self.fields {
            if field.kind == FieldKind::Staff {
                for row in 1..=STAFF_ROWS {
                    let [no, name] = ["no", "name"].map(|column| staff_input(column, row));
                    let (number, person) =
                        (Facts::number(settled.get(&no)), text::one_line(settled.get(&name)));
                    settled.set(no, number);
                    settled.set(name, person);
                }
            } else {
                for input in field.inputs() {
                    let kept = field.settled(settled.get(&input));
                    settled.set(input, kept);
                }
            }
        }
        settled
    }
}

impl Sheets {
    /// Both forms as they are kept.
    #[must_use]
    pub fn settled(self, applying: Applying) -> Self {
        let form = |part, fields| Form::of(applying, part).settled(fields);
        Self { form1: form(Part::Form1, &self.form1), form2: form(Part::Form2, &self.form2) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facilities_20_what_is_typed_is_kept_in_one_form() {
        for (part, input, typed, kept) in [
            (Part::Form1, "name", " 丘の\u{B}病院\u{200B}", "丘の 病院"),
            (Part::Form1, "kana", "オカノビョウイン", "おかのびょういん"),
            (Part::Form1, "postal_code", "１２３４５６７", "123-4567"),
            (Part::Form1, "postal_code", "12-34", "12-34"),
            (Part::Form1, "phone", "０３―１２３４―５６７８（代）", "03-1234-5678(代)"),
            (Part::Form1, "url", " ｈｔｔｐｓ://example.jp\u{200B}", "https://example.jp"),
            (Part::Form1, "clerk_email", "ｔａｒｏ＠example.jp", "taro@example.jp"),
            (Part::Form1, "responsible_no", "１００００１ ", "100001"),
            (Part::Form1, "applied_on", "２０２６/２/１", "2026-02-01"),
            (Part::Form1, "applied_on", "2月1日", "2月1日"),
            (Part::Form2, "beds", "１，２００床", "1200"),
            (Part::Form2, "team_members", "医師１名\u{B}看護師２名", "医師１名\n看護師２名"),
            (Part::Form2, "staff_no_2", "１００\u{200B}００１", "100001"),
            (Part::Form2, "staff_name_2", "緩和\u{202E}花子", "緩和花子"),
            (Part::Form2, "team", "あり", "あり"),
        ] {
            let form = Form::of(Applying::Partner, part);
            let settled = form.settled(&[(input, typed)].into_iter().collect());
            assert_eq!(settled.get(input), kept, "{input} {typed:?}");
            assert_eq!(form.settled(&settled), settled, "{input}, twice");
        }
    }
}
