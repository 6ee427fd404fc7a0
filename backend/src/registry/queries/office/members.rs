//! Members on the office's pages.

use domain::{
    cases::{CaseSet, Slot},
    ids::MemberId,
    registry::{
        AccountUse, Judged, MemberCase, MemberFilter, MemberRow, Membership, OfficeMember, Profession,
        Qualification, has_left,
    },
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{count, leading, page_size};
use crate::{Error, Result, registry::Word, rows};

/// One page of the members who match, and how many match.
pub async fn page(
    db: &mut PgConnection,
    filter: &MemberFilter,
    words: &[Word],
    today: Date,
    first: i64,
) -> Result<(Vec<MemberRow>, u32)> {
    let parts: Vec<String> = words.iter().map(|word| word.part.clone()).collect();
    let leading = leading(words);
    let rows = sqlx::query!(
        r#"with candidate as (
               select member_id from member where $1::text is null
               union
               select member_id from member
               where search_key like '%' || $1 || '%' and string_to_array(search_key, null) @> string_to_array($2, null)
               union
               select member_id from member where lower(email) like '%' || $1 || '%'
           ), matching as (
               select m.member_id, m.member_no
               from candidate join member m using (member_id)
               where not exists (select from unnest($3::text[]) as word (part)
                                 where m.search_key not like '%' || word.part || '%'
                                   and lower(m.email) not like '%' || word.part || '%')
                 and ($4::bool is null or (m.profession = '医師') = $4)
                 and ($5::bool is null or coalesce(m.left_on < $6, false) = $5)
           )
           select m.member_id, m.member_no, m.family_name || ' ' || m.given_name as "name!",
                  m.family_kana || ' ' || m.given_kana as "kana!", m.profession, m.affiliation, m.email, m.left_on,
                  (select count(*) from matching) as "matching!"
           from (select member_id from matching order by member_no limit $7 offset $8) as page
           join member m using (member_id)
           order by m.member_no"#,
        leading.map(|word| &word.part),
        leading.map(|word| &word.key),
        &parts,
        filter.profession.map(|profession| profession == Profession::Physician),
        filter.membership.map(|membership| membership == Membership::Left),
        today.to_sqlx() as _,
        page_size(),
        first,
    )
    .fetch_all(db)
    .await?;
    let matching = rows.first().map_or(0, |row| count(row.matching));
    let rows = rows
        .into_iter()
        .map(|row| MemberRow {
            id: row.member_id.into(),
            member_no: row.member_no,
            name: row.name,
            kana: row.kana,
            profession: row.profession,
            affiliation: row.affiliation,
            email: row.email,
            membership: membership(row.left_on, today),
        })
        .collect();
    Ok((rows, matching))
}

fn membership(left_on: Option<jiff_sqlx::Date>, today: Date) -> Membership {
    if has_left(left_on.map(jiff_sqlx::Date::to_jiff), today) {
        Membership::Left
    } else {
        Membership::Present
    }
}

/// A member's own data and account; the rest of the page is empty.
pub async fn one(db: &mut PgConnection, id: MemberId, now: Timestamp) -> Result<Option<OfficeMember>> {
    let today = domain::calendar::day(now);
    let row = sqlx::query!(
        r#"select member_no, family_name, given_name, family_kana, given_kana, email, profession, affiliation, joined_on,
                  left_on,
                  (select changed_at from credential where realm = 'member' and account_id = $1) as password_set_at,
                  (select at from audit_line where subject_id = $1 and event = 'account.signed_in'
                   order by at desc limit 1) as last_sign_in,
                  (select count(*) from session where realm = 'member' and account_id = $1 and expires_at > $2)
                      as "sessions!"
           from member where member_id = $1"#,
        id.0,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| OfficeMember {
        id,
        member_no: row.member_no,
        name: format!("{} {}", row.family_name, row.given_name),
        kana: format!("{} {}", row.family_kana, row.given_kana),
        email: row.email,
        profession: row.profession,
        affiliation: row.affiliation,
        joined_on: row.joined_on.to_jiff(),
        left_on: row.left_on.map(jiff_sqlx::Date::to_jiff),
        membership: membership(row.left_on, today),
        account: AccountUse {
            password_set_at: row.password_set_at.map(jiff_sqlx::Timestamp::to_jiff),
            last_sign_in: row.last_sign_in.map(jiff_sqlx::Timestamp::to_jiff),
            sessions: count(row.sessions),
        },
        qualifications: Vec::new(),
        cases: Vec::new(),
        judged: Judged::default(),
        audit: Vec::new(),
        today,
    }))
}

/// A member's qualifications, newest first.
pub async fn qualifications(db: &mut PgConnection, id: MemberId) -> Result<Vec<Qualification>> {
    let rows = sqlx::query!(
        "select kind, certificate_no, start_on, end_on from qualification
         where member_id = $1 order by start_on desc, kind",
        id.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Qualification {
                kind: rows::word("qualification", &row.kind)?,
                certificate_no: row.certificate_no,
                period: rows::period("qualification", row.start_on, row.end_on)?,
            })
        })
        .collect()
}

/// A member's cases of all sets, in order.
pub async fn cases(db: &mut PgConnection, id: MemberId) -> Result<Vec<MemberCase>> {
    let rows = sqlx::query!(
        r#"select c.case_id, c.set_key, c.slot, c.state, v.category as "category?",
                  exists (select from paper_approval p where p.request_id = c.request_id) as "on_paper!"
           from case_report c left join case_version v on v.version_id = c.version_id
           where c.member_id = $1 and c.deleted_at is null"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    let mut cases: Vec<MemberCase> = rows
        .into_iter()
        .map(|row| {
            let unlike = || Error::inconsistent("case_report", format!("{} {}", row.set_key, row.slot));
            let set: CaseSet = rows::word("case_report", &row.set_key)?;
            let number = u8::try_from(row.slot).map_err(|_| unlike())?;
            Ok(MemberCase {
                id: row.case_id.into(),
                set,
                slot: Slot::new(set, number).ok_or_else(unlike)?,
                state: rows::word("case_report", &row.state)?,
                category: row.category.unwrap_or_default(),
                on_paper: row.on_paper,
            })
        })
        .collect::<Result<_>>()?;
    let place = |set: CaseSet| CaseSet::ALL.iter().position(|known| *known == set);
    cases.sort_by_key(|case| (place(case.set), case.slot.number()));
    Ok(cases)
}

/// What a member was asked to judge.
pub async fn judged(db: &mut PgConnection, id: MemberId) -> Result<Judged> {
    let row = sqlx::query!(
        r#"select count(*) filter (where state = 'waiting') as "waiting!",
                  count(*) filter (where state = 'approved') as "approved!",
                  count(*) filter (where state = 'rejected') as "rejected!",
                  count(*) filter (where state = 'withdrawn') as "withdrawn!"
           from approval_request where supervisor_id = $1"#,
        id.0,
    )
    .fetch_one(db)
    .await?;
    Ok(Judged {
        waiting: count(row.waiting),
        approved: count(row.approved),
        rejected: count(row.rejected),
        withdrawn: count(row.withdrawn),
    })
}
