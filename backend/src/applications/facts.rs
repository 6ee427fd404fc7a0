//! What the register knows of whom an application names (F7, F8).

use std::collections::BTreeMap;

use domain::{
    accounts::Applying,
    applications::{
        Certified, Core, CoreSearch, Facts, FieldProblem, Known, Part, Person, Round, STAFF_ROWS, Sheets,
        check, staff_input,
    },
    fields::Fields,
    ids::{DocumentId, FacilityId},
    registry::{self, FacilityKind, Qualification},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Applications, Backend, Result, rows};

impl Applications<'_> {
    /// Everything outside the forms that 登録 looks at. `round`: the one that is applied in; without one, today counts as
    /// the start day. Two statements. A draft names no document but the facility's own ([`super::forms`]).
    pub(crate) async fn facts(
        &self,
        db: &mut PgConnection,
        me: FacilityId,
        sheets: &Sheets,
        round: Option<Round>,
    ) -> Result<Facts> {
        let today = self.0.today();
        let core = sheets.form2.get("core").parse::<FacilityId>().ok();
        let mut certified =
            certifications(db, &[Some(me), core].into_iter().flatten().collect::<Vec<_>>()).await?;
        Ok(Facts {
            today,
            starts: round.map_or(today, |round| round.starts),
            people: people(db, &numbers(sheets), today).await?,
            certified: certified.remove(&me).map(|(_, _, held)| held).unwrap_or_default(),
            core: core.and_then(|id| as_core(id, certified.remove(&id)?)),
            document: sheets.form1.get("document").parse::<DocumentId>().is_ok(),
        })
    }
}

/// The 基幹施設 that 2.概要書 names, certified or not any more.
pub(super) async fn named_core(db: &mut PgConnection, form2: &Fields) -> Result<Option<Core>> {
    let Ok(id) = form2.get("core").parse::<FacilityId>() else { return Ok(None) };
    let known = certifications(db, &[id]).await?.remove(&id);
    Ok(known.map(|(name, prefecture, held)| {
        let of_core = held.into_iter().filter(|held| held.kind == FacilityKind::Core);
        Core { id, name, prefecture, periods: of_core.map(|held| held.period).collect() }
    }))
}

/// What is not right with either form.
pub(super) fn problems(applying: Applying, sheets: &Sheets, facts: &Facts) -> Vec<(Part, FieldProblem)> {
    Part::ALL
        .into_iter()
        .flat_map(|part| check(applying, part, sheets, facts).into_iter().map(move |found| (part, found)))
        .collect()
}

/// What the register says of the people whom a form names rightly, number and name; of nobody else.
pub(super) fn known(fields: &Fields, facts: &Facts) -> Vec<Known> {
    named(fields)
        .into_iter()
        .filter_map(|(number, name)| {
            let person = facts.person(&number).filter(|person| person.is_called(&name) && !person.left)?;
            Some(Known { number, held: person.held.clone() })
        })
        .collect()
}

/// Facilities that are or will be certified as 基幹施設, by name, kana or 認定番号.
pub(super) async fn search_cores(backend: &Backend, words: &str) -> Result<CoreSearch> {
    let search = backend.registry().search(words, Some(FacilityKind::Core)).await?;
    let mut found: Vec<Core> = Vec::new();
    for record in search.found.into_iter().filter(|record| !record.ended) {
        match found.iter_mut().find(|core| core.id == record.facility) {
            Some(core) => core.periods.push(record.period),
            None => found.push(Core {
                id: record.facility,
                name: record.name,
                prefecture: record.prefecture,
                periods: vec![record.period],
            }),
        }
    }
    Ok(CoreSearch { words: words.to_owned(), found, more: search.more })
}

/// 会員番号 and 氏名 as typed, of 施設責任者 and 常勤有資格者.
fn named(fields: &Fields) -> Vec<(String, String)> {
    let responsible = (fields.get("responsible_no"), fields.get("responsible_name"));
    let staff: Vec<_> =
        (1..=STAFF_ROWS).map(|row| ["no", "name"].map(|column| staff_input(column, row))).collect();
    std::iter::once(responsible)
        .chain(staff.iter().map(|[no, name]| (fields.get(no), fields.get(name))))
        .filter(|(number, _)| !number.trim().is_empty())
        .map(|(number, name)| (number.to_owned(), name.to_owned()))
        .collect()
}

fn numbers(sheets: &Sheets) -> Vec<String> {
    Part::ALL
        .into_iter()
        .flat_map(|part| named(sheets.of(part)))
        .map(|(number, _)| Facts::number(&number))
        .collect()
}

type CertificationsOf = (String, String, Vec<Certified>);

fn as_core(id: FacilityId, (name, prefecture, held): CertificationsOf) -> Option<Core> {
    let periods: Vec<_> =
        held.into_iter().filter(|held| held.kind == FacilityKind::Core).map(|held| held.period).collect();
    (!periods.is_empty()).then_some(Core { id, name, prefecture, periods })
}

/// Name, prefecture and certifications of facilities, the last first.
async fn certifications(
    db: &mut PgConnection,
    facilities: &[FacilityId],
) -> Result<BTreeMap<FacilityId, CertificationsOf>> {
    let ids: Vec<Uuid> = facilities.iter().map(|id| id.0).collect();
    let found = sqlx::query!(
        "select facility_id, name, prefecture, kind, start_on, end_on
         from certification join facility using (facility_id)
         where facility_id = any($1) order by end_on desc, kind",
        &ids,
    )
    .fetch_all(db)
    .await?;
    let mut of: BTreeMap<FacilityId, CertificationsOf> = BTreeMap::new();
    for row in found {
        let held = Certified {
            kind: rows::kind("certification", &row.kind)?,
            period: rows::period("certification", row.start_on, row.end_on)?,
        };
        let known =
            of.entry(row.facility_id.into()).or_insert_with(|| (row.name, row.prefecture, Vec::new()));
        known.2.push(held);
    }
    Ok(of)
}

/// The members with these 会員番号.
async fn people(
    db: &mut PgConnection,
    numbers: &[String],
    today: jiff::civil::Date,
) -> Result<BTreeMap<String, Person>> {
    let found = sqlx::query!(
        r#"select member_no, family_name || ' ' || given_name as "name!", left_on,
                  kind as "kind?", certificate_no as "certificate_no?", start_on as "start_on?", end_on as "end_on?"
           from member left join qualification using (member_id)
           where member_no = any($1) order by member_no, start_on desc, kind"#,
        numbers,
    )
    .fetch_all(db)
    .await?;
    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    for row in found {
        let left = registry::has_left(row.left_on.map(jiff_sqlx::Date::to_jiff), today);
        let person =
            people.entry(row.member_no).or_insert_with(|| Person { name: row.name, left, held: Vec::new() });
        if let (Some(kind), Some(certificate_no), Some(start), Some(end)) =
            (row.kind, row.certificate_no, row.start_on, row.end_on)
        {
            person.held.push(Qualification {
                kind: rows::word("qualification", &kind)?,
                certificate_no,
                period: rows::period("qualification", start, end)?,
            });
        }
    }
    Ok(people)
}
