//! 新規登録 of a hospital that has no account yet (A8).

use serde::{Deserialize, Serialize};

use super::{AddressProblem, must_be_email, tidy_address};
use crate::{
    registry::FacilityKind,
    text::{self, Beyond, Limit},
};

vocabulary! {
    /// 種別 that a hospital can apply for. 認定研修施設 takes no applications any more.
    pub enum Applying {
        Core = "core",
        Partner = "partner",
    }
}

impl Applying {
    /// What the facility is once it is certified.
    pub fn kind(self) -> FacilityKind {
        match self {
            Self::Core => FacilityKind::Core,
            Self::Partner => FacilityKind::Partner,
        }
    }

    /// 「基幹施設 新規申請」
    pub fn label(self) -> String {
        format!("{} 新規申請", self.kind().label())
    }
}

/// Longest 姓 or 名.
const LONGEST_NAME: Limit = Limit::of(50);

/// 「新規登録」 as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    pub family_name: String,
    pub given_name: String,
    pub email: String,
}

/// Why an account cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignUpProblem {
    FamilyNameMissing,
    FamilyNameTooLong,
    /// What an address is made of, or a heap of marks: the name stands in a mail to whoever has the address.
    FamilyNameNotAName,
    GivenNameMissing,
    GivenNameTooLong,
    GivenNameNotAName,
    EmailMissing,
    NotAnEmail(AddressProblem),
    /// Another facility's account has this address (A8).
    EmailTaken,
}

impl SignUpProblem {
    /// The input that it is about.
    pub fn input(self) -> &'static str {
        match self {
            Self::FamilyNameMissing | Self::FamilyNameTooLong | Self::FamilyNameNotAName => "family_name",
            Self::GivenNameMissing | Self::GivenNameTooLong | Self::GivenNameNotAName => "given_name",
            Self::EmailMissing | Self::NotAnEmail(_) | Self::EmailTaken => "email",
        }
    }

    /// What the person reads at the field.
    pub fn message(self) -> String {
        let said = match self {
            Self::FamilyNameMissing => "「姓」を入力してください。",
            Self::FamilyNameTooLong => "「姓」は50文字以内で入力してください。",
            Self::GivenNameMissing => "「名」を入力してください。",
            Self::GivenNameTooLong => "「名」は50文字以内で入力してください。",
            Self::FamilyNameNotAName => "「姓」に使用できない文字が含まれています。",
            Self::GivenNameNotAName => "「名」に使用できない文字が含まれています。",
            Self::EmailMissing => "「メールアドレス」を入力してください。",
            Self::NotAnEmail(problem) => return problem.message("メールアドレス"),
            Self::EmailTaken => "入力されたメールアドレスはすでに使われています。",
        };
        said.to_owned()
    }
}

impl SignUp {
    /// The same as it is kept: names as one line (E6), the address as [`tidy_address`] makes it.
    ///
    /// # Errors
    /// Everything that is not right, in the order of the form.
    pub fn checked(&self) -> Result<Self, Vec<SignUpProblem>> {
        use SignUpProblem as P;
        let tidy = Self {
            family_name: text::one_line(&self.family_name),
            given_name: text::one_line(&self.given_name),
            email: tidy_address(&self.email),
        };
        let strange = |c: char| "/:@<>".contains(c);
        let name = |typed: &str, missing, too_long, not_a_name| match LONGEST_NAME.check(typed) {
            Ok(0) => Some(missing),
            Ok(_) => text::plain(typed).contains(strange).then_some(not_a_name),
            Err(Beyond::Characters { .. }) => Some(too_long),
            Err(Beyond::Overladen) => Some(not_a_name),
        };
        let email = match tidy.email.as_str() {
            "" => Some(P::EmailMissing),
            typed => must_be_email(typed).err().map(P::NotAnEmail),
        };
        let problems: Vec<P> = [
            name(&tidy.family_name, P::FamilyNameMissing, P::FamilyNameTooLong, P::FamilyNameNotAName),
            name(&tidy.given_name, P::GivenNameMissing, P::GivenNameTooLong, P::GivenNameNotAName),
            email,
        ]
        .into_iter()
        .flatten()
        .collect();
        if problems.is_empty() { Ok(tidy) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SignUpProblem as P;

    fn typed(family_name: &str, given_name: &str, email: &str) -> SignUp {
        SignUp { family_name: family_name.into(), given_name: given_name.into(), email: email.into() }
    }

    #[test]
    fn a8_everything_that_is_missing_is_said_in_one_go() {
        let long = "あ".repeat(51);
        for (sign_up, problems) in [
            (typed("", "", ""), vec![P::FamilyNameMissing, P::GivenNameMissing, P::EmailMissing]),
            (
                typed(" ", "\u{3000}", "a"),
                vec![P::FamilyNameMissing, P::GivenNameMissing, P::NotAnEmail(AddressProblem::Shape)],
            ),
            (typed(&long, &long, "a@example.jp"), vec![P::FamilyNameTooLong, P::GivenNameTooLong]),
            (
                typed(&format!("緩{}", "\u{3099}".repeat(30_000)), "花子", "a@example.jp"),
                vec![P::FamilyNameNotAName],
            ),
            (typed("緩和", "花子", "a@b@example.jp"), vec![P::NotAnEmail(AddressProblem::Shape)]),
            (
                typed("https://evil.example", "花<子", "a@example.jp"),
                vec![P::FamilyNameNotAName, P::GivenNameNotAName],
            ),
            (
                typed("\u{200B}", "\u{202E}\n", "太郎@example.jp"),
                vec![
                    P::FamilyNameMissing,
                    P::GivenNameMissing,
                    P::NotAnEmail(AddressProblem::Character('太')),
                ],
            ),
        ] {
            assert_eq!(sign_up.checked(), Err(problems), "{sign_up:?}");
        }
        assert_eq!(
            typed(" 緩和 ", "花子", " Ｏｆｆｉｃｅ＠hospital.example.jp ").checked(),
            Ok(typed("緩和", "花子", "Office@hospital.example.jp"))
        );
    }

    /// B14, B17: nothing that nobody sees makes another name or another account.
    #[test]
    fn b14_what_nobody_sees_is_not_signed_up() {
        assert_eq!(
            typed(
                "緩\u{200B}和\u{2028}",
                "\u{202E}花\u{B}子\u{85}",
                "office\u{200B}@hospital.example.jp\u{FEFF}"
            )
            .checked(),
            Ok(typed("緩和", "花 子", "office@hospital.example.jp"))
        );
    }
}
