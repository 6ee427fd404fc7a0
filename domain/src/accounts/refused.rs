//! Why the rules say no about an account.

use serde::{Deserialize, Serialize};

use super::AddressProblem;

/// One reason why the rules say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message())]
pub enum AccountRefused {
    /// A member who has left cannot sign in, so there is no password to set (A9).
    MemberHasLeft,
    /// The facility has no log-in address that a mail could go to (A5).
    NoLoginAddress,
    /// Mail cannot go to what was typed.
    NotAnAddress(AddressProblem),
    /// Another facility signs in with this address (A1, A8).
    LoginAddressTaken,
    /// The facility signs in with this address already.
    SameLoginAddress,
    /// Another facility got the address while its link was waiting (A1).
    LoginAddressGone,
    /// No change of the log-in address is under way that could be withdrawn.
    NoAddressAsked,
}

impl AccountRefused {
    /// The number of the rule in `docs/rules.md`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::MemberHasLeft => "A9",
            Self::NoLoginAddress => "A5",
            Self::LoginAddressTaken => "A8",
            Self::NotAnAddress(_)
            | Self::SameLoginAddress
            | Self::LoginAddressGone
            | Self::NoAddressAsked => "A1",
        }
    }

    /// What is wrong and what would help, in the words of the screen.
    pub fn message(self) -> String {
        match self {
            Self::MemberHasLeft => "退会した会員はログインできないため、パスワード設定のメールは送れません。再入会のときは、先に会員データを更新してください。".into(),
            Self::NoLoginAddress => "ログイン用メールアドレスが登録されていません。先に「ログイン用メールアドレスの変更」で登録してください。".into(),
            Self::NotAnAddress(problem) => problem.message("新しいメールアドレス"),
            Self::LoginAddressTaken => "入力されたメールアドレスはすでに使われています。別のメールアドレスを入力してください。".into(),
            Self::SameLoginAddress => "入力されたメールアドレスは、いま登録されているものと同じです。変更する場合は、別のメールアドレスを入力してください。".into(),
            Self::LoginAddressGone => "このメールアドレスは、確認のメールをお送りしたあとに別の施設が使い始めたため、変更できませんでした。別のメールアドレスで、もう一度お手続きください。".into(),
            Self::NoAddressAsked => "取り消せる変更がありません。すでに変更が済んだか、新しい手続きに替わったか、有効期間が過ぎています。画面の最新の内容をご確認ください。".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AccountRefused as R;
    use crate::accounts::AddressProblem;
    use crate::refused::is_whole;

    /// One of each; a new variant does not compile until it stands here.
    fn every() -> Vec<R> {
        let all = vec![
            R::MemberHasLeft,
            R::NoLoginAddress,
            R::NotAnAddress(AddressProblem::Shape),
            R::NotAnAddress(AddressProblem::Character('太')),
            R::NotAnAddress(AddressProblem::TooLong),
            R::LoginAddressTaken,
            R::SameLoginAddress,
            R::LoginAddressGone,
            R::NoAddressAsked,
        ];
        for refused in &all {
            match refused {
                R::MemberHasLeft
                | R::NoLoginAddress
                | R::NotAnAddress(_)
                | R::LoginAddressTaken
                | R::SameLoginAddress
                | R::LoginAddressGone
                | R::NoAddressAsked => {}
            }
        }
        all
    }

    /// E5: a refusal says what is wrong, by which rule, and what would help.
    #[test]
    fn e5_every_refusal_is_a_sentence_with_a_rule_and_help() {
        for refused in every() {
            is_whole(&refused.message(), refused.rule(), &["A1", "A5", "A8", "A9"]);
            assert_eq!(refused.to_string(), refused.message());
        }
    }
}
