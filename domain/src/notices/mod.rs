//! Mails that the system sends. A mail's data are names, numbers and ids: there is no room for case text (P7).

mod outbox;

use jiff::{SignedDuration, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{Applying, Realm},
    applications::Decision,
    cases::CaseSet,
    facilities::About,
    ids::{AddressLinkId, RequestId},
    network::Asked,
    registry::FacilityKind,
};
use uuid::Uuid;

pub use outbox::{MailStanding, MailState, Outbox, OutboxCounts, OutboxFilter, OutboxMail};

/// Every kind of mail with what its template needs; stored in the outbox as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mail {
    /// The link to set a password (A5). The link itself is made when the mail is sent.
    PasswordLink { realm: Realm, account: Uuid, name: String },
    /// To the supervisor: cases wait (P7).
    ApprovalRequested {
        supervisor: String,
        applicant: String,
        set: CaseSet,
        slots: Vec<u8>,
        first: RequestId,
    },
    /// To the supervisor: a request was withdrawn (P7).
    ApprovalWithdrawn { supervisor: String, applicant: String, set: CaseSet, slots: Vec<u8> },
    /// To the applicant: one case was judged (P7).
    CaseDecided { applicant: String, supervisor: String, set: CaseSet, slot: u8, approved: bool },
    /// To the applicant: the office has recorded 書面による承認 (P9).
    CaseApprovedOnPaper { applicant: String, supervisor: String, set: CaseSet, slot: u8 },
    /// To the application address: 申請 has arrived, as version `number` (F4).
    ApplicationReceived { facility: String, applying: Applying, number: i32 },
    /// To the application address: what the office has decided about the version submitted last, in its words (F5, F9).
    ApplicationDecided {
        facility: String,
        applying: Applying,
        decision: Decision,
        words: String,
        /// 認定開始日
        #[serde(with = "crate::wire::day")]
        starts: Date,
    },
    /// To the facility: its certification has begun, and what became of 基幹施設との連携 (F9).
    CertificationStarted {
        facility: String,
        applying: Applying,
        certificate_no: String,
        #[serde(with = "crate::wire::day")]
        from: Date,
        #[serde(with = "crate::wire::day")]
        to: Date,
        asked: Asked,
    },
    /// To the 基幹施設: a 連携施設 asks for a linkage (F9, F10).
    LinkageRequested {
        core: String,
        partner: String,
        #[serde(with = "crate::wire::day")]
        starts: Date,
    },
    /// To the 連携施設: 承認 (F10).
    LinkageApproved {
        core: String,
        partner: String,
        #[serde(with = "crate::wire::day")]
        starts: Date,
    },
    /// To the 連携施設: 否認. The reason stands on the page (F10).
    LinkageRefused { core: String, partner: String },
    /// To the 基幹施設: the request was withdrawn, so that nobody looks for what is gone.
    LinkageWithdrawn { core: String, partner: String },
    /// To the other side, or to both: 解除 from a day on (F10).
    LinkageDissolved {
        facility: String,
        other: String,
        #[serde(with = "crate::wire::day")]
        from: Date,
        /// The last day on which one can object to the office (F20). Mails from before there was one do not say so.
        #[serde(default, with = "crate::wire::maybe_day")]
        object_until: Option<Date>,
    },
    /// To a 連携施設: its 基幹施設 gives its certification back, and the linkage ends with it (F19).
    CoreGivesBack {
        core: String,
        partner: String,
        /// The last day of the certification.
        #[serde(with = "crate::wire::day")]
        last: Date,
        /// Does training at the 連携施設 alone count after it? (F11)
        alone: bool,
    },
    /// A facility has another log-in address, from the office or by its own link: to that one, and to the one before it.
    LoginAddressGiven {
        facility: String,
        to_former: bool,
        /// Mails from before facilities could do it themselves do not say so.
        #[serde(default)]
        by_itself: bool,
    },
    /// To the address that a facility wants to sign in with: the link that confirms it. The link itself is made when the
    /// mail is sent (A5).
    AddressLink { facility: String, link: AddressLinkId },
    /// To the address that it signs in with: somebody asks for another one. No link, so that nobody learns to follow one.
    AddressAsked { facility: String },
    /// To the facility: what became of a change or 返上 that it asked for (F12, F13). `kind`: the page that shows it.
    ChangeTold { facility: String, about: About, page: FacilityKind, news: ChangeNews },
}

vocabulary! {
    /// What is told of a change, in the words after 「施設名の変更」.
    pub enum ChangeNews {
        /// It has arrived at the office.
        Received = "received" "の申請を受け付けました",
        Approved = "approved" "の申請が承認されました",
        Refused = "refused" "の申請が差し戻されました",
        /// The account is closed after the last 返上 (F12).
        Closed = "closed" "が完了し、施設マイページを終了しました",
    }
}

impl Mail {
    /// The template's name, stored beside the data.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PasswordLink { .. } => "password_link",
            Self::ApprovalRequested { .. } => "approval_requested",
            Self::ApprovalWithdrawn { .. } => "approval_withdrawn",
            Self::CaseDecided { .. } => "case_decided",
            Self::CaseApprovedOnPaper { .. } => "case_approved_on_paper",
            Self::ApplicationReceived { .. } => "application_received",
            Self::ApplicationDecided { .. } => "application_decided",
            Self::CertificationStarted { .. } => "certification_started",
            Self::LinkageRequested { .. } => "linkage_requested",
            Self::LinkageApproved { .. } => "linkage_approved",
            Self::LinkageRefused { .. } => "linkage_refused",
            Self::LinkageWithdrawn { .. } => "linkage_withdrawn",
            Self::LinkageDissolved { .. } => "linkage_dissolved",
            Self::CoreGivesBack { .. } => "core_gives_back",
            Self::LoginAddressGiven { .. } => "login_address_given",
            Self::AddressLink { .. } => "address_link",
            Self::AddressAsked { .. } => "address_asked",
            Self::ChangeTold { .. } => "change_told",
        }
    }

    /// The subject after 『【society】』, in the guide's style.
    pub fn subject(&self) -> String {
        match self {
            Self::PasswordLink { .. } => "パスワードの設定をお願いいたします".into(),
            Self::ApprovalRequested { slots, .. } => {
                format!("症例承認のご依頼が届いています({}例)", slots.len())
            }
            Self::ApprovalWithdrawn { slots, .. } => {
                format!("症例承認のご依頼が取り下げられました({}例)", slots.len())
            }
            Self::CaseDecided { slot, approved: true, .. } => format!("症例(番号{slot})が承認されました"),
            Self::CaseDecided { slot, approved: false, .. } => {
                format!("症例(番号{slot})が非承認となりました")
            }
            Self::CaseApprovedOnPaper { slot, .. } => format!("症例(番号{slot})が書面により承認されました"),
            Self::ApplicationReceived { applying, .. } => {
                format!("{}申請を受け付けました", applying.kind().label())
            }
            Self::ApplicationDecided { applying, decision, .. } => match decision {
                Decision::Return => {
                    format!("{}申請のデータの修正をお願いいたします", applying.kind().label())
                }
                Decision::Pass => format!("{}申請の審査結果(合格)のお知らせ", applying.kind().label()),
                Decision::Fail => format!("{}申請の審査結果のお知らせ", applying.kind().label()),
            },
            Self::CertificationStarted { applying, .. } => {
                format!("{}の認定が始まりました", applying.kind().label())
            }
            Self::LinkageRequested { .. } => "連携施設から連携の申請が届いています".into(),
            Self::LinkageApproved { .. } => "基幹施設との連携が承認されました".into(),
            Self::LinkageRefused { .. } => "基幹施設との連携が否認されました".into(),
            Self::LinkageWithdrawn { .. } => "連携の申請が取り下げられました".into(),
            Self::LinkageDissolved { .. } => "基幹施設と連携施設の連携が解除されました".into(),
            Self::CoreGivesBack { .. } => "連携している基幹施設が認定を返上します".into(),
            Self::LoginAddressGiven { .. } => "ログイン用メールアドレスが変更されました".into(),
            Self::AddressLink { .. } => "ログイン用メールアドレスの確認をお願いいたします".into(),
            Self::AddressAsked { .. } => "ログイン用メールアドレスの変更の手続きが始まりました".into(),
            Self::ChangeTold { about, news, .. } => format!("{}{}", about.label(), news.label()),
        }
    }
}

/// How long to wait after this many failed tries, counted from 1; nothing: the mail is given up and shown to the office
/// (E2). Together about two days, so that a mail server may be down over a night.
pub fn pause_after(failed: u32) -> Option<SignedDuration> {
    const MINUTES: [i64; 7] = [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60];
    let minutes = MINUTES.get(usize::try_from(failed.checked_sub(1)?).ok()?)?;
    Some(SignedDuration::from_mins(*minutes))
}
