//! The second factor of the office: after the password a code of an authenticator app, or a recovery code
//! (docs/adr/0013).

use serde::{Deserialize, Serialize};

use crate::text;

/// How long somebody may take from the password to the second factor, in minutes.
pub const HALF_OPEN_MINUTES: i64 = 15;
/// How many recovery codes a set has.
pub const RECOVERY_CODES: usize = 10;
/// Random bytes of a recovery code: 80 bits cannot be guessed from their hash, however fast it is.
pub const RECOVERY_BYTES: usize = 10;
/// The same in letters of base32.
const RECOVERY_LETTERS: usize = RECOVERY_BYTES * 8 / 5;
/// Digits of a code of an authenticator app.
const CODE_DIGITS: usize = 6;

vocabulary! {
    /// What a session waits for after the right password, before it opens anything.
    pub enum Awaits {
        /// 「認証コード」 or 「リカバリーコード」
        Code = "code",
        /// 「二段階認証の設定」: this person has no second factor yet and must have one.
        SetUp = "set_up",
    }
}

/// Why a second factor is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactorProblem {
    CodeMissing,
    /// Not six digits.
    CodeForm,
    /// Not the code of this moment, or used before.
    CodeWrong,
    RecoveryMissing,
    /// Not sixteen letters of base32.
    RecoveryForm,
    /// Not one of the present set, or used before.
    RecoveryWrong,
}

impl FactorProblem {
    /// The input it stands at.
    pub fn input(self) -> &'static str {
        match self {
            Self::CodeMissing | Self::CodeForm | Self::CodeWrong => "code",
            Self::RecoveryMissing | Self::RecoveryForm | Self::RecoveryWrong => "recovery",
        }
    }

    /// What is wrong and what would help.
    pub fn message(self) -> &'static str {
        match self {
            Self::CodeMissing => "「認証コード」を入力してください。",
            Self::CodeForm => "「認証コード」は、認証アプリに表示される6桁の数字を入力してください。",
            Self::CodeWrong => {
                "「認証コード」が正しくないか、すでに使用されています。端末の時刻が合っていることを確認し、次に表示される認証コードを入力してください。"
            }
            Self::RecoveryMissing => "「リカバリーコード」を入力してください。",
            Self::RecoveryForm => "「リカバリーコード」は、控えにある16文字の英数字を入力してください。",
            Self::RecoveryWrong => {
                "「リカバリーコード」が正しくないか、すでに使用されています。控えにある別のリカバリーコードを入力してください。"
            }
        }
    }
}

/// 「認証コード」 as typed: six digits, in any width, with or without spaces.
pub fn one_time_code(typed: &str) -> Result<String, FactorProblem> {
    let code: String = text::plain(typed).chars().filter(|c| !c.is_whitespace()).collect();
    match code.len() {
        0 => Err(FactorProblem::CodeMissing),
        CODE_DIGITS if code.bytes().all(|b| b.is_ascii_digit()) => Ok(code),
        _ => Err(FactorProblem::CodeForm),
    }
}

/// 「リカバリーコード」 as typed: sixteen letters of base32, in any width and case, with or without the hyphens of the
/// paper, and with the digits that base32 leaves out read as the letters they look like.
pub fn recovery_code(typed: &str) -> Result<String, FactorProblem> {
    if typed.trim().is_empty() {
        return Err(FactorProblem::RecoveryMissing);
    }
    let plain = text::identifier(typed);
    let code: String = plain
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            c => c,
        })
        .collect();
    let base32 = code.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'));
    if base32 && code.len() == RECOVERY_LETTERS { Ok(code) } else { Err(FactorProblem::RecoveryForm) }
}

/// Base32 in groups of four, as people read and copy it.
pub fn in_groups(base32: &str, between: &str) -> String {
    let letters: Vec<char> = base32.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_however_they_are_typed() {
        for (typed, expected) in [
            ("123456", Ok("123456")),
            (" 123 456\u{3000}", Ok("123456")),
            ("１２３４５６", Ok("123456")),
            ("000000", Ok("000000")),
            ("", Err(FactorProblem::CodeMissing)),
            (" \u{3000}", Err(FactorProblem::CodeMissing)),
            ("12345", Err(FactorProblem::CodeForm)),
            ("1234567", Err(FactorProblem::CodeForm)),
            ("+12345", Err(FactorProblem::CodeForm)),
            ("12345六", Err(FactorProblem::CodeForm)),
            ("一二", Err(FactorProblem::CodeForm)),
        ] {
            assert_eq!(one_time_code(typed), expected.map(str::to_owned), "{typed:?}");
        }
    }

    #[test]
    fn a_recovery_code_is_read_as_it_stands_on_paper() {
        let code = "ABCDEFGHIJKO2347";
        for (typed, expected) in [
            (code, Ok(code)),
            ("ABCD-EFGH-IJKO-2347", Ok(code)),
            ("abcd efgh ijko 2347 ", Ok(code)),
            ("ＡＢＣＤ－ｅｆｇｈ－ijko－２３４７", Ok(code)),
            ("ABCD-EFGH-1JK0-2347", Ok(code)),
            ("A8CD-EFGH-IJKO-2347", Ok(code)),
            ("", Err(FactorProblem::RecoveryMissing)),
            ("\u{3000}", Err(FactorProblem::RecoveryMissing)),
            ("ABCD-EFGH-IJKO-234", Err(FactorProblem::RecoveryForm)),
            ("ABCD-EFGH-IJKO-2347-A", Err(FactorProblem::RecoveryForm)),
            ("ABCD-EFGH-IJKO-2349", Err(FactorProblem::RecoveryForm)),
            ("123456", Err(FactorProblem::RecoveryForm)),
            ("あいうえおかきくけこさしすせそた", Err(FactorProblem::RecoveryForm)),
        ] {
            assert_eq!(recovery_code(typed), expected.map(str::to_owned), "{typed:?}");
        }
    }

    #[test]
    fn what_is_shown_in_groups_is_read_again() {
        assert_eq!(in_groups("ABCDEFGHIJKLMNOP", "-"), "ABCD-EFGH-IJKL-MNOP");
        assert_eq!(in_groups("ABCDE", " "), "ABCD E");
        assert_eq!(recovery_code(&in_groups("ABCDEFGHIJKLMNOP", "-")).as_deref(), Ok("ABCDEFGHIJKLMNOP"));
    }

    #[test]
    fn every_problem_names_its_field_and_what_would_help() {
        use FactorProblem::{CodeForm, CodeMissing, CodeWrong, RecoveryForm, RecoveryMissing, RecoveryWrong};
        for problem in [CodeMissing, CodeForm, CodeWrong, RecoveryMissing, RecoveryForm, RecoveryWrong] {
            assert!(problem.message().ends_with("してください。"), "{problem:?}");
            let label = if problem.input() == "code" {
                "「認証コード」"
            } else {
                "「リカバリーコード」"
            };
            assert!(problem.message().starts_with(label), "{problem:?}");
        }
    }
}
