//! Server functions of the office's register.

use domain::{
    accounts::Realm,
    ids::{FacilityId, ImportId, MemberId},
    registry::{
        FacilityFilter, FacilityList, ImportPage, ImportTemplate, MemberFilter, MemberList, OfficeFacility,
        OfficeMember,
    },
};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{error::AppError, wire::Json};

/// 「会員」
#[server(prefix = "/api", endpoint = "registry/members", output = Json)]
pub async fn load_members(#[server(default)] filter: MemberFilter) -> Result<MemberList, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    backend.registry().members(&by, filter).await.map_err(fail)
}

/// One member.
#[server(prefix = "/api", endpoint = "registry/member", output = Json)]
pub async fn load_member(id: MemberId) -> Result<OfficeMember, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    backend.registry().member(&by, id).await.map_err(fail)
}

/// 「施設」
#[server(prefix = "/api", endpoint = "registry/facilities", output = Json)]
pub async fn load_facilities(#[server(default)] filter: FacilityFilter) -> Result<FacilityList, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    backend.registry().facilities(&by, filter).await.map_err(fail)
}

/// One facility.
#[server(prefix = "/api", endpoint = "registry/facility", output = Json)]
pub async fn load_facility(id: FacilityId) -> Result<OfficeFacility, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    backend.registry().facility(&by, id).await.map_err(fail)
}

/// One facility, and the address that was typed before it was refused.
#[server(prefix = "/api", endpoint = "registry/login_address", output = Json)]
pub async fn load_login_address(id: FacilityId) -> Result<(OfficeFacility, Option<String>), AppError> {
    let facility = load_facility(id).await?;
    Ok((facility, crate::request::Typed::LoginAddress.take()))
}

/// What the four files of an import look like.
#[allow(clippy::unused_async, reason = "its caller in the browser waits, even if the server need not")]
#[server(prefix = "/api", endpoint = "registry/import_templates", output = Json)]
pub async fn load_import_templates() -> Result<Vec<ImportTemplate>, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    backend.registry().import_templates(&by).map_err(fail)
}

/// Where an import stands; the page asks again by itself while it goes on.
#[server(prefix = "/api", endpoint = "registry/import_page", output = Json)]
pub async fn load_import(id: ImportId) -> Result<ImportPage, AppError> {
    use crate::request::{RequestInfo, ask_again_soon, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    let page = backend.registry().import_page(&by, id).await.map_err(fail)?;
    if page.state.is_running() {
        ask_again_soon();
    }
    Ok(page)
}

/// 「取り込む」
#[server(prefix = "/api", endpoint = "registry/keep_import", output = Json)]
pub async fn keep_import(import: ImportId) -> Result<(), AppError> {
    use crate::{
        error::Failure,
        request::{RequestInfo, settle_at},
        route::OfficeRoute,
        ui::Notice,
    };
    let page = OfficeRoute::Imported(import).path();
    let kept = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.registry().keep_import(&by, import).await.map_err(Failure::from),
        Err(error) => Err(error.into()),
    };
    settle_at(kept.map(|()| (page.clone(), None::<Notice>)), &page)
}

/// 「パスワード設定のメールを送る」 (A5).
#[server(prefix = "/api", endpoint = "registry/send_password_link", output = Json)]
pub async fn send_password_link(realm: Realm, account: Uuid) -> Result<(), AppError> {
    use crate::{
        error::Failure,
        request::{RequestInfo, settle},
        route::Route,
        ui::Notice,
    };
    let page = match realm {
        Realm::Member => Route::OfficeMember(account.into()),
        Realm::Facility => Route::OfficeFacility(account.into()),
        Realm::Office => Route::Office,
    };
    let sent = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.accounts().send_password_link(&by, realm, account).await.map_err(Failure::from)
        }
        Err(error) => Err(error.into()),
    };
    settle(sent.map(|()| (page.clone(), Some(Notice::PasswordLinkSent))), &page)
}

/// 「ログイン用メールアドレスの変更」 (A1, A8).
#[server(prefix = "/api", endpoint = "registry/give_login_address", output = Json)]
pub async fn give_login_address(
    facility: FacilityId,
    #[server(default)] address: String,
) -> Result<(), AppError> {
    use crate::{
        error::Failure,
        request::{RequestInfo, Typed, settle_at},
        route::{OfficeRoute, Route},
        ui::Notice,
    };
    let given = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.accounts().give_login_address(&by, facility, &address).await.map_err(Failure::from)
        }
        Err(error) => Err(error.into()),
    };
    if given.is_err() {
        Typed::LoginAddress.keep(&address);
    }
    let done = (Route::OfficeFacility(facility).path(), Some(Notice::LoginAddressGiven));
    settle_at(given.map(|()| done), &OfficeRoute::LoginAddress(facility).path())
}
