//! What the mails of the start day and of linkages say (F9, F10).

use std::collections::BTreeSet;

use domain::network::Asked;
use jiff::civil::date;

use super::*;
use crate::notices::render;

const HILL: &str = "丘の病院";
const GREEN: &str = "みどり野中央病院";

fn started(asked: Asked) -> Mail {
    Mail::CertificationStarted {
        facility: HILL.into(),
        applying: Applying::Partner,
        certificate_no: "R0177".into(),
        from: date(2027, 4, 1),
        to: date(2032, 3, 31),
        asked,
    }
}

/// Of each: the mail, whom it greets, what both bodies say, where it leads.
fn mails() -> Vec<(Mail, &'static str, &'static [&'static str], &'static str)> {
    let (core, partner, starts) = (GREEN.to_owned(), HILL.to_owned(), date(2027, 4, 1));
    let network = "/facility/network";
    vec![
        (
            started(Asked::Nobody),
            HILL,
            &["連携施設の認定が始まりました。", "R0177", "2027年4月1日(木) 〜 2032年3月31日(水)"],
            "/facility",
        ),
        (
            started(Asked::Core(core.clone())),
            HILL,
            &["(みどり野中央病院)に、連携の申請を送信しました。"],
            "/facility",
        ),
        (
            started(Asked::NotCertified(core.clone())),
            HILL,
            &["認定されていないため、連携の申請は送信されていません。", "別の基幹施設を選択してください。"],
            "/facility",
        ),
        (
            Mail::LinkageRequested { core: core.clone(), partner: partner.clone(), starts },
            GREEN,
            &[
                "丘の病院から、連携の申請が届いています。",
                "連携開始日: 2027年4月1日(木)",
                "遡って承認されます",
            ],
            network,
        ),
        (
            Mail::LinkageApproved { core: core.clone(), partner: partner.clone(), starts },
            HILL,
            &["みどり野中央病院との連携が承認されました。", "連携開始日: 2027年4月1日(木)"],
            network,
        ),
        (
            Mail::LinkageRefused { core: core.clone(), partner: partner.clone() },
            HILL,
            &["否認されました。", "否認の理由は、施設マイページの「(基幹)研修施設群」でご確認ください。"],
            network,
        ),
        (
            Mail::LinkageWithdrawn { core, partner },
            GREEN,
            &["丘の病院からの連携の申請は、取り下げられました。"],
            network,
        ),
        (
            Mail::CoreGivesBack {
                core: GREEN.into(),
                partner: HILL.into(),
                last: date(2027, 9, 30),
                alone: false,
            },
            HILL,
            &["認定の最終日: 2027年9月30日(木)", "別の基幹施設と連携するまで、研修を行うことができません。"],
            network,
        ),
        (
            Mail::LinkageDissolved {
                facility: GREEN.into(),
                other: HILL.into(),
                from: date(2027, 10, 1),
                object_until: Some(date(2027, 10, 15)),
            },
            GREEN,
            &[
                "丘の病院との連携が解除されました。",
                "解除日: 2027年10月1日(金)",
                "ご異議がある場合は、2027年10月15日(金)までに、事務局へお問い合わせください。",
            ],
            network,
        ),
    ]
}

#[test]
fn f9_f10_mails_say_who_since_when_and_where_to_look() {
    let settings = Settings::default();
    for (mail, greets, says, path) in mails() {
        let letter = render::letter(&settings, &mail.subject(), &mail, None).unwrap();
        let url = format!("{}{path}", settings.public_url);
        assert!(letter.text.starts_with(&format!("{greets} 施設責任者 様\n\n")), "{}", letter.text);
        assert!(letter.text.contains(&format!("\n\n{url}\n\n")), "a line of its own: {}", letter.text);
        assert!(letter.html.contains(&format!("href=\"{url}\"")), "{}", letter.html);
        for body in [&letter.text, &letter.html] {
            assert!(!body.contains("{{") && !body.contains("{%") && !body.contains("\n\n\n"), "{body}");
            for words in says {
                assert!(body.contains(words), "「{words}」 in {body}");
            }
        }
    }
}

/// Names, numbers and days: no reason of a 否認, no other typed text.
#[test]
fn p7_mails_of_linkages_have_no_room_for_reasons() {
    let started = ["applying", "asked", "certificate_no", "facility", "from", "kind", "to"];
    for (mail, ..) in mails() {
        let stored = serde_json::to_value(&mail).unwrap();
        let keys: BTreeSet<&str> = stored.as_object().unwrap().keys().map(String::as_str).collect();
        let allowed: &[&str] = match mail.kind() {
            "certification_started" => &started,
            "linkage_requested" | "linkage_approved" => &["core", "kind", "partner", "starts"],
            "linkage_refused" | "linkage_withdrawn" => &["core", "kind", "partner"],
            "core_gives_back" => &["alone", "core", "kind", "last", "partner"],
            "linkage_dissolved" => &["facility", "from", "kind", "object_until", "other"],
            other => panic!("{other}"),
        };
        assert_eq!(keys, allowed.iter().copied().collect());
        assert_eq!(serde_json::from_value::<Mail>(stored).unwrap(), mail);
    }
}
