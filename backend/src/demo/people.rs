//! The fixed people of the demo society, who stand beside the imported ones: one for every role of the story.

use std::sync::Arc;

use jiff::civil::Date;

use super::hospitals;
use crate::registry::ImportSource;

/// The password of every demo account.
pub const PASSWORD: &str = "demo-pass-2026";
/// 診療施設名 of the demo cases: the 基幹施設 record of the hospital at which most of these people work.
pub const RECORD: &str = "K0026";
/// The office's account that is told of.
pub const OFFICE_EMAIL: &str = "office@example.jp";
/// The people of the office: the one above, and colleagues for whoever wants to set up a second factor without locking
/// others out.
pub const OFFICE: [(&str, &str); 7] = [
    (OFFICE_EMAIL, "事務局 担当"),
    ("office-2@example.jp", "事務局 二宮"),
    ("office-3@example.jp", "事務局 三田"),
    ("office-4@example.jp", "事務局 四谷"),
    ("office-5@example.jp", "事務局 五島"),
    ("office-6@example.jp", "事務局 六車"),
    ("office-7@example.jp", "事務局 七条"),
];

/// One fixed person.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// 会員番号, and what they sign in with.
    pub number: &'static str,
    /// Family name and given name, then both in kana.
    pub name: [&'static str; 4],
    pub profession: &'static str,
    pub joined_on: &'static str,
    pub affiliation: &'static str,
}

pub const APPLICANT: &str = "100001";
pub const BEGINNER: &str = "100002";
pub const DILIGENT: &str = "100003";
pub const SUPERVISOR: &str = "200001";
pub const ENDED_SUPERVISOR: &str = "200002";
pub const CERTIFIED_SUPERVISOR: &str = "200003";
pub const CERTIFIED_ONLY: &str = "200004";
pub const NURSE: &str = "300000";

pub const PEOPLE: [Person; 8] = [
    person(APPLICANT, ["緩和", "太郎", "かんわ", "たろう"], "医師", "2019-05-13", "虹の森大学病院"),
    person(BEGINNER, ["医療", "花子", "いりょう", "はなこ"], "医師", "2024-04-08", "湖畔大学病院"),
    person(DILIGENT, ["和泉", "三千代", "いずみ", "みちよ"], "医師", "2018-06-25", "虹の森大学病院"),
    person(SUPERVISOR, ["渡邉", "誠一", "わたなべ", "せいいち"], "医師", "2008-04-21", "虹の森大学病院"),
    person(ENDED_SUPERVISOR, ["﨑田", "陽子", "さきた", "ようこ"], "医師", "2010-07-05", "夕凪ホスピス"),
    person(CERTIFIED_SUPERVISOR, ["𠮷野", "直樹", "よしの", "なおき"], "医師", "2012-09-10", "清流市民病院"),
    person(CERTIFIED_ONLY, ["濵口", "綾", "はまぐち", "あや"], "医師", "2016-10-17", "若葉中央病院"),
    person(NURSE, ["青木", "みどり", "あおき", "みどり"], "看護師", "2020-04-06", "虹の森大学病院"),
];

const fn person(
    number: &'static str,
    name: [&'static str; 4],
    profession: &'static str,
    joined_on: &'static str,
    affiliation: &'static str,
) -> Person {
    Person { number, name, profession, joined_on, affiliation }
}

/// One chain of renewed qualifications.
struct Held {
    number: &'static str,
    kind: &'static str,
    /// Letter of the 認定番号.
    letter: char,
    first_year: i16,
    years: i16,
    /// Not renewed after this many periods.
    periods: Option<usize>,
}

const HELD: [Held; 6] = [
    held(SUPERVISOR, "専門医", 'D', 2019, 5, None),
    held(SUPERVISOR, "指導医", 'S', 2024, 5, None),
    held(ENDED_SUPERVISOR, "専門医", 'D', 2019, 5, Some(1)),
    held(CERTIFIED_SUPERVISOR, "認定医", 'C', 2022, 5, None),
    held(CERTIFIED_SUPERVISOR, "研修指導者資格", 'T', 2022, 7, None),
    held(CERTIFIED_ONLY, "認定医", 'C', 2021, 5, None),
];

const fn held(
    number: &'static str,
    kind: &'static str,
    letter: char,
    first_year: i16,
    years: i16,
    periods: Option<usize>,
) -> Held {
    Held { number, kind, letter, first_year, years, periods }
}

/// First days of a chain of renewals, up to the one that holds on `today`.
pub fn renewals(first_year: i16, years: i16, today: Date) -> impl Iterator<Item = i16> {
    let starts = (0..).map(move |n| first_year + n * years);
    starts.take_while(move |year| Date::new(*year, 4, 1).is_ok_and(|start| start <= today))
}

/// The fixed people as the files of an import, their qualifications renewed until they hold on `day`.
pub fn source(day: Date) -> ImportSource {
    let mut members =
        "member_no,family_name,given_name,family_kana,given_kana,email,profession,joined_on,left_on,affiliation\n"
            .to_owned();
    for Person { number, name, profession, joined_on, affiliation } in PEOPLE {
        let name = name.join(",");
        members += &[number, &name, &email(number), profession, joined_on, "", affiliation].join(",");
        members.push('\n');
    }
    let mut qualifications = "member_no,kind,certificate_no,start_on,end_on\n".to_owned();
    let mut serial = 90_000;
    for held in HELD {
        let renewed = renewals(held.first_year, held.years, day);
        for year in renewed.take(held.periods.unwrap_or(usize::MAX)) {
            serial += 1;
            let end = year + held.years;
            let number = format!("{}{serial}", held.letter);
            let (start, end) = (format!("{year}-04-01"), format!("{end}-03-31"));
            qualifications += &[held.number, held.kind, &number, &start, &end].join(",");
            qualifications.push('\n');
        }
    }
    let [facilities, certifications] = hospitals::files(day);
    ImportSource::Given(Arc::new([members, qualifications, facilities, certifications]))
}

/// The address of a fixed person, in the style of the society.
pub fn email(number: &str) -> String {
    format!("m{number}@member.example.jp")
}
