//! SQL of the start day (F9).

use domain::{
    applications::{ApplicationState, Round, Sheets},
    fields::Fields,
    ids::{ApplicationId, ApplicationVersionId, CertificationId, FacilityId, RoundId},
    period::Period,
    registry::{self, FacilityKind},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{
    Error, Result,
    applications::start::{Due, Named},
    rows,
};

/// Locks the next application that has passed and whose start day has come, passing over those that are locked and those
/// that failed. 基幹施設 come first, and a 連携施設 waits for the 基幹施設 that it names: what certifies that one may not be
/// committed yet.
pub async fn next_due(db: &mut PgConnection, today: Date, failed: &[Uuid]) -> Result<Option<Due>> {
    let row = sqlx::query!(
        r#"select a.application_id, a.facility_id, a.applies_as, v.version_id,
                  r.round_id, r.opens_on, r.closes_on, r.starts_on,
                  v.form1 as "form1: Json<Fields>", v.form2 as "form2: Json<Fields>"
           from application a
           join application_round r using (round_id)
           join application_version v on v.version_id = a.version_id
           where a.state = 'passed' and r.starts_on <= $1 and a.application_id <> all($2)
             and not exists (
                 select from application c join application_round cr using (round_id)
                 where a.applies_as = 'partner' and c.applies_as = 'core' and c.state = 'passed'
                   and cr.starts_on <= $1 and c.application_id <> all($2)
                   and c.facility_id::text = v.form2 ->> 'core')
           order by r.starts_on, a.applies_as, a.submitted_at, a.application_id
           limit 1
           for update of a skip locked"#,
        today.to_sqlx() as _,
        failed,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        let round = Round {
            id: RoundId(row.round_id),
            applying: rows::word("application", &row.applies_as)?,
            window: rows::period("application_round", row.opens_on, row.closes_on)?,
            starts: row.starts_on.to_jiff(),
        };
        Ok(Due {
            id: ApplicationId(row.application_id),
            owner: FacilityId(row.facility_id),
            version: ApplicationVersionId(row.version_id),
            round,
            sheets: Sheets { form1: row.form1.0, form2: row.form2.0 },
        })
    })
    .transpose()
}

/// What the start day needs to know of a facility.
pub struct FacilityHead {
    pub number: Option<String>,
    pub login_email: Option<String>,
}

/// Locks a facility: nobody else gives it records or linkages meanwhile.
pub async fn lock_facility(db: &mut PgConnection, id: FacilityId) -> Result<FacilityHead> {
    let row =
        sqlx::query!("select facility_no, login_email from facility where facility_id = $1 for update", id.0)
            .fetch_one(db)
            .await?;
    Ok(FacilityHead { number: row.facility_no, login_email: row.login_email })
}

/// One record of a facility.
pub struct Record {
    pub id: CertificationId,
    pub certificate_no: String,
    pub period: Period,
}

/// The records of a facility of one 種別.
pub async fn records(db: &mut PgConnection, facility: FacilityId, kind: FacilityKind) -> Result<Vec<Record>> {
    let found = sqlx::query!(
        "select certification_id, certificate_no, start_on, end_on from certification
         where facility_id = $1 and kind = $2 order by start_on",
        facility.0,
        kind.label(),
    )
    .fetch_all(db)
    .await?;
    found
        .into_iter()
        .map(|row| {
            Ok(Record {
                id: CertificationId(row.certification_id),
                certificate_no: row.certificate_no,
                period: rows::period("certification", row.start_on, row.end_on)?,
            })
        })
        .collect()
}

/// Ends a record earlier.
pub async fn end_record(db: &mut PgConnection, id: CertificationId, end: Date) -> Result<()> {
    sqlx::query!(
        "update certification set end_on = $2 where certification_id = $1",
        id.0,
        end.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The last number of a 種別's series. Until the transaction ends nobody else counts.
pub async fn last_certificate_no(db: &mut PgConnection, kind: FacilityKind) -> Result<u32> {
    count_alone(db).await?;
    let last = sqlx::query_scalar!(
        r#"select coalesce(max(substr(certificate_no, 2)::int), 0) as "last!" from certification
           where certificate_no ~ ('^' || $1 || '[0-9]{1,8}$')"#,
        registry::series(kind).to_string(),
    )
    .fetch_one(db)
    .await?;
    number(last)
}

/// The last 施設番号, as [`last_certificate_no`].
pub async fn last_facility_no(db: &mut PgConnection) -> Result<u32> {
    count_alone(db).await?;
    let last = sqlx::query_scalar!(
        r#"select coalesce(max(substr(facility_no, 2)::int), 0) as "last!" from facility
           where facility_no ~ '^F[0-9]{1,8}$'"#
    )
    .fetch_one(db)
    .await?;
    number(last)
}

/// A statement of its own: the next one sees what was committed while this one waited.
async fn count_alone(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('numbers of the register'))").execute(db).await?;
    Ok(())
}

fn number(last: i32) -> Result<u32> {
    u32::try_from(last).map_err(|_| Error::inconsistent("certification", "a number below zero"))
}

/// A record that is about to be given.
pub struct NewRecord<'a> {
    pub id: CertificationId,
    pub facility: FacilityId,
    pub kind: FacilityKind,
    pub certificate_no: &'a str,
    pub period: Period,
    /// 会員番号 of the 施設責任者.
    pub responsible: &'a str,
}

pub async fn insert_record(db: &mut PgConnection, record: &NewRecord<'_>) -> Result<()> {
    sqlx::query!(
        "insert into certification (certification_id, facility_id, kind, certificate_no, start_on, end_on,
                                    responsible_member_id)
         values ($1, $2, $3, $4, $5, $6, (select member_id from member where member_no = $7))",
        record.id.0,
        record.facility.0,
        record.kind.label(),
        record.certificate_no,
        record.period.start().to_sqlx() as _,
        record.period.end().to_sqlx() as _,
        record.responsible,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The state of a locked application after its start day.
pub async fn save_certified(
    db: &mut PgConnection,
    application: ApplicationId,
    state: &ApplicationState,
    certification: CertificationId,
) -> Result<()> {
    sqlx::query!(
        "update application set state = $2, certification_id = $3 where application_id = $1",
        application.0,
        state.name().key(),
        certification.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Number, name and contact of a locked facility, as 1.申請書 says.
pub async fn settle_facility(
    db: &mut PgConnection,
    id: FacilityId,
    facility_no: &str,
    form1: &Fields,
    search_key: &str,
) -> Result<()> {
    sqlx::query!(
        "update facility
         set facility_no = $2, name = $3, kana = $4, prefecture = $5, search_key = $6, postal_code = $7, address = $8,
             phone = $9, url = $10, head = $11, department = $12, clerk = $13, clerk_email = $14
         where facility_id = $1",
        id.0,
        facility_no,
        form1.get("name"),
        form1.get("kana"),
        form1.get("prefecture"),
        search_key,
        form1.get("postal_code"),
        form1.get("address"),
        form1.get("phone"),
        form1.get("url"),
        form1.get("head"),
        form1.get("department"),
        form1.get("clerk"),
        form1.get("clerk_email"),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The 基幹施設 that the last application of a 連携施設 names.
pub async fn named_core(db: &mut PgConnection, partner: FacilityId) -> Result<Option<Named>> {
    let row = sqlx::query!(
        r#"select a.application_id, r.starts_on, a.state = 'certified' as "certified!", core.name as "core?"
           from application a
           join application_round r using (round_id)
           join application_version v on v.version_id = a.version_id
           left join facility core on core.facility_id::text = v.form2 ->> 'core'
           where a.facility_id = $1 and a.applies_as = 'partner'
             and a.state in ('submitted', 'returned', 'passed', 'certified')
           order by r.starts_on desc, a.application_id desc
           limit 1"#,
        partner.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| {
        Some(Named {
            application: ApplicationId(row.application_id),
            core: row.core?,
            starts: row.starts_on.to_jiff(),
            certified: row.certified,
        })
    }))
}
