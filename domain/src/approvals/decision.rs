//! What a decision and a message need (P1, P6).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{cases::Form, refused::Refused, text};

/// 通信欄, in characters as a person counts them (P1).
pub const MESSAGE_LIMIT: usize = 200;
/// Each comment, in characters as a person counts them (P6).
pub const COMMENT_LIMIT: usize = 1_000;

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

    pub fn is_empty(&self) -> bool {
        self.general.trim().is_empty() && self.fields.values().all(|c| c.trim().is_empty())
    }

    /// Every comment within its limit?
    pub fn fit(&self, form: &Form) -> Result<(), Refused> {
        let named = self.fields.iter().map(|(key, text)| {
            (form.field(key).map_or("項目", |field| field.label).to_owned() + "へのコメント", text.as_str())
        });
        for (what, comment) in named.chain([("全体へのコメント".to_owned(), self.general.as_str())]) {
            let count = text::count(comment.trim());
            if count > COMMENT_LIMIT {
                return Err(Refused::TooLong { what, limit: COMMENT_LIMIT, count });
            }
        }
        Ok(())
    }
}

/// 非承認 needs a comment on at least one field or a general one, each within its limit (P6).
pub fn may_reject(comments: &Comments, form: &Form) -> Result<(), Refused> {
    if comments.is_empty() {
        return Err(Refused::CommentNeeded);
    }
    comments.fit(form)
}

/// 通信欄 within its limit? (P1)
pub fn message_fits(message: &str) -> Result<(), Refused> {
    match text::count(message.trim()) {
        count if count > MESSAGE_LIMIT => {
            Err(Refused::TooLong { what: "通信欄".into(), limit: MESSAGE_LIMIT, count })
        }
        _ => Ok(()),
    }
}
