//! Every address beside the pages and server functions of `app`, in the groups that the router puts its layers around. It is
//! built of these tables, so that the test of who may read what (`tests/it/access`) meets each of them.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodRouter, get, post},
};

use crate::{
    applications, documents, events, exports, health, imports, keep, paper, papers, register,
    router::{self, AppState},
};

/// One address, and what answers there.
pub struct Address {
    pub method: Method,
    pub path: &'static str,
    handler: MethodRouter<AppState>,
}

impl Address {
    fn get<T: 'static>(path: &'static str, handler: impl Handler<T, AppState>) -> Self {
        Self { method: Method::GET, path, handler: get(handler) }
    }

    fn post<T: 'static>(path: &'static str, handler: impl Handler<T, AppState>) -> Self {
        Self { method: Method::POST, path, handler: post(handler) }
    }

    /// A router of these.
    pub fn routes(addresses: Vec<Self>) -> Router<AppState> {
        addresses.into_iter().fold(Router::new(), |router, one| router.route(one.path, one.handler))
    }
}

/// The style sheet under a name that stays.
pub const STYLE: &str = "/style.css";

/// For everybody, whoever asks.
pub fn open() -> Vec<Address> {
    vec![
        Address::get("/healthz", health::alive),
        Address::get("/readyz", health::ready),
        Address::get("/pkg/{*file}", router::package),
    ]
}

/// Answers that have no end.
pub fn streams() -> Vec<Address> {
    vec![Address::get("/events", events::stream)]
}

/// Within the layers of the pages.
pub fn beside_pages() -> Vec<Address> {
    vec![
        Address::get(papers::CASE, papers::of_case),
        Address::get(papers::REQUEST, papers::of_request),
        Address::get(papers::TEMPLATE, papers::template),
        Address::get(register::FILE, register::file),
        Address::get("/resume", keep::nothing_to_resume),
        Address::post("/resume", keep::resume),
    ]
}

/// Files that people send.
pub fn up() -> Vec<Address> {
    vec![
        Address::post(documents::SEND, documents::receive),
        Address::post(applications::FORM1, applications::receive),
        Address::post(imports::SEND, imports::receive),
        Address::post(paper::SEND, paper::receive),
    ]
}

/// Files that they get back.
pub fn down() -> Vec<Address> {
    vec![
        Address::get(documents::OWN, documents::of_facility),
        Address::get(documents::OFFICE, documents::of_office),
        Address::get(documents::OFFICE_PAGE, documents::page_of_office),
        Address::get(exports::APPLICATIONS_CSV, exports::applications_csv),
        Address::get(exports::APPLICATIONS_EXCEL, exports::applications_excel),
        Address::get(exports::AUDIT, exports::audit),
    ]
}

/// All of them.
pub fn all() -> Vec<(Method, &'static str)> {
    let tables = [open(), streams(), beside_pages(), up(), down()];
    let style = (Method::GET, STYLE);
    tables.into_iter().flatten().map(|one| (one.method, one.path)).chain([style]).collect()
}
