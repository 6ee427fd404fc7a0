//! Server functions of case reports and of asking for approval. What a browser posts by itself ends in a redirect
//! ([`crate::request::settle`]); what our program in the browser calls gets an answer.

use domain::{
    approvals::{RequestDraft, SupervisorSearch},
    cases::{CaseEditor, CaseList, CaseSet, FieldProblem, Fields, Registered, Saved},
    ids::AsideId,
    registry::RecordView,
};
use jiff::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{error::AppError, keep::Intent, wire::Json};

/// Answer of 診療施設検索.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Records {
    pub words: String,
    pub found: Vec<RecordView>,
    /// More match than are shown.
    pub more: bool,
}

/// The edit screen, with the search's answer when the address asks for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditorPage {
    pub editor: CaseEditor,
    pub records: Option<Records>,
}

/// What became of a text that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Submitted {
    /// Kept as a draft, as this version.
    Kept {
        version: i64,
        #[serde(with = "domain::wire::moment")]
        saved_at: Timestamp,
    },
    /// A newer draft is there; what was sent was set aside as `aside` (C11).
    Conflict { aside: AsideId },
    /// 登録 is done.
    Registered,
    /// Kept as a draft, not registered: these fields are not right (C3).
    Invalid {
        problems: Vec<FieldProblem>,
        version: i64,
        #[serde(with = "domain::wire::moment")]
        saved_at: Timestamp,
    },
}

impl From<Saved> for Submitted {
    fn from(saved: Saved) -> Self {
        match saved {
            Saved::Kept { version, saved_at } => Self::Kept { version, saved_at },
            Saved::Conflict { aside } => Self::Conflict { aside },
        }
    }
}

impl From<Registered> for Submitted {
    fn from(registered: Registered) -> Self {
        match registered {
            Registered::Done => Self::Registered,
            Registered::Invalid { problems, version, saved_at } => {
                Self::Invalid { problems, version, saved_at }
            }
            Registered::Conflict { aside } => Self::Conflict { aside },
        }
    }
}

/// The list of a set.
#[server(prefix = "/api", endpoint = "cases/list", output = Json)]
pub async fn load_list(set: CaseSet) -> Result<CaseList, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    backend.cases().list(&by, set).await.map_err(fail)
}

/// The edit screen of a slot, with the records that match `words`, if there are words.
#[server(prefix = "/api", endpoint = "cases/editor", output = Json)]
pub async fn load_editor(
    set: CaseSet,
    number: u8,
    #[server(default)] words: String,
) -> Result<EditorPage, AppError> {
    use crate::request::{self, RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    let slot = request::slot(set, number)?;
    let editor = backend.cases().editor(&by, set, slot).await.map_err(fail)?;
    let records = match words.trim() {
        "" => None,
        words => {
            let search = backend.registry().search_records(words).await.map_err(fail)?;
            Some(Records { words: words.into(), found: search.found, more: search.more })
        }
    };
    Ok(EditorPage { editor, records })
}

/// 「一時保存」「登録」 and 診療施設検索 without JavaScript: whatever is pressed, every typed word is kept first (C3, C11).
#[server(prefix = "/api", endpoint = "cases/submit", output = Json)]
pub async fn submit_case(
    set: CaseSet,
    number: u8,
    version: i64,
    intent: Intent,
    #[server(default)] fields: Fields,
    #[server(default)] memo: String,
    #[server(default)] words: String,
) -> Result<(), AppError> {
    use crate::{
        request::{self, RequestInfo},
        route::Route,
        ui::Flash,
    };

    let slot = request::slot(set, number)?;
    let here = Route::Case(set, slot);
    let typed = backend::cases::Typed { fields, memo, version };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) if intent == Intent::Register => {
            backend.cases().register(&by, set, slot, typed).await.map(Submitted::from).map_err(AppError::from)
        }
        Ok((backend, by)) => backend
            .cases()
            .save_draft(&by, set, slot, typed)
            .await
            .map(Submitted::from)
            .map_err(AppError::from),
        Err(error) => Err(error),
    };
    let search = intent == Intent::Search || (intent == Intent::Enter && !words.trim().is_empty());
    let next = outcome.map(|submitted| match submitted {
        Submitted::Registered => (Route::Cases(set), Some(Flash::Registered(number))),
        Submitted::Invalid { .. } => (Route::CaseChecked(set, slot), None),
        Submitted::Kept { .. } if search => (Route::CaseFacilities(set, slot, words), None),
        Submitted::Kept { .. } => (here.clone(), Some(Flash::DraftSaved(number))),
        Submitted::Conflict { .. } => (here.clone(), Some(Flash::DraftConflict)),
    });
    request::settle(next, &here)
}

/// The draft while it is typed (C11), and with an intent what that button does.
#[server(prefix = "/api", endpoint = "cases/autosave", input = Json, output = Json)]
pub async fn autosave_case(
    set: CaseSet,
    number: u8,
    version: i64,
    fields: Fields,
    memo: String,
    #[server(default)] intent: Option<Intent>,
) -> Result<Submitted, AppError> {
    use crate::request::{self, RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    let slot = request::slot(set, number)?;
    let typed = backend::cases::Typed { fields, memo, version };
    if intent == Some(Intent::Register) {
        return backend.cases().register(&by, set, slot, typed).await.map(Submitted::from).map_err(fail);
    }
    backend.cases().save_draft(&by, set, slot, typed).await.map(Submitted::from).map_err(fail)
}

/// 診療施設検索 as you type (C5).
#[server(prefix = "/api", endpoint = "cases/records", output = Json)]
pub async fn search_records(#[server(default)] words: String) -> Result<Records, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    by.actor.physician().map_err(fail)?;
    let search = backend.registry().search_records(words.trim()).await.map_err(fail)?;
    Ok(Records { words, found: search.found, more: search.more })
}

/// 「こちらの内容に戻す」 (C11).
#[server(prefix = "/api", endpoint = "cases/take_aside", output = Json)]
pub async fn take_aside(set: CaseSet, number: u8, aside: AsideId) -> Result<(), AppError> {
    use crate::{
        request::{self, RequestInfo},
        route::Route,
        ui::Flash,
    };
    let slot = request::slot(set, number)?;
    let here = Route::Case(set, slot);
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.cases().take_aside(&by, set, slot, aside).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    request::settle(outcome.map(|()| (here.clone(), Some(Flash::AsideTaken))), &here)
}

/// 「破棄する」 (C11).
#[server(prefix = "/api", endpoint = "cases/drop_aside", output = Json)]
pub async fn drop_aside(set: CaseSet, number: u8, aside: AsideId) -> Result<(), AppError> {
    use crate::{
        request::{self, RequestInfo},
        route::Route,
        ui::Flash,
    };
    let slot = request::slot(set, number)?;
    let here = Route::Case(set, slot);
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.cases().drop_aside(&by, set, slot, aside).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    request::settle(outcome.map(|()| (here.clone(), Some(Flash::AsideDropped))), &here)
}

/// 「削除する」 (C10).
#[server(prefix = "/api", endpoint = "cases/delete", output = Json)]
pub async fn delete_case(set: CaseSet, number: u8) -> Result<(), AppError> {
    use crate::{
        request::{self, RequestInfo},
        route::Route,
        ui::Flash,
    };
    let slot = request::slot(set, number)?;
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.cases().delete(&by, set, slot).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    let done = outcome.map(|()| (Route::Cases(set), Some(Flash::Deleted(number))));
    request::settle(done, &Route::CaseDelete(set, slot))
}

/// 「症例承認依頼」 and the 通信欄 that a search without JavaScript carried along.
#[server(prefix = "/api", endpoint = "cases/request_page", input = Json, output = Json)]
pub async fn load_request(
    set: CaseSet,
    slots: Vec<u8>,
    words: String,
) -> Result<(RequestDraft, String), AppError> {
    use crate::request::{self, RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    let slots = slots.into_iter().map(|n| request::slot(set, n)).collect::<Result<Vec<_>, _>>()?;
    let draft = backend.approvals().draft(&by, set, &slots, words.trim(), None).await.map_err(fail)?;
    Ok((draft, request::Typed::Message.take().unwrap_or_default()))
}

/// 指導者登録 as you type (P3).
#[server(prefix = "/api", endpoint = "cases/supervisors", input = Json, output = Json)]
pub async fn search_supervisors(
    set: CaseSet,
    slots: Vec<u8>,
    words: String,
) -> Result<Option<SupervisorSearch>, AppError> {
    use crate::request::{self, RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    let slots = slots.into_iter().map(|n| request::slot(set, n)).collect::<Result<Vec<_>, _>>()?;
    let draft = backend.approvals().draft(&by, set, &slots, words.trim(), None).await.map_err(fail)?;
    Ok(draft.search)
}

/// 「承認依頼を送信する」 and, without JavaScript, the search for a supervisor. `slots` are numbers separated by commas.
#[server(prefix = "/api", endpoint = "cases/request", output = Json)]
pub async fn send_request(
    set: CaseSet,
    slots: String,
    intent: RequestIntent,
    #[server(default)] words: String,
    #[server(default)] supervisor: String,
    #[server(default)] message: String,
) -> Result<(), AppError> {
    use crate::{
        request::{self, RequestInfo},
        route::Route,
        ui::Flash,
    };
    let numbers: Vec<u8> = slots.split(',').filter_map(|n| n.parse().ok()).collect();
    let slots = numbers.iter().map(|n| request::slot(set, *n)).collect::<Result<Vec<_>, _>>()?;
    let back = Route::RequestSearch(set, numbers.clone(), words);
    let search = intent == RequestIntent::Search;
    let outcome = match RequestInfo::signed_in() {
        Ok(_) if search => Ok((back.clone(), None)),
        Ok((backend, by)) => backend
            .approvals()
            .request(&by, set, &slots, supervisor.parse().ok(), &message)
            .await
            .map(|()| (Route::Cases(set), Some(Flash::Requested(numbers))))
            .map_err(AppError::from),
        Err(error) => Err(error),
    };
    if search || outcome.is_err() {
        request::Typed::Message.keep(&message);
    }
    request::settle(outcome, &back)
}

/// Which button ended 「症例承認依頼」.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestIntent {
    Search,
    Send,
}

/// 「承認依頼の取り下げをする」, after the question. `slots` are numbers separated by commas.
#[server(prefix = "/api", endpoint = "cases/withdraw", output = Json)]
pub async fn withdraw_requests(set: CaseSet, slots: String) -> Result<(), AppError> {
    use crate::{
        request::{self, RequestInfo},
        route::Route,
        ui::Flash,
    };
    let numbers: Vec<u8> = slots.split(',').filter_map(|n| n.parse().ok()).collect();
    let slots = numbers.iter().map(|n| request::slot(set, *n)).collect::<Result<Vec<_>, _>>()?;
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.approvals().withdraw(&by, set, &slots).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    let done = outcome.map(|()| (Route::Cases(set), Some(Flash::Withdrawn(numbers))));
    request::settle(done, &Route::Cases(set))
}
