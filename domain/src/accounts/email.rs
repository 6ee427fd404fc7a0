//! E-mail addresses.

use unicode_normalization::UnicodeNormalization;

/// An address as it is kept: plain letters, no blanks around it, the case as it was typed.
pub fn tidy_address(typed: &str) -> String {
    typed.nfkc().collect::<String>().trim().to_owned()
}

/// Is this plausibly an address? One `@`, something before it, a dot in what follows, no spaces or control characters.
pub fn is_email(address: &str) -> bool {
    let Some((local, host)) = address.split_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>(),;:\\\"[]".contains(c);
    !local.is_empty()
        && address.len() <= 254
        && address.chars().all(|c| plain(c) || c == '@')
        && !host.contains('@')
        && host.split('.').count() >= 2
        && host.split('.').all(|part| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-'))
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
}
