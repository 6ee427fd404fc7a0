//! Server functions of certified facilities. What a browser posts by itself ends in a redirect
//! ([`crate::request::settle`]).

use domain::{facilities::About, fields::Fields, ids::ChangeId, registry::FacilityKind, vocabulary};
use leptos::prelude::*;

use crate::{error::AppError, wire::Json};

vocabulary! {
    /// Which button ended the form of 返上.
    #[derive(Default)]
    pub enum Intent {
        /// The question first.
        #[default]
        Check = "check",
        /// Back to the form.
        Edit = "edit",
        /// Yes.
        Ask = "ask",
    }
}

vocabulary! {
    /// What the office presses.
    pub enum Decision {
        Approve = "approve",
        Refuse = "refuse",
    }
}

/// 「登録」 of the contact data (F13).
#[server(prefix = "/api", endpoint = "facilities/save_contact", output = Json)]
pub async fn save_contact(
    kind: FacilityKind,
    version: i64,
    #[server(default)] fields: Fields,
) -> Result<(), AppError> {
    use crate::{
        facilities::FacilityFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    use backend::facilities::ContactSaved;
    use domain::facilities::Retyped;

    let here = Route::FacilityDetails(kind);
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            let saved = backend.facilities().save_contact(&by, kind, &fields, version).await;
            saved.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    if !matches!(outcome, Ok(ContactSaved::Done)) {
        request::keep_retyped(&Retyped { about: None, fields, version });
    }
    let next = outcome.map(|saved| match saved {
        ContactSaved::Done => (here.clone(), Some(FacilityFlash::ContactSaved)),
        ContactSaved::Invalid | ContactSaved::Conflict => (here.clone(), None),
    });
    request::settle(next, &here)
}

/// 「変更を申請する」 (F13), 「返上を申請する」 (F12).
#[server(prefix = "/api", endpoint = "facilities/ask", output = Json)]
pub async fn ask(
    kind: FacilityKind,
    about: About,
    #[server(default)] intent: Intent,
    #[server(default)] fields: Fields,
) -> Result<(), AppError> {
    use crate::{
        facilities::FacilityFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    use backend::facilities::Asked;
    use domain::facilities::Retyped;

    let here = match about {
        About::Return => Route::FacilityReturn(kind),
        About::Name | About::Address | About::Responsible => Route::FacilityDetails(kind),
    };
    let retyped = Retyped { about: Some(about), fields: fields.clone(), version: 0 };
    if about == About::Return && intent != Intent::Ask {
        request::keep_retyped(&retyped);
        let to = if intent == Intent::Check { Route::FacilityReturnAsk(kind) } else { here };
        request::redirect(&to);
        return Ok(());
    }
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.facilities().ask(&by, kind, about, &fields).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    if !matches!(outcome, Ok(Asked::Done(_))) {
        request::keep_retyped(&retyped);
    }
    let next = outcome.map(|asked| match asked {
        Asked::Done(_) => (here.clone(), Some(FacilityFlash::ChangeAsked(about))),
        Asked::Invalid => (here.clone(), None),
    });
    request::settle(next, &here)
}

/// 「取り下げ」
#[server(prefix = "/api", endpoint = "facilities/withdraw", output = Json)]
pub async fn withdraw(kind: FacilityKind, about: About, change: ChangeId) -> Result<(), AppError> {
    use crate::{
        facilities::FacilityFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    let here = match about {
        About::Return => Route::FacilityReturn(kind),
        About::Name | About::Address | About::Responsible => Route::FacilityDetails(kind),
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.facilities().withdraw(&by, change).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    request::settle(outcome.map(|()| (here.clone(), Some(FacilityFlash::ChangeWithdrawn))), &here)
}

/// 「承認する」「差し戻す」: a reason that is not taken comes back with the question.
#[server(prefix = "/api", endpoint = "facilities/decide", output = Json)]
pub async fn decide(
    change: ChangeId,
    decision: Decision,
    #[server(default)] words: String,
) -> Result<(), AppError> {
    use crate::{
        facilities::FacilityFlash,
        request::{self, RequestInfo, Typed},
        route::Route,
    };
    use domain::facilities::{ChangeName, Verdict};

    let mut back = Route::OfficeChange(change).path();
    let verdict = match decision {
        Decision::Approve => Verdict::Approve,
        Decision::Refuse => {
            back.push_str("?ask=");
            back.push_str(decision.key());
            Verdict::Refuse { words: words.clone() }
        }
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.facilities().decide(&by, change, verdict).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    if outcome.is_err() && decision == Decision::Refuse {
        Typed::Reason.keep(&format!("{change} {words}"));
    } else {
        Typed::Reason.take();
    }
    let next = outcome.map(|state| {
        let said = match state.name() {
            ChangeName::Refused => FacilityFlash::ChangeRefused,
            ChangeName::Waiting | ChangeName::Approved | ChangeName::Effective | ChangeName::Withdrawn => {
                FacilityFlash::ChangeApproved
            }
        };
        (Route::OfficeChanges.path(), Some(said))
    });
    request::settle_at(next, &back)
}
