//! What is said once after an action of accounts.

use domain::accounts::PasswordProblem;
use serde::{Deserialize, Serialize};

use crate::{error::AppError, request::link_hours, route::Door, shell::Flash};

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountFlash {
    SignedOut,
    /// Wrong account or wrong password: the same words (A3).
    WrongPassword(Door),
    PasswordRefused(PasswordProblem),
    PasswordSet,
    /// The same for the office, whose second factor is still asked for.
    PasswordSetHalf,
    /// The second factor is set up; recovery codes are on the page.
    FactorSetUp,
    /// New recovery codes are on the page.
    RecoveryCodesMade,
    PasswordMailSent(Door),
    /// 「新規登録」: the mail is on its way.
    SignUpMailSent,
    /// A facility has asked for its own password link.
    PasswordLinkSent,
    /// A facility has asked for another one: the mail that confirms it is on its way.
    AddressMailSent,
    AddressWithdrawn,
    /// The new one has confirmed.
    LoginAddressChanged,
    /// Nothing was done.
    Failed(AppError),
}

impl From<AppError> for AccountFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for AccountFlash {
    const OF: &'static str = "accounts";

    fn message(self) -> String {
        match self {
            Self::SignedOut => "ログアウトしました。".into(),
            Self::WrongPassword(door) => {
                format!("{}、パスワードのいずれかが正しくありません。", door.account_label())
            }
            Self::PasswordRefused(problem) => problem.message().into(),
            Self::PasswordSet => "パスワードを設定し、ログインしました。".into(),
            Self::PasswordSetHalf => "パスワードを設定しました。続けて、二段階認証を行ってください。".into(),
            Self::FactorSetUp => "二段階認証を設定し、ログインしました。".into(),
            Self::RecoveryCodesMade => "新しいリカバリーコードを作りました。これまでのリカバリーコードは使えません。".into(),
            Self::PasswordMailSent(door) => format!(
                "ご登録のある場合は、パスワード設定のご案内をメールでお送りしました。届かないときは、迷惑メールフォルダと、入力した{}をご確認ください。",
                door.account_label()
            ),
            Self::SignUpMailSent => {
                format!(
                    "パスワード発行用のURLをメールでお送りしました。メールを開き、{}時間以内にパスワードを設定してください。届かないときは、迷惑メールフォルダと、入力したメールアドレスをご確認ください。",
                    link_hours()
                )
            }
            Self::PasswordLinkSent => password_link_sent(),
            Self::AddressMailSent => {
                format!(
                    "新しいメールアドレスに確認メールをお送りしました。{}時間以内に、メールのURLから変更を完了してください。届かないときは、迷惑メールフォルダと、入力したメールアドレスをご確認ください。",
                    link_hours()
                )
            }
            Self::AddressWithdrawn => {
                "ログイン用メールアドレスの変更を取り消しました。お送りした確認メールのURLは使えません。".into()
            }
            Self::LoginAddressChanged => {
                "ログイン用メールアドレスを変更しました。次回から、新しいメールアドレスでログインしてください。".into()
            }
            Self::Failed(error) => error.message(),
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::WrongPassword(_) | Self::PasswordRefused(_) | Self::Failed(_))
    }
}

/// The sentence for a password link that was asked for by who is signed in.
pub fn password_link_sent() -> String {
    format!("パスワード設定のメールを送信しました。URLの有効期間は{}時間です。", link_hours())
}
