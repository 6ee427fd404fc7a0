//! The fixed hospitals of the demo society: those that are certified, and those that want to be.

use domain::accounts::Applying;
use jiff::civil::Date;

use super::people::{CERTIFIED_SUPERVISOR, SUPERVISOR, renewals};

/// A certified hospital with its shared account.
struct Hospital {
    /// 施設番号, name, kana and prefecture.
    register: [&'static str; 4],
    /// What it signs in with.
    email: &'static str,
    kind: &'static str,
    /// Letter of the 認定番号.
    letter: char,
    first_year: i16,
    /// 会員番号 of the 施設責任者.
    responsible: &'static str,
}

const HOSPITALS: [Hospital; 6] = [
    Hospital {
        register: ["F90001", "日向ヶ丘総合病院", "ひなたがおかそうごうびょういん", "長野県"],
        email: "core@hospital.example.jp",
        kind: "基幹施設",
        letter: 'K',
        first_year: 2024,
        responsible: SUPERVISOR,
    },
    Hospital {
        register: ["F90002", "水鳥の里クリニック", "みずとりのさとくりにっく", "滋賀県"],
        email: "training@hospital.example.jp",
        kind: "認定研修施設",
        letter: 'N',
        first_year: 2023,
        responsible: CERTIFIED_SUPERVISOR,
    },
    partner(
        ["F90003", "つばさ在宅クリニック", "つばさざいたくくりにっく", "長野県"],
        "partner@hospital.example.jp",
    ),
    partner(["F90004", "湖畔の里病院", "こはんのさとびょういん", "山梨県"], "partner-2@hospital.example.jp"),
    partner(
        ["F90005", "高原市民病院", "こうげんしみんびょういん", "長野県"],
        "partner-3@hospital.example.jp",
    ),
    Hospital {
        register: ["F90006", FIXING.name, FIXING.kana, FIXING.prefecture],
        email: FIXING.email,
        kind: "認定研修施設",
        letter: 'N',
        first_year: 2023,
        responsible: CERTIFIED_SUPERVISOR,
    },
];

/// A 連携施設 since 2024.
const fn partner(register: [&'static str; 4], email: &'static str) -> Hospital {
    Hospital {
        register,
        email,
        kind: "連携施設",
        letter: 'R',
        first_year: 2024,
        responsible: CERTIFIED_SUPERVISOR,
    }
}

/// The 連携施設 of core@: two that are linked, one that has asked.
pub const PARTNERS: [&str; 3] = [HOSPITALS[2].email, HOSPITALS[3].email, HOSPITALS[4].email];

/// The accounts of certified facilities.
pub fn certified_emails() -> impl Iterator<Item = &'static str> {
    HOSPITALS.iter().map(|hospital| hospital.email)
}

/// What the 基幹施設 signs in with.
pub const CORE_EMAIL: &str = HOSPITALS[0].email;

/// A hospital that has signed up.
pub struct Applicant {
    /// 姓 and 名 of who signed up.
    pub contact: [&'static str; 2],
    pub email: &'static str,
    pub applying: Applying,
    pub name: &'static str,
    pub kana: &'static str,
    pub prefecture: &'static str,
    pub address: &'static str,
}

/// Has filled in nothing.
const NEW: Applicant = Applicant {
    contact: ["病院", "一子"],
    email: "new@hospital.example.jp",
    applying: Applying::Core,
    name: "",
    kana: "",
    prefecture: "",
    address: "",
};

/// Has registered 1.申請書 and begun 2.概要書.
pub const DRAFT: Applicant = Applicant {
    contact: ["小林", "由美"],
    email: "draft@hospital.example.jp",
    applying: Applying::Core,
    name: "白樺台中央病院",
    kana: "しらかばだいちゅうおうびょういん",
    prefecture: "長野県",
    address: "白樺市高台1-2-3",
};

/// Has applied.
pub const APPLIED: Applicant = Applicant {
    contact: ["大川", "進"],
    email: "applied@hospital.example.jp",
    applying: Applying::Partner,
    name: "せせらぎ在宅クリニック",
    kana: "せせらぎざいたくくりにっく",
    prefecture: "山梨県",
    address: "清流町4-5-6",
};

/// Is certified as 認定研修施設, has applied as 連携施設 under the transition measure (F8), and is asked for a correction.
pub const FIXING: Applicant = Applicant {
    contact: ["", ""],
    email: "fix@hospital.example.jp",
    applying: Applying::Partner,
    name: "里山緩和ケアクリニック",
    kana: "さとやまかんわけあくりにっく",
    prefecture: "岐阜県",
    address: "里山町7-8-9",
};

/// Everybody who has signed up.
pub const APPLICANTS: [Applicant; 3] = [NEW, DRAFT, APPLIED];

/// Facilities and certifications as the files of an import, renewed until they hold on `day`.
pub fn files(day: Date) -> [String; 2] {
    let mut facilities = "facility_no,name,kana,prefecture,login_email\n".to_owned();
    let mut certifications =
        "facility_no,kind,certificate_no,start_on,end_on,responsible_member_no\n".to_owned();
    let mut serial = 9_000;
    for hospital in HOSPITALS {
        facilities += &[&hospital.register.join(","), hospital.email].join(",");
        facilities.push('\n');
        for year in renewals(hospital.first_year, 5, day) {
            serial += 1;
            let number = format!("{}{serial}", hospital.letter);
            let (start, end) = (format!("{year}-04-01"), format!("{}-03-31", year + 5));
            certifications +=
                &[hospital.register[0], hospital.kind, &number, &start, &end, hospital.responsible].join(",");
            certifications.push('\n');
        }
    }
    [facilities, certifications]
}
