//! The words that columns hold are those of the domain: what a `check` allows, and what statements ask for.

mod statements;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    accounts::{Applying, Awaits, Realm},
    applications::{self, Decision, Part},
    approvals::RequestState,
    audit::{Doer, EventName},
    cases::{self, CaseSet},
    facilities::{About, ChangeName},
    network::{self, Ender},
    notices::MailState,
    registry::{FacilityKind, ImportState, QualificationKind},
};
use sqlx::PgPool;

use crate::{approvals::Channel, demo::DataKind, registry::ImportFile, wall::Side};

/// Words by column, as `table.column`.
type Words = BTreeMap<String, BTreeSet<String>>;

/// The vocabulary of every column that a `check` keeps to one.
fn checked() -> Words {
    let realms = Realm::ALL.map(Realm::key);
    let applying = Applying::ALL.map(Applying::key);
    let parts = Part::ALL.map(Part::key);
    let kinds = FacilityKind::ALL.map(FacilityKind::label);
    words(&[
        ("application.applies_as", &applying),
        ("application.state", &applications::StateName::ALL.map(applications::StateName::key)),
        ("application_aside.part", &parts),
        ("application_decision.decision", &Decision::ALL.map(Decision::key)),
        ("application_form.part", &parts),
        ("application_round.applies_as", &applying),
        ("application_round_planned.applies_as", &applying),
        ("approval_request.state", &RequestState::ALL.map(RequestState::key)),
        ("case_report.set_key", &CaseSet::ALL.map(CaseSet::key)),
        ("case_report.state", &cases::StateName::ALL.map(cases::StateName::key)),
        ("certification.kind", &kinds),
        ("credential.realm", &realms),
        ("data_kind.kind", &DataKind::ALL.map(DataKind::key)),
        ("facility.applies_as", &applying),
        ("facility_change.about", &About::ALL.map(About::key)),
        ("facility_change.kind", &kinds),
        ("facility_change.state", &ChangeName::ALL.map(ChangeName::key)),
        ("linkage.dissolved_by", &Ender::ALL.map(Ender::key)),
        ("linkage.state", &network::StateName::ALL.map(network::StateName::key)),
        ("mail_outbox.state", &MailState::ALL.map(MailState::key)),
        ("password_link.realm", &realms),
        ("qualification.kind", &QualificationKind::ALL.map(QualificationKind::key)),
        ("registry_import.state", &ImportState::ALL.map(ImportState::key)),
        ("session.awaits", &Awaits::ALL.map(Awaits::key)),
        ("session.realm", &realms),
        ("wall.side", &Side::ALL.map(Side::key)),
    ])
}

/// The same with the columns that hold words and have no `check`.
fn known() -> Words {
    let mut known = checked();
    known.extend(words(&[
        ("approval_request.set_key", &CaseSet::ALL.map(CaseSet::key)),
        ("audit_line.event", &EventName::ALL.map(EventName::key)),
        ("audit_line.realm", &Doer::ALL.map(Doer::key)),
    ]));
    known
}

fn words(columns: &[(&str, &[&str])]) -> Words {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    columns.iter().map(|(column, words)| ((*column).to_owned(), owned(words))).collect()
}

/// A column of words whose vocabulary does not stand above fails here too.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn every_check_allows_the_words_of_its_vocabulary_and_no_others(db: PgPool) {
    let checks: Vec<(String, String)> = sqlx::query_as(
        "select conrelid::regclass || '.' || attname, pg_get_constraintdef(c.oid)
         from pg_constraint c join pg_attribute on attrelid = conrelid and attnum = conkey[1]
         where contype = 'c' and cardinality(conkey) = 1 and connamespace = current_schema()::regnamespace",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let mut allowed = Words::new();
    for (column, definition) in checks {
        let words: BTreeSet<String> =
            statements::quoted(&definition).filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            allowed.entry(column).or_default().extend(words);
        }
    }
    assert_eq!(allowed, checked());
}

#[test]
fn every_word_in_a_statement_is_of_its_columns_vocabulary() {
    let (found, strange) = statements::of_the_program(&known());
    assert!(found > 80, "only {found} words were found");
    assert_eq!(strange, Vec::<String>::new());
}

#[test]
fn words_that_stand_in_no_column_stay_what_they_are() {
    assert_eq!(
        ImportFile::ALL.map(|file| (file.key(), file.label())),
        [
            ("members", "会員"),
            ("qualifications", "資格"),
            ("facilities", "施設"),
            ("certifications", "施設認定")
        ]
    );
    assert_eq!(Channel::ALL.map(Channel::key), ["approvals", "cases"]);
}
