//! 施設認定申請 as the office looks for them, sees them and decides about them (F5, F7–F9).

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{ApplicationRefused, CheckLine, Core, Round, Sheets, StateName};
use crate::{
    accounts::Applying,
    cases::FieldDiff,
    documents::DocumentView,
    ids::{ApplicationId, ApplicationVersionId, FacilityId},
    text::{self, Beyond, Limit},
    wire,
};

/// Most applications that are decided in one go.
pub const MOST_AT_ONCE: usize = 50;
/// Longest text to a facility.
pub const WORDS_LIMIT: Limit = Limit::of(2_000);

/// 定型文 of 修正依頼: what is wrong most often.
pub const PHRASES: [&str; 6] = [
    "「申請書・在籍証明書」に公印が確認できません。公印を押した書類を、もう一度アップロードしてください。",
    "「申請書・在籍証明書」の文字が読み取れません。鮮明な画像で、もう一度アップロードしてください。",
    "「申請書・在籍証明書」の記載と、「1.申請書」に入力された内容が一致していません。どちらが正しいかご確認のうえ、修正してください。",
    "施設責任者の在籍証明(所属・診療内容)の記載が足りません。書類を作成し直して、アップロードしてください。",
    "「2.概要書」の年間件数をご確認ください。届出の内容と合わない可能性があります。",
    "「2.概要書」の「基幹施設との連携」をご確認ください。連携する基幹施設と、事前にご相談ください。",
];

vocabulary! {
    /// What the office may say to a submitted version.
    pub enum Decision {
        /// 修正依頼 (F5)
        Return = "return" "修正依頼",
        /// 合格 (F9)
        Pass = "pass" "合格",
        /// 不合格 (F9)
        Fail = "fail" "不合格",
    }
}

impl Decision {
    /// 修正依頼 says what to change (F5), 不合格 why.
    pub fn needs_words(self) -> bool {
        self != Self::Pass
    }

    /// The text that goes to the facility: the chosen 定型文, then what was typed, a paragraph each.
    ///
    /// # Errors
    /// Refuses no text where one is needed, and one that is too long.
    pub fn words(self, phrases: &[usize], typed: &str) -> Result<String, ApplicationRefused> {
        let chosen = PHRASES.iter().enumerate().filter(|(at, _)| phrases.contains(at)).map(|(_, text)| *text);
        let typed = text::unix_lines(typed);
        let typed = Some(typed.trim()).filter(|typed| !typed.is_empty());
        let words = chosen.chain(typed).collect::<Vec<_>>().join("\n");
        match WORDS_LIMIT.check(&words) {
            Ok(0) if self.needs_words() => Err(ApplicationRefused::WordsNeeded),
            Ok(_) => Ok(words),
            Err(Beyond::Characters { count, .. }) => Err(ApplicationRefused::WordsTooLong { count }),
            Err(Beyond::Overladen) => Err(ApplicationRefused::WordsOverladen),
        }
    }
}

/// One application that was chosen to be decided, and the version that was looked at: nobody decides unseen about a newer
/// one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub application: ApplicationId,
    pub version: ApplicationVersionId,
}

impl Chosen {
    /// Several, as a form names them: separated by commas. What is none is left out.
    pub fn list(text: &str) -> Vec<Self> {
        text.split(',').filter_map(|one| one.parse().ok()).collect()
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.application, self.version)
    }
}

impl FromStr for Chosen {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (application, version) = text.split_once('.').ok_or(())?;
        Ok(Self {
            application: application.parse().map_err(|_| ())?,
            version: ApplicationVersionId(version.parse().map_err(|_| ())?),
        })
    }
}

vocabulary! {
    /// The ways to sort the list.
    #[derive(Default)]
    pub enum Order {
        /// Who has waited longest comes first.
        #[default]
        Oldest = "oldest" "申請の古い順",
        Newest = "newest" "申請の新しい順",
        Name = "name" "施設名(ふりがな)順",
        Prefecture = "prefecture" "都道府県順",
    }
}

/// The states that the office sees: everything that was submitted once.
pub const SEEN: [StateName; 5] =
    [StateName::Submitted, StateName::Returned, StateName::Passed, StateName::Failed, StateName::Certified];

/// 「施設認定申請」: what is looked for, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeFilter {
    /// Words of name, kana or prefecture; all must match.
    #[serde(default)]
    pub words: String,
    /// Nothing: all that were submitted.
    #[serde(default)]
    pub state: Option<StateName>,
    #[serde(default)]
    pub applying: Option<Applying>,
    /// 認定開始日 of the round.
    #[serde(default, with = "wire::maybe_day")]
    pub starts: Option<Date>,
    #[serde(default)]
    pub order: Order,
    /// From 1.
    #[serde(default)]
    pub page: u32,
}

/// [`OfficeFilter`] as it stands in the query of an address; what is none there is not looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct TypedOffice {
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub starts: String,
    #[serde(default)]
    pub order: String,
    #[serde(default)]
    pub page: String,
}

impl From<TypedOffice> for OfficeFilter {
    fn from(typed: TypedOffice) -> Self {
        Self {
            words: typed.q,
            state: typed.state.parse().ok().filter(|state| SEEN.contains(state)),
            applying: typed.kind.parse().ok(),
            starts: crate::calendar::parse_day(&typed.starts),
            order: typed.order.parse().unwrap_or_default(),
            page: typed.page.parse().unwrap_or(1).max(1),
        }
    }
}

/// One application of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeRow {
    pub chosen: Chosen,
    pub applying: Applying,
    pub state: StateName,
    pub name: String,
    pub kana: String,
    pub prefecture: String,
    /// 施設責任者 as typed: 会員番号 and 氏名.
    pub responsible: String,
    /// Which version it is, from 1.
    pub number: i32,
    #[serde(with = "wire::moment")]
    pub submitted_at: Timestamp,
    #[serde(with = "wire::day")]
    pub starts: Date,
}

/// One page of 「施設認定申請」.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeList {
    pub filter: OfficeFilter,
    pub rows: Vec<OfficeRow>,
    /// All that match, on every page.
    pub matching: u32,
    /// 申請済み, whatever the filter says.
    pub waiting: u32,
    /// 認定開始日 that there are, the latest first: for the filter.
    #[serde(with = "wire::days")]
    pub starts: Vec<Date>,
}

/// One line of an application's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    #[serde(with = "wire::moment")]
    pub at: Timestamp,
    pub what: Happened,
}

/// What happened to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happened {
    /// 申請: the version with this number.
    Submitted { number: i32 },
    /// The office's decision about it.
    Decided { decision: Decision, by: String, words: String },
}

/// One application, as the office judges it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficePage {
    pub id: Chosen,
    pub owner: FacilityId,
    pub applying: Applying,
    pub state: StateName,
    pub round: Round,
    /// Which version is shown, from 1: the one submitted last.
    pub number: i32,
    #[serde(with = "wire::moment")]
    pub submitted_at: Timestamp,
    pub sheets: Sheets,
    pub core: Option<Core>,
    pub document: Option<DocumentView>,
    /// What the register says of it today (F7, F8).
    pub checks: Vec<CheckLine>,
    /// Newest first.
    pub history: Vec<HistoryLine>,
    /// An earlier version and what changed since; nothing when there is none.
    pub compared: Option<(i32, Vec<FieldDiff>)>,
}

impl OfficePage {
    /// The numbers of the versions before the one that is shown, the latest first.
    pub fn earlier(&self) -> Vec<i32> {
        let number = |line: &HistoryLine| match line.what {
            Happened::Submitted { number } => Some(number),
            Happened::Decided { .. } => None,
        };
        self.history.iter().filter_map(number).filter(|number| *number < self.number).collect()
    }
}

/// The question before a decision: what was chosen, restated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub decision: Decision,
    pub rows: Vec<OfficeRow>,
    /// Names of those that no mail reaches: they have no address to sign in with.
    pub without_address: Vec<String>,
    /// Why nothing can be decided about these; nothing when it can.
    pub refused: Option<ApplicationRefused>,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn f5_the_chosen_phrases_come_before_what_was_typed() {
        let words = Decision::Return.words(&[2, 0, 99], " 別添も\r\nお願いします。 ");
        assert_eq!(words, Ok(format!("{}\n{}\n別添も\nお願いします。", PHRASES[0], PHRASES[2])));
    }

    #[test]
    fn f5_f9_only_a_pass_needs_no_words() {
        for decision in Decision::ALL {
            let empty = decision.words(&[], " \n ");
            match decision {
                Decision::Pass => assert_eq!(empty, Ok(String::new())),
                Decision::Return | Decision::Fail => {
                    assert_eq!(empty, Err(ApplicationRefused::WordsNeeded));
                }
            }
            let most = WORDS_LIMIT.characters();
            let long = "あ".repeat(most);
            assert_eq!(decision.words(&[], &long).map(|words| text::count(&words)), Ok(most));
            assert_eq!(
                decision.words(&[], &format!("{long}い")),
                Err(ApplicationRefused::WordsTooLong { count: most + 1 })
            );
            let heap = "か".to_owned() + &"\u{3099}".repeat(8);
            assert_eq!(decision.words(&[], &heap), Err(ApplicationRefused::WordsOverladen), "X01");
        }
    }

    #[test]
    fn what_was_chosen_travels_as_one_word() {
        let chosen = Chosen {
            application: ApplicationId(Uuid::from_u128(1)),
            version: ApplicationVersionId(Uuid::from_u128(2)),
        };
        assert_eq!(chosen.to_string().parse(), Ok(chosen));
        assert_eq!(Chosen::list(&format!("{chosen},x,{chosen}")), [chosen, chosen]);
        for broken in ["", ".", "1.2", "00000000-0000-0000-0000-000000000001"] {
            assert_eq!(broken.parse::<Chosen>(), Err(()), "{broken}");
        }
    }

    #[test]
    fn what_is_no_filter_looks_for_nothing() {
        let typed = TypedOffice {
            state: "draft".into(),
            kind: "evil".into(),
            starts: "soon".into(),
            order: "x".into(),
            page: "-1".into(),
            ..TypedOffice::default()
        };
        assert_eq!(OfficeFilter::from(typed), OfficeFilter { page: 1, ..OfficeFilter::default() });
        for key in Order::ALL.map(Order::key) {
            assert_eq!(key.parse::<Order>().map(Order::key), Ok(key));
        }
    }
}
