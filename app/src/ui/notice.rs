//! What is said once after an action of doors, facilities and the office. The program that browsers load carries none of it.

use domain::{
    accounts::{Applying, PasswordProblem},
    applications::{Decision, Part},
    documents::DocumentProblem,
    facilities::About,
    refused::FacilityRefused,
};
use serde::{Deserialize, Serialize};

use super::flash::Say;
use crate::{
    accounts::Door,
    error::{AppError, Failure},
    network::Done,
    request::link_hours,
};

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

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
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
    /// The file was not taken; the earlier one stays (F6).
    DocumentRefused(DocumentProblem),
    /// The same, for a reason that is not in the file.
    DocumentFailed(AppError),
    FormSaved(Part),
    FormRegistered(Part),
    /// A newer draft was there; what was sent is kept beside it.
    FormConflict,
    AsideTaken,
    AsideDropped,
    /// 申請 has arrived (F4).
    Applied(Applying),
    /// 申請 was not possible: a form is not right any more.
    NotApplied,
    /// The office has decided about so many applications (F5, F9).
    ApplicationsDecided(Decision, usize),
    /// 「申請期間」 was changed by the office.
    RoundAdded,
    RoundChanged,
    RoundDeleted,
    /// 「日時を進める」
    ClockMoved,
    /// Something was done with a linkage.
    Linkage(Done),
    /// The office has sent somebody a password link.
    PasswordLinkSent,
    /// The office has given a facility another log-in address.
    LoginAddressGiven,
    /// A facility has asked for another one: the mail that confirms it is on its way.
    AddressMailSent,
    AddressWithdrawn,
    /// The new one has confirmed.
    LoginAddressChanged,
    /// 書面による承認 is recorded (P9).
    PaperRecorded,
    /// The files of an import were not taken.
    ImportRefused(ImportTrouble),
    /// The contact data of a facility was changed (F13).
    ContactSaved,
    /// A change or 返上 was asked for (F12, F13).
    ChangeAsked(About),
    ChangeWithdrawn,
    ChangeApproved,
    ChangeRefused,
    /// Nothing was done, because a rule says no.
    Refused(FacilityRefused),
    /// Nothing was done, for another reason.
    Failed(AppError),
}

impl Say for Notice {
    const KEY: &'static str = "notice";
    type Failure = Failure;

    fn failed(failure: Failure) -> Option<Self> {
        match failure {
            Failure::Other(AppError::SignedOut) => None,
            Failure::Refused(refused) => Some(Self::Refused(refused)),
            Failure::Other(other) => Some(Self::Failed(other)),
        }
    }
}

impl Notice {
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
                format!(
                    "パスワード発行用のURLをメールでお送りしました。メールを開き、{}時間以内にパスワードを設定してください。届かないときは、迷惑メールフォルダと、入力したメールアドレスをご確認ください。",
                    link_hours()
                )
            }
            Self::DocumentRefused(problem) => problem.message(),
            Self::DocumentFailed(error) => error.file_message(),
            Self::FormSaved(part) => format!("「{}」を一時保存しました。", part.label()),
            Self::FormRegistered(part) => format!("「{}」を登録しました。", part.label()),
            Self::FormConflict => "別の画面で、より新しい内容が保存されていました。今回の入力は上書きせずに保管しましたので、下の欄で見比べてください。".into(),
            Self::AsideTaken => "選んだ内容を下書きに戻しました。".into(),
            Self::AsideDropped => "別に保管していた内容を破棄しました。".into(),
            Self::Applied(applying) => format!(
                "{}の申請を受け付けました。自動配信メールをお送りしますので、必ずご確認ください。",
                applying.kind().label()
            ),
            Self::NotApplied => {
                "申請できませんでした。学会の登録情報が変わったため、確認が必要な項目があります。「未完了」の書類を開いて「登録」してください。".into()
            }
            Self::ApplicationsDecided(decision, count) => {
                format!("{count}件の申請を「{}」にしました。施設に通知メールが送られます。", decision.label())
            }
            Self::RoundAdded => "申請期間を追加しました。".into(),
            Self::RoundChanged => "申請期間を変更しました。".into(),
            Self::RoundDeleted => "申請期間を削除しました。".into(),
            Self::ClockMoved => "日時を進めました。その間に行われるはずだった処理は、数秒のうちに済みます。".into(),
            Self::Linkage(done) => done.message().into(),
            Self::PasswordLinkSent => {
                format!("パスワード設定のメールを送信しました。URLの有効期間は{}時間です。", link_hours())
            }
            Self::LoginAddressGiven => {
                "ログイン用メールアドレスを変更しました。新しいアドレスとこれまでのアドレスに、お知らせのメールが送られます。".into()
            }
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
            Self::PaperRecorded => "「承認済み(書面)」として記録しました。申請者に通知メールが送られます。".into(),
            Self::ImportRefused(trouble) => trouble.message().into(),
            Self::ContactSaved => "連絡先を変更しました。".into(),
            Self::ChangeAsked(about) => format!("{}を申請しました。結果はメールでお知らせします。", about.label()),
            Self::ChangeWithdrawn => "申請を取り下げました。".into(),
            Self::ChangeApproved => "承認しました。施設に通知メールが送られます。".into(),
            Self::ChangeRefused => "差し戻しました。施設に通知メールが送られます。".into(),
            Self::Refused(refused) => refused.message(),
            Self::Failed(error) => error.message(),
        }
    }

    /// Does it say that nothing was done?
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::FormConflict
                | Self::MailNotDead
                | Self::NotApplied
                | Self::ImportRefused(_)
                | Self::Refused(_)
                | Self::Failed(_)
                | Self::WrongPassword(_)
                | Self::DocumentRefused(_)
                | Self::DocumentFailed(_)
                | Self::PasswordRefused(_)
        )
    }
}

impl Notice {
    /// What a page says at the field of the file that its form brought: why it was not taken.
    pub fn file_refusal(&self) -> Option<String> {
        matches!(self, Self::DocumentRefused(_) | Self::DocumentFailed(_)).then(|| self.message())
    }
}
