//! All SQL of the audit.

use domain::audit::{AuditFilter, AuditLine, Doer};
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Error, Result, rows};

/// Newest first, read along the index of the time and from the moment of the line before (docs/plans/office.md); names are
/// looked up for the lines of the page only.
pub async fn lines(db: &mut PgConnection, filter: &AuditFilter, most: usize) -> Result<Vec<AuditLine>> {
    let (first, after) = filter.moments();
    let rows = sqlx::query_as!(
        Row,
        r#"with page as (
               select audit_id, at, realm, actor_id, event, subject_id, detail, client
               from audit_line
               where at >= $1 and at < $2
                 and ($3::text is null or realm = $3)
                 and starts_with(event, $4)
                 and at <= coalesce((select newer.at from audit_line as newer where newer.audit_id = $5), 'infinity')
                 and ($5::uuid is null
                     or (at, audit_id) < (select newer.at, newer.audit_id from audit_line as newer where newer.audit_id = $5))
               order by at desc, audit_id desc limit $6
           )
           select page.audit_id, page.at, page.realm, page.event, page.detail, page.client, page.subject_id,
               coalesce(
                   (select family_name || ' ' || given_name from member where member_id = page.actor_id),
                   (select display_name(facility) from facility where facility_id = page.actor_id),
                   (select name from office_user where office_user_id = page.actor_id)
               ) as name,
               coalesce(
                   (select family_name || ' ' || given_name from member where member_id = page.subject_id),
                   (select display_name(facility) from facility where facility_id = page.subject_id),
                   (select name from office_user where office_user_id = page.subject_id)
               ) as subject
           from page
           order by page.at desc, page.audit_id desc"#,
        first.to_sqlx() as _,
        after.to_sqlx() as _,
        filter.doer.map(Doer::key),
        filter.event,
        filter.before,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(AuditLine::try_from).collect()
}

/// The newest lines that tell of something that this account did, or that was done to it.
pub async fn around(db: &mut PgConnection, account: Uuid, most: usize) -> Result<Vec<AuditLine>> {
    let rows = sqlx::query_as!(
        Row,
        r#"with near as (
               (select audit_id, at, realm, actor_id, event, subject_id, detail, client from audit_line
                where subject_id = $1 order by at desc limit $2)
               union
               (select audit_id, at, realm, actor_id, event, subject_id, detail, client from audit_line
                where actor_id = $1 order by at desc limit $2)
           )
           select near.audit_id as "audit_id!", near.at as "at!", near.realm as "realm!", near.event as "event!",
               near.detail as "detail!", near.client as "client!", near.subject_id,
               coalesce(
                   (select family_name || ' ' || given_name from member where member_id = near.actor_id),
                   (select display_name(facility) from facility where facility_id = near.actor_id),
                   (select name from office_user where office_user_id = near.actor_id)
               ) as name,
               coalesce(
                   (select family_name || ' ' || given_name from member where member_id = near.subject_id),
                   (select display_name(facility) from facility where facility_id = near.subject_id),
                   (select name from office_user where office_user_id = near.subject_id)
               ) as subject
           from near
           order by near.at desc, near.audit_id desc limit $2"#,
        account,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(AuditLine::try_from).collect()
}

struct Row {
    audit_id: Uuid,
    at: jiff_sqlx::Timestamp,
    realm: String,
    event: String,
    detail: Value,
    client: String,
    subject_id: Option<Uuid>,
    name: Option<String>,
    subject: Option<String>,
}

impl TryFrom<Row> for AuditLine {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.audit_id,
            at: row.at.to_jiff(),
            doer: rows::word("audit_line", &row.realm)?,
            name: row.name,
            event: row.event,
            subject: row.subject.or_else(|| row.subject_id.map(|id| id.to_string())),
            detail: in_words(&row.detail),
            client: row.client,
        })
    }
}

/// `set: specialist, slot: 3`
fn in_words(detail: &Value) -> String {
    let pair = |(key, value): (&String, &Value)| match value {
        Value::String(text) => format!("{key}: {text}"),
        value => format!("{key}: {value}"),
    };
    detail.as_object().map(|all| all.iter().map(pair).collect::<Vec<_>>().join(", ")).unwrap_or_default()
}
