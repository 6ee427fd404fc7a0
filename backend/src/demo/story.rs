//! What has happened in the demo society until today: who wrote which case, asked whom, and what was said. Days are
//! counted back from today, so that the story is as fresh next year.

use domain::approvals::Verdict;

use super::people::{APPLICANT, CERTIFIED_SUPERVISOR, DILIGENT, SUPERVISOR};

/// One thing that somebody did.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Days before today, and the time of the day in Japan.
    pub days_ago: i32,
    pub at: (i8, i8),
    pub who: &'static str,
    pub what: Act,
}

/// What they did.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Kept as a draft: only these fields of the report, and 備考.
    Draft { slot: u8, report: &'static str, fields: &'static [&'static str], memo: &'static str },
    /// 登録 of a report; care ended `ended` days before and took `days`.
    Register { slot: u8, report: &'static str, ended: i32, days: i32, memo: &'static str },
    /// 承認依頼.
    Request { slots: &'static [u8], supervisor: &'static str, message: &'static str },
    /// 承認 or 非承認 of the applicant's case in a slot: general comment, then comments by field.
    Decide {
        applicant: &'static str,
        slot: u8,
        verdict: Verdict,
        general: &'static str,
        fields: &'static [(&'static str, &'static str)],
    },
}

/// Every step, in the order in which it happened.
pub fn steps() -> Vec<Step> {
    let mut steps = diligent();
    steps.extend(applicant());
    steps.sort_by_key(|step| (std::cmp::Reverse(step.days_ago), step.at));
    steps
}

fn step(days_ago: i32, at: (i8, i8), who: &'static str, what: Act) -> Step {
    Step { days_ago, at, who, what }
}

fn register(slot: u8, report: &'static str, ended: i32, days: i32) -> Act {
    Act::Register { slot, report, ended, days, memo: "" }
}

fn approve(applicant: &'static str, slot: u8, general: &'static str) -> Act {
    Act::Decide { applicant, slot, verdict: Verdict::Approve, general, fields: &[] }
}

/// 緩和 太郎: one case in every state.
fn applicant() -> Vec<Step> {
    use Act::{Decide, Draft, Register, Request};
    let me = APPLICANT;
    vec![
        step(80, (20, 12), me, register(5, "sedation", 21, 20)),
        step(78, (21, 40), me, register(6, "social", 34, 31)),
        step(
            74,
            (18, 5),
            me,
            Request {
                slots: &[5, 6],
                supervisor: SUPERVISOR,
                message: "鎮静の症例は、病棟の検討会でご指導いただいた内容を考察に加えました。よろしくお願いいたします。",
            },
        ),
        step(68, (12, 31), SUPERVISOR, approve(me, 5, "鎮静に至るまでの検討の過程がよく分かります。")),
        step(68, (12, 44), SUPERVISOR, approve(me, 6, "")),
        step(
            43,
            (22, 3),
            me,
            Register {
                slot: 3,
                report: "depression/base-first",
                ended: 16,
                days: 35,
                memo: "精神科の先生にも見ていただく",
            },
        ),
        step(42, (19, 20), me, Request { slots: &[3], supervisor: SUPERVISOR, message: "" }),
        step(
            36,
            (17, 52),
            SUPERVISOR,
            Decide {
                applicant: me,
                slot: 3,
                verdict: Verdict::Reject,
                general: "",
                fields: &[
                    (
                        "history",
                        "症状がいつ始まり、依頼までにどのくらい続いたのかが分かるように記載してください。",
                    ),
                    (
                        "course",
                        "抗うつ薬の用量と、増量した時期を加えてください。選択した理由も一文あるとよいです。",
                    ),
                ],
            },
        ),
        step(
            12,
            (21, 15),
            me,
            Register {
                slot: 1, report: "pain", ended: 40, days: 16, memo: "症例検討会で発表した症例"
            },
        ),
        step(9, (20, 47), me, register(4, "delirium", 25, 17)),
        step(
            8,
            (8, 10),
            me,
            Request {
                slots: &[4],
                supervisor: SUPERVISOR,
                message: "せん妄の要因の整理について、特にご意見をいただけますと幸いです。",
            },
        ),
        step(
            3,
            (23, 8),
            me,
            Draft {
                slot: 2,
                report: "obstruction",
                fields: &["category", "age", "sex", "diagnosis", "setting", "history", "background"],
                memo: "評価と経過は看護記録を確認してから書く",
            },
        ),
    ]
}

/// 和泉 三千代: eighteen approved cases of two 年度, and two that wait, one of them for the second time.
fn diligent() -> Vec<Step> {
    use Act::{Decide, Register, Request};
    let me = DILIGENT;
    let mut steps = Vec::new();
    for Batch { days_ago, supervisor, message, cases, slots } in BATCHES {
        for (i, (slot, (report, ended, days))) in (0_i8..).zip(slots.iter().zip(cases)) {
            steps.push(step(
                days_ago + 6 - 2 * i32::from(i),
                (21, 5 + 11 * i),
                me,
                register(*slot, report, ended, days),
            ));
            let general = if i == 1 { "よくまとまっています。" } else { "" };
            steps.push(step(days_ago - 7, (18, 12 + 9 * i), supervisor, approve(me, *slot, general)));
        }
        steps.push(step(days_ago, (7, 55), me, Request { slots, supervisor, message }));
    }
    steps.extend([
        step(50, (22, 18), me, register(19, "obstruction/a-first", 24, 15)),
        step(49, (7, 50), me, Request { slots: &[19], supervisor: SUPERVISOR, message: "" }),
        step(
            41,
            (18, 36),
            SUPERVISOR,
            Decide {
                applicant: me,
                slot: 19,
                verdict: Verdict::Reject,
                general: "介入の内容は適切です。経過の記載を補ったうえで、再度ご依頼ください。",
                fields: &[
                    ("history", "閉塞症状の出現から入院までの時間の経過が分かるように記載してください。"),
                    ("course", "補液の減量と、減圧チューブを抜去する判断の経過を具体的に記載してください。"),
                    ("discussion", "補液の減量を本人・家族とどのように話し合ったかにも触れてください。"),
                ],
            },
        ),
        step(
            10,
            (21, 33),
            me,
            Register { slot: 20, report: "heart/a", ended: 30, days: 22, memo: "循環器内科と共同で診療" },
        ),
        step(7, (22, 26), me, register(19, "obstruction/a", 67, 15)),
        step(
            6,
            (7, 45),
            me,
            Request {
                slots: &[19, 20],
                supervisor: SUPERVISOR,
                message: "番号19は、ご指摘の時間の経過と、チューブ抜去までの判断を書き直しました。番号20とあわせてよろしくお願いいたします。",
            },
        ),
    ]);
    steps
}

/// Three cases that were written, sent and approved together.
struct Batch {
    days_ago: i32,
    supervisor: &'static str,
    message: &'static str,
    /// Report, days since the care ended, days of care.
    cases: [(&'static str, i32, i32); 3],
    slots: &'static [u8; 3],
}

const BATCHES: [Batch; 6] = [
    Batch {
        days_ago: 300,
        supervisor: SUPERVISOR,
        message: "はじめての承認依頼です。ご指導をよろしくお願いいたします。",
        cases: [("pain/a", 60, 18), ("dyspnea", 35, 26), ("depression/a", 20, 63)],
        slots: &[1, 2, 3],
    },
    Batch {
        days_ago: 268,
        supervisor: SUPERVISOR,
        message: "",
        cases: [("delirium/a", 41, 15), ("sedation/a", 30, 15), ("social/a", 22, 35)],
        slots: &[4, 5, 6],
    },
    Batch {
        days_ago: 205,
        supervisor: SUPERVISOR,
        message: "骨転移の症例は、放射線治療科の先生にも内容をご確認いただいています。",
        cases: [("spiritual", 45, 38), ("bone", 33, 28), ("obstruction", 18, 34)],
        slots: &[7, 8, 9],
    },
    Batch {
        days_ago: 160,
        supervisor: CERTIFIED_SUPERVISOR,
        message: "清流市民病院での研修中の症例です。よろしくお願いいたします。",
        cases: [("heart", 27, 45), ("delirium/b", 40, 22), ("pain/b", 21, 60)],
        slots: &[10, 11, 12],
    },
    Batch {
        days_ago: 118,
        supervisor: SUPERVISOR,
        message: "",
        cases: [("depression/b", 26, 84), ("social/b", 19, 90), ("spiritual/a", 32, 29)],
        slots: &[13, 14, 15],
    },
    Batch {
        days_ago: 82,
        supervisor: SUPERVISOR,
        message: "残りの症例です。お忙しいところ恐れ入りますが、よろしくお願いいたします。",
        cases: [("sedation/b", 28, 11), ("dyspnea/a", 37, 31), ("bone/a", 24, 26)],
        slots: &[16, 17, 18],
    },
];
