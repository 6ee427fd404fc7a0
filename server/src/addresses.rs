//! Every page, and every address beside the pages and server functions of `app`, in the groups that the router puts its layers around. It is
//! built of these tables, so that the test of who may read what (`tests/it/access`) meets each of them.

use app::shell::{Entry, Section};
use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodRouter, get, post},
};

use crate::{
    applications, documents, events, exports, health, imports, paper, papers, register, resubmit, site,
    state::AppState,
};
use std::sync::LazyLock;

/// The pages of `app`, listed once for the process.
pub fn pages() -> &'static [Entry] {
    static PAGES: LazyLock<Vec<Entry>> = LazyLock::new(app::pages);
    &PAGES
}

/// One address, for whom it is, and what answers there.
pub struct Address {
    pub method: Method,
    pub path: &'static str,
    pub section: Section,
    handler: MethodRouter<AppState>,
}

impl Address {
    fn get<T: 'static>(path: &'static str, section: Section, handler: impl Handler<T, AppState>) -> Self {
        Self { method: Method::GET, path, section, handler: get(handler) }
    }

    /// Who may post here says the use case behind it.
    fn post<T: 'static>(path: &'static str, handler: impl Handler<T, AppState>) -> Self {
        Self { method: Method::POST, path, section: Section::Everybody, handler: post(handler) }
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
        Address::get("/healthz", Section::Everybody, health::alive),
        Address::get("/readyz", Section::Everybody, health::ready),
        Address::get("/pkg/{*file}", Section::Everybody, site::package),
    ]
}

/// Answers that have no end.
pub fn streams() -> Vec<Address> {
    vec![Address::get("/events", Section::Everybody, events::stream)]
}

/// Within the layers of the pages.
pub fn beside_pages() -> Vec<Address> {
    vec![
        Address::get(papers::CASE, Section::Members, papers::of_case),
        Address::get(papers::REQUEST, Section::Members, papers::of_request),
        Address::get(papers::TEMPLATE, Section::Everybody, papers::template),
        Address::get(register::FILE, Section::Everybody, register::file),
        Address::get("/resume", Section::Everybody, resubmit::nothing_to_resume),
        Address::post("/resume", resubmit::resume),
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
        Address::get(documents::OWN, Section::Everybody, documents::of_facility),
        Address::get(documents::OFFICE, Section::Office, documents::of_office),
        Address::get(documents::OFFICE_PAGE, Section::Office, documents::page_of_office),
        Address::get(exports::APPLICATIONS_CSV, Section::Office, exports::applications_csv),
        Address::get(exports::APPLICATIONS_EXCEL, Section::Office, exports::applications_excel),
        Address::get(exports::AUDIT, Section::Office, exports::audit),
    ]
}

/// All of them.
pub fn all() -> Vec<(Method, &'static str)> {
    let style = (Method::GET, STYLE);
    tables().map(|one| (one.method, one.path)).chain([style]).collect()
}

/// For whom each of them is.
pub fn sections() -> impl Iterator<Item = (&'static str, Section)> {
    tables().filter(|one| one.method == Method::GET).map(|one| (one.path, one.section))
}

fn tables() -> impl Iterator<Item = Address> {
    [open(), streams(), beside_pages(), up(), down()].into_iter().flatten()
}
