//! Rows into the register: what writing will change, and the writing.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use crate::{
    Result,
    registry::import::{Counts, ImportFile},
};

/// What writing will do to the rows of each file. Asked before anything is written.
pub async fn counts(db: &mut PgConnection) -> Result<[Counts; 4]> {
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

/// Updates the rows of a file that are known and differ, and inserts the others. Links that are on their way to an address
/// that is somebody's no longer open nothing from `now` on (A1).
pub async fn write(db: &mut PgConnection, file: ImportFile, now: Timestamp) -> Result<()> {
    match file {
        ImportFile::Members => write_members(db, now).await,
        ImportFile::Qualifications => write_qualifications(db).await,
        ImportFile::Facilities => write_facilities(db, now).await,
        ImportFile::Certifications => write_certifications(db).await,
    }
}

async fn write_members(db: &mut PgConnection, now: Timestamp) -> Result<()> {
    // Two members may exchange addresses, and a unique index looks at every row at once: changing ones step aside first.
    sqlx::query!(
        "update member m set email = m.member_id::text from import_member s
         where m.member_no = s.member_no and lower(m.email) <> lower(s.email)"
    )
    .execute(&mut *db)
    .await?;
    // After the one above, which may have waited for a link to be made: this one sees it.
    sqlx::query!(
        "update password_link l set expires_at = $1 from import_member s join member m on m.member_no = s.member_no
         where m.email = m.member_id::text and l.realm = 'member' and l.account_id = m.member_id and l.used_at is null
           and l.expires_at > $1",
        now.to_sqlx() as _,
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

async fn write_facilities(db: &mut PgConnection, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update facility f set login_email = f.facility_id::text from import_facility s
         where f.facility_no = s.facility_no and f.login_email is not null
           and lower(f.login_email) is distinct from lower(s.login_email)"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update password_link l set expires_at = $1 from import_facility s join facility f on f.facility_no = s.facility_no
         where f.login_email = f.facility_id::text and l.realm = 'facility' and l.account_id = f.facility_id
           and l.used_at is null and l.expires_at > $1",
        now.to_sqlx() as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update address_link a set ended_at = $1 from import_facility s join facility f on f.facility_no = s.facility_no
         where f.login_email = f.facility_id::text and a.facility_id = f.facility_id and a.ended_at is null",
        now.to_sqlx() as _,
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
