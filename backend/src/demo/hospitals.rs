//! The fixed hospitals of the demo society: two that are certified, one that has just signed up.

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

const HOSPITALS: [Hospital; 2] = [
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
];

/// The accounts of certified facilities.
pub fn certified_emails() -> impl Iterator<Item = &'static str> {
    HOSPITALS.iter().map(|hospital| hospital.email)
}

/// A hospital that has signed up and filled in nothing.
pub const NEW: [&str; 3] = ["病院", "一子", "new@hospital.example.jp"];

/// The address of the hospital that has just signed up.
pub const NEW_EMAIL: &str = NEW[2];

/// Facilities and certifications as the files of an import, renewed until they hold on `today`.
pub fn files(today: Date) -> [String; 2] {
    let mut facilities = "facility_no,name,kana,prefecture,login_email\n".to_owned();
    let mut certifications =
        "facility_no,kind,certificate_no,start_on,end_on,responsible_member_no\n".to_owned();
    let mut serial = 9_000;
    for hospital in HOSPITALS {
        facilities += &[&hospital.register.join(","), hospital.email].join(",");
        facilities.push('\n');
        for year in renewals(hospital.first_year, 5, today) {
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
