//! Server functions of facility applications. What a browser posts by itself ends in a redirect
//! ([`crate::request::settle`]).

use domain::{accounts::Applying, applications::Part, fields::Fields, ids::AsideId};
use leptos::prelude::*;

use crate::{
    autosave::{Answer, Intent},
    error::AppError,
    wire::Json,
};

/// 「一時保存」「登録」 and the search for a 基幹施設: whatever is pressed, every typed word is kept first (F3).
#[server(prefix = "/api", endpoint = "applications/submit_form", output = Json)]
pub async fn submit_form(
    applying: Applying,
    part: Part,
    version: i64,
    intent: Intent,
    #[server(default)] fields: Fields,
    #[server(default)] words: String,
) -> Result<(), AppError> {
    use crate::{
        applications::ApplicationFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    use backend::applications::Typed;
    use domain::{applications::FormRegistered, cases::Saved};

    let here = Route::ApplyForm(applying, part);
    let typed = Typed { fields, version };
    let conflict = || (here.clone(), Some(ApplicationFlash::FormConflict));
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) if intent == Intent::Register => {
            let done = backend.applications().register(&by, applying, part, typed).await;
            done.map_err(AppError::from).map(|done| match done {
                FormRegistered::Done => {
                    (Route::Apply(applying), Some(ApplicationFlash::FormRegistered(part)))
                }
                FormRegistered::Invalid => (Route::ApplyFormChecked(applying, part), None),
                FormRegistered::Conflict { .. } => conflict(),
            })
        }
        Ok((backend, by)) => {
            let search = intent == Intent::Search || (intent == Intent::Enter && !words.trim().is_empty());
            let done = backend.applications().save(&by, applying, part, typed).await;
            done.map_err(AppError::from).map(|done| match done.saved {
                Saved::Kept { .. } if search => (Route::ApplyCores(applying, words), None),
                Saved::Kept { .. } => (here.clone(), Some(ApplicationFlash::FormSaved(part))),
                Saved::Conflict { .. } => conflict(),
            })
        }
        Err(error) => Err(error),
    };
    request::settle(outcome, &here)
}

/// The draft, kept while it is typed (F3).
#[server(prefix = "/api", endpoint = "applications/save_draft", output = Json)]
pub async fn save_draft(
    applying: Applying,
    part: Part,
    version: i64,
    #[server(default)] fields: Fields,
) -> Result<Answer, AppError> {
    use crate::{
        autosave::saved,
        request::{RequestInfo, fail},
    };
    let (backend, by) = RequestInfo::signed_in()?;
    let typed = backend::applications::Typed { fields, version };
    let done = backend.applications().save(&by, applying, part, typed).await.map_err(fail)?;
    let answer = saved(done.saved);
    let state = if done.registered { "登録済" } else { "未完了" };
    Ok(if answer.version.is_some() { Answer { state: state.into(), ..answer } } else { answer })
}

/// 「こちらの内容に戻す」
#[server(prefix = "/api", endpoint = "applications/take_aside", output = Json)]
pub async fn take_aside(applying: Applying, part: Part, aside: AsideId) -> Result<(), AppError> {
    use crate::{
        applications::ApplicationFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    let here = Route::ApplyForm(applying, part);
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.applications().take_aside(&by, applying, part, aside).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    request::settle(outcome.map(|()| (here.clone(), Some(ApplicationFlash::AsideTaken))), &here)
}

/// 「破棄する」
#[server(prefix = "/api", endpoint = "applications/drop_aside", output = Json)]
pub async fn drop_aside(applying: Applying, part: Part, aside: AsideId) -> Result<(), AppError> {
    use crate::{
        applications::ApplicationFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    let here = Route::ApplyForm(applying, part);
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.applications().drop_aside(&by, applying, part, aside).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    request::settle(outcome.map(|()| (here.clone(), Some(ApplicationFlash::AsideDropped))), &here)
}

/// 「基幹施設 申請」 (F4).
#[server(prefix = "/api", endpoint = "applications/apply", output = Json)]
pub async fn apply(applying: Applying) -> Result<(), AppError> {
    use crate::{
        applications::ApplicationFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    use domain::applications::Applied;

    let home = Route::Apply(applying);
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.applications().submit(&by, applying).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    let next = outcome.map(|applied| match applied {
        Applied::Done(_) => (home.clone(), Some(ApplicationFlash::Applied(applying))),
        Applied::Incomplete => (home.clone(), Some(ApplicationFlash::NotApplied)),
    });
    request::settle(next, &home)
}
