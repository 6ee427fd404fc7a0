//! All SQL of the register's searches; the office's pages have a file of their own.

pub mod imports;
pub mod office;

use domain::{
    ids::{CertificationId, FacilityId},
    registry::{FacilityKind, RecordView},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Word;
use crate::{Result, rows};

/// One record with its facility, as the database gives it.
pub(crate) struct RecordRow {
    pub certification_id: Uuid,
    pub facility_id: Uuid,
    pub name: String,
    pub prefecture: String,
    pub kind: String,
    pub certificate_no: String,
    pub start_on: jiff_sqlx::Date,
    pub end_on: jiff_sqlx::Date,
}

impl RecordRow {
    /// The record as people choose it on `today` (C5).
    pub fn view(self, today: Date) -> Result<RecordView> {
        let kind = rows::kind("certification", &self.kind)?;
        let period = rows::period("certification", self.start_on, self.end_on)?;
        Ok(RecordView {
            id: CertificationId(self.certification_id),
            facility: FacilityId(self.facility_id),
            ended: RecordView::has_ended(&period, today),
            name: self.name,
            prefecture: self.prefecture,
            kind,
            certificate_no: self.certificate_no,
            period,
        })
    }
}

/// Records of the facilities that match every word: by name, kana or number, or by the 認定番号 of one of their records.
/// `leading` narrows by an index; it is one of `words`.
/// Of all records, or of those of one `kind`. Those that run first, then the ended ones.
pub(super) async fn search(
    db: &mut PgConnection,
    leading: &Word,
    words: &[Word],
    kind: Option<FacilityKind>,
    today: Date,
    limit: i64,
) -> Result<Vec<RecordView>> {
    let parts: Vec<String> = words.iter().map(|word| word.part.clone()).collect();
    let numbers: Vec<String> = words.iter().map(|word| word.number.clone()).collect();
    sqlx::query_as!(
        RecordRow,
        // The number is compared as a range of bytes, which an index with text_pattern_ops answers in every plan.
        r#"with candidate as (
               select facility_id from facility where search_key like '%' || $1 || '%'
               union
               select facility_id from certification
               where upper(certificate_no) ~>=~ $2 and upper(certificate_no) ~<~ ($2 || chr(1114111))
           )
           select c.certification_id, c.facility_id, f.name, f.prefecture, c.kind, c.certificate_no,
                  c.start_on, c.end_on
           from candidate
           join facility f on f.facility_id = candidate.facility_id
           join certification c on c.facility_id = f.facility_id
           where ($7::text is null or c.kind = $7) and not exists (
               select from unnest($3::text[], $4::text[]) as word (part, number)
               where f.search_key not like '%' || word.part || '%'
                 and not exists (select from certification n
                                 where n.facility_id = f.facility_id and starts_with(upper(n.certificate_no), word.number))
           )
           order by c.end_on < $5, f.name, f.facility_no, c.start_on desc, c.certificate_no
           limit $6"#,
        leading.part,
        leading.number,
        &parts,
        &numbers,
        today.to_sqlx() as _,
        limit,
        kind.map(FacilityKind::label),
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| row.view(today))
    .collect()
}

/// One record.
pub(super) async fn record(
    db: &mut PgConnection,
    id: CertificationId,
    today: Date,
) -> Result<Option<RecordView>> {
    sqlx::query_as!(
        RecordRow,
        "select c.certification_id, c.facility_id, f.name, f.prefecture, c.kind, c.certificate_no, c.start_on, c.end_on
         from certification c join facility f on f.facility_id = c.facility_id
         where c.certification_id = $1",
        id.0,
    )
    .fetch_optional(db)
    .await?
    .map(|row| row.view(today))
    .transpose()
}

/// All records of the facility that holds this record, newest first (C5, C6); none when there is no such record.
pub(super) async fn records_around(
    db: &mut PgConnection,
    chosen: CertificationId,
    today: Date,
) -> Result<Vec<RecordView>> {
    sqlx::query_as!(
        RecordRow,
        "select c.certification_id, c.facility_id, f.name, f.prefecture, c.kind, c.certificate_no, c.start_on, c.end_on
         from certification chosen
         join certification c on c.facility_id = chosen.facility_id
         join facility f on f.facility_id = c.facility_id
         where chosen.certification_id = $1
         order by c.start_on desc, c.certificate_no",
        chosen.0,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| row.view(today))
    .collect()
}
