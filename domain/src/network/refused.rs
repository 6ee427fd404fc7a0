//! Refusals about a linkage of 基幹施設 and 連携施設 (F10).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Side, StateName};
use crate::{calendar, reading::DayProblem, text};

vocabulary! {
    /// What somebody wants to do with a linkage.
    pub enum LinkageAction {
        Read = "read" "閲覧",
        Approve = "approve" "承認",
        Refuse = "refuse" "否認",
        Withdraw = "withdraw" "取り下げ",
        Dissolve = "dissolve" "解除",
    }
}

/// Why the rules say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message())]
pub enum LinkageRefused {
    /// Neither of the two facilities asks, nor the office (E3).
    NotYours,
    /// The other side's business.
    OnlySide {
        action: LinkageAction,
        side: Side,
    },
    /// Somebody was faster, or it is too early.
    State {
        action: LinkageAction,
        state: StateName,
    },
    /// The certification of this side is over, and the linkage with it.
    Lapsed {
        whose: Side,
    },
    /// 否認 or 解除 without a reason.
    ReasonNeeded {
        action: LinkageAction,
    },
    ReasonTooLong {
        action: LinkageAction,
        limit: usize,
        count: usize,
    },
    /// Within the limit as a person counts, but not as a machine does.
    ReasonOverladen {
        action: LinkageAction,
    },
    /// The day is none.
    NotADay,
    /// It is a day of a year that nobody means (F10).
    StrangeYear(i16),
    /// 解除 before the linkage starts.
    EndsTooEarly {
        #[serde(with = "crate::wire::day")]
        starts: Date,
    },
    /// 解除 by a facility for a day that has passed (F20).
    EndsInThePast {
        #[serde(with = "crate::wire::day")]
        today: Date,
    },
    /// 解除 after it ends by itself.
    EndsTooLate {
        #[serde(with = "crate::wire::day")]
        last: Date,
    },
    /// 連携開始日 before it is possible.
    StartsTooEarly {
        #[serde(with = "crate::wire::day")]
        earliest: Date,
    },
    /// No 基幹施設 was chosen.
    NoCore,
    /// A facility cannot be linked with itself.
    Itself,
    /// Not certified on this day, on this side.
    NotCertified {
        side: Side,
        #[serde(with = "crate::wire::day")]
        day: Date,
    },
    /// Another request of the 連携施設 waits.
    RequestWaits,
    /// The 連携施設 is linked.
    StillLinked,
}

impl LinkageRefused {
    /// The number of the rule in `docs/rules.md`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::NotYours => "E3",
            Self::EndsInThePast { .. } => "F20",
            _ => "F10",
        }
    }

    /// The input that it is about, where it is about one.
    pub fn input(self) -> Option<&'static str> {
        match self {
            Self::ReasonNeeded { .. } | Self::ReasonTooLong { .. } | Self::ReasonOverladen { .. } => {
                Some("reason")
            }
            Self::NotADay
            | Self::StrangeYear(_)
            | Self::EndsTooEarly { .. }
            | Self::EndsInThePast { .. }
            | Self::EndsTooLate { .. }
            | Self::StartsTooEarly { .. }
            | Self::NotCertified { side: Side::Partner, .. } => Some("from"),
            Self::NoCore | Self::Itself | Self::NotCertified { side: Side::Core, .. } => Some("core"),
            Self::NotYours
            | Self::OnlySide { .. }
            | Self::State { .. }
            | Self::Lapsed { .. }
            | Self::RequestWaits
            | Self::StillLinked => None,
        }
    }

    /// What is wrong and what would help, in the words of the screen.
    pub fn message(self) -> String {
        match self {
            Self::NotYours => "この連携は、連携する2つの施設と事務局だけが閲覧できます。".into(),
            Self::OnlySide { action, side } => {
                format!("連携申請の{}は、{}だけが行えます。", action.label(), side.kind().label())
            }
            Self::State { action, state } => {
                let done = match state {
                    StateName::Requested => "この連携申請は、まだ承認されていません",
                    StateName::Linked => "この連携申請は、すでに承認されています",
                    StateName::Refused => "この連携申請は、すでに否認されています",
                    StateName::Withdrawn => "この連携申請は、すでに取り下げられています",
                    StateName::Dissolved => "この連携は、すでに解除の手続きが済んでいます",
                };
                format!(
                    "{done}。{}の操作は行われませんでした。この画面で最新の状態をご確認ください。",
                    action.label()
                )
            }
            Self::Lapsed { whose } => format!(
                "{}の認定が終了しているため、この操作はできません。ご不明な点は、事務局へお問い合わせください。",
                whose.kind().label()
            ),
            Self::ReasonNeeded { action } => format!("「{}の理由」を入力してください。", action.label()),
            Self::ReasonTooLong { action, limit, count } => {
                format!("「{}の理由」は{limit}文字以内で入力してください(現在{count}文字)。", action.label())
            }
            Self::ReasonOverladen { action } => text::overladen(&format!("「{}の理由」", action.label())),
            Self::NotADay => "日付を正しく入力してください。".into(),
            Self::StrangeYear(year) => DayProblem::StrangeYear(year).message("日付"),
            Self::EndsTooEarly { starts } => {
                format!("「解除日」は、連携開始日({})以降の日付にしてください。", calendar::slashed(starts))
            }
            Self::EndsInThePast { today } => format!(
                "「解除日」は、本日({})以降の日付にしてください。過去の日付での解除が必要な場合は、事務局へお問い合わせください。",
                calendar::slashed(today)
            ),
            Self::EndsTooLate { last } => format!(
                "「解除日」は、連携が続く最終日({})までの日付にしてください。",
                calendar::slashed(last)
            ),
            Self::StartsTooEarly { earliest } => {
                format!("「連携開始日」は、{}以降の日付にしてください。", calendar::slashed(earliest))
            }
            Self::NoCore => "連携する基幹施設を検索し、選択してください。".into(),
            Self::Itself => {
                "自施設を連携先に選択することはできません。別の基幹施設を選択してください。".into()
            }
            Self::NotCertified { side: Side::Core, day } => format!(
                "選択した施設は、{}に基幹施設として認定されていません。別の基幹施設を選択してください。",
                calendar::slashed(day)
            ),
            Self::NotCertified { side: Side::Partner, day } => format!(
                "貴施設は、{}に連携施設として認定されていません。認定期間内の日付をご確認ください。",
                calendar::slashed(day)
            ),
            Self::RequestWaits => {
                "承認待ちの連携申請があります。別の基幹施設を選択する場合は、先に取り下げてください。".into()
            }
            Self::StillLinked => {
                "連携中の基幹施設があります。別の基幹施設を選択する場合は、先に連携を解除してください。"
                    .into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// One of each; a new variant does not compile until it stands here.
    fn every() -> Vec<LinkageRefused> {
        use LinkageRefused as R;
        let day = date(2027, 4, 1);
        let mut all = vec![
            R::NotYours,
            R::ReasonNeeded { action: LinkageAction::Refuse },
            R::ReasonTooLong { action: LinkageAction::Dissolve, limit: 200, count: 201 },
            R::ReasonOverladen { action: LinkageAction::Dissolve },
            R::EndsInThePast { today: day },
            R::NotADay,
            R::StrangeYear(9999),
            R::EndsTooEarly { starts: day },
            R::EndsTooLate { last: day },
            R::StartsTooEarly { earliest: day },
            R::NoCore,
            R::Itself,
            R::RequestWaits,
            R::StillLinked,
        ];
        for side in Side::ALL {
            all.extend([R::Lapsed { whose: side }, R::NotCertified { side, day }]);
            all.extend(LinkageAction::ALL.map(|action| R::OnlySide { action, side }));
        }
        for action in LinkageAction::ALL {
            all.extend(StateName::ALL.map(|state| R::State { action, state }));
        }
        for refused in &all {
            match refused {
                R::NotYours
                | R::OnlySide { .. }
                | R::State { .. }
                | R::Lapsed { .. }
                | R::ReasonNeeded { .. }
                | R::ReasonTooLong { .. }
                | R::ReasonOverladen { .. }
                | R::EndsInThePast { .. }
                | R::NotADay
                | R::StrangeYear(_)
                | R::EndsTooEarly { .. }
                | R::EndsTooLate { .. }
                | R::StartsTooEarly { .. }
                | R::NoCore
                | R::Itself
                | R::NotCertified { .. }
                | R::RequestWaits
                | R::StillLinked => {}
            }
        }
        all
    }

    /// E5: a refusal says what is wrong, by which rule, and what would help.
    #[test]
    fn e5_every_refusal_is_a_sentence_with_a_rule_and_help() {
        for refused in every() {
            let message = refused.message();
            assert!(message.ends_with('。') && !message.contains(['!', '！']), "{refused:?}: {message}");
            let help = ["してください", "ください。", "お問い合わせ", "だけ"];
            assert!(help.iter().any(|words| message.contains(words)), "{refused:?}: {message}");
            assert!(["E3", "F10", "F20"].contains(&refused.rule()));
            let text = serde_json::to_string(&refused).expect("JSON");
            assert_eq!(serde_json::from_str::<LinkageRefused>(&text).expect("a refusal"), refused);
        }
    }
}
