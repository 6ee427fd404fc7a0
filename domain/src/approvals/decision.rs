//! What a decision and a message need (P1, P6).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    cases::{CaseRefused, FieldKey, Form, RefusedText},
    text::{self, Beyond, Limit},
};

/// 通信欄 (P1).
pub const MESSAGE_LIMIT: Limit = Limit::of(200);
/// Each comment (P6).
pub const COMMENT_LIMIT: Limit = Limit::of(1_000);
/// What may stand beside each other in one box before it is a decision: nobody fills a database by an old screen.
const TOGETHER_LIMIT: Limit = Limit::of(10 * COMMENT_LIMIT.characters());
/// Stands between two comments that were written on two screens at the same time.
const ELSEWHERE: &str = "【別の画面で入力したコメント】";

/// The supervisor's words: one per field at most, and one for the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comments {
    pub general: String,
    /// By the field's key.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

impl Comments {
    /// The same without surrounding space, without empty comments and without keys that the form does not have.
    #[must_use]
    pub fn tidy(&self, form: &Form) -> Self {
        Self {
            general: text::unix_lines(self.general.trim()),
            fields: self
                .fields
                .iter()
                .filter(|(key, comment)| form.field(key).is_some() && !comment.trim().is_empty())
                .map(|(key, comment)| (key.clone(), text::unix_lines(comment.trim())))
                .collect(),
        }
    }

    /// What was typed on an older draft, put beside a newer one: no word of either is missing (C11). Where one holds the
    /// words of the other it stands alone; where they differ, the newer ones come first.
    #[must_use]
    pub fn beside(&self, newer: &Self) -> Self {
        let keys: BTreeSet<&String> = self.fields.keys().chain(newer.fields.keys()).collect();
        let of = |comments: &Self, key| {
            comments.fields.get(key).map(String::as_str).unwrap_or_default().to_owned()
        };
        Self {
            general: both(&newer.general, &self.general),
            fields: keys
                .into_iter()
                .map(|key| (key.clone(), both(&of(newer, key), &of(self, key))))
                .collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.general.trim().is_empty() && self.fields.values().all(|c| c.trim().is_empty())
    }

    /// Every comment within its limit?
    pub fn fit(&self, form: &Form) -> Result<(), CaseRefused> {
        self.each(form, |comment| COMMENT_LIMIT.check(comment))
    }

    /// Is there room for these as a draft of comments that stand beside each other ([`Self::beside`])?
    pub fn fit_together(&self, form: &Form) -> Result<(), CaseRefused> {
        self.each(form, |comment| TOGETHER_LIMIT.check_draft(comment))
    }

    fn each(&self, form: &Form, check: impl Fn(&str) -> Result<usize, Beyond>) -> Result<(), CaseRefused> {
        let of_the_form = |key: &String| form.field(key).and_then(|field| FieldKey::of(field.key));
        let fields = self
            .fields
            .iter()
            .filter_map(|(key, text)| Some((RefusedText::Comment(of_the_form(key)?), text.as_str())));
        for (what, comment) in fields.chain([(RefusedText::General, self.general.as_str())]) {
            check(comment).map_err(|beyond| CaseRefused::beyond(beyond, what))?;
        }
        Ok(())
    }
}

fn both(newer: &str, older: &str) -> String {
    if newer.contains(older.trim()) {
        newer.to_owned()
    } else if older.contains(newer.trim()) {
        older.to_owned()
    } else {
        format!("{newer}\n\n{ELSEWHERE}\n{older}")
    }
}

/// 非承認 needs a comment on at least one field or a general one, each within its limit (P6).
pub fn may_reject(comments: &Comments, form: &Form) -> Result<(), CaseRefused> {
    if comments.is_empty() {
        return Err(CaseRefused::CommentNeeded);
    }
    comments.fit(form)
}

/// 通信欄 within its limit? (P1)
pub fn message_fits(message: &str) -> Result<(), CaseRefused> {
    // As it is kept: without the blanks around it.
    let fits = MESSAGE_LIMIT.check(message.trim());
    fits.map(|_| ()).map_err(|beyond| CaseRefused::beyond(beyond, RefusedText::Message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::CaseSet;

    fn comments(general: &str, fields: &[(&str, &str)]) -> Comments {
        Comments {
            general: general.into(),
            fields: fields.iter().map(|(key, text)| ((*key).into(), (*text).into())).collect(),
        }
    }

    fn form() -> Form {
        Form::of(CaseSet::Specialist)
    }

    #[test]
    fn p6_a_rejection_needs_at_least_one_comment() {
        for (comments, expected) in [
            (comments("", &[]), Err(CaseRefused::CommentNeeded)),
            (comments(" \n\u{3000}", &[("course", "  ")]), Err(CaseRefused::CommentNeeded)),
            (comments("全体に。", &[]), Ok(())),
            (comments("", &[("course", "経過の日付を。")]), Ok(())),
        ] {
            assert_eq!(may_reject(&comments, &form()), expected, "{comments:?}");
        }
    }

    #[test]
    fn c11_comments_of_two_screens_stand_beside_each_other() {
        for (newer, older, together) in [
            ("", "", ""),
            ("新", "", "新"),
            ("新", " \n", "新"),
            ("", "旧", "旧"),
            ("同じ", "同じ", "同じ"),
            ("経過の日付を。", "経過の", "経過の日付を。"),
            ("経過の", "経過の日付を。", "経過の日付を。"),
            ("新", "旧", "新\n\n【別の画面で入力したコメント】\n旧"),
        ] {
            let (newer, older) =
                (comments(newer, &[("course", newer)]), comments(older, &[("course", older)]));
            assert_eq!(
                older.beside(&newer),
                comments(together, &[("course", together)]),
                "{newer:?} {older:?}"
            );
            let again = older.beside(&older.beside(&newer));
            assert_eq!(
                again,
                comments(together, &[("course", together)]),
                "sent twice, it stands there once"
            );
        }
        let apart = comments("", &[("course", "経")]).beside(&comments("", &[("history", "病")]));
        assert_eq!(apart, comments("", &[("course", "経"), ("history", "病")]));
    }

    #[test]
    fn p6_each_comment_has_at_most_a_thousand_characters() {
        let too_long = |what: &str| Err(format!("{what}は1000文字以内で入力してください(現在1001文字)。"));
        let may_reject = |comments: &Comments, form: &Form| {
            may_reject(comments, form).map_err(|refused| {
                assert_eq!(refused.rule(), "P6");
                refused.message()
            })
        };
        for character in ["痛", "𠮷", "👨\u{200D}👩\u{200D}👧", "か\u{3099}"] {
            let (limit, over) = (character.repeat(1_000), character.repeat(1_001));
            assert_eq!(may_reject(&comments(&limit, &[("course", &limit)]), &form()), Ok(()));
            assert_eq!(may_reject(&comments(&over, &[]), &form()), too_long("全体へのコメント"));
            assert_eq!(
                may_reject(&comments("", &[("course", &over)]), &form()),
                too_long("介入後の経過へのコメント")
            );
        }
        assert_eq!(comments("", &[]).fit(&form()), Ok(()), "an approval needs no comment");
    }

    /// X01: a heap of marks is refused where it is decided; as a draft it is kept.
    #[test]
    fn x01_comments_and_message_have_their_second_limit() {
        let heap = "か".to_owned() + &"\u{3099}".repeat(1_000);
        let course = RefusedText::Comment(FieldKey::of("course").expect("a field"));
        let overladen = |what| Err(CaseRefused::Overladen { what });
        let general = comments(&heap, &[]);
        assert_eq!(may_reject(&general, &form()), overladen(RefusedText::General));
        let field = comments("", &[("course", &heap)]);
        assert_eq!(field.fit(&form()), overladen(course));
        assert_eq!(field.beside(&general).fit_together(&form()), Ok(()));
        let monstrous = comments(&heap.repeat(100), &[]);
        assert_eq!(monstrous.fit_together(&form()), overladen(RefusedText::General));
        assert_eq!(message_fits(&heap), overladen(RefusedText::Message));
        assert_eq!(message_fits(&heap).map_err(CaseRefused::rule), Err("P1"));
        assert_eq!(message_fits(&(" ".repeat(9_999) + "お願いします。")), Ok(()), "kept without the blanks");
    }

    #[test]
    fn p6_comments_are_kept_without_space_around_and_without_unknown_keys() {
        let typed = comments(
            " 全体に。\r\n次の行。 ",
            &[("course", " 経過。 "), ("history", " "), ("memo", "備考"), ("x", "?")],
        );
        assert_eq!(typed.tidy(&form()), comments("全体に。\n次の行。", &[("course", "経過。")]));
    }

    #[test]
    fn p1_the_message_has_at_most_two_hundred_characters() {
        assert_eq!(message_fits(""), Ok(()));
        assert_eq!(message_fits(&"𠮷".repeat(200)), Ok(()));
        assert_eq!(message_fits(&format!(" {} ", "か\u{3099}".repeat(200))), Ok(()));
        let refused = message_fits(&"𠮷".repeat(201));
        let what = RefusedText::Message;
        assert_eq!(refused, Err(CaseRefused::TooLong { what, limit: 200, count: 201 }));
        assert_eq!(
            refused.map_err(CaseRefused::message),
            Err("通信欄は200文字以内で入力してください(現在201文字)。".into())
        );
        assert_eq!(refused.map_err(CaseRefused::rule), Err("P1"));
    }
}
