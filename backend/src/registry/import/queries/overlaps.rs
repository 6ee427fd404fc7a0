//! Periods of the same kind that share days, among the rows and with what the register keeps.

use jiff_sqlx::Date;
use sqlx::PgConnection;

use crate::{
    Result,
    registry::import::{Finding, Findings, ImportFile},
};

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
        let this = (hit.line, hit.start_on.to_jiff(), hit.end_on.to_jiff());
        let before = (hit.before_line, hit.before_start.to_jiff(), hit.before_end.to_jiff());
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
pub async fn overlapping_qualifications(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Overlap,
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
    .await?;
    Ok(overlaps(&hits, ImportFile::Qualifications))
}

pub async fn overlapping_certifications(db: &mut PgConnection) -> Result<Findings> {
    let hits = sqlx::query_as!(
        Overlap,
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
    .await?;
    Ok(overlaps(&hits, ImportFile::Certifications))
}
