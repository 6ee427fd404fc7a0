//! Server functions of the office's register.

use domain::{
    accounts::Realm,
    ids::{FacilityId, ImportId},
};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{error::AppError, wire::Json};

/// 「取り込む」
#[server(prefix = "/api", endpoint = "registry/keep_import", output = Json)]
pub async fn keep_import(import: ImportId) -> Result<(), AppError> {
    use crate::{
        registry::RegistryFlash,
        request::{RequestInfo, settle_at},
        route::OfficeRoute,
    };
    let page = OfficeRoute::Imported(import).path();
    let kept = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.registry().keep_import(&by, import).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    settle_at(kept.map(|()| (page.clone(), None::<RegistryFlash>)), &page)
}

/// 「パスワード設定のメールを送る」 (A5).
#[server(prefix = "/api", endpoint = "registry/send_password_link", output = Json)]
pub async fn send_password_link(realm: Realm, account: Uuid) -> Result<(), AppError> {
    use crate::{
        registry::RegistryFlash,
        request::{RequestInfo, settle},
        route::Route,
    };
    let page = match realm {
        Realm::Member => Route::OfficeMember(account.into()),
        Realm::Facility => Route::OfficeFacility(account.into()),
        Realm::Office => Route::Office,
    };
    let sent = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.accounts().send_password_link(&by, realm, account).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    settle(sent.map(|()| (page.clone(), Some(RegistryFlash::PasswordLinkSent))), &page)
}

/// 「ログイン用メールアドレスの変更」 (A1, A8).
#[server(prefix = "/api", endpoint = "registry/give_login_address", output = Json)]
pub async fn give_login_address(
    facility: FacilityId,
    #[server(default)] address: String,
) -> Result<(), AppError> {
    use crate::{
        registry::RegistryFlash,
        request::{RequestInfo, Typed, settle_at},
        route::{OfficeRoute, Route},
    };
    let given = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.accounts().give_login_address(&by, facility, &address).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    if given.is_err() {
        Typed::LoginAddress.keep(&address);
    }
    let done = (Route::OfficeFacility(facility).path(), Some(RegistryFlash::LoginAddressGiven));
    settle_at(given.map(|()| done), &OfficeRoute::LoginAddress(facility).path())
}
