//! People: who asks, who is asked, who could be.

use std::collections::BTreeMap;

use domain::{ids::MemberId, registry::Qualification};
use jiff::civil::Date;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Result, approvals::words::Words, rows};

/// A member as far as asking and being asked goes.
#[derive(Clone, Debug)]
pub(in crate::approvals) struct Person {
    pub id: MemberId,
    pub name: String,
    pub kana: String,
    pub affiliation: String,
    pub email: String,
    pub left_on: Option<Date>,
}

struct PersonRow {
    member_id: Uuid,
    name: String,
    kana: String,
    affiliation: String,
    email: String,
    left_on: Option<jiff_sqlx::Date>,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.member_id.into(),
            name: row.name,
            kana: row.kana,
            affiliation: row.affiliation,
            email: row.email,
            left_on: row.left_on.map(jiff_sqlx::Date::to_jiff),
        }
    }
}

/// The members with these ids, in no order.
pub(in crate::approvals) async fn people(db: &mut PgConnection, ids: &[MemberId]) -> Result<Vec<Person>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        PersonRow,
        r#"select member_id, family_name || ' ' || given_name as "name!", family_kana || ' ' || given_kana as "kana!",
                  affiliation, email, left_on
           from member
           where member_id = any($1)"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// The member with this 会員番号.
pub(in crate::approvals) async fn person_numbered(
    db: &mut PgConnection,
    number: &str,
) -> Result<Option<Person>> {
    let row = sqlx::query_as!(
        PersonRow,
        r#"select member_id, family_name || ' ' || given_name as "name!", family_kana || ' ' || given_kana as "kana!",
                  affiliation, email, left_on
           from member
           where member_no in ($1, upper($1))"#,
        number,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Person::from))
}

/// Members who match every word, by name, kana, 会員番号 or the beginning of a 認定番号; those with any qualification first,
/// then by kana. One word drives the indexes, the others filter what it finds (`docs/plans/supervisor-search.md`).
pub(in crate::approvals) async fn matching_members(
    db: &mut PgConnection,
    words: &Words,
    limit: i64,
) -> Result<Vec<Person>> {
    let Some(driver) = words.longest() else { return Ok(Vec::new()) };
    let rows = sqlx::query_as!(
        PersonRow,
        r#"with driven as (
               select member_id from member
               where search_key like $1 and string_to_array(search_key, null) @> string_to_array($2, null)
               union
               select member_id from qualification
               where upper(certificate_no) ~>=~ $3 and upper(certificate_no) ~<~ ($3 || chr(1114111))
           )
           select m.member_id, m.family_name || ' ' || m.given_name as "name!",
                  m.family_kana || ' ' || m.given_kana as "kana!", m.affiliation, m.email, m.left_on
           from driven join member m using (member_id)
           where not exists (
               select from unnest($4::text[], $5::text[]) as word (pattern, number)
               where m.search_key not like word.pattern
                 and not exists (select from qualification q
                                 where q.member_id = m.member_id and starts_with(upper(q.certificate_no), word.number)))
           order by exists (select from qualification q where q.member_id = m.member_id) desc,
                    m.family_kana collate "ja-x-icu", m.given_kana collate "ja-x-icu", m.member_no
           limit $6"#,
        driver.pattern(),
        driver.key(),
        driver.number(),
        &words.patterns(),
        &words.numbers(),
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// Every qualification of these members, each member's newest first.
pub(in crate::approvals) async fn qualifications(
    db: &mut PgConnection,
    members: &[MemberId],
) -> Result<BTreeMap<MemberId, Vec<Qualification>>> {
    let ids: Vec<Uuid> = members.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select member_id, kind, certificate_no, start_on, end_on
         from qualification
         where member_id = any($1)
         order by start_on desc, kind, certificate_no",
        &ids,
    )
    .fetch_all(db)
    .await?;
    let mut held: BTreeMap<MemberId, Vec<Qualification>> = BTreeMap::new();
    for row in rows {
        held.entry(row.member_id.into()).or_default().push(Qualification {
            kind: rows::word("qualification", &row.kind)?,
            period: rows::period("qualification", row.start_on, row.end_on)?,
            certificate_no: row.certificate_no,
        });
    }
    Ok(held)
}
