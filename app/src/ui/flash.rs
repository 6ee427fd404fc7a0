//! What is said once after an action. It travels in the address, so that it works without JavaScript and on every node.

use domain::{
    accounts::{Applying, PasswordProblem},
    applications::Part,
    documents::DocumentProblem,
    refused::{Refused, slots_in_words},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use crate::{accounts::Door, error::AppError, route::encode};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flash {
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
    /// 「再送」
    MailRevived,
    /// Somebody else was faster, or the mail is gone.
    MailNotDead,
    PasswordMailSent(Door),
    /// 「新規登録」: the mail is on its way.
    SignUpMailSent,
    DraftSaved(u8),
    /// A newer draft was there; what was sent is kept beside it (C11).
    DraftConflict,
    Registered(u8),
    Deleted(u8),
    Requested(Vec<u8>),
    Withdrawn(Vec<u8>),
    Approved,
    Rejected,
    QueueEmpty,
    /// The file was not taken; the earlier one stays (F6).
    DocumentRefused(DocumentProblem),
    AsideTaken,
    AsideDropped,
    FormSaved(Part),
    FormRegistered(Part),
    /// 申請 has arrived (F4).
    Applied(Applying),
    /// 申請 was not possible: a form is not right any more.
    NotApplied,
    /// Nothing was done, because a rule says no.
    Refused(Refused),
    /// Nothing was done, for another reason.
    Failed(AppError),
}

impl Flash {
    /// `flash=…`
    pub fn query(&self) -> String {
        format!("flash={}", encode(&serde_json::to_string(self).unwrap_or_default()))
    }

    /// The sentence on the screen.
    pub fn message(&self) -> String {
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
            Self::MailRevived => "もう一度送信します。結果は、この一覧に表示されます。".into(),
            Self::MailNotDead => "再送できるのは「送信失敗」のメールだけです。一覧で最新の状態をご確認ください。".into(),
            Self::PasswordMailSent(door) => format!(
                "ご登録のある場合は、パスワード設定のご案内をメールでお送りしました。届かないときは、迷惑メールフォルダと、入力した{}をご確認ください。",
                door.account_label()
            ),
            Self::SignUpMailSent => {
                "パスワード発行用のURLをメールでお送りしました。メールを開き、48時間以内にパスワードを設定してください。届かないときは、迷惑メールフォルダと、入力したメールアドレスをご確認ください。".into()
            }
            Self::DraftSaved(slot) => format!("番号{slot}を一時保存しました。"),
            Self::DraftConflict => "別の画面で、より新しい内容が保存されていました。今回の入力は上書きせずに保管しましたので、下の欄で見比べてください。".into(),
            Self::Registered(slot) => format!("番号{slot}を登録しました。"),
            Self::Deleted(slot) => format!("番号{slot}を削除しました。"),
            Self::Requested(slots) => format!("番号{}の承認依頼を送信しました。指導者に通知メールが送られます。", slots_in_words(slots)),
            Self::Withdrawn(slots) => format!("番号{}の承認依頼を取り下げました。指導者にも通知されます。", slots_in_words(slots)),
            Self::Approved => "承認しました。申請者に通知メールが送られます。".into(),
            Self::Rejected => "非承認にしました。コメントは申請者の編集画面に表示され、通知メールが送られます。".into(),
            Self::QueueEmpty => "承認依頼中の症例はすべて対応済みです。".into(),
            Self::DocumentRefused(problem) => problem.message(),
            Self::AsideTaken => "選んだ内容を下書きに戻しました。".into(),
            Self::AsideDropped => "別に保管していた内容を破棄しました。".into(),
            Self::FormSaved(part) => format!("「{}」を一時保存しました。", part.label()),
            Self::FormRegistered(part) => format!("「{}」を登録しました。", part.label()),
            Self::Applied(applying) => format!(
                "{}の申請を受け付けました。自動配信メールをお送りしますので、必ずご確認ください。",
                applying.kind().label()
            ),
            Self::NotApplied => {
                "申請できませんでした。学会の登録情報が変わったため、確認が必要な項目があります。「未完了」の書類を開いて「登録」してください。".into()
            }
            Self::Refused(refused) => refused.message(),
            Self::Failed(error) => error.message(),
        }
    }

    /// Does it say that nothing was done?
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::DraftConflict
                | Self::MailNotDead
                | Self::NotApplied
                | Self::Refused(_)
                | Self::Failed(_)
                | Self::WrongPassword(_)
                | Self::DocumentRefused(_)
                | Self::PasswordRefused(_)
        )
    }
}

/// Shows the message of the address, if there is one.
#[component]
pub fn FlashMessage() -> impl IntoView {
    let query = use_query_map();
    let flash =
        move || query.read().get_str("flash").and_then(|text| serde_json::from_str::<Flash>(text).ok());
    move || {
        flash().map(|flash| {
            let (class, role) =
                if flash.is_refusal() { ("flash flash-bad", "alert") } else { ("flash", "status") };
            view! { <p class=class role=role>{flash.message()}</p> }
        })
    }
}
