//! E-mail addresses.

use serde::{Deserialize, Serialize};

use crate::text;

/// Longest part before the `@`, whole address, and name of a host between two dots, in bytes (RFC 5321).
const LOCAL: usize = 64;
const WHOLE: usize = 254;
const LABEL: usize = 63;

/// Why no mail can go to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressProblem {
    /// Not one `@` with something before it and a host with a dot after it.
    Shape,
    /// This character can stand in no address that mail goes to everywhere.
    Character(char),
    TooLong,
}

impl AddressProblem {
    /// What the person reads at the field; `label` is the field's.
    pub fn message(self, label: &str) -> String {
        match self {
            Self::Shape => {
                format!("「{label}」の形が正しくありません。例) sample@sample.com のように入力してください。")
            }
            Self::Character(c) if c.is_whitespace() => {
                format!("「{label}」の形が正しくありません。途中に空白がありますので、取り除いてください。")
            }
            Self::Character(c) => format!(
                "「{label}」に、メールアドレスに使用できない文字「{c}」があります。半角の英数字と記号で入力してください。"
            ),
            Self::TooLong => format!(
                "「{label}」が長すぎるため、メールを送れません。@の前は{LOCAL}文字、全体は{WHOLE}文字以内のメールアドレスを入力してください。"
            ),
        }
    }
}

/// An address as it is kept: an identifier (E6), the case as it was typed.
pub fn tidy_address(typed: &str) -> String {
    text::identifier(typed)
}

/// Can mail really go to this address, as [`tidy_address`] makes it? Old mobile addresses (`a..b@`, `a.@`) pass:
/// [`mail_to`] writes them as servers take them.
///
/// # Errors
/// Why it cannot.
pub fn must_be_email(address: &str) -> Result<(), AddressProblem> {
    let strange = |c: char| !c.is_ascii_graphic() || "<>(),;:\\\"[]".contains(c);
    if let Some(c) = address.chars().find(|c| strange(*c)) {
        return Err(if c.is_control() { AddressProblem::Shape } else { AddressProblem::Character(c) });
    }
    let (local, host) = address.split_once('@').ok_or(AddressProblem::Shape)?;
    let labels: Vec<&str> = host.split('.').collect();
    let sound = |label: &&str| {
        !label.is_empty()
            && label.len() <= LABEL
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let named = |top: &&str| top.len() >= 2 && !top.bytes().all(|byte| byte.is_ascii_digit());
    if local.is_empty() || labels.len() < 2 || !labels.iter().all(sound) || !labels.last().is_some_and(named)
    {
        Err(AddressProblem::Shape)
    } else if local.len() > LOCAL || address.len() > WHOLE {
        Err(AddressProblem::TooLong)
    } else {
        Ok(())
    }
}

/// Can mail really go to this address? [`must_be_email`] says why not.
pub fn is_email(address: &str) -> bool {
    must_be_email(address).is_ok()
}

/// The address as mail servers take it: what is before the `@` in quotes where dots stand together or at an end, as mobile
/// addresses once had them (RFC 5321 allows such a name only so).
pub fn mail_to(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, host)) if !local.starts_with('"') && local.split('.').any(str::is_empty) => {
            ["\"", local, "\"@", host].concat()
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_at_and_a_host_with_a_dot() {
        let long = format!("{}@example.jp", "a".repeat(250));
        for (address, expected) in [
            ("m300001@member.example.jp", true),
            ("taro.kanwa+nintei@example.co.jp", true),
            ("a..b@docomo.ne.jp", true),
            ("a.@docomo.ne.jp", true),
            (".a@ezweb.ne.jp", true),
            ("taro@example.jp.", false),
            ("taro@192.0.2.1", false),
            ("taro@exam_ple.jp", false),
            ("太郎@example.jp", false),
            ("taro@例え.jp", false),
            ("", false),
            ("example.jp", false),
            ("@example.jp", false),
            ("taro@", false),
            ("taro@example", false),
            ("taro@example..jp", false),
            ("taro@.example.jp", false),
            ("taro@-example.jp", false),
            ("taro@@example.jp", false),
            ("taro@hanako@example.jp", false),
            ("ta ro@example.jp", false),
            ("taro@example.jp\r\nBcc: all@example.jp", false),
            ("<taro@example.jp>", false),
            ("太郎 <taro@example.jp>", false),
            (long.as_str(), false),
        ] {
            assert_eq!(is_email(address), expected, "{address}");
        }
    }

    /// B19: what is kept is what mail can go to, and what cannot be is refused by its own reason.
    #[test]
    fn b19_an_address_is_refused_with_the_reason() {
        let long = format!("{}@example.jp", "a".repeat(65));
        for (typed, expected) in [
            ("a..b@docomo.ne.jp", Ok(())),
            (" ｔａｒｏ＠example.jp\u{200B}", Ok(())),
            ("ta\u{AD}ro@exam–ple.jp", Ok(())),
            ("ta ro@example.jp", Err(AddressProblem::Character(' '))),
            ("太郎@example.jp", Err(AddressProblem::Character('太'))),
            ("a,b@example.jp", Err(AddressProblem::Character(','))),
            ("taro@example", Err(AddressProblem::Shape)),
            (long.as_str(), Err(AddressProblem::TooLong)),
        ] {
            assert_eq!(must_be_email(&tidy_address(typed)), expected, "{typed:?}");
        }
        assert_eq!(tidy_address("ta\u{AD}ro@exam–ple.jp"), "taro@exam-ple.jp");
        for problem in [
            AddressProblem::Shape,
            AddressProblem::Character('太'),
            AddressProblem::Character(' '),
            AddressProblem::TooLong,
        ] {
            assert!(problem.message("メールアドレス").starts_with("「メールアドレス」"), "{problem:?}");
        }
    }

    #[test]
    fn b19_old_mobile_addresses_are_written_as_servers_take_them() {
        for (address, expected) in [
            ("taro@example.jp", "taro@example.jp"),
            ("t.aro@example.jp", "t.aro@example.jp"),
            ("a..b@docomo.ne.jp", "\"a..b\"@docomo.ne.jp"),
            ("a.@docomo.ne.jp", "\"a.\"@docomo.ne.jp"),
            (".a@docomo.ne.jp", "\".a\"@docomo.ne.jp"),
            ("\"a..b\"@docomo.ne.jp", "\"a..b\"@docomo.ne.jp"),
        ] {
            assert_eq!(mail_to(address), expected);
        }
    }
}
