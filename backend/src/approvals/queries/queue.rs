//! The supervisor's queue: a page of it, its counts, what stands around one request, and the years before. The plans are
//! in `docs/plans/queue.md`.

use domain::{
    approvals::{PreviousRow, QueueRow, RequestState},
    calendar,
    ids::{MemberId, RequestId},
};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Request, count, set_and_slot, state};
use crate::{Error, Result};

/// How many requests of one state the queue holds, and how many of them match the applicant's name.
#[derive(Clone, Copy, Debug)]
pub(in crate::approvals) struct Counts {
    pub state: RequestState,
    pub all: u32,
    pub matching: u32,
}

/// Counts of the queue by state; states without a request have no row. `patterns` are all to match the applicant.
pub(in crate::approvals) async fn counts(
    db: &mut PgConnection,
    supervisor: MemberId,
    fiscal_year: i16,
    patterns: &[String],
) -> Result<Vec<Counts>> {
    sqlx::query!(
        r#"select mine.state, sum(mine.requests)::bigint as "total!",
                  coalesce(sum(mine.requests) filter (
                      where $3::text[] = '{}'
                         or (select a.search_key from member a where a.member_id = mine.applicant_id) like all ($3)
                  ), 0)::bigint as "matching!"
           from (select state, applicant_id, count(*) as requests
                 from approval_request
                 where supervisor_id = $1 and (fiscal_year = $2 or state = 'waiting')
                 group by state, applicant_id) as mine
           group by mine.state"#,
        supervisor.0,
        i32::from(fiscal_year),
        patterns,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| {
        Ok(Counts { state: state(&row.state)?, all: count(row.total)?, matching: count(row.matching)? })
    })
    .collect()
}

/// Which stretch of the queue is wanted: so many of those that wait, then so many of the others.
#[derive(Clone, Copy, Debug)]
pub(in crate::approvals) struct Window {
    pub skip_waiting: u32,
    pub take_waiting: u32,
    pub skip_others: u32,
    pub take_others: u32,
    /// Only this state among the others.
    pub others: Option<RequestState>,
}

/// One stretch of the queue: what waits, oldest first, then what was decided or withdrawn this 年度, newest first (P8).
/// Both halves walk an index; only the rows of the page are put together.
pub(in crate::approvals) async fn rows(
    db: &mut PgConnection,
    supervisor: MemberId,
    fiscal_year: i16,
    patterns: &[String],
    window: Window,
) -> Result<Vec<QueueRow>> {
    sqlx::query_as!(
        Row,
        r#"with page as (
               (select w.request_id, 0 as part
                from approval_request w
                where w.supervisor_id = $1 and w.state = 'waiting'
                  and ($3::text[] = '{}' or (select m.search_key from member m where m.member_id = w.applicant_id) like all ($3))
                order by w.requested_at, w.request_id
                offset $4 limit $5)
               union all
               (select d.request_id, 1
                from approval_request d
                where d.supervisor_id = $1 and d.state <> 'waiting' and d.fiscal_year = $2
                  and ($8::text is null or d.state = $8)
                  and ($3::text[] = '{}' or (select m.search_key from member m where m.member_id = d.applicant_id) like all ($3))
                order by d.requested_at desc, d.request_id desc
                offset $6 limit $7)
           )
           select r.request_id, r.requested_at, r.set_key, r.slot, r.category, r.state, r.decided_at,
                  a.family_name || ' ' || a.given_name as "applicant!",
                  (select count(*) from approval_request e
                   where e.case_id = r.case_id and e.state <> 'withdrawn'
                     and (e.requested_at, e.request_id) < (r.requested_at, r.request_id)) as "earlier!"
           from page
           join approval_request r using (request_id)
           join member a on a.member_id = r.applicant_id
           order by page.part, case page.part when 0 then r.requested_at end, case page.part when 0 then r.request_id end,
                    r.requested_at desc, r.request_id desc"#,
        supervisor.0,
        i32::from(fiscal_year),
        patterns,
        i64::from(window.skip_waiting),
        i64::from(window.take_waiting),
        i64::from(window.skip_others),
        i64::from(window.take_others),
        window.others.map(RequestState::key),
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(QueueRow::try_from)
    .collect()
}

/// What waits around a request in its supervisor's queue, in the queue's order: at most `each` before it, itself when it
/// waits, and at most `each` after it.
pub(in crate::approvals) async fn neighbours(
    db: &mut PgConnection,
    request: &Request,
    each: usize,
) -> Result<Vec<QueueRow>> {
    sqlx::query_as!(
        Row,
        r#"with around as (
               (select request_id from approval_request
                where supervisor_id = $1 and state = 'waiting' and (requested_at, request_id) < ($2, $3)
                order by requested_at desc, request_id desc
                limit $4)
               union all
               (select request_id from approval_request
                where supervisor_id = $1 and state = 'waiting' and (requested_at, request_id) >= ($2, $3)
                order by requested_at, request_id
                limit $4::bigint + 1)
           )
           select r.request_id, r.requested_at, r.set_key, r.slot, r.category, r.state, r.decided_at,
                  a.family_name || ' ' || a.given_name as "applicant!",
                  (select count(*) from approval_request e
                   where e.case_id = r.case_id and e.state <> 'withdrawn'
                     and (e.requested_at, e.request_id) < (r.requested_at, r.request_id)) as "earlier!"
           from around
           join approval_request r using (request_id)
           join member a on a.member_id = r.applicant_id
           order by r.requested_at, r.request_id"#,
        request.supervisor.0,
        request.requested_at.to_sqlx() as _,
        request.id.0,
        i64::try_from(each).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(QueueRow::try_from)
    .collect()
}

/// Decisions of the years before `fiscal_year`, by 年度 and applicant, newest year first (P8). A case that was deleted
/// since still counts (C10).
pub(in crate::approvals) async fn previous(
    db: &mut PgConnection,
    supervisor: MemberId,
    fiscal_year: i16,
) -> Result<Vec<PreviousRow>> {
    sqlx::query!(
        r#"select r.fiscal_year, a.member_no, a.family_name || ' ' || a.given_name as "applicant!",
                  count(*) filter (where r.state = 'approved') as "approved!",
                  min(r.decided_at) as "first_decided_at!", max(r.decided_at) as "last_decided_at!"
           from approval_request r
           join member a on a.member_id = r.applicant_id
           where r.supervisor_id = $1 and r.state <> 'waiting' and r.state <> 'withdrawn' and r.fiscal_year < $2
           group by r.fiscal_year, a.member_id
           order by r.fiscal_year desc, a.family_kana collate "ja-x-icu", a.given_kana collate "ja-x-icu", a.member_no"#,
        supervisor.0,
        i32::from(fiscal_year),
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| {
        Ok(PreviousRow {
            fiscal_year: i16::try_from(row.fiscal_year)
                .map_err(|_| Error::inconsistent("approval_request", format!("fiscal_year {}", row.fiscal_year)))?,
            applicant: row.applicant,
            member_no: row.member_no,
            approved: count(row.approved)?,
            first_decided_on: calendar::day(row.first_decided_at.to_jiff()),
            last_decided_on: calendar::day(row.last_decided_at.to_jiff()),
        })
    })
    .collect()
}

/// A row of the queue as the database gives it.
struct Row {
    request_id: Uuid,
    requested_at: jiff_sqlx::Timestamp,
    set_key: String,
    slot: i16,
    category: String,
    state: String,
    decided_at: Option<jiff_sqlx::Timestamp>,
    applicant: String,
    earlier: i64,
}

impl TryFrom<Row> for QueueRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let (set, slot) = set_and_slot(&row.set_key, row.slot)?;
        Ok(Self {
            request: RequestId(row.request_id),
            requested_at: row.requested_at.to_jiff(),
            set,
            slot,
            category: row.category,
            applicant: row.applicant,
            state: state(&row.state)?,
            decided_at: row.decided_at.map(jiff_sqlx::Timestamp::to_jiff),
            attempt: count(row.earlier)? + 1,
        })
    }
}
