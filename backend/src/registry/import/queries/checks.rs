//! What is wrong between rows, or between the rows and the register: keys, addresses, references. Each check lists the
//! first hundred by line and counts them all.

use sqlx::PgConnection;

use super::overlaps::{overlapping_certifications, overlapping_qualifications};
use crate::{
    Result,
    registry::import::{Finding, Findings, ImportFile},
};

/// Everything that is wrong between rows, or between the rows and the register as it would be afterwards. What refers to
/// the keys of a file in `unknown` is not judged.
pub async fn check(db: &mut PgConnection, unknown: &[ImportFile]) -> Result<Findings> {
    let mut found = Findings::default();
    found.merge(same_member_no(db).await?);
    found.merge(same_facility_no(db).await?);
    found.merge(same_qualification(db).await?);
    found.merge(same_certification(db).await?);
    found.merge(same_member_email(db).await?);
    found.merge(same_facility_email(db).await?);
    found.merge(taken_member_email(db).await?);
    found.merge(taken_facility_email(db).await?);
    if !unknown.contains(&ImportFile::Members) {
        found.merge(unknown_member(db).await?);
        found.merge(unknown_responsible(db).await?);
    }
    if !unknown.contains(&ImportFile::Facilities) {
        found.merge(unknown_facility(db).await?);
    }
    found.merge(overlapping_qualifications(db).await?);
    found.merge(overlapping_certifications(db).await?);
    Ok(found)
}

/// A row that a check found; `other` is the line that it collides with, `total` how many the check found in all.
struct Hit {
    line: i64,
    value: String,
    other: i64,
    total: i64,
}

fn findings(
    hits: &[Hit],
    file: ImportFile,
    column: &'static str,
    reason: impl Fn(&Hit) -> String,
) -> Findings {
    let shown = hits.iter().map(|hit| {
        let (line, value) = (hit.line.unsigned_abs(), hit.value.chars().take(60).collect());
        Finding { file, line, column, value, reason: reason(hit) }
    });
    Findings { shown: shown.collect(), total: hits.first().map_or(0, |hit| hit.total.unsigned_abs()) }
}

fn same_as(hit: &Hit) -> String {
    format!("{}行目と重複しています", hit.other)
}

async fn same_member_no(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select line as "line!", member_no as "value!", first_line as "other!", count(*) over () as "total!"
           from (select line, member_no, min(line) over (partition by member_no) as first_line
                 from import_member where member_no is not null) as numbered
           where line > first_line order by line limit 100"#
    )
    .fetch_all(db)
    .await?;
    Ok(findings(&hits, ImportFile::Members, "member_no", same_as))
}

async fn same_facility_no(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select line as "line!", facility_no as "value!", first_line as "other!", count(*) over () as "total!"
           from (select line, facility_no, min(line) over (partition by facility_no) as first_line
                 from import_facility where facility_no is not null) as numbered
           where line > first_line order by line limit 100"#
    )
    .fetch_all(db)
    .await?;
    Ok(findings(&hits, ImportFile::Facilities, "facility_no", same_as))
}

async fn same_qualification(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select line as "line!", certificate_no as "value!", first_line as "other!", count(*) over () as "total!"
           from (select line, certificate_no, min(line) over (partition by certificate_no, start_on) as first_line
                 from import_qualification where certificate_no is not null and start_on is not null) as numbered
           where line > first_line order by line limit 100"#
    )
    .fetch_all(db)
    .await?;
    let reason = |hit: &Hit| format!("認定番号と開始日が{}行目と重複しています", hit.other);
    Ok(findings(&hits, ImportFile::Qualifications, "certificate_no", reason))
}

async fn same_certification(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select line as "line!", certificate_no as "value!", first_line as "other!", count(*) over () as "total!"
           from (select line, certificate_no, min(line) over (partition by certificate_no) as first_line
                 from import_certification where certificate_no is not null) as numbered
           where line > first_line order by line limit 100"#
    )
    .fetch_all(db)
    .await?;
    Ok(findings(&hits, ImportFile::Certifications, "certificate_no", same_as))
}

/// A1 within the file. A row that repeats another one's 会員番号 is blamed for that alone.
async fn same_member_email(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select line as "line!", email as "value!", first_line as "other!", count(*) over () as "total!"
           from (select line, email, member_no,
                        first_value(line) over same as first_line, first_value(member_no) over same as first_no
                 from import_member where email is not null
                 window same as (partition by lower(email) order by line)) as numbered
           where line > first_line and member_no is distinct from first_no order by line limit 100"#
    )
    .fetch_all(db)
    .await?;
    Ok(findings(&hits, ImportFile::Members, "email", same_as))
}

async fn same_facility_email(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select line as "line!", login_email as "value!", first_line as "other!", count(*) over () as "total!"
           from (select line, login_email, facility_no,
                        first_value(line) over same as first_line, first_value(facility_no) over same as first_no
                 from import_facility where login_email is not null
                 window same as (partition by lower(login_email) order by line)) as numbered
           where line > first_line and facility_no is distinct from first_no order by line limit 100"#
    )
    .fetch_all(db)
    .await?;
    Ok(findings(&hits, ImportFile::Facilities, "login_email", same_as))
}

/// A1 against members that the file does not mention, and so keep their address.
async fn taken_member_email(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select s.line as "line!", s.email as "value!", 0::bigint as "other!", count(*) over () as "total!"
           from import_member s join member m on lower(m.email) = lower(s.email)
           where m.member_no is distinct from s.member_no
             and not exists (select from import_member o where o.member_no = m.member_no)
           order by s.line limit 100"#
    )
    .fetch_all(db)
    .await?;
    let reason = |_: &Hit| "登録済みの別の会員のメールアドレスです".to_owned();
    Ok(findings(&hits, ImportFile::Members, "email", reason))
}

async fn taken_facility_email(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select s.line as "line!", s.login_email as "value!", 0::bigint as "other!", count(*) over () as "total!"
           from import_facility s join facility f on lower(f.login_email) = lower(s.login_email)
           where f.facility_no is distinct from s.facility_no
             and not exists (select from import_facility o where o.facility_no = f.facility_no)
           order by s.line limit 100"#
    )
    .fetch_all(db)
    .await?;
    let reason = |_: &Hit| "登録済みの別の施設のメールアドレスです".to_owned();
    Ok(findings(&hits, ImportFile::Facilities, "login_email", reason))
}

fn no_member(_: &Hit) -> String {
    "この会員番号の会員はいません".to_owned()
}

async fn unknown_member(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select s.line as "line!", s.member_no as "value!", 0::bigint as "other!", count(*) over () as "total!"
           from import_qualification s
           where s.member_no is not null
             and not exists (select from import_member n where n.member_no = s.member_no)
             and not exists (select from member m where m.member_no = s.member_no)
           order by s.line limit 100"#
    )
    .fetch_all(db)
    .await?;
    Ok(findings(&hits, ImportFile::Qualifications, "member_no", no_member))
}

async fn unknown_responsible(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select s.line as "line!", s.responsible_member_no as "value!", 0::bigint as "other!",
                  count(*) over () as "total!"
           from import_certification s
           where s.responsible_member_no is not null
             and not exists (select from import_member n where n.member_no = s.responsible_member_no)
             and not exists (select from member m where m.member_no = s.responsible_member_no)
           order by s.line limit 100"#
    )
    .fetch_all(db)
    .await?;
    Ok(findings(&hits, ImportFile::Certifications, "responsible_member_no", no_member))
}

async fn unknown_facility(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Hit,
        r#"select s.line as "line!", s.facility_no as "value!", 0::bigint as "other!", count(*) over () as "total!"
           from import_certification s
           where s.facility_no is not null
             and not exists (select from import_facility n where n.facility_no = s.facility_no)
             and not exists (select from facility f where f.facility_no = s.facility_no)
           order by s.line limit 100"#
    )
    .fetch_all(db)
    .await?;
    let reason = |_: &Hit| "この施設番号の施設はありません".to_owned();
    Ok(findings(&hits, ImportFile::Certifications, "facility_no", reason))
}
