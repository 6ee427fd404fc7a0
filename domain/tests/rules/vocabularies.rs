//! Every word of every vocabulary. Rows, addresses and mails that are out in the world hold these words: one may be added, none
//! may ever be spelled differently.

use std::{collections::BTreeSet, fmt::Debug, fs, path::Path, str::FromStr};

use domain::{
    accounts, applications, approvals, audit, cases, demo, facilities, network, notices, registry,
    registry::{FacilityKind, QualificationKind},
};
use serde::{Serialize, de::DeserializeOwned};

type Word<V> = fn(V) -> &'static str;

/// The name of a vocabulary and below it every value's key and label. Each value is found by its key, and sent as it.
fn listed<V>(name: &str, all: &[V], key: Word<V>, label: Option<Word<V>>) -> String
where
    V: Copy + Debug + PartialEq + FromStr + Serialize + DeserializeOwned,
{
    let lines = all.iter().map(|value| {
        let word = key(*value);
        assert_eq!(word.parse().ok(), Some(*value), "{name}: {word} is read");
        assert_eq!(serde_json::from_value(word.into()).ok(), Some(*value), "{name}: {word} arrives");
        // In the outbox 種別 is spelled as it always was.
        let sent = if name == "registry::FacilityKind" { format!("{value:?}") } else { word.to_owned() };
        assert_eq!(serde_json::to_value(value).ok(), Some(sent.into()), "{name}: {word} is sent");
        label.map_or_else(|| format!("  {word}\n"), |label| format!("  {word} {}\n", label(*value)))
    });
    assert!("no such word".parse::<V>().is_err());
    [format!("{name}\n")].into_iter().chain(lines).collect()
}

macro_rules! all_of {
    ($($name:ty $(: $label:ident)?,)+) => {
        [$(listed(stringify!($name), &<$name>::ALL, <$name>::key, None$(.or(Some(<$name>::$label)))?)),+]
    };
}

fn every_vocabulary() -> String {
    all_of! {
        accounts::Applying,
        accounts::Awaits,
        accounts::Realm,
        applications::Decision: label,
        applications::Order: label,
        applications::Part: label,
        applications::RoundField: label,
        applications::StateName: label,
        approvals::RequestState: label,
        approvals::Verdict: label,
        audit::Doer: label,
        audit::EventName: label,
        cases::CaseSet: label,
        cases::StateName: label,
        demo::Turn: label,
        facilities::About: label,
        facilities::ChangeName: label,
        network::Ender: label,
        network::LinkageAction: label,
        network::Side,
        network::StateName: label,
        notices::ChangeNews: label,
        notices::MailState: label,
        registry::FacilityKind: label,
        registry::ImportState,
        registry::Membership: label,
        registry::Profession: label,
        registry::QualificationKind,
        registry::Standing: label,
    }
    .concat()
}

#[test]
fn words_that_are_stored_and_sent_stay_what_they_are() {
    let (now, ever) = (every_vocabulary(), include_str!("vocabularies.txt"));
    for (now, ever) in now.lines().zip(ever.lines()) {
        assert_eq!(now, ever);
    }
    assert_eq!(now.lines().count(), ever.lines().count());
}

/// The names of those that are declared in the files of a folder.
fn declared(folder: &Path, names: &mut BTreeSet<String>) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            count += declared(&entry, names);
        } else {
            let text = fs::read_to_string(&entry).expect("a file of the program");
            for declaration in text.split("\nvocabulary! {\n").skip(1) {
                let head = declaration.lines().find_map(|line| line.trim().strip_suffix(" {"));
                let name = head.and_then(|head| head.rsplit(' ').next()).expect("a name");
                names.insert(name.to_owned());
                count += 1;
            }
        }
    }
    count
}

#[test]
fn every_declaration_is_in_the_list() {
    let mut names = BTreeSet::new();
    let count = declared(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut names);
    let heads: Vec<&str> =
        include_str!("vocabularies.txt").lines().filter(|line| !line.starts_with(' ')).collect();
    let listed = heads.iter().filter_map(|head| head.rsplit("::").next()).map(str::to_owned);
    assert_eq!(names, listed.collect::<BTreeSet<_>>());
    assert_eq!(count, heads.len(), "of one name there can be several");
}

/// The register and the database hold the label of 種別 and 資格; forms of an older release spell 種別 as Rust does.
#[test]
fn f8_a_kind_is_found_by_the_word_of_the_register() {
    for kind in FacilityKind::ALL {
        assert_eq!(FacilityKind::of_label(kind.label()), Some(kind));
        assert_eq!(serde_json::from_value(format!("{kind:?}").into()).ok(), Some(kind));
    }
    assert_eq!(FacilityKind::of_label("core"), None);
    for kind in QualificationKind::ALL {
        assert_eq!(kind.label().parse(), Ok(kind));
    }
}
