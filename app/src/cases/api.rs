//! Server functions of case reports and of asking for approval. What a browser posts by itself ends in a redirect
//! ([`crate::request::settle`]); what our program in the browser calls gets an answer.

use domain::{
    cases::{CaseSet, Fields, Registered, Saved},
    ids::AsideId,
    vocabulary,
};
use leptos::prelude::*;

use crate::{
    autosave::{Answer, Intent},
    error::AppError,
    wire::Json,
};

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
        cases::CaseFlash,
        request::{self, RequestInfo},
        route::Route,
    };

    let slot = request::slot(set, number)?;
    let here = Route::Case(set, slot);
    let typed = backend::cases::Typed { fields, memo, version };
    let search = intent == Intent::Search || (intent == Intent::Enter && !words.trim().is_empty());
    let kept = if search {
        (Route::CaseFacilities(set, slot, words), None)
    } else {
        (here.clone(), Some(CaseFlash::DraftSaved(slot)))
    };
    let conflict = (here.clone(), Some(CaseFlash::DraftConflict));
    let next = match RequestInfo::signed_in() {
        Ok((backend, by)) if intent == Intent::Register => {
            backend.cases().register(&by, set, slot, typed).await.map_err(AppError::from).map(|done| {
                match done {
                    Registered::Done => (Route::Cases(set), Some(CaseFlash::Registered(slot))),
                    Registered::Invalid { .. } => (Route::CaseChecked(set, slot), None),
                    Registered::Conflict { .. } => conflict,
                }
            })
        }
        Ok((backend, by)) => {
            backend.cases().save_draft(&by, set, slot, typed).await.map_err(AppError::from).map(|saved| {
                match saved {
                    Saved::Kept { .. } => kept,
                    Saved::Conflict { .. } => conflict,
                }
            })
        }
        Err(error) => Err(error),
    };
    request::settle(next, &here)
}

/// The draft while it is typed (C11). `look`: what is said of the period is asked for too (C6).
#[server(prefix = "/api", endpoint = "cases/autosave", output = Json)]
pub async fn autosave_case(
    set: CaseSet,
    number: u8,
    version: i64,
    #[server(default)] fields: Fields,
    #[server(default)] memo: String,
    #[server(default)] look: Option<String>,
) -> Result<Answer, AppError> {
    use crate::{
        autosave::{Piece, saved},
        cases::{
            fields::{PERIOD_SAYS, PeriodSays},
            filling::Filling,
        },
        request::{self, RequestInfo, fail},
    };
    use std::sync::Arc;

    let (backend, by) = RequestInfo::signed_in()?;
    let slot = request::slot(set, number)?;
    let typed = backend::cases::Typed { fields, memo, version };
    let mut answer = saved(backend.cases().save_draft(&by, set, slot, typed).await.map_err(fail)?);
    if look.is_some() && answer.version.is_some() {
        let editor = backend.cases().editor(&by, set, slot).await.map_err(fail)?;
        let filling = Arc::new(Filling::of(&editor, vec![], false));
        let html = view! { <PeriodSays filling/> }.to_html();
        answer.pieces.push(Piece { id: PERIOD_SAYS.into(), html });
    }
    Ok(answer)
}

/// 診療施設検索 as you type (C5).
#[server(prefix = "/api", endpoint = "cases/records", output = Json)]
pub async fn search_records(
    #[server(default)] words: String,
    #[server(default)] fields: Fields,
) -> Result<Answer, AppError> {
    use crate::{
        cases::{
            facility::{Choices, found_in_words},
            filling::chosen_first,
        },
        request::{RequestInfo, fail},
    };
    let (backend, by) = RequestInfo::signed_in()?;
    by.actor.physician().map_err(fail)?;
    let search = |words: String| {
        let backend = backend.clone();
        async move { backend.registry().search_records(words.trim()).await.map_err(fail) }
    };
    let chosen = fields.get("facility").to_owned();
    // By its own id: the one that is chosen stays, on top.
    let record =
        if chosen.is_empty() { None } else { search(chosen.clone()).await?.found.into_iter().next() };
    let (found, more) = if words.trim().is_empty() {
        (vec![], false)
    } else {
        let search = search(words.clone()).await?;
        (search.found, search.more)
    };
    let said = found_in_words(&words, found.len(), more);
    let html = view! { <Choices offered=chosen_first(record, found) chosen/> }.to_html();
    Ok(Answer { words: said, html, ..Answer::default() })
}

/// 「こちらの内容に戻す」 (C11).
#[server(prefix = "/api", endpoint = "cases/take_aside", output = Json)]
pub async fn take_aside(set: CaseSet, number: u8, aside: AsideId) -> Result<(), AppError> {
    use crate::{
        cases::CaseFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    let slot = request::slot(set, number)?;
    let here = Route::Case(set, slot);
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.cases().take_aside(&by, set, slot, aside).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    request::settle(outcome.map(|()| (here.clone(), Some(CaseFlash::AsideTaken))), &here)
}

/// 「破棄する」 (C11).
#[server(prefix = "/api", endpoint = "cases/drop_aside", output = Json)]
pub async fn drop_aside(set: CaseSet, number: u8, aside: AsideId) -> Result<(), AppError> {
    use crate::{
        cases::CaseFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    let slot = request::slot(set, number)?;
    let here = Route::Case(set, slot);
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.cases().drop_aside(&by, set, slot, aside).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    request::settle(outcome.map(|()| (here.clone(), Some(CaseFlash::AsideDropped))), &here)
}

/// 「削除する」 (C10).
#[server(prefix = "/api", endpoint = "cases/delete", output = Json)]
pub async fn delete_case(set: CaseSet, number: u8) -> Result<(), AppError> {
    use crate::{
        cases::CaseFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    let slot = request::slot(set, number)?;
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.cases().delete(&by, set, slot).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    let done = outcome.map(|()| (Route::Cases(set), Some(CaseFlash::Deleted(slot))));
    request::settle(done, &Route::CaseDelete(set, slot))
}

/// 指導者登録 as you type (P3). `slots` are numbers separated by commas.
#[server(prefix = "/api", endpoint = "cases/supervisors", output = Json)]
pub async fn search_supervisors(
    set: CaseSet,
    slots: String,
    #[server(default)] words: String,
    #[server(default)] supervisor: String,
) -> Result<Answer, AppError> {
    use crate::{
        cases::request::{Supervisors, found_in_words},
        request::{self, RequestInfo, fail},
    };
    let (backend, by) = RequestInfo::signed_in()?;
    let numbers = slots.split(',').filter_map(|n| n.parse().ok());
    let slots = numbers.map(|n| request::slot(set, n)).collect::<Result<Vec<_>, _>>()?;
    let draft = backend.approvals().draft(&by, set, &slots, words.trim(), None).await.map_err(fail)?;
    let words = draft.search.as_ref().map(found_in_words).unwrap_or_default();
    let found = draft.search.map(|search| search.found).unwrap_or_default();
    let html = view! { <Supervisors found chosen=supervisor/> }.to_html();
    Ok(Answer { words, html, ..Answer::default() })
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
        cases::CaseFlash,
        request::{self, RequestInfo},
        route::Route,
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
            .map(|()| (Route::Cases(set), Some(CaseFlash::Requested(numbers.into_iter().collect()))))
            .map_err(AppError::from),
        Err(error) => Err(error),
    };
    if search || outcome.is_err() {
        request::Typed::Message.keep(&message);
    }
    request::settle(outcome, &back)
}

vocabulary! {
    /// Which button ended 「症例承認依頼」.
    pub enum RequestIntent {
        Search = "search",
        Send = "send",
    }
}

/// 「承認依頼の取り下げをする」, after the question. `slots` are numbers separated by commas.
#[server(prefix = "/api", endpoint = "cases/withdraw", output = Json)]
pub async fn withdraw_requests(set: CaseSet, slots: String) -> Result<(), AppError> {
    use crate::{
        cases::CaseFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    let numbers: Vec<u8> = slots.split(',').filter_map(|n| n.parse().ok()).collect();
    let slots = numbers.iter().map(|n| request::slot(set, *n)).collect::<Result<Vec<_>, _>>()?;
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.approvals().withdraw(&by, set, &slots).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    let done =
        outcome.map(|()| (Route::Cases(set), Some(CaseFlash::Withdrawn(numbers.into_iter().collect()))));
    request::settle(done, &Route::Cases(set))
}
