//! Who can be asked: the search shows everyone who matches, and says of those who cannot be chosen why (P3, P4, A9).

use std::collections::BTreeMap;

use domain::{
    approvals::{Eligibility, SupervisorChoice, SupervisorSearch, eligibility},
    ids::MemberId,
    period::Period,
    registry::{Qualification, has_left},
};
use jiff::civil::Date;
use sqlx::PgConnection;

use super::{
    queries::{self, Person},
    words::Words,
};
use crate::{Error, Result};

/// So many matches are looked at, those with a qualification before those without. Only a word that matches more
/// qualified people than this can hide one who could be chosen, and then the answer says that more match.
const LOOKED_AT: i64 = 300;

/// Nothing when no word was given. Two statements.
pub(super) async fn search(
    db: &mut PgConnection,
    applicant: MemberId,
    typed: &str,
    cases: &[(u8, Period)],
    today: Date,
) -> Result<Option<SupervisorSearch>> {
    let words = Words::of(typed);
    if words.longest().is_none() {
        return Ok(None);
    }
    let people = queries::matching_members(db, &words, LOOKED_AT).await?;
    let ids: Vec<MemberId> = people.iter().map(|person| person.id).collect();
    let mut held = queries::qualifications(db, &ids).await?;
    let mut found: Vec<SupervisorChoice> =
        people.into_iter().map(|person| judge(person, &mut held, applicant, cases, today)).collect();
    // Stable: within a rank people stay in the order of their kana.
    found.sort_by_key(rank);
    let more = found.len() > SupervisorSearch::LIMIT;
    found.truncate(SupervisorSearch::LIMIT);
    Ok(Some(SupervisorSearch { words: typed.trim().to_owned(), found, more }))
}

/// One member as a choice, with the address to write to. Two statements.
pub(super) async fn choice(
    db: &mut PgConnection,
    applicant: MemberId,
    member: MemberId,
    cases: &[(u8, Period)],
    today: Date,
) -> Result<Option<(SupervisorChoice, String)>> {
    let Some(person) = queries::people(db, &[member]).await?.pop() else { return Ok(None) };
    let mut held = queries::qualifications(db, &[member]).await?;
    let email = person.email.clone();
    Ok(Some((judge(person, &mut held, applicant, cases, today), email)))
}

/// A member of whom the rows say that they exist.
pub(super) async fn person(db: &mut PgConnection, member: MemberId) -> Result<Person> {
    let found = queries::people(db, &[member]).await?.pop();
    found.ok_or_else(|| Error::inconsistent("member", format!("{member} is not there")))
}

fn judge(
    person: Person,
    held: &mut BTreeMap<MemberId, Vec<Qualification>>,
    applicant: MemberId,
    cases: &[(u8, Period)],
    today: Date,
) -> SupervisorChoice {
    let qualifications = held.remove(&person.id).unwrap_or_default();
    let left = has_left(person.left_on, today);
    SupervisorChoice {
        eligibility: eligibility(person.id == applicant, left, &qualifications, cases),
        id: person.id,
        name: person.name,
        kana: person.kana,
        affiliation: person.affiliation,
        qualifications,
    }
}

/// The choosable first, then whoever holds or held something, then everybody else.
fn rank(choice: &SupervisorChoice) -> u8 {
    match choice.eligibility {
        Eligibility::Eligible => 0,
        _ if !choice.qualifications.is_empty() => 1,
        _ => 2,
    }
}
