//! SQL of the day of a change (F12, F13).

use domain::{
    ids::{ChangeId, FacilityId, MemberId},
    registry::FacilityKind,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Result, rows};

/// Locks one approved change whose day has come, passing over those that failed; one that somebody else is at is left to them.
pub async fn lock_due(db: &mut PgConnection, today: Date, failed: &[Uuid]) -> Result<Option<ChangeId>> {
    let due = sqlx::query_scalar!(
        "select change_id from facility_change where state = 'approved' and effective_on <= $1 and change_id <> all($2)
         order by effective_on, change_id limit 1 for update skip locked",
        today.to_sqlx() as _,
        failed,
    );
    Ok(due.fetch_optional(db).await?.map(ChangeId))
}

/// 施設名 with what it is found by.
pub async fn rename(
    db: &mut PgConnection,
    id: FacilityId,
    name: &str,
    kana: &str,
    search_key: &str,
) -> Result<()> {
    sqlx::query!(
        "update facility set name = $2, kana = $3, search_key = $4 || coalesce(' ' || lower(facility_no), '')
         where facility_id = $1",
        id.0,
        name,
        kana,
        search_key,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// 住所
pub async fn move_to(db: &mut PgConnection, id: FacilityId, address: &str) -> Result<()> {
    sqlx::query!("update facility set address = $2 where facility_id = $1", id.0, address)
        .execute(db)
        .await?;
    Ok(())
}

/// 施設責任者 of what is held of a 種別 from this day on.
pub async fn put_in_charge(
    db: &mut PgConnection,
    id: FacilityId,
    kind: FacilityKind,
    member: MemberId,
    from: Date,
) -> Result<()> {
    sqlx::query!(
        "update certification set responsible_member_id = $3 where facility_id = $1 and kind = $2 and end_on >= $4",
        id.0,
        kind.label(),
        member.0,
        from.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The certification that holds on this day ends with it.
pub async fn end_certification(
    db: &mut PgConnection,
    id: FacilityId,
    kind: FacilityKind,
    last: Date,
) -> Result<()> {
    sqlx::query!(
        "update certification set end_on = $3
         where facility_id = $1 and kind = $2 and start_on <= $3 and end_on >= $3",
        id.0,
        kind.label(),
        last.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Locks one facility whose last certification was given back and is over, and that has nothing under way, with the 種別;
/// those that failed are passed over.
pub async fn lock_to_close(
    db: &mut PgConnection,
    today: Date,
    failed: &[Uuid],
) -> Result<Option<(FacilityId, FacilityKind)>> {
    let found = sqlx::query!(
        r#"select f.facility_id, given.kind as "kind!"
           from facility f
           join facility_change given on given.facility_id = f.facility_id and given.about = 'return'
               and given.state = 'effective' and given.effective_on < $1
           where f.login_email is not null and f.facility_id <> all($2)
             and not exists (select from certification c
                             where c.facility_id = f.facility_id and c.end_on > given.effective_on)
             and not exists (select from application a
                             where a.facility_id = f.facility_id and a.state in ('submitted', 'returned', 'passed'))
           limit 1 for update of f skip locked"#,
        today.to_sqlx() as _,
        failed,
    )
    .fetch_optional(db)
    .await?;
    found.map(|row| Ok((FacilityId(row.facility_id), rows::kind("facility_change", &row.kind)?))).transpose()
}

/// The account is over: no session, no password, no link, and its address is free (F12).
pub async fn close(db: &mut PgConnection, id: FacilityId) -> Result<()> {
    let account: Uuid = id.0;
    sqlx::query!("delete from session where realm = 'facility' and account_id = $1", account)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from credential where realm = 'facility' and account_id = $1", account)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from password_link where realm = 'facility' and account_id = $1", account)
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from address_link where facility_id = $1", account).execute(&mut *db).await?;
    sqlx::query!("update facility set login_email = null where facility_id = $1", account)
        .execute(db)
        .await?;
    Ok(())
}
