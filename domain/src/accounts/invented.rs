//! Addresses that nobody has: the people of a demo.

/// Is the host of this address kept for examples, so that no mail to it ever reaches a person? RFC 2606 and 6761
/// (`example`, `test`, `invalid`, `localhost`; `example.com`, `.net`, `.org`), and what JPRS keeps below `jp` (`example.jp`,
/// `example.co.jp` …). Names below such a host are kept too.
pub fn is_invented(address: &str) -> bool {
    let Some((_, host)) = address.rsplit_once('@') else { return false };
    let host = host.to_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    matches!(
        labels.as_slice(),
        [.., "example" | "test" | "invalid" | "localhost"]
            | [.., "example", "com" | "net" | "org" | "jp"]
            | [.., "example", "ac" | "ad" | "co" | "ed" | "go" | "gr" | "ne" | "or", "jp"]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x02_an_address_is_invented_only_below_a_host_that_is_kept_for_examples() {
        for (address, expected) in [
            ("m300001@member.example.jp", true),
            ("Core@Hospital.Example.JP", true),
            ("taro@example.jp", true),
            ("taro@example.co.jp", true),
            ("taro@mail.example.or.jp", true),
            ("taro@example.com", true),
            ("taro@mail.example.org", true),
            ("taro@hospital.example", true),
            ("taro@hospital.test", true),
            ("taro@nowhere.invalid", true),
            ("taro@hospital.or.jp", false),
            ("taro@example.hospital.jp", false),
            ("taro@myexample.jp", false),
            ("taro@example.jp.hospital.or.jp", false),
            ("taro@example.tokyo.jp", false),
            ("taro@example.info", false),
            ("example.jp@gmail.com", false),
            ("taro@hospital.test.jp", false),
            ("taro@jp", false),
            ("example.jp", false),
            ("", false),
        ] {
            assert_eq!(is_invented(address), expected, "{address}");
        }
    }
}
