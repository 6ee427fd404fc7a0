//! 「監査ログ」: who did what, when, from where (E1), as the office reads it.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{calendar, wire};

/// Days shown when no day is asked for: nobody wants to read years by accident.
pub const USUAL_DAYS: i64 = 31;

/// Whose doing a line tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doer {
    Member,
    Facility,
    Office,
    /// By itself, or by somebody who was not signed in.
    System,
}

impl Doer {
    pub const ALL: [Self; 4] = [Self::Member, Self::Facility, Self::Office, Self::System];

    /// The name in the database and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Facility => "facility",
            Self::Office => "office",
            Self::System => "system",
        }
    }

    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Member => "会員",
            Self::Facility => "施設",
            Self::Office => "事務局",
            Self::System => "システム・ログイン前",
        }
    }
}

impl FromStr for Doer {
    type Err = ();

    fn from_str(key: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|doer| doer.key() == key).ok_or(())
    }
}

/// Which lines are asked for: newest first, those older than `before`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// First and last day in Japan, both inside.
    #[serde(with = "wire::day")]
    pub from: Date,
    #[serde(with = "wire::day")]
    pub to: Date,
    pub doer: Option<Doer>,
    /// How the event begins, e.g. `account.`; empty for all.
    pub event: String,
    /// The last line of the page before.
    pub before: Option<Uuid>,
}

impl AuditFilter {
    /// Lines on one page.
    pub const PAGE: usize = 50;

    /// What was typed into the filter. Days that are none, or the wrong way round, are the usual ones.
    pub fn read(typed: &TypedFilter, today: Date) -> Self {
        let to = calendar::parse_day(&typed.to).unwrap_or(today);
        let usual = to.checked_sub((USUAL_DAYS - 1).days()).unwrap_or(to);
        let from = calendar::parse_day(&typed.from).filter(|from| *from <= to).unwrap_or(usual);
        Self {
            from,
            to,
            doer: typed.doer.parse().ok(),
            event: typed.event.trim().to_ascii_lowercase().replace(char::is_control, ""),
            before: typed.before.parse().ok(),
        }
    }

    /// The first moment inside, and the first one after it.
    pub fn moments(&self) -> (Timestamp, Timestamp) {
        let start = |day: Date| calendar::JST.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
        let end = start(self.to).checked_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
        (start(self.from), end)
    }
}

/// The filter as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedFilter {
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub doer: String,
    #[serde(default)]
    pub event: String,
    #[serde(default)]
    pub before: String,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    pub id: Uuid,
    #[serde(with = "wire::moment")]
    pub at: Timestamp,
    pub doer: Doer,
    /// Who it was, when the account still exists.
    pub name: Option<String>,
    /// `capability.event`
    pub event: String,
    /// Whom or what it was about; the name when that is a member, a facility or somebody of the office.
    pub subject: Option<String>,
    /// Ids and numbers, never typed text: `set: specialist, slot: 3`.
    pub detail: String,
    pub client: String,
}

/// 「監査ログ」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub filter: AuditFilter,
    pub lines: Vec<AuditLine>,
    /// There are older ones.
    pub more: bool,
}

/// What an event is called on the screen; nothing for those that have no name yet.
pub fn event_label(event: &str) -> Option<&'static str> {
    Some(match event {
        "account.signed_in" => "ログイン",
        "account.signed_out" => "ログアウト",
        "account.sign_in_failed" => "ログインの失敗",
        "account.signed_up" => "新規登録",
        "account.link_requested" => "パスワード再設定の依頼",
        "account.link_sent" => "パスワード設定URLの送付",
        "account.password_set" => "パスワードの設定",
        "account.login_address_given" => "ログイン用メールアドレスの変更(事務局)",
        "account.login_address_asked" => "ログイン用メールアドレスの変更の手続き",
        "account.login_address_withdrawn" => "ログイン用メールアドレスの変更の取り消し",
        "account.login_address_changed" => "ログイン用メールアドレスの変更(施設)",
        "account.factor_asked" => "二段階認証の要求",
        "account.factor_failed" => "二段階認証の失敗",
        "account.factor_set_up" => "二段階認証の設定",
        "account.recovery_codes_made" => "リカバリーコードの再作成",
        "case.registered" => "症例の登録",
        "case.deleted" => "症例の削除",
        "case.read" => "症例の閲覧(事務局)",
        "case.aside_taken" => "退避した下書きの採用",
        "case.aside_dropped" => "退避した下書きの破棄",
        "approval.requested" => "承認依頼",
        "approval.withdrawn" => "承認依頼の取り下げ",
        "approval.approved" => "承認",
        "approval.recorded_on_paper" => "書面による承認の記録",
        "approval.rejected" => "非承認",
        "document.opened" => "書類のダウンロード",
        "document.shown" => "書類の閲覧",
        "document.received" => "書類の受け取り",
        "application.submitted" => "施設認定の申請",
        "application.registered" => "申請書類の登録",
        "application.returned" => "施設認定申請の修正依頼",
        "application.passed" => "施設認定申請の合格",
        "application.failed" => "施設認定申請の不合格",
        "application.exported" => "施設認定申請の書き出し",
        "application.certified" => "認定の開始",
        "linkage.requested" => "連携の申請",
        "linkage.approved" => "連携の承認",
        "linkage.refused" => "連携の否認",
        "linkage.withdrawn" => "連携の申請の取り下げ",
        "linkage.dissolved" => "連携の解除",
        "facility.contact_changed" => "施設の連絡先の変更",
        "facility.change_asked" => "変更・返上の申請",
        "facility.change_withdrawn" => "変更・返上の取り下げ",
        "facility.change_approved" => "変更・返上の承認",
        "facility.change_refused" => "変更・返上の差し戻し",
        "facility.change_effective" => "変更・返上の反映",
        "facility.closed" => "施設アカウントの終了",
        "mail.revived" => "メールの再送",
        "registry.imported" => "会員・施設データの取り込み",
        "round.planned" => "申請期間の自動登録",
        "round.added" => "申請期間の追加",
        "round.changed" => "申請期間の変更",
        "round.deleted" => "申請期間の削除",
        "demo.clock_moved" => "デモの日時を進める",
        "audit.exported" => "監査ログの書き出し",
        "registry.import_checked" => "会員・施設データの検査",
        "demo.started" => "デモの読み込み開始",
        "demo.loaded" => "デモの読み込み完了",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_that_are_none_are_the_usual_ones() {
        let today = date(2026, 10, 1);
        for (from, to, expected) in [
            ("", "", (date(2026, 9, 1), today)),
            ("2026-04-01", "", (date(2026, 4, 1), today)),
            ("", "2026-04-30", (date(2026, 3, 31), date(2026, 4, 30))),
            ("2026-04-01", "2026-04-01", (date(2026, 4, 1), date(2026, 4, 1))),
            ("2026-04-02", "2026-04-01", (date(2026, 3, 2), date(2026, 4, 1))),
            ("soon", "2026-02-30", (date(2026, 9, 1), today)),
        ] {
            let typed = TypedFilter { from: from.into(), to: to.into(), ..TypedFilter::default() };
            let read = AuditFilter::read(&typed, today);
            assert_eq!((read.from, read.to), expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn days_are_whole_days_in_japan() {
        let typed =
            TypedFilter { from: "2026-04-01".into(), to: "2026-04-02".into(), ..TypedFilter::default() };
        let (first, after) = AuditFilter::read(&typed, date(2026, 10, 1)).moments();
        assert_eq!(first.to_string(), "2026-03-31T15:00:00Z");
        assert_eq!(after.to_string(), "2026-04-02T15:00:00Z");
    }

    #[test]
    fn words_that_mean_nothing_filter_nothing() {
        let typed = TypedFilter {
            doer: "nobody".into(),
            event: " Account. ".into(),
            before: "x".into(),
            ..TypedFilter::default()
        };
        let read = AuditFilter::read(&typed, date(2026, 10, 1));
        assert_eq!((read.doer, read.event.as_str(), read.before), (None, "account.", None));
        for doer in Doer::ALL {
            assert_eq!(doer.key().parse(), Ok(doer));
        }
    }
}
