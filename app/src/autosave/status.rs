//! What is said about a draft, and what the browser has of it meanwhile.

/// How far a draft has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing was ever stored.
    Empty,
    /// The server's words for when it was stored.
    Stored(String),
    /// Typed or under way, not confirmed yet.
    Saving,
    Offline,
    SignedOut,
    /// Somebody else has signed in in this browser; nothing was written to their account (C19).
    AnotherAccount,
    /// The server had a newer draft; saving has stopped.
    Conflict,
    /// The server says no, in these words; saving has stopped.
    Stopped(String),
}

/// Where that stands on this device which the server has not stored (C18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// There is no such text.
    Unneeded,
    /// On its way to the disk.
    Writing,
    /// On the disk: the end of browser or machine does not harm it.
    Kept,
    /// The browser cannot keep it: its storage is full, blocked or not there.
    Unable,
}

impl Device {
    /// Whoever leaves the page now may lose text.
    pub fn is_at_risk(self) -> bool {
        matches!(self, Self::Writing | Self::Unable)
    }
}

impl Status {
    /// The sentences on the screen: what happened, where the text is, what helps.
    pub fn words(&self, device: Device) -> String {
        let unable = device == Device::Unable;
        let happened = match self {
            Self::Empty => return "入力した内容は自動的に下書き保存されます。".into(),
            Self::Stored(words) => return words.clone(),
            Self::Saving if unable => {
                return "保存しています… 保存が終わるまで、この画面を閉じないでください。".into();
            }
            Self::Saving => return "保存しています…".into(),
            Self::Offline => "通信が切れています。",
            Self::SignedOut => "ログインの有効期限が切れました。",
            Self::AnotherAccount => "このブラウザで別の方がログインしました。",
            Self::Conflict => "別の画面でより新しい内容が保存されたため、自動保存を止めました。",
            Self::Stopped(words) => words,
        };
        let place = match (device, self) {
            (Device::Unable, _) => "この端末にも保存できないため、この画面を閉じないでください。",
            (Device::Writing, _) => "入力をこの端末に保存しています…",
            (Device::Kept | Device::Unneeded, Self::Conflict) => {
                "この画面の入力は上書きせずに保管されています。"
            }
            (Device::Kept, Self::AnotherAccount) => "この画面の入力は送信せず、この端末に保存しています。",
            (Device::Kept, _) => "入力はこの端末に保存されています。",
            (Device::Unneeded, _) => "",
        };
        let helps = match self {
            Self::SignedOut | Self::AnotherAccount if unable => {
                "別のタブでログインすると、この画面から保存できます。"
            }
            Self::SignedOut => "もう一度ログインすると、この画面に戻ります。",
            Self::AnotherAccount => "元のアカウントでもう一度ログインすると、この画面に戻ります。",
            _ => "",
        };
        [happened, place, helps].concat()
    }

    /// What was typed is not on its way to the server.
    pub fn is_trouble(&self) -> bool {
        !matches!(self, Self::Empty | Self::Stored(_) | Self::Saving)
    }

    /// It goes on when the right person signs in.
    pub fn wants_sign_in(&self) -> bool {
        matches!(self, Self::SignedOut | Self::AnotherAccount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICES: [Device; 4] = [Device::Unneeded, Device::Writing, Device::Kept, Device::Unable];

    fn troubles() -> [Status; 5] {
        let stopped = Status::Stopped("承認依頼中のため、編集できません。".into());
        [Status::Offline, Status::SignedOut, Status::AnotherAccount, Status::Conflict, stopped]
    }

    #[test]
    fn c18_the_line_says_that_the_device_keeps_it_only_when_it_does() {
        for status in troubles() {
            for device in DEVICES {
                let words = status.words(device);
                let claims = words.contains("この端末に保存されています")
                    || words.contains("この端末に保存しています。");
                let stays = words.contains("上書きせずに保管されています");
                assert_eq!(claims || stays && device == Device::Kept, device == Device::Kept, "{words}");
                assert!(!stays || !device.is_at_risk(), "{words}");
            }
        }
    }

    #[test]
    fn c18_the_line_says_when_neither_server_nor_device_has_the_text() {
        for status in troubles().into_iter().chain([Status::Saving]) {
            for device in DEVICES {
                let words = status.words(device);
                assert_eq!(
                    words.contains("この画面を閉じないでください"),
                    device == Device::Unable,
                    "{words}"
                );
            }
        }
        for device in DEVICES {
            assert_eq!(
                Status::Stored("下書き保存済み".into()).words(device),
                "下書き保存済み",
                "the server has it"
            );
        }
    }

    #[test]
    fn c18_whoever_must_not_leave_the_page_is_not_told_that_it_comes_back() {
        for status in troubles() {
            let words = status.words(Device::Unable);
            assert!(!words.contains("この画面に戻ります"), "{words}");
            assert_eq!(words.contains("別のタブでログイン"), status.wants_sign_in(), "{words}");
        }
    }

    #[test]
    fn c19_the_line_says_that_somebody_else_has_signed_in_and_that_nothing_was_sent() {
        assert_eq!(
            Status::AnotherAccount.words(Device::Kept),
            "このブラウザで別の方がログインしました。この画面の入力は送信せず、この端末に保存しています。元のアカウントでもう一度ログインすると、この画面に戻ります。"
        );
    }

    #[test]
    fn c11_trouble_is_what_is_not_on_its_way() {
        assert!(troubles().iter().all(Status::is_trouble));
        let well = [Status::Empty, Status::Stored("下書き保存済み".into()), Status::Saving];
        assert!(!well.iter().any(Status::is_trouble));
    }
}
