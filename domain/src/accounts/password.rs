//! Which passwords are accepted (A4).

use serde::{Deserialize, Serialize};

const SHORTEST: usize = 8;
const LONGEST: usize = 128;

/// Why a password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordProblem {
    TooShort,
    TooLong,
    /// No letter A–Z, a–z and no digit.
    NoLetterOrDigit,
    /// On the list of common passwords.
    Common,
    /// The second one differs from the first.
    Differs,
}

impl PasswordProblem {
    /// What the person reads at the field.
    pub fn message(self) -> &'static str {
        match self {
            Self::TooShort => "パスワードは8文字以上で入力してください。",
            Self::TooLong => "パスワードは128文字以内で入力してください。",
            Self::NoLetterOrDigit => "パスワードには英数字を1文字以上含めてください。",
            Self::Common => {
                "このパスワードは広く使われていて推測されやすいため、使用できません。別のパスワードを入力してください。"
            }
            Self::Differs => "「パスワード(確認)」が「パスワード」と一致しません。",
        }
    }
}

/// Checks a new password and its repetition against A4.
pub fn check_password(password: &str, repeated: &str) -> Result<(), PasswordProblem> {
    let count = password.chars().count();
    if count < SHORTEST {
        Err(PasswordProblem::TooShort)
    } else if count > LONGEST {
        Err(PasswordProblem::TooLong)
    } else if !password.chars().any(|c| c.is_ascii_alphanumeric()) {
        Err(PasswordProblem::NoLetterOrDigit)
    } else if COMMON.contains(&password.to_ascii_lowercase().as_str()) {
        Err(PasswordProblem::Common)
    } else if password != repeated {
        Err(PasswordProblem::Differs)
    } else {
        Ok(())
    }
}

/// The most common passwords of at least eight characters, as they keep turning up in published lists.
const COMMON: &[&str] = &[
    "password",
    "password1",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "12345678",
    "123456789",
    "1234567890",
    "11111111",
    "00000000",
    "88888888",
    "87654321",
    "12341234",
    "123123123",
    "qwertyui",
    "qwertyuiop",
    "qwerty123",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "zaq12wsx",
    "asdfghjk",
    "asdfghjkl",
    "abcd1234",
    "abc12345",
    "a1234567",
    "aa123456",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "starwars",
    "trustno1",
    "welcome1",
    "letmein1",
    "administrator",
    "admin123",
    "admin1234",
    "changeme",
    "sakura00",
    "sakura123",
    "doraemon",
    "pokemon1",
    "japan123",
    "tokyo123",
    "kanwa123",
    "password!",
    "asdf1234",
    "qwer1234",
    "q1w2e3r4",
    "1234qwer",
    "zxcvbnm1",
    "zxcvbnm123",
    "dragon123",
    "monkey123",
    "hello123",
    "123qweasd",
    "11223344",
    "12121212",
    "55555555",
    "66666666",
    "77777777",
    "99999999",
    "22222222",
    "33333333",
    "44444444",
    "987654321",
    "0123456789",
    "testtest",
    "test1234",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a4_which_passwords_are_accepted() {
        let long = "あ".repeat(127) + "1";
        for (password, expected) in [
            ("", Err(PasswordProblem::TooShort)),
            ("abcdef1", Err(PasswordProblem::TooShort)),
            ("abcdefg1x", Ok(())),
            ("pa sswo 9", Ok(())),
            ("demo-pass-2026", Ok(())),
            ("緩和ケアの仲間たち", Err(PasswordProblem::NoLetterOrDigit)),
            ("緩和ケアの仲間7人", Ok(())),
            ("!!!!!!!!", Err(PasswordProblem::NoLetterOrDigit)),
            ("１２３４５６７８", Err(PasswordProblem::NoLetterOrDigit)),
            ("!!!!!!!a", Ok(())),
            ("PassWord", Err(PasswordProblem::Common)),
            ("12345678", Err(PasswordProblem::Common)),
            (long.as_str(), Ok(())),
            (&(long.clone() + "1"), Err(PasswordProblem::TooLong)),
        ] {
            assert_eq!(check_password(password, password), expected, "{password}");
        }
    }

    #[test]
    fn a4_the_repetition_must_be_the_same() {
        assert_eq!(check_password("demo-pass-2026", "demo-pass-2027"), Err(PasswordProblem::Differs));
        assert_eq!(check_password("demo-pass-2026", "Demo-pass-2026"), Err(PasswordProblem::Differs));
        assert_eq!(
            check_password("short", "other"),
            Err(PasswordProblem::TooShort),
            "the first problem first"
        );
    }

    #[test]
    fn a4_every_listed_password_could_be_typed_and_is_refused() {
        for common in COMMON {
            assert_eq!(check_password(common, common), Err(PasswordProblem::Common), "{common}");
        }
    }

    #[test]
    fn every_problem_is_a_sentence() {
        use PasswordProblem::{Common, Differs, NoLetterOrDigit, TooLong, TooShort};
        for problem in [TooShort, TooLong, NoLetterOrDigit, Common, Differs] {
            assert!(problem.message().ends_with('。'), "{problem:?}");
        }
    }
}
