//! Rounds that are open on the first day, and hospitals that are at it: one half-way, one that has applied, one that is asked for a
//! correction.

use std::{fs::File, sync::Arc};

use domain::{
    accounts::Applying,
    actor::Actor,
    applications::{Applied, Decision, FormRegistered, MEASURE_ENDS, Part, staff_input},
    cases::Saved,
    documents::DocumentProblem,
    fields::Fields,
    ids::{ApplicationId, DocumentId, FacilityId},
    period::Period,
    registry::FacilityKind,
};
use futures::{future::BoxFuture, stream};
use jiff::{ToSpan, civil::Date};

use super::{hospitals, origin, people, queries};
use crate::{
    Backend, By, Demo, Error, Result,
    applications::Typed,
    documents::{Bytes, Inspector},
};

/// A stamped paper, a specimen of one page.
const STAMPED: &[u8] = include_bytes!("stamped.pdf");

/// The demo's rounds: open since a week and for a month from `today`.
pub fn window(today: Date) -> Period {
    let (from, to) = (today.saturating_sub(7.days()), today.saturating_add(30.days()));
    Period::new(from, to).expect("a week ago is before next month")
}

/// 認定開始日 of the demo's rounds: the first April 1 or October 1 after they close.
pub fn starts(today: Date) -> Date {
    let closes = window(today).end();
    let year = closes.year();
    [(year, 4), (year, 10), (year + 1, 4)]
        .into_iter()
        .filter_map(|(year, month)| Date::new(year, month, 1).ok())
        .find(|day| *day > closes)
        .unwrap_or(closes)
}

/// Who needs not look into the project's own file.
struct OwnFile;

impl Inspector for OwnFile {
    fn inspect(&self, _: File) -> BoxFuture<'_, Result<Result<u32, DocumentProblem>>> {
        Box::pin(async { Ok(Ok(1)) })
    }
}

impl Demo<'_> {
    /// Opens the rounds of both 種別.
    pub(super) async fn open_rounds(&self) -> Result<()> {
        let today = self.0.today();
        let mut tx = self.0.begin().await?;
        for applying in Applying::ALL {
            queries::open_round(&mut tx, applying, window(today), starts(today)).await?;
        }
        Ok(tx.commit().await?)
    }

    /// draft@ has registered 1.申請書 and begun 2.概要書; applied@ has applied.
    pub(super) async fn apply(&self) -> Result<()> {
        let files = self.0.files.clone().inspected_by(Arc::new(OwnFile));
        let backend = self.0.clone().with_files(files);
        let at_work = |facility| By { actor: Actor::Facility(facility), origin: origin() };

        let draft = facility(&backend, hospitals::DRAFT.email).await?;
        let by = at_work(draft);
        let form1 = form1(&hospitals::DRAFT, document(&backend, &by).await?, self.0.today());
        register(&backend, &by, Applying::Core, Part::Form1, form1).await?;
        let begun: Fields =
            [("practice_ward", "yes"), ("ward_beds", "20"), ("team", "あり")].into_iter().collect();
        let typed = Typed { fields: begun, version: 0 };
        match backend.applications().save(&by, Applying::Core, Part::Form2, typed).await?.saved {
            Saved::Kept { .. } => {}
            Saved::Conflict { .. } => return Err(unexpected("a draft was there already")),
        }

        let by = at_work(facility(&backend, hospitals::APPLIED.email).await?);
        let form1 = form1_of_partner(&hospitals::APPLIED, document(&backend, &by).await?, self.0.today());
        let core = facility(&backend, hospitals::CORE_EMAIL).await?;
        submit(&backend, &by, form1, form2_of_partner(Some(core))).await?;

        let by = at_work(facility(&backend, hospitals::FIXING.email).await?);
        let mut form1 = form1_of_partner(&hospitals::FIXING, document(&backend, &by).await?, self.0.today());
        form1.set("current", FacilityKind::Training.label());
        // After the measure's end nobody is released from naming a 基幹施設.
        let released = starts(self.0.today()) <= MEASURE_ENDS;
        let form2 = form2_of_partner((!released).then_some(core));
        let application = submit(&backend, &by, form1, form2).await?;
        self.hand_back(&backend, application).await
    }

    /// The office asks for a stamped paper.
    async fn hand_back(&self, backend: &Backend, application: ApplicationId) -> Result<()> {
        let office = queries::office_user(&mut *self.0.db.acquire().await?, people::OFFICE_EMAIL).await?;
        let by = By { actor: Actor::Office(office), origin: origin() };
        let page = backend.applications().office_page(&by, application, None).await?;
        let words = "在籍証明の「所属部署・役職」も、あわせてご確認ください。";
        backend.applications().decide(&by, Decision::Return, &[page.id], &[0], words).await.map(drop)
    }
}

/// Both forms 登録, and 申請 as 連携施設.
async fn submit(backend: &Backend, by: &By, form1: Fields, form2: Fields) -> Result<ApplicationId> {
    register(backend, by, Applying::Partner, Part::Form1, form1).await?;
    register(backend, by, Applying::Partner, Part::Form2, form2).await?;
    match backend.applications().submit(by, Applying::Partner).await? {
        Applied::Done(application) => Ok(application),
        Applied::Incomplete => Err(unexpected("the forms are not right")),
    }
}

async fn facility(backend: &Backend, email: &str) -> Result<FacilityId> {
    queries::facility(&mut *backend.db.acquire().await?, email).await
}

async fn document(backend: &Backend, by: &By) -> Result<DocumentId> {
    let sent = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from_static(STAMPED))]);
    let kept = backend.documents().receive(by, "申請書・在籍証明書.pdf", sent).await?;
    kept.map(|document| document.id).map_err(|problem| unexpected(&problem.message()))
}

async fn register(backend: &Backend, by: &By, applying: Applying, part: Part, fields: Fields) -> Result<()> {
    let typed = Typed { fields, version: 0 };
    match backend.applications().register(by, applying, part, typed).await? {
        FormRegistered::Done => Ok(()),
        other => {
            let editor = backend.applications().editor(by, applying, part).await?;
            Err(unexpected(&format!("{other:?}: {:?}", editor.problems)))
        }
    }
}

fn form1(applicant: &hospitals::Applicant, document: DocumentId, today: Date) -> Fields {
    let mut fields: Fields = [
        ("current", "なし"),
        ("name", applicant.name),
        ("kana", applicant.kana),
        ("postal_code", "399-0001"),
        ("prefecture", applicant.prefecture),
        ("address", applicant.address),
        ("phone", "0263-00-0001"),
        ("head", "柏木 恒夫"),
        ("responsible_no", people::SUPERVISOR),
        ("responsible_name", "渡邉 誠一"),
        ("responsible_kind", "指導医"),
        ("department", "緩和ケア内科 部長"),
        ("clerk", "小林 由美"),
        ("clerk_email", applicant.email),
    ]
    .into_iter()
    .collect();
    fields.set("applied_on", today.saturating_sub(3.days()).to_string());
    fields.set("document", document.to_string());
    fields
}

fn form1_of_partner(applicant: &hospitals::Applicant, document: DocumentId, today: Date) -> Fields {
    let mut fields = form1(applicant, document, today);
    fields.set("responsible_no", people::CERTIFIED_SUPERVISOR);
    fields.set("responsible_name", "𠮷野 直樹");
    fields.set("responsible_kind", "認定医");
    fields
}

fn form2_of_partner(core: Option<FacilityId>) -> Fields {
    let mut fields: Fields = [
        ("practice_other", "yes"),
        ("team", "なし"),
        ("conference", "週1回(毎週火曜日)"),
        ("nursing_station", "せせらぎ訪問看護ステーション"),
        ("beds", "0"),
        ("deaths", "64"),
        ("departments", "内科、緩和ケア内科"),
    ]
    .into_iter()
    .collect();
    for (column, typed) in [("no", people::CERTIFIED_SUPERVISOR), ("name", "𠮷野 直樹"), ("kind", "認定医")]
    {
        fields.set(staff_input(column, 1), typed);
    }
    if let Some(core) = core {
        fields.set("core", core.to_string());
    }
    fields
}

fn unexpected(what: &str) -> Error {
    Error::Internal(format!("demo society, applications: {what}"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn f1_what_is_applied_for_starts_after_the_round() {
        for (today, expected) in [
            (date(2026, 11, 24), date(2027, 4, 1)),
            (date(2027, 2, 28), date(2027, 4, 1)),
            (date(2027, 3, 5), date(2027, 10, 1)),
            (date(2027, 9, 15), date(2028, 4, 1)),
        ] {
            assert_eq!(starts(today), expected, "{today}");
        }
    }
}
