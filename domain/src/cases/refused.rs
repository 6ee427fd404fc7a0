//! Why the rules say no to somebody about their cases, or about those that they judge.

use serde::{Deserialize, Serialize};

use super::{FieldKey, Slots, StateName};
use crate::{
    approvals::RequestState,
    text::{self, Beyond},
};

/// A text of a supervisor or an applicant that has a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefusedText {
    /// 通信欄
    Message,
    /// The comment on the whole.
    General,
    /// The comment on one field.
    Comment(FieldKey),
}

impl RefusedText {
    fn called(self) -> String {
        match self {
            Self::Message => "通信欄".into(),
            Self::General => "全体へのコメント".into(),
            Self::Comment(field) => format!("{}へのコメント", field.label()),
        }
    }

    /// The number of the rule that limits it.
    fn rule(self) -> &'static str {
        match self {
            Self::Message => "P1",
            Self::General | Self::Comment(_) => "P6",
        }
    }
}

/// One reason why the rules say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message())]
pub enum CaseRefused {
    /// Only 医師会員 come behind 認定システム (A2).
    NotPhysician,
    /// The record belongs to somebody else (P10).
    NotYours,
    /// May read the case, but only its applicant may change it (P10).
    OnlyApplicant,
    /// The decision belongs to the supervisor who is asked now (P5).
    OnlySupervisor,
    /// The state of the case does not allow the action (C8–C10, P2, P5).
    CaseState { action: CaseAction, state: StateName },
    /// The cases in these slots cannot be requested or withdrawn; nothing was done for any (P2).
    Mixed { action: CaseAction, slots: Slots },
    /// These slots have changes that are not registered yet, so the supervisor would not see them.
    UnregisteredChanges { slots: Slots },
    /// No case was chosen.
    NothingChosen,
    /// The set needs no approval (C1).
    NoApprovalNeeded,
    /// No supervisor was chosen.
    NoSupervisor,
    /// Nobody supervises their own case (P4).
    OwnCase,
    /// The chosen supervisor cannot supervise the cases in these slots (P3).
    SupervisorPeriod { slots: Slots },
    /// The chosen supervisor has left the society (A9).
    SupervisorLeft,
    /// The request is no longer waiting: somebody was faster (P5).
    NotWaiting(RequestState),
    /// 非承認 needs at least one comment (P6).
    CommentNeeded,
    /// The comments were changed on another screen since this one was made; both stand beside each other now (C11).
    CommentsElsewhere,
    /// A text is longer than allowed.
    TooLong { what: RefusedText, limit: usize, count: usize },
    /// A text is within its limit as a person counts, but not as a machine does.
    Overladen { what: RefusedText },
}

/// What a person wants to do with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CaseAction {
    Read,
    Edit,
    Register,
    Request,
    Withdraw,
    Approve,
    Reject,
    Delete,
    Print,
}

impl CaseAction {
    /// Every action, for tables.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Edit,
        Self::Register,
        Self::Request,
        Self::Withdraw,
        Self::Approve,
        Self::Reject,
        Self::Delete,
        Self::Print,
    ];

    /// The word on the button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "閲覧",
            Self::Edit => "編集",
            Self::Register => "登録",
            Self::Request => "承認依頼",
            Self::Withdraw => "承認依頼の取り下げ",
            Self::Approve => "承認",
            Self::Reject => "非承認",
            Self::Delete => "削除",
            Self::Print => "印刷",
        }
    }
}

impl CaseRefused {
    /// A text is beyond its limit.
    pub fn beyond(beyond: Beyond, what: RefusedText) -> Self {
        match beyond {
            Beyond::Characters { limit, count } => Self::TooLong { what, limit, count },
            Beyond::Overladen => Self::Overladen { what },
        }
    }

    /// The number of the rule in `docs/rules.md`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::NotPhysician => "A2",
            Self::NotYours | Self::OnlyApplicant => "P10",
            Self::CaseState { action: CaseAction::Delete, .. } => "C10",
            Self::CaseState { action: CaseAction::Edit | CaseAction::Register, .. } => "C9",
            Self::CaseState { action: CaseAction::Read | CaseAction::Print, .. }
            | Self::UnregisteredChanges { .. } => "C8",
            Self::CaseState { action: CaseAction::Request | CaseAction::Withdraw, .. }
            | Self::Mixed { .. } => "P2",
            Self::NothingChosen | Self::NoSupervisor => "P1",
            Self::NoApprovalNeeded => "C1",
            Self::OwnCase => "P4",
            Self::SupervisorPeriod { .. } => "P3",
            Self::SupervisorLeft => "A9",
            Self::CaseState { action: CaseAction::Approve | CaseAction::Reject, .. }
            | Self::NotWaiting(_)
            | Self::OnlySupervisor => "P5",
            Self::TooLong { what, .. } | Self::Overladen { what } => what.rule(),
            Self::CommentsElsewhere => "C11",
            Self::CommentNeeded => "P6",
        }
    }

    /// What is wrong and what would help, in the words of the screen.
    pub fn message(self) -> String {
        match self {
            Self::NotPhysician => "認定システムは医師会員の方だけがご利用いただけます。登録されている職種が異なる場合は、事務局へお問い合わせください。".into(),
            Self::NotYours => "このデータは、申請者ご本人・依頼を受けた指導者・事務局だけが閲覧できます。".into(),
            Self::OnlyApplicant => "症例を編集・登録・依頼・削除できるのは申請者ご本人だけです。修正が必要なときは、コメントで申請者にお伝えください。".into(),
            Self::OnlySupervisor => "承認・非承認を決められるのは、いま承認依頼を受けている指導者だけです。「症例承認」の一覧で、承認依頼中の症例をご確認ください。".into(),
            Self::CaseState { action, state } => match (action, state) {
                (CaseAction::Edit | CaseAction::Register, StateName::Requested) => {
                    "承認依頼中の症例は編集できません。先に「承認依頼の取り下げをする」で取り下げてください。".into()
                }
                (CaseAction::Edit | CaseAction::Register, StateName::Approved) => {
                    "承認済みの症例は編集できません。修正が必要な場合は、印刷して控えを取り、削除してから登録し直してください。".into()
                }
                (CaseAction::Delete, StateName::Requested) => {
                    "承認依頼中の症例は削除できません。先に「承認依頼の取り下げをする」で取り下げてください。".into()
                }
                (CaseAction::Print, _) => "未登録の症例は印刷できません。先に「登録」してください。".into(),
                (CaseAction::Request, StateName::Unregistered) => {
                    "未登録の症例は承認依頼できません。編集画面で「登録」してから依頼してください。".into()
                }
                (CaseAction::Request, StateName::Requested) => {
                    "この症例はすでに承認依頼中です。別の指導者に依頼する場合は、先に取り下げてください。".into()
                }
                (CaseAction::Request, StateName::Approved) => {
                    "承認済みの症例は、あらためて承認依頼をする必要はありません。".into()
                }
                (CaseAction::Request | CaseAction::Withdraw, StateName::Complete) => Self::NoApprovalNeeded.message(),
                (CaseAction::Withdraw, _) => "取り下げできるのは「承認依頼中」の症例だけです。一覧で最新の状態をご確認ください。".into(),
                _ => format!(
                    "状態が「{}」の症例は{}できません。一覧で最新の状態をご確認ください。",
                    state.label(),
                    action.label()
                ),
            },
            Self::Mixed { action, slots } => {
                let help = match action {
                    CaseAction::Withdraw => "取り下げできるのは「承認依頼中」の症例だけです。",
                    _ => "承認依頼できるのは「未承認」「非承認」の症例だけです。",
                };
                format!("{help}番号{}の選択を外してから、もう一度お試しください。", slots.in_words())
            }
            Self::UnregisteredChanges { slots } => format!(
                "番号{}には、まだ登録していない変更があります。編集画面で「登録」してから承認依頼をしてください。",
                slots.in_words()
            ),
            Self::NothingChosen => "症例が選択されていません。一覧で症例を選択してください。".into(),
            Self::NoApprovalNeeded => "この申請種別では、承認の手続きは必要ありません。".into(),
            Self::NoSupervisor => "指導者が選択されていません。名前・ふりがな・認定番号で検索して選択してください。".into(),
            Self::OwnCase => "ご自身の症例の指導者になることはできません。自施設に他の指導者がいない場合は、事務局へお問い合わせください。".into(),
            Self::SupervisorPeriod { slots } => format!(
                "選択した指導者の認定期間に、番号{}の「主に緩和医療を提供した期間」が含まれていません。別の指導者を選択してください。",
                slots.in_words()
            ),
            Self::SupervisorLeft => "選択した指導者は退会しています。書面での承認については、事務局へお問い合わせください。".into(),
            Self::NotWaiting(state) => match state {
                RequestState::Withdrawn => "この承認依頼は、申請者によってすでに取り下げられています。「症例承認」の一覧で最新の状態をご確認ください。".into(),
                RequestState::Waiting => "この承認依頼は、まだ承認依頼中です。ページを再度読み込んでください。".into(),
                RequestState::Approved | RequestState::Rejected => format!(
                    "この承認依頼は、すでに「{}」になっています。「症例承認」の一覧で最新の状態をご確認ください。",
                    state.label()
                ),
            },
            Self::CommentsElsewhere => "別の画面でコメントが更新されていたため、まだ判定していません。両方のコメントを並べて保存しました。内容を確認して、もう一度判定してください。".into(),
            Self::CommentNeeded => "非承認にするには、いずれかの項目または全体へのコメントが必要です。".into(),
            Self::TooLong { what, limit, count } => {
                format!("{}は{limit}文字以内で入力してください(現在{count}文字)。", what.called())
            }
            Self::Overladen { what } => text::overladen(&what.called()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approvals::RequestState;

    /// One of each; a new variant does not compile until it stands here.
    fn every() -> Vec<CaseRefused> {
        let slots = Slots::from([3, 8]);
        let course = RefusedText::Comment(FieldKey::of("course").expect("a field"));
        let too_long = |what| CaseRefused::TooLong { what, limit: 200, count: 203 };
        let mut all = vec![
            CaseRefused::NotPhysician,
            CaseRefused::NotYours,
            CaseRefused::OnlyApplicant,
            CaseRefused::OnlySupervisor,
            CaseRefused::Mixed { action: CaseAction::Request, slots },
            CaseRefused::Mixed { action: CaseAction::Withdraw, slots },
            CaseRefused::UnregisteredChanges { slots },
            CaseRefused::NothingChosen,
            CaseRefused::NoApprovalNeeded,
            CaseRefused::NoSupervisor,
            CaseRefused::OwnCase,
            CaseRefused::SupervisorPeriod { slots },
            CaseRefused::SupervisorLeft,
            CaseRefused::CommentNeeded,
            CaseRefused::CommentsElsewhere,
            too_long(RefusedText::Message),
            too_long(RefusedText::General),
            too_long(course),
            CaseRefused::Overladen { what: RefusedText::Message },
            CaseRefused::Overladen { what: course },
        ];
        all.extend(RequestState::ALL.map(CaseRefused::NotWaiting));
        for action in CaseAction::ALL {
            all.extend(StateName::ALL.map(|state| CaseRefused::CaseState { action, state }));
        }
        for refused in &all {
            match refused {
                CaseRefused::NotPhysician
                | CaseRefused::NotYours
                | CaseRefused::OnlyApplicant
                | CaseRefused::OnlySupervisor
                | CaseRefused::CaseState { .. }
                | CaseRefused::Mixed { .. }
                | CaseRefused::UnregisteredChanges { .. }
                | CaseRefused::NothingChosen
                | CaseRefused::NoApprovalNeeded
                | CaseRefused::NoSupervisor
                | CaseRefused::OwnCase
                | CaseRefused::SupervisorPeriod { .. }
                | CaseRefused::SupervisorLeft
                | CaseRefused::NotWaiting(_)
                | CaseRefused::CommentNeeded
                | CaseRefused::CommentsElsewhere
                | CaseRefused::TooLong { .. }
                | CaseRefused::Overladen { .. } => {}
            }
        }
        all
    }

    /// The rules of `docs/rules.md` that can refuse.
    const RULES: [&str; 14] =
        ["A2", "A9", "C1", "C8", "C9", "C10", "C11", "P1", "P2", "P3", "P4", "P5", "P6", "P10"];

    /// E5: a refusal says what is wrong and by which rule.
    #[test]
    fn e5_every_refusal_is_a_sentence_with_a_rule() {
        for refused in every() {
            let message = refused.message();
            assert!(message.ends_with('。'), "{refused:?}: {message}");
            assert!(!message.is_ascii() && !message.contains(['!', '！']), "{message}");
            assert!(RULES.contains(&refused.rule()), "{refused:?}");
            assert_eq!(refused.to_string(), message);
        }
    }

    /// E5: … and what would help: what to do, whom to ask, or what is allowed.
    #[test]
    fn e5_every_refusal_names_what_would_help() {
        let help = [
            "してください",
            "ください。",
            "お問い合わせ",
            "だけ",
            "必要です",
            "お手続き",
            "必要はありません",
            "必要ありません",
        ];
        for refused in every() {
            let message = refused.message();
            assert!(help.iter().any(|words| message.contains(words)), "{refused:?}: {message}");
        }
    }

    #[test]
    fn p2_a_refused_selection_names_its_slots() {
        for refused in every() {
            if let CaseRefused::Mixed { .. }
            | CaseRefused::UnregisteredChanges { .. }
            | CaseRefused::SupervisorPeriod { .. } = refused
            {
                assert!(refused.message().contains("番号3、8"), "{}", refused.message());
            }
        }
    }
}
