//! Facilities on the office's pages.

use domain::{
    ids::{CertificationId, FacilityId, MemberId},
    registry::{
        AccountUse, Contact, FacilityApplication, FacilityFilter, FacilityKind, FacilityRow, HeldRecord,
        OfficeFacility, SignedUpBy, Standing,
    },
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{count, leading, page_size};
use crate::{Result, registry::Word, rows};

/// One page of the facilities that match, and how many match.
pub async fn page(
    db: &mut PgConnection,
    filter: &FacilityFilter,
    words: &[Word],
    today: Date,
    first: i64,
) -> Result<(Vec<FacilityRow>, u32)> {
    let parts: Vec<String> = words.iter().map(|word| word.part.clone()).collect();
    let numbers: Vec<String> = words.iter().map(|word| word.number.clone()).collect();
    let leading = leading(words);
    let rows = sqlx::query!(
        r#"with candidate as (
               select facility_id from facility where $1::text is null
               union
               select facility_id from facility where search_key like '%' || $1 || '%'
               union
               select facility_id from facility where lower(login_email) like '%' || $1 || '%'
               union
               select facility_id from certification
               where upper(certificate_no) ~>=~ $2 and upper(certificate_no) ~<~ ($2 || chr(1114111))
           ), matching as (
               select f.facility_id, f.facility_no
               from candidate join facility f using (facility_id)
               where not exists (
                       select from unnest($3::text[], $4::text[]) as word (part, number)
                       where f.search_key not like '%' || word.part || '%'
                         and coalesce(lower(f.login_email) not like '%' || word.part || '%', true)
                         and not exists (select from certification n where n.facility_id = f.facility_id
                                         and starts_with(upper(n.certificate_no), word.number)))
                 and ($5 = '' or f.prefecture = $5)
                 and case coalesce($7, '')
                     when 'running' then exists (select from certification c where c.facility_id = f.facility_id
                                                 and ($6::text is null or c.kind = $6) and c.end_on >= $8)
                     when 'ended' then exists (select from certification c where c.facility_id = f.facility_id
                                               and ($6 is null or c.kind = $6))
                                   and not exists (select from certification c where c.facility_id = f.facility_id
                                                   and ($6 is null or c.kind = $6) and c.end_on >= $8)
                     when 'never' then not exists (select from certification c where c.facility_id = f.facility_id
                                                   and ($6 is null or c.kind = $6))
                     else $6 is null or exists (select from certification c where c.facility_id = f.facility_id
                                                and c.kind = $6)
                     end
           )
           select f.facility_id, f.facility_no, display_name(f) as "name!", f.prefecture, f.login_email,
                  array(select distinct c.kind from certification c
                        where c.facility_id = f.facility_id and c.end_on >= $8 order by c.kind) as "running!",
                  exists (select from certification c where c.facility_id = f.facility_id) as "ever!",
                  (select count(*) from matching) as "matching!"
           from (select facility_id from matching order by facility_no, facility_id limit $9 offset $10) as page
           join facility f using (facility_id)
           order by f.facility_no, f.facility_id"#,
        leading.map(|word| &word.part),
        leading.map(|word| &word.number),
        &parts,
        &numbers,
        filter.prefecture,
        filter.kind.map(FacilityKind::label),
        filter.standing.map(Standing::key),
        today.to_sqlx() as _,
        page_size(),
        first,
    )
    .fetch_all(db)
    .await?;
    let matching = rows.first().map_or(0, |row| count(row.matching));
    let rows = rows
        .into_iter()
        .map(|row| {
            let mut running: Vec<FacilityKind> =
                row.running.iter().map(|kind| rows::kind("certification", kind)).collect::<Result<_>>()?;
            running.sort_unstable();
            let standing = match (running.is_empty(), row.ever) {
                (false, _) => Standing::Running,
                (true, true) => Standing::Ended,
                (true, false) => Standing::Never,
            };
            Ok(FacilityRow {
                id: row.facility_id.into(),
                facility_no: row.facility_no,
                name: row.name,
                prefecture: row.prefecture,
                email: row.login_email,
                running,
                standing,
            })
        })
        .collect::<Result<_>>()?;
    Ok((rows, matching))
}

/// A facility's own data and account; the rest of the page is empty.
pub async fn one(db: &mut PgConnection, id: FacilityId, now: Timestamp) -> Result<Option<OfficeFacility>> {
    let row = sqlx::query!(
        r#"select facility_no, name, kana, prefecture, login_email, contact_family_name, contact_given_name, signed_up_at,
                  postal_code, address, phone, url, head, department, clerk, clerk_email,
                  (select changed_at from credential where realm = 'facility' and account_id = $1) as password_set_at,
                  (select at from audit_line where subject_id = $1 and event = 'account.signed_in'
                   order by at desc limit 1) as last_sign_in,
                  (select count(*) from session where realm = 'facility' and account_id = $1 and expires_at > $2)
                      as "sessions!"
           from facility where facility_id = $1"#,
        id.0,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| OfficeFacility {
        id,
        facility_no: row.facility_no,
        name: row.name,
        kana: row.kana,
        prefecture: row.prefecture,
        contact: Contact {
            postal_code: row.postal_code,
            address: row.address,
            phone: row.phone,
            url: row.url,
            head: row.head,
            department: row.department,
            clerk: row.clerk,
            clerk_email: row.clerk_email,
        },
        signed_up: row.signed_up_at.map(|at| SignedUpBy {
            name: format!("{} {}", row.contact_family_name, row.contact_given_name).trim().to_owned(),
            at: at.to_jiff(),
        }),
        email: row.login_email,
        account: AccountUse {
            password_set_at: row.password_set_at.map(jiff_sqlx::Timestamp::to_jiff),
            last_sign_in: row.last_sign_in.map(jiff_sqlx::Timestamp::to_jiff),
            sessions: count(row.sessions),
        },
        records: Vec::new(),
        applications: Vec::new(),
        audit: Vec::new(),
        today: domain::calendar::day(now),
    }))
}

/// A facility's certification records, those that end last first.
pub async fn records(db: &mut PgConnection, id: FacilityId) -> Result<Vec<HeldRecord>> {
    let rows = sqlx::query!(
        r#"select certification_id, kind, certificate_no, start_on, end_on, member_id as "member_id?",
                  family_name || ' ' || given_name as responsible
           from certification left join member on member_id = responsible_member_id
           where facility_id = $1 order by end_on desc, kind"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(HeldRecord {
                id: CertificationId(row.certification_id),
                kind: rows::kind("certification", &row.kind)?,
                certificate_no: row.certificate_no,
                period: rows::period("certification", row.start_on, row.end_on)?,
                responsible: row.member_id.map(MemberId).zip(row.responsible),
            })
        })
        .collect()
}

/// A facility's applications, the newest first.
pub async fn applications(db: &mut PgConnection, id: FacilityId) -> Result<Vec<FacilityApplication>> {
    let rows = sqlx::query!(
        "select application_id, applies_as, state, submitted_at from application
         where facility_id = $1 order by submitted_at desc nulls first, application_id desc",
        id.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(FacilityApplication {
                id: row.application_id.into(),
                applying: rows::word("application", &row.applies_as)?,
                state: rows::word("application", &row.state)?,
                submitted_at: row.submitted_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        })
        .collect()
}
