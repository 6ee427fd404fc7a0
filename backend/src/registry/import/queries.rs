//! All SQL of the import: staging, checks that need more than one row, counts, writing.

use jiff::civil::Date;
use sqlx::{PgConnection, postgres::PgCopyIn};

use super::{Counts, Finding, Findings, ImportFile};
use crate::Result;

/// Empties the staging tables; a second import waits here until the first is through.
pub(super) async fn clear_staging(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("truncate import_member, import_qualification, import_facility, import_certification")
        .execute(db)
        .await?;
    Ok(())
}

/// Tells the planner how much has been staged.
pub(super) async fn analyze_staging(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("analyze import_member, import_qualification, import_facility, import_certification")
        .execute(db)
        .await?;
    Ok(())
}

/// Tells the planner how much the register holds now.
pub(super) async fn analyze_register(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("analyze member, qualification, facility, certification").execute(db).await?;
    Ok(())
}

/// Opens the staging table of a file for COPY in text format: line, id, the columns in their order, the search key.
pub(super) async fn copy_into_staging(
    db: &mut PgConnection,
    file: ImportFile,
) -> Result<PgCopyIn<&mut PgConnection>> {
    let statement = match file {
        ImportFile::Members => {
            "copy import_member (line, id, member_no, family_name, given_name, family_kana, given_kana, email, profession,
             joined_on, left_on, affiliation, search_key) from stdin"
        }
        ImportFile::Qualifications => {
            "copy import_qualification (line, id, member_no, kind, certificate_no, start_on, end_on) from stdin"
        }
        ImportFile::Facilities => {
            "copy import_facility (line, id, facility_no, name, kana, prefecture, login_email, search_key) from stdin"
        }
        ImportFile::Certifications => {
            "copy import_certification (line, id, facility_no, kind, certificate_no, start_on, end_on,
             responsible_member_no) from stdin"
        }
    };
    Ok(db.copy_in_raw(statement).await?)
}

/// Everything that is wrong between rows, or between the rows and the register as it would be afterwards. What refers to
/// the keys of a file in `unknown` is not judged.
pub(super) async fn check(db: &mut PgConnection, unknown: &[ImportFile]) -> Result<Findings> {
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

/// Two periods of the same kind that share days; line 0 is a row of the register that the file does not mention.
struct Overlap {
    line: i64,
    start_on: Date,
    end_on: Date,
    before_line: i64,
    before_start: Date,
    before_end: Date,
    total: i64,
}

/// The later line of the two is to blame.
fn overlaps(hits: &[Overlap], file: ImportFile) -> Findings {
    let shown = hits.iter().map(|hit| {
        let this = (hit.line, hit.start_on, hit.end_on);
        let before = (hit.before_line, hit.before_start, hit.before_end);
        let ((line, start, _), (other, from, to)) =
            if this.0 > before.0 { (this, before) } else { (before, this) };
        let other = if other == 0 { "登録済み".to_owned() } else { format!("{other}行目") };
        Finding {
            file,
            line: line.unsigned_abs(),
            column: "start_on",
            value: start.to_string(),
            reason: format!("同じ種別の期間が{other}の期間({from}〜{to})と重なっています"),
        }
    });
    Findings { shown: shown.collect(), total: hits.first().map_or(0, |hit| hit.total.unsigned_abs()) }
}

/// Each period is held against the one before it that lasts longest; one sort, however many rows.
async fn overlapping_qualifications(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query!(
        r#"with staged as (
               select line, member_no, kind, start_on, end_on, certificate_no,
                      row_number() over (partition by certificate_no, start_on order by line) as copy
               from import_qualification
           ), afterwards as (
               select line, member_no, kind, start_on, end_on from staged
               where (copy = 1 or certificate_no is null)
                 and member_no is not null and kind is not null and start_on is not null and end_on is not null
               union all
               select 0, m.member_no, q.kind, q.start_on, q.end_on
               from qualification q join member m on m.member_id = q.member_id
               where m.member_no in (select member_no from import_qualification)
                 and not exists (select from import_qualification s
                                 where s.certificate_no = q.certificate_no and s.start_on = q.start_on)
           ), pairs as (
               select line, start_on, end_on,
                      max(array[end_on - date '1900-01-01', line::integer, start_on - date '1900-01-01'])
                          over (partition by member_no, kind order by start_on, line
                                rows between unbounded preceding and 1 preceding) as before
               from afterwards
           )
           select line as "line!", start_on as "start_on!", end_on as "end_on!", before[2]::bigint as "before_line!",
                  date '1900-01-01' + before[3] as "before_start!", date '1900-01-01' + before[1] as "before_end!",
                  count(*) over () as "total!"
           from pairs where date '1900-01-01' + before[1] >= start_on
           order by greatest(line, before[2]) limit 100"#
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| Overlap {
        line: row.line,
        start_on: row.start_on.to_jiff(),
        end_on: row.end_on.to_jiff(),
        before_line: row.before_line,
        before_start: row.before_start.to_jiff(),
        before_end: row.before_end.to_jiff(),
        total: row.total,
    })
    .collect::<Vec<_>>();
    Ok(overlaps(&hits, ImportFile::Qualifications))
}

async fn overlapping_certifications(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query!(
        r#"with staged as (
               select line, facility_no, kind, start_on, end_on, certificate_no,
                      row_number() over (partition by certificate_no order by line) as copy
               from import_certification
           ), afterwards as (
               select line, facility_no, kind, start_on, end_on from staged
               where (copy = 1 or certificate_no is null)
                 and facility_no is not null and kind is not null and start_on is not null and end_on is not null
               union all
               select 0, f.facility_no, c.kind, c.start_on, c.end_on
               from certification c join facility f on f.facility_id = c.facility_id
               where f.facility_no in (select facility_no from import_certification)
                 and not exists (select from import_certification s where s.certificate_no = c.certificate_no)
           ), pairs as (
               select line, start_on, end_on,
                      max(array[end_on - date '1900-01-01', line::integer, start_on - date '1900-01-01'])
                          over (partition by facility_no, kind order by start_on, line
                                rows between unbounded preceding and 1 preceding) as before
               from afterwards
           )
           select line as "line!", start_on as "start_on!", end_on as "end_on!", before[2]::bigint as "before_line!",
                  date '1900-01-01' + before[3] as "before_start!", date '1900-01-01' + before[1] as "before_end!",
                  count(*) over () as "total!"
           from pairs where date '1900-01-01' + before[1] >= start_on
           order by greatest(line, before[2]) limit 100"#
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| Overlap {
        line: row.line,
        start_on: row.start_on.to_jiff(),
        end_on: row.end_on.to_jiff(),
        before_line: row.before_line,
        before_start: row.before_start.to_jiff(),
        before_end: row.before_end.to_jiff(),
        total: row.total,
    })
    .collect::<Vec<_>>();
    Ok(overlaps(&hits, ImportFile::Certifications))
}

/// What writing will do to the rows of each file. Asked before anything is written.
pub(super) async fn counts(db: &mut PgConnection) -> Result<[Counts; 4]> {
    let row = sqlx::query!(
        r#"select count(*) as "total!", count(m.member_id) as "known!",
                  count(*) filter (where
                      (m.family_name, m.given_name, m.family_kana, m.given_kana, m.email, m.profession, m.joined_on,
                       m.left_on, m.affiliation)
                      is distinct from
                      (s.family_name, s.given_name, s.family_kana, s.given_kana, s.email, s.profession, s.joined_on,
                       s.left_on, coalesce(s.affiliation, ''))
                      and m.member_id is not null) as "changed!"
           from import_member s left join member m on m.member_no = s.member_no"#
    )
    .fetch_one(&mut *db)
    .await?;
    let members = count(ImportFile::Members, row.total, row.known, row.changed);

    let row = sqlx::query!(
        r#"select count(*) as "total!", count(q.qualification_id) as "known!",
                  count(*) filter (where q.qualification_id is not null
                      and (m.member_no, q.kind, q.end_on) is distinct from (s.member_no, s.kind, s.end_on)) as "changed!"
           from import_qualification s
           left join qualification q on q.certificate_no = s.certificate_no and q.start_on = s.start_on
           left join member m on m.member_id = q.member_id"#
    )
    .fetch_one(&mut *db)
    .await?;
    let qualifications = count(ImportFile::Qualifications, row.total, row.known, row.changed);

    let row = sqlx::query!(
        r#"select count(*) as "total!", count(f.facility_id) as "known!",
                  count(*) filter (where f.facility_id is not null
                      and (f.name, f.kana, f.prefecture, f.login_email)
                      is distinct from (s.name, s.kana, s.prefecture, s.login_email)) as "changed!"
           from import_facility s left join facility f on f.facility_no = s.facility_no"#
    )
    .fetch_one(&mut *db)
    .await?;
    let facilities = count(ImportFile::Facilities, row.total, row.known, row.changed);

    let row = sqlx::query!(
        r#"select count(*) as "total!", count(c.certification_id) as "known!",
                  count(*) filter (where c.certification_id is not null
                      and (f.facility_no, c.kind, c.start_on, c.end_on, m.member_no) is distinct from
                          (s.facility_no, s.kind, s.start_on, s.end_on, s.responsible_member_no)) as "changed!"
           from import_certification s
           left join certification c on c.certificate_no = s.certificate_no
           left join facility f on f.facility_id = c.facility_id
           left join member m on m.member_id = c.responsible_member_id"#
    )
    .fetch_one(&mut *db)
    .await?;
    let certifications = count(ImportFile::Certifications, row.total, row.known, row.changed);
    Ok([members, qualifications, facilities, certifications])
}

fn count(file: ImportFile, total: i64, known: i64, changed: i64) -> Counts {
    let count = |n: i64| n.unsigned_abs();
    Counts { file, new: count(total - known), changed: count(changed), unchanged: count(known - changed) }
}

/// Updates the rows of a file that are known and differ, and inserts the others.
pub(super) async fn write(db: &mut PgConnection, file: ImportFile) -> Result<()> {
    match file {
        ImportFile::Members => write_members(db).await,
        ImportFile::Qualifications => write_qualifications(db).await,
        ImportFile::Facilities => write_facilities(db).await,
        ImportFile::Certifications => write_certifications(db).await,
    }
}

async fn write_members(db: &mut PgConnection) -> Result<()> {
    // Two members may exchange addresses, and a unique index looks at every row at once: changing ones step aside first.
    sqlx::query!(
        "update member m set email = m.member_id::text from import_member s
         where m.member_no = s.member_no and lower(m.email) <> lower(s.email)"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update member m
         set family_name = s.family_name, given_name = s.given_name, family_kana = s.family_kana,
             given_kana = s.given_kana, email = s.email, profession = s.profession, joined_on = s.joined_on,
             left_on = s.left_on, affiliation = coalesce(s.affiliation, ''), search_key = s.search_key
         from import_member s
         where m.member_no = s.member_no
           and (m.family_name, m.given_name, m.family_kana, m.given_kana, m.email, m.profession, m.joined_on, m.left_on,
                m.affiliation, m.search_key)
               is distinct from
               (s.family_name, s.given_name, s.family_kana, s.given_kana, s.email, s.profession, s.joined_on, s.left_on,
                coalesce(s.affiliation, ''), s.search_key)"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into member (member_id, member_no, family_name, given_name, family_kana, given_kana, email, profession,
                             joined_on, left_on, affiliation, search_key)
         select s.id, s.member_no, s.family_name, s.given_name, s.family_kana, s.given_kana, s.email, s.profession,
                s.joined_on, s.left_on, coalesce(s.affiliation, ''), s.search_key
         from import_member s
         where not exists (select from member m where m.member_no = s.member_no)"
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

async fn write_qualifications(db: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        "update qualification q set member_id = m.member_id, kind = s.kind, end_on = s.end_on
         from import_qualification s join member m on m.member_no = s.member_no
         where q.certificate_no = s.certificate_no and q.start_on = s.start_on
           and (q.member_id, q.kind, q.end_on) is distinct from (m.member_id, s.kind, s.end_on)"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into qualification (qualification_id, member_id, kind, certificate_no, start_on, end_on)
         select s.id, m.member_id, s.kind, s.certificate_no, s.start_on, s.end_on
         from import_qualification s join member m on m.member_no = s.member_no
         where not exists (select from qualification q
                           where q.certificate_no = s.certificate_no and q.start_on = s.start_on)"
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

async fn write_facilities(db: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        "update facility f set login_email = null from import_facility s
         where f.facility_no = s.facility_no and lower(f.login_email) <> lower(s.login_email)"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update facility f
         set name = s.name, kana = s.kana, prefecture = s.prefecture, login_email = s.login_email,
             search_key = s.search_key
         from import_facility s
         where f.facility_no = s.facility_no
           and (f.name, f.kana, f.prefecture, f.login_email, f.search_key)
               is distinct from (s.name, s.kana, s.prefecture, s.login_email, s.search_key)"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into facility (facility_id, facility_no, name, kana, prefecture, login_email, search_key)
         select s.id, s.facility_no, s.name, s.kana, s.prefecture, s.login_email, s.search_key
         from import_facility s
         where not exists (select from facility f where f.facility_no = s.facility_no)"
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

async fn write_certifications(db: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        "update certification c
         set facility_id = f.facility_id, kind = s.kind, start_on = s.start_on, end_on = s.end_on,
             responsible_member_id = m.member_id
         from import_certification s
         join facility f on f.facility_no = s.facility_no
         left join member m on m.member_no = s.responsible_member_no
         where c.certificate_no = s.certificate_no
           and (c.facility_id, c.kind, c.start_on, c.end_on, c.responsible_member_id)
               is distinct from (f.facility_id, s.kind, s.start_on, s.end_on, m.member_id)"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into certification (certification_id, facility_id, kind, certificate_no, start_on, end_on,
                                    responsible_member_id)
         select s.id, f.facility_id, s.kind, s.certificate_no, s.start_on, s.end_on, m.member_id
         from import_certification s
         join facility f on f.facility_no = s.facility_no
         left join member m on m.member_no = s.responsible_member_no
         where not exists (select from certification c where c.certificate_no = s.certificate_no)"
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// Asks the deferred constraints now, so that a dry run hears them too.
pub(super) async fn check_constraints(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("set constraints all immediate").execute(db).await?;
    Ok(())
}
