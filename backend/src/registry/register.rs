//! 「施設名簿」: the public register of certified facilities.

use domain::registry::{FacilityKind, PREFECTURES, Register, RegisterFilter, RegisterRow};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{RecordSearch, Word};
use crate::{Registry, Result, rows};

/// Lines of one file at most; a society has some hundred facilities.
const FILE: u32 = 20_000;

impl Registry<'_> {
    /// One page of the facilities that are certified today, by 都道府県, 種別 and kana; for everybody. One statement.
    pub async fn register(&self, filter: RegisterFilter) -> Result<Register> {
        let before = filter.page * RegisterFilter::PAGE;
        self.certified_today(filter, RegisterFilter::PAGE, before).await
    }

    /// All pages in one, for a file. One statement.
    pub async fn whole_register(&self, filter: RegisterFilter) -> Result<Register> {
        self.certified_today(RegisterFilter { page: 0, ..filter }, FILE, 0).await
    }

    async fn certified_today(&self, filter: RegisterFilter, limit: u32, offset: u32) -> Result<Register> {
        let today = self.0.today();
        let mut db = self.0.db.acquire().await?;
        let (rows, total) = certified(&mut db, &filter, today, limit, offset).await?;
        Ok(Register { filter, rows, total, today })
    }
}

/// The certifications that hold on `today` and match, and how many there are without `limit` and `offset`; none of them on a
/// page after the last.
async fn certified(
    db: &mut PgConnection,
    filter: &RegisterFilter,
    today: Date,
    limit: u32,
    offset: u32,
) -> Result<(Vec<RegisterRow>, u32)> {
    let words: Vec<Word> =
        filter.words.split_whitespace().filter_map(Word::new).take(RecordSearch::WORDS).collect();
    let leading = words.iter().max_by_key(|word| word.part.chars().count());
    let parts: Vec<String> = words.iter().map(|word| word.part.clone()).collect();
    let numbers: Vec<String> = words.iter().map(|word| word.number.clone()).collect();
    let kinds: Vec<String> = FacilityKind::ALL.iter().map(|kind| kind.label().to_owned()).collect();
    let prefectures: Vec<String> = PREFECTURES.map(str::to_owned).to_vec();
    let found = sqlx::query!(
        // As in the search for a record, the longest word narrows by an index, and the others are asked of what is left.
        r#"select f.name, f.kana, f.prefecture, c.kind, c.certificate_no, c.start_on, c.end_on,
                  count(*) over () as "total!"
           from certification c join facility f using (facility_id)
           where c.start_on <= $1 and c.end_on >= $1
             and ($2::text is null or f.prefecture = $2)
             and ($3::text is null or c.kind = $3)
             and ($4::text is null or c.facility_id in (
                 select facility_id from facility where search_key like '%' || $4 || '%'
                 union
                 select facility_id from certification
                 where upper(certificate_no) ~>=~ $5 and upper(certificate_no) ~<~ ($5 || chr(1114111))))
             and not exists (
                 select from unnest($6::text[], $7::text[]) as word (part, number)
                 where f.search_key not like '%' || word.part || '%'
                   and not exists (select from certification n
                                   where n.facility_id = f.facility_id and starts_with(upper(n.certificate_no), word.number)))
           order by array_position($8::text[], f.prefecture), array_position($9::text[], c.kind), f.kana, f.name,
                    c.certificate_no
           limit $10 offset $11"#,
        today.to_sqlx() as _,
        filter.prefecture(),
        filter.kind.map(FacilityKind::label),
        leading.map(|word| &word.part),
        leading.map(|word| &word.number),
        &parts,
        &numbers,
        &prefectures,
        &kinds,
        i64::from(limit),
        i64::from(offset),
    )
    .fetch_all(db)
    .await?;
    let total = found.first().map_or(0, |row| u32::try_from(row.total).unwrap_or(u32::MAX));
    let rows = found
        .into_iter()
        .map(|row| {
            Ok(RegisterRow {
                name: row.name,
                kana: row.kana,
                prefecture: row.prefecture,
                kind: rows::kind("certification", &row.kind)?,
                certificate_no: row.certificate_no,
                period: rows::period("certification", row.start_on, row.end_on)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok((rows, total))
}
