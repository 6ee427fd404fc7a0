//! All SQL of 承認依頼 and 症例承認: requests and decisions here, people and the queue beside it. Nothing in here names
//! 備考 (C7).

mod paper;
mod people;
mod queue;

pub(super) use paper::{NewPaper, asked_of, insert_on_paper, insert_paper, recorded_paper};
pub(super) use people::{Person, matching_members, people, person_numbered, qualifications};
pub(super) use queue::{Counts, Window, counts, neighbours, previous, rows};

use std::collections::BTreeMap;

use domain::{
    approvals::{Comments, EarlierDecision, RequestState},
    cases::{CaseSet, Slot},
    ids::{CaseId, MemberId, RequestId, VersionId},
    vocabulary,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{Error, Result, rows::word};

/// One row of a bulk request, not yet written.
pub(super) struct NewRequest {
    pub id: RequestId,
    pub case: CaseId,
    pub version: VersionId,
    pub slot: Slot,
    pub category: String,
}

/// What the rows of a bulk request share (P1).
pub(super) struct Batch<'a> {
    pub id: Uuid,
    pub applicant: MemberId,
    pub supervisor: MemberId,
    pub set: CaseSet,
    pub message: &'a str,
    pub at: Timestamp,
    pub fiscal_year: i16,
}

/// Writes the requests of one batch, all waiting.
pub(super) async fn insert(db: &mut PgConnection, batch: &Batch<'_>, requests: &[NewRequest]) -> Result<()> {
    let ids: Vec<Uuid> = requests.iter().map(|r| r.id.0).collect();
    let cases: Vec<Uuid> = requests.iter().map(|r| r.case.0).collect();
    let versions: Vec<Uuid> = requests.iter().map(|r| r.version.0).collect();
    let slots: Vec<i16> = requests.iter().map(|r| i16::from(r.slot.number())).collect();
    let categories: Vec<String> = requests.iter().map(|r| r.category.clone()).collect();
    sqlx::query!(
        "insert into approval_request (request_id, case_id, version_id, slot, category, batch_id, applicant_id,
                                       supervisor_id, set_key, message, state, requested_at, fiscal_year)
         select new.request_id, new.case_id, new.version_id, new.slot, new.category, $6, $7, $8, $9, $10, 'waiting',
                $11, $12
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[])
              as new (request_id, case_id, version_id, slot, category)",
        &ids,
        &cases,
        &versions,
        &slots,
        &categories,
        batch.id,
        batch.applicant.0,
        batch.supervisor.0,
        batch.set.key(),
        batch.message,
        batch.at.to_sqlx() as _,
        i32::from(batch.fiscal_year),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// 取り下げ of waiting requests; answers whom each had been sent to.
pub(super) async fn withdraw(
    db: &mut PgConnection,
    requests: &[RequestId],
    at: Timestamp,
) -> Result<BTreeMap<RequestId, MemberId>> {
    let ids: Vec<Uuid> = requests.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "update approval_request set state = 'withdrawn', decided_at = $2
         where request_id = any($1) and state = 'waiting'
         returning request_id, supervisor_id",
        &ids,
        at.to_sqlx() as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.request_id.into(), row.supervisor_id.into())).collect())
}

/// One request with everything that its page shows of itself.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub id: RequestId,
    pub case: CaseId,
    pub version: VersionId,
    pub applicant: MemberId,
    pub supervisor: MemberId,
    pub supervisor_name: String,
    pub set: CaseSet,
    pub slot: Slot,
    pub state: RequestState,
    pub message: String,
    pub requested_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    /// What was said at the decision.
    pub comments: Comments,
    /// What is being written.
    pub comment_draft: Comments,
    pub comment_version: i64,
    /// 1 and one more for every earlier request of the same case that was not withdrawn.
    pub attempt: u32,
    /// All that wait for the same supervisor.
    pub waiting: u32,
}

/// The request, without a lock.
pub(super) async fn find(db: &mut PgConnection, id: RequestId) -> Result<Option<Request>> {
    let Some(row) = sqlx::query!(
        r#"select r.request_id, r.case_id, r.version_id, r.applicant_id, r.supervisor_id, r.set_key, r.slot, r.state,
                  r.message, r.requested_at, r.decided_at, r.general_comment, r.comment_version,
                  r.comment_draft as "comment_draft: Json<BTreeMap<String, String>>",
                  s.family_name || ' ' || s.given_name as "supervisor!",
                  (select coalesce(jsonb_object_agg(c.field_key, c.comment), '{}') from approval_comment c
                   where c.request_id = r.request_id) as "comments!: Json<BTreeMap<String, String>>",
                  (select count(*) from approval_request e
                   where e.case_id = r.case_id and e.state <> 'withdrawn'
                     and (e.requested_at, e.request_id) < (r.requested_at, r.request_id)) as "earlier!",
                  (select count(*) from approval_request w
                   where w.supervisor_id = r.supervisor_id and w.state = 'waiting') as "waiting!"
           from approval_request r join member s on s.member_id = r.supervisor_id
           where r.request_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?
    else {
        return Ok(None);
    };
    let (set, slot) = set_and_slot(&row.set_key, row.slot)?;
    Ok(Some(Request {
        id,
        case: row.case_id.into(),
        version: row.version_id.into(),
        applicant: row.applicant_id.into(),
        supervisor: row.supervisor_id.into(),
        supervisor_name: row.supervisor,
        set,
        slot,
        state: state(&row.state)?,
        message: row.message,
        requested_at: row.requested_at.to_jiff(),
        decided_at: row.decided_at.map(jiff_sqlx::Timestamp::to_jiff),
        comments: Comments { general: row.general_comment, fields: row.comments.0 },
        comment_draft: from_draft(row.comment_draft.0),
        comment_version: row.comment_version,
        attempt: count(row.earlier)? + 1,
        waiting: count(row.waiting)?,
    }))
}

/// Locks the request and answers its state and the version of its comments. Its case is locked before it, always, so that
/// nobody waits in a circle.
pub(super) async fn lock(db: &mut PgConnection, id: RequestId) -> Result<Option<(RequestState, i64)>> {
    sqlx::query!("select state, comment_version from approval_request where request_id = $1 for update", id.0)
        .fetch_optional(db)
        .await?
        .map(|row| Ok((state(&row.state)?, row.comment_version)))
        .transpose()
}

/// The decision that came before a request of the same case, by whomever, and the version it was about.
pub(super) async fn earlier(
    db: &mut PgConnection,
    request: &Request,
) -> Result<Option<(EarlierDecision, VersionId)>> {
    sqlx::query!(
        r#"select r.request_id, r.version_id, r.state, r.decided_at as "decided_at!", r.general_comment,
                  s.family_name || ' ' || s.given_name as "supervisor!",
                  (select coalesce(jsonb_object_agg(c.field_key, c.comment), '{}') from approval_comment c
                   where c.request_id = r.request_id) as "comments!: Json<BTreeMap<String, String>>"
           from approval_request r
           join member s on s.member_id = r.supervisor_id
           where r.case_id = $1 and r.state in ('approved', 'rejected') and (r.requested_at, r.request_id) < ($2, $3)
           order by r.requested_at desc, r.request_id desc
           limit 1"#,
        request.case.0,
        request.requested_at.to_sqlx() as _,
        request.id.0,
    )
    .fetch_optional(db)
    .await?
    .map(|row| {
        let decision = EarlierDecision {
            request: row.request_id.into(),
            supervisor: row.supervisor,
            decided_at: row.decided_at.to_jiff(),
            state: state(&row.state)?,
            comments: Comments { general: row.general_comment, fields: row.comments.0 },
        };
        Ok((decision, row.version_id.into()))
    })
    .transpose()
}

/// Keeps comments while they are written, when the request waits for this supervisor and nobody wrote since `version`.
pub(super) async fn save_draft(
    db: &mut PgConnection,
    request: RequestId,
    supervisor: MemberId,
    comments: &Comments,
    version: i64,
) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!(
        "update approval_request set comment_draft = $3, comment_version = comment_version + 1
         where request_id = $1 and supervisor_id = $2 and state = 'waiting' and comment_version = $4
         returning comment_version",
        request.0,
        supervisor.0,
        Json(to_draft(comments)) as _,
        version,
    )
    .fetch_optional(db)
    .await?)
}

/// Writes a decision with its words (P6). The draft of the words has done its work.
pub(super) async fn decide(
    db: &mut PgConnection,
    request: RequestId,
    verdict: RequestState,
    comments: &Comments,
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update approval_request
         set state = $2, decided_at = $3, general_comment = $4, comment_draft = '{}'
         where request_id = $1",
        request.0,
        verdict.key(),
        at.to_sqlx() as _,
        comments.general,
    )
    .execute(&mut *db)
    .await?;
    let (keys, texts): (Vec<String>, Vec<String>) =
        comments.fields.iter().map(|(key, text)| (key.clone(), text.clone())).unzip();
    sqlx::query!(
        "insert into approval_comment (request_id, field_key, comment)
         select $1, said.field_key, said.comment from unnest($2::text[], $3::text[]) as said (field_key, comment)",
        request.0,
        &keys,
        &texts,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The request that waits behind this one in the supervisor's queue; at its end the queue begins anew.
pub(super) async fn next_waiting(db: &mut PgConnection, after: &Request) -> Result<Option<RequestId>> {
    let next = sqlx::query_scalar!(
        r#"select request_id as "request_id!"
           from ((select request_id, 0 as part from approval_request
                  where supervisor_id = $1 and state = 'waiting' and (requested_at, request_id) > ($2, $3)
                  order by requested_at, request_id limit 1)
                 union all
                 (select request_id, 1 from approval_request
                  where supervisor_id = $1 and state = 'waiting' and (requested_at, request_id) < ($2, $3)
                  order by requested_at, request_id limit 1)) as around
           order by part
           limit 1"#,
        after.supervisor.0,
        after.requested_at.to_sqlx() as _,
        after.id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(next.map(RequestId))
}

/// Tells open pages on every node, when the transaction commits, that something of this member's changed. The payload is
/// an id and nothing else (P7, C7).
pub(super) async fn notify(db: &mut PgConnection, channel: Channel, member: MemberId) -> Result<()> {
    sqlx::query!("select pg_notify($1, $2)", channel.key(), member.to_string()).execute(db).await?;
    Ok(())
}

vocabulary! {
    /// What open pages listen to.
    pub enum Channel {
        /// The queue of the supervisor in the payload.
        Approvals = "approvals",
        /// The cases of the applicant in the payload.
        Cases = "cases",
    }
}

fn state(key: &str) -> Result<RequestState> {
    word("approval_request", key)
}

fn set_and_slot(set_key: &str, slot: i16) -> Result<(CaseSet, Slot)> {
    set_key
        .parse()
        .ok()
        .and_then(|set| Some((set, Slot::new(set, u8::try_from(slot).ok()?)?)))
        .ok_or_else(|| Error::inconsistent("approval_request", format!("slot {set_key} {slot}")))
}

fn count(rows: i64) -> Result<u32> {
    u32::try_from(rows).map_err(|_| Error::inconsistent("approval_request", format!("{rows} rows")))
}

/// The general comment's key among the comments being written.
const GENERAL: &str = "";

fn to_draft(comments: &Comments) -> BTreeMap<String, String> {
    let mut draft = comments.fields.clone();
    draft.insert(GENERAL.into(), comments.general.clone());
    draft.retain(|_, comment| !comment.is_empty());
    draft
}

fn from_draft(mut draft: BTreeMap<String, String>) -> Comments {
    Comments { general: draft.remove(GENERAL).unwrap_or_default(), fields: draft }
}
