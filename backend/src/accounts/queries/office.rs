//! What is changed of a facility's account.

use domain::ids::FacilityId;
use sqlx::PgConnection;

use crate::Result;

/// The name and the log-in address of a facility.
pub struct HeldLogin {
    pub name: String,
    pub email: Option<String>,
}

/// Locks a facility and answers how it signs in.
pub async fn hold_login(db: &mut PgConnection, id: FacilityId) -> Result<Option<HeldLogin>> {
    let held = sqlx::query_as!(
        HeldLogin,
        r#"select display_name(facility) as "name!", login_email as email from facility
           where facility_id = $1 for update"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(held)
}

/// Is this a facility that cannot sign in, because it has no address?
pub async fn has_no_login(db: &mut PgConnection, id: FacilityId) -> Result<bool> {
    let silent = sqlx::query_scalar!(
        "select 1 as one from facility where facility_id = $1 and login_email is null",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(silent.is_some())
}

/// Removes a sign-up with this address that nobody has confirmed by setting a password (A8), unless it is this one.
pub async fn forget_unconfirmed_at(db: &mut PgConnection, address: &str, but: FacilityId) -> Result<()> {
    sqlx::query!(
        "delete from facility
         where facility_no is null and lower(login_email) = lower($1) and facility_id <> $2
           and not exists (select from credential where realm = 'facility' and account_id = facility.facility_id)",
        address,
        but.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn give_login(db: &mut PgConnection, id: FacilityId, address: &str) -> Result<()> {
    sqlx::query!("update facility set login_email = $2 where facility_id = $1", id.0, address)
        .execute(db)
        .await?;
    Ok(())
}
