//! Which passwords are accepted (A4).

use serde::{Deserialize, Serialize};

use crate::text;

const SHORTEST: usize = 8;
const LONGEST: usize = 128;

/// Why a password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordProblem {
    TooShort,
    TooLong,
    /// No letter A–Z, a–z and no digit.
    NoLetterOrDigit,
    /// On the list of common passwords, or nothing but a pattern of keys.
    Common,
    /// Made of the society's words, or of the account's address or number (A15).
    OwnWords,
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
            Self::OwnWords => {
                "会員番号、メールアドレスや学会の名称をもとにしたパスワードは推測されやすいため、使用できません。別のパスワードを入力してください。"
            }
            Self::Differs => "「パスワード(確認)」が「パスワード」と一致しません。",
        }
    }
}

/// Checks a new password and its repetition against A4 and A15; `own` are the address and the number of the account.
///
/// # Errors
/// The first reason why it is not accepted.
pub fn check_password(password: &str, repeated: &str, own: &[&str]) -> Result<(), PasswordProblem> {
    let count = password.chars().count();
    if count < SHORTEST {
        Err(PasswordProblem::TooShort)
    } else if count > LONGEST {
        Err(PasswordProblem::TooLong)
    } else if !password.chars().any(|c| c.is_ascii_alphanumeric()) {
        Err(PasswordProblem::NoLetterOrDigit)
    } else if is_common(password) || is_pattern(password) {
        Err(PasswordProblem::Common)
    } else if is_made_of(password, own) {
        Err(PasswordProblem::OwnWords)
    } else if password != repeated {
        Err(PasswordProblem::Differs)
    } else {
        Ok(())
    }
}

/// Is it among the most common passwords, whatever its case? The list holds those of eight characters and more, of the
/// ASCII letters, in order.
fn is_common(password: &str) -> bool {
    let lower = password.to_ascii_lowercase();
    let listed: Vec<&str> = COMMON.lines().filter(|line| !line.starts_with("# ")).collect();
    listed.binary_search(&lower.as_str()).is_ok()
}

/// Is it nothing but a pattern of letters and digits: fewer than four different ones, or steps of the alphabet, of the digits
/// and of a keyboard's rows?
fn is_pattern(password: &str) -> bool {
    let lower: Vec<char> = password.to_lowercase().chars().collect();
    if !lower.iter().all(char::is_ascii_alphanumeric) {
        return false;
    }
    let mut different = lower.clone();
    different.sort_unstable();
    different.dedup();
    let steps = lower.windows(2).filter(|pair| matches!(pair, [one, next] if is_step(*one, *next))).count();
    // All but one of the steps: `abcdefgh`, `1234abcd`, `qwer1234`.
    different.len() < 4 || steps + 2 >= lower.len() && different.len() > 1
}

/// Rows of a keyboard, and the alphabet.
const ROWS: [&str; 5] = ["01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"];

/// Does one follow the other in a row, in either direction, or is it the same?
fn is_step(one: char, next: char) -> bool {
    one == next
        || ROWS.iter().any(|row| {
            let mut pairs = row.chars().zip(row.chars().skip(1));
            pairs.any(|pair| pair == (one, next) || pair == (next, one))
        })
}

/// Words of the society: alone, or with a few characters around them, anybody guesses them.
const WORDS: [&str; 10] = [
    "kanwa",
    "nintei",
    "palliative",
    "hospice",
    "iryou",
    "igakukai",
    "gakkai",
    "jspm",
    "kanwairyou",
    "society",
];

/// How many characters beside a word that is known make a password of its own.
const OF_ITS_OWN: usize = 5;

/// Is it made of a word that belongs to the society or to the account, with next to nothing else?
fn is_made_of(password: &str, own: &[&str]) -> bool {
    let folded = |text: &str| text::identifier(text).to_lowercase();
    let lower = folded(password);
    let locals = own.iter().filter_map(|own| own.split_once('@')).map(|(local, _)| folded(local));
    let words: Vec<String> = WORDS
        .iter()
        .map(|word| (*word).to_owned())
        .chain(own.iter().map(|own| folded(own)))
        .chain(locals)
        .collect();
    words.iter().filter(|word| word.chars().count() >= 4).any(|word| {
        // However often it stands there: `kanwakanwa`.
        let rest = lower.replace(word.as_str(), "");
        rest.len() < lower.len() && rest.chars().count() < OF_ITS_OWN
    })
}

/// 7,500 and more of the list of the `zxcvbn` project (MIT licence), which says so in its first lines.
const COMMON: &str = include_str!("common_passwords.txt");

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
            assert_eq!(check_password(password, password, &[]), expected, "{password}");
        }
    }

    #[test]
    fn a4_the_repetition_must_be_the_same() {
        assert_eq!(check_password("demo-pass-2026", "demo-pass-2027", &[]), Err(PasswordProblem::Differs));
        assert_eq!(check_password("demo-pass-2026", "Demo-pass-2026", &[]), Err(PasswordProblem::Differs));
        assert_eq!(
            check_password("short", "other", &[]),
            Err(PasswordProblem::TooShort),
            "the first problem first"
        );
    }

    #[test]
    fn a4_every_listed_password_could_be_typed_and_is_refused() {
        for common in COMMON.lines().filter(|line| !line.starts_with("# ")) {
            assert_eq!(check_password(common, common, &[]), Err(PasswordProblem::Common), "{common}");
        }
    }

    #[test]
    fn a15_the_list_is_in_order() {
        let listed: Vec<&str> = COMMON.lines().filter(|line| !line.starts_with("# ")).collect();
        assert!(listed.len() > 7_000 && listed.is_sorted(), "{}", listed.len());
        for word in &listed {
            assert!(
                word.len() >= SHORTEST
                    && word.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase()),
                "{word}"
            );
        }
    }

    #[test]
    fn a15_what_anybody_guesses_is_refused() {
        let own = ["100001", "hanako.kanwa@hospital.example.jp"];
        for (password, expected) in [
            ("abcdefgh", Err(PasswordProblem::Common)),
            ("ABCDEFGH", Err(PasswordProblem::Common)),
            ("hgfedcba1", Err(PasswordProblem::Common)),
            ("1234abcd", Err(PasswordProblem::Common)),
            ("qwertyuiop", Err(PasswordProblem::Common)),
            ("aaaabbbb1", Err(PasswordProblem::Common)),
            ("kanwa2026", Err(PasswordProblem::OwnWords)),
            ("KanwaKanwa", Err(PasswordProblem::OwnWords)),
            ("100001100001", Err(PasswordProblem::Common)),
            ("x100001y1", Err(PasswordProblem::OwnWords)),
            ("hanako.kanwa1", Err(PasswordProblem::OwnWords)),
            ("hanako.kanwa@hospital.example.jp", Err(PasswordProblem::OwnWords)),
            ("kanwa-mountain-7", Ok(())),
            ("mountain-lake-7", Ok(())),
            ("abcdefg1x", Ok(())),
        ] {
            assert_eq!(check_password(password, password, &own), expected, "{password}");
        }
    }

    #[test]
    fn every_problem_is_a_sentence() {
        use PasswordProblem::{Common, Differs, NoLetterOrDigit, OwnWords, TooLong, TooShort};
        for problem in [TooShort, TooLong, NoLetterOrDigit, Common, OwnWords, Differs] {
            assert!(problem.message().ends_with('。'), "{problem:?}");
        }
    }
}
