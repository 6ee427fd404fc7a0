//! What is said once after an action of the office with the register.

use serde::{Deserialize, Serialize};

use crate::{accounts::password_link_sent, error::AppError, shell::Flash};

/// Why the files of an import were not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportTrouble {
    /// No file was chosen.
    Nothing,
    /// A file has no content.
    Empty,
    TooLarge,
    /// One of the four came twice.
    Twice,
    Interrupted,
}

impl ImportTrouble {
    fn message(self) -> &'static str {
        match self {
            Self::Nothing => "ファイルが選択されていません。取り込むCSVファイルを1つ以上選択してください。",
            Self::Empty => {
                "ファイルの中身が空(0バイト)です。CSVを保存し直してから、もう一度選択してください。"
            }
            Self::TooLarge => {
                "ファイルの大きさが上限の20MBを超えています。件数を分けて、複数回に分けて取り込んでください。"
            }
            Self::Twice => {
                "同じ種類のファイルが2つ送られました。画面を開き直して、もう一度選択してください。"
            }
            Self::Interrupted => {
                "アップロードが途中で切れました。通信の状態を確認して、もう一度お試しください。"
            }
        }
    }
}

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RegistryFlash {
    /// The office has sent somebody a password link.
    PasswordLinkSent,
    /// The office has given a facility another log-in address.
    LoginAddressGiven,
    /// The files of an import were not taken.
    ImportRefused(ImportTrouble),
    /// Nothing was done.
    Failed(AppError),
}

impl From<AppError> for RegistryFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for RegistryFlash {
    const OF: &'static str = "registry";

    fn message(self) -> String {
        match self {
            Self::PasswordLinkSent => password_link_sent(),
            Self::LoginAddressGiven => {
                "ログイン用メールアドレスを変更しました。新しいアドレスとこれまでのアドレスに、お知らせのメールが送られます。".into()
            }
            Self::ImportRefused(trouble) => trouble.message().into(),
            Self::Failed(error) => error.message(),
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::ImportRefused(_) | Self::Failed(_))
    }
}
