//! Who is signed in.

use argon2::PasswordHasher as _;
use color_eyre::eyre::{Result, eyre};
use sqlx::PgConnection;

use super::{FACILITY, OFFICE, PASSWORD, Shape};

/// Sessions of everybody who works, of the office and of one hospital; passwords of the supervisors. Written by the bench,
/// because 2,400 sign-ins would take the machine a minute of hashing.
pub(super) async fn doors(db: &mut PgConnection, shape: Shape) -> Result<()> {
    let params = argon2::Params::new(19_456, 2, 1, None).map_err(|e| eyre!("argon2: {e}"))?;
    let hash = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password(PASSWORD.as_bytes())
        .map_err(|e| eyre!("argon2: {e}"))?
        .to_string();
    let [members, applicants, supervisors] =
        [shape.members, shape.applicants, shape.supervisors].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    sqlx::query(
        "insert into session (token_hash, realm, account_id, created_at, last_seen_at, expires_at, persistent)
         select sha256(convert_to('bench-' || member_no, 'UTF8')), 'member', member_id, now(), now(), now() + interval '7 days', true
         from member where (member_no::bigint - 1000000) % $1 < $2",
    )
    .bind(members)
    .bind(applicants + supervisors)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "insert into credential (realm, account_id, password_hash, changed_at)
         select 'member', member_id, $1, now() from member
         where (member_no::bigint - 1000000) % $2 >= $3 and (member_no::bigint - 1000000) % $2 < $4",
    )
    .bind(hash)
    .bind(members)
    .bind(applicants)
    .bind(applicants + supervisors)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "with person as (
             insert into office_user (office_user_id, email, name) values (gen_random_uuid(), 'office@example.jp', '事務局')
             returning office_user_id)
         insert into session (token_hash, realm, account_id, created_at, last_seen_at, expires_at, persistent)
         select sha256(convert_to($1, 'UTF8')), 'office', office_user_id, now(), now(), now() + interval '7 days', true from person",
    )
    .bind(OFFICE)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "with hospital as (
             update facility set login_email = 'hospital@example.jp' where facility_no = 'F0000000' returning facility_id)
         insert into session (token_hash, realm, account_id, created_at, last_seen_at, expires_at, persistent)
         select sha256(convert_to($1, 'UTF8')), 'facility', facility_id, now(), now(), now() + interval '7 days', true from hospital",
    )
    .bind(FACILITY)
    .execute(&mut *db)
    .await?;
    Ok(())
}
