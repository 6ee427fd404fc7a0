//! SQL of certified facilities and their changes.

mod effect;

use domain::{
    accounts::FacilityRecord,
    facilities::{About, ChangeState, ChangeView},
    fields::Fields,
    ids::{ChangeId, FacilityId, MemberId},
    registry::FacilityKind,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};

use super::rows::ChangeRow;
use crate::{Error, Result, rows};

pub(super) use effect::{close, end_certification, lock_due, lock_to_close, move_to, put_in_charge, rename};

/// Certifications of a facility, of one 種別 or of all, those that end last first.
pub(super) async fn records(
    db: &mut PgConnection,
    id: FacilityId,
    kind: Option<FacilityKind>,
) -> Result<Vec<FacilityRecord>> {
    sqlx::query!(
        "select kind, certificate_no, start_on, end_on, family_name || ' ' || given_name as responsible
         from certification left join member on member_id = responsible_member_id
         where facility_id = $1 and ($2::text is null or kind = $2) order by end_on desc, kind limit 100",
        id.0,
        kind.map(FacilityKind::label),
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| {
        Ok(FacilityRecord {
            kind: rows::kind("certification", &row.kind)?,
            certificate_no: row.certificate_no,
            period: rows::period("certification", row.start_on, row.end_on)?,
            responsible: row.responsible,
        })
    })
    .collect()
}

/// Everything of a facility as it is now, by the keys of 「1.申請書」, and the version of its contact data.
pub(super) async fn now(
    db: &mut PgConnection,
    id: FacilityId,
    kind: FacilityKind,
) -> Result<Option<(Fields, i64)>> {
    let row = sqlx::query!(
        r#"select f.name, f.kana, f.prefecture, f.postal_code, f.address, f.phone, f.url, f.head, f.clerk, f.clerk_email,
                  f.contact_version, m.member_no as "member_no?", m.family_name || ' ' || m.given_name as member_name
           from facility f
           left join lateral (
               select responsible_member_id from certification c
               where c.facility_id = f.facility_id and c.kind = $2 order by c.end_on desc limit 1) last on true
           left join member m on m.member_id = last.responsible_member_id
           where f.facility_id = $1"#,
        id.0,
        kind.label(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let fields = [
            ("name", row.name),
            ("kana", row.kana),
            ("prefecture", row.prefecture),
            ("postal_code", row.postal_code),
            ("address", row.address),
            ("phone", row.phone),
            ("url", row.url),
            ("head", row.head),
            ("clerk", row.clerk),
            ("clerk_email", row.clerk_email),
            ("responsible_no", row.member_no.unwrap_or_default()),
            ("responsible_name", row.member_name.unwrap_or_default()),
        ];
        (fields.into_iter().collect(), row.contact_version)
    }))
}

/// Keeps the colleagues of a facility in a row.
pub(super) async fn lock_facility(db: &mut PgConnection, id: FacilityId) -> Result<()> {
    sqlx::query!("select 1 as one from facility where facility_id = $1 for update", id.0)
        .fetch_optional(db)
        .await?
        .map(|_| ())
        .ok_or(Error::SignedOut)
}

/// Overwrites the contact data when it still has this version.
pub(super) async fn save_contact(
    db: &mut PgConnection,
    id: FacilityId,
    typed: &Fields,
    version: i64,
) -> Result<bool> {
    let saved = sqlx::query!(
        "update facility set postal_code = $3, prefecture = $4, phone = $5, url = $6, head = $7, clerk = $8,
                clerk_email = $9, contact_version = contact_version + 1
         where facility_id = $1 and contact_version = $2",
        id.0,
        version,
        typed.get("postal_code"),
        typed.get("prefecture"),
        typed.get("phone"),
        typed.get("url"),
        typed.get("head"),
        typed.get("clerk"),
        typed.get("clerk_email"),
    )
    .execute(db)
    .await?;
    Ok(saved.rows_affected() == 1)
}

/// Who has this 会員番号.
pub(super) async fn member(db: &mut PgConnection, number: &str) -> Result<Option<MemberId>> {
    let found = sqlx::query_scalar!("select member_id from member where member_no = $1", number);
    Ok(found.fetch_optional(db).await?.map(MemberId))
}

/// A change as it is asked for.
pub(super) struct NewChange<'a> {
    pub id: ChangeId,
    pub facility: FacilityId,
    pub about: About,
    pub kind: Option<FacilityKind>,
    pub member: Option<MemberId>,
    pub before: &'a Fields,
    pub proposed: &'a Fields,
    pub effective_on: Date,
    pub at: Timestamp,
}

/// Does nothing while the same waits already.
pub(super) async fn insert(db: &mut PgConnection, new: NewChange<'_>) -> Result<bool> {
    let inserted = sqlx::query!(
        "insert into facility_change (change_id, facility_id, about, kind, member_id, before, proposed, effective_on, state, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9)
         on conflict do nothing",
        new.id.0,
        new.facility.0,
        new.about.key(),
        new.kind.map(FacilityKind::label),
        new.member.map(|member| member.0),
        Json(new.before) as _,
        Json(new.proposed) as _,
        new.effective_on.to_sqlx() as _,
        new.at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Locks a change; what it says is read by the next statement.
pub(super) async fn lock(db: &mut PgConnection, id: ChangeId) -> Result<()> {
    sqlx::query!("select 1 as one from facility_change where change_id = $1 for update", id.0)
        .fetch_optional(db)
        .await?
        .map(|_| ())
        .ok_or(Error::NotFound)
}

/// One change, and the member that it names.
pub(super) async fn change(
    db: &mut PgConnection,
    id: ChangeId,
) -> Result<Option<(ChangeView, Option<MemberId>)>> {
    sqlx::query_as!(
        ChangeRow,
        r#"select change_id, facility_id, name, about, kind, member_id, before as "before: Json<Fields>",
                  proposed as "proposed: Json<Fields>", effective_on, state, words, asked_at
           from facility_change join facility using (facility_id) where change_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?
    .map(ChangeRow::read)
    .transpose()
}

/// Changes of a facility as a whole and of one 種別, the newest first.
pub(super) async fn changes_of(
    db: &mut PgConnection,
    owner: FacilityId,
    kind: FacilityKind,
    limit: i64,
) -> Result<Vec<ChangeView>> {
    sqlx::query_as!(
        ChangeRow,
        r#"select change_id, facility_id, name, about, kind, member_id, before as "before: Json<Fields>",
                  proposed as "proposed: Json<Fields>", effective_on, state, words, asked_at
           from facility_change join facility using (facility_id)
           where facility_id = $1 and (kind is null or kind = $2) order by change_id desc limit $3"#,
        owner.0,
        kind.label(),
        limit,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| Ok(row.read()?.0))
    .collect()
}

/// What waits, the oldest first, after this one.
pub(super) async fn waiting(
    db: &mut PgConnection,
    after: Option<ChangeId>,
    limit: i64,
) -> Result<Vec<ChangeView>> {
    sqlx::query_as!(
        ChangeRow,
        r#"select change_id, facility_id, name, about, kind, member_id, before as "before: Json<Fields>",
                  proposed as "proposed: Json<Fields>", effective_on, state, words, asked_at
           from facility_change join facility using (facility_id)
           where state = 'waiting' and ($1::uuid is null or change_id > $1) order by change_id limit $2"#,
        after.map(|after| after.0),
        limit,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| Ok(row.read()?.0))
    .collect()
}

/// How many changes wait.
pub(super) async fn count_waiting(db: &mut PgConnection) -> Result<u32> {
    let count =
        sqlx::query_scalar!(r#"select count(*) as "count!" from facility_change where state = 'waiting'"#);
    Ok(u32::try_from(count.fetch_one(db).await?).unwrap_or(u32::MAX))
}

/// Moves a locked change on; what was decided before stays written.
pub(super) async fn save_state(
    db: &mut PgConnection,
    id: ChangeId,
    state: &ChangeState,
    decided_at: Option<Timestamp>,
    effective_at: Option<Timestamp>,
) -> Result<()> {
    sqlx::query!(
        "update facility_change set state = $2, words = $3, decided_at = coalesce($4, decided_at),
                effective_at = coalesce($5, effective_at)
         where change_id = $1",
        id.0,
        state.name().key(),
        state.words(),
        decided_at.map(ToSqlx::to_sqlx) as _,
        effective_at.map(ToSqlx::to_sqlx) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a facility is called and what it signs in with.
pub(super) async fn address(
    db: &mut PgConnection,
    id: FacilityId,
) -> Result<Option<(String, Option<String>)>> {
    let row = sqlx::query!("select name, login_email from facility where facility_id = $1", id.0)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| (row.name, row.login_email)))
}

/// 種別 of the certification that ends last.
pub(super) async fn last_kind(db: &mut PgConnection, id: FacilityId) -> Result<FacilityKind> {
    let kind = sqlx::query_scalar!(
        "select kind from certification where facility_id = $1 order by end_on desc, kind limit 1",
        id.0,
    );
    rows::kind("certification", &kind.fetch_optional(db).await?.ok_or(Error::NotFound)?)
}
