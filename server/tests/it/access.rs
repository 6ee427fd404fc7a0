//! Who can read what, and who can change what (E3): every page, file, stream and server function of the program, asked by
//! everybody in every state of what it shows. What is expected comes from the predicates in `domain`; the program itself
//! says what there is, so that something new without a decision fails.

mod digest;
mod functions;
mod hostile;
mod pages;
mod world;
mod writes;

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use backend::wall::{Side, Wall};
use domain::actor::Audience;
use server::addresses::{self, pages as page_list};
use sqlx::PgPool;

use crate::harness::{Answer, Client, HOST, TestApp, form};
use digest::Digest;
use world::{Secret, Who, World};

/// How a door is knocked at.
#[derive(Clone, Debug)]
pub enum Ask {
    /// A page or a file.
    Get(String),
    /// A stream, which has no end: only whether it begins.
    Stream(String),
    /// A server function as programs call it.
    Function(&'static str, Sent),
    /// The same by a browser itself, from this page.
    Plain(&'static str, Sent, &'static str),
    /// A form with a file.
    File(&'static str, Vec<u8>),
}

/// What goes along.
#[derive(Clone, Debug)]
pub enum Sent {
    Form(Vec<(String, String)>),
}

impl Sent {
    pub fn form(fields: &[(&str, &str)]) -> Self {
        Self::Form(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }
}

impl Ask {
    async fn of(&self, client: &Client<'_>) -> Answer {
        match self {
            Self::Get(path) => client.get(path).await,
            Self::Stream(path) => {
                let request = client.request(Method::GET, path).body(Body::empty()).unwrap();
                let (parts, _) = client.app.start(request).await.into_parts();
                Answer { status: parts.status, headers: parts.headers, body: String::new() }
            }
            Self::Function(path, sent) => {
                let mut request = client.request(Method::POST, path);
                request.headers_mut().unwrap().insert(header::ACCEPT, "application/json".parse().unwrap());
                client.app.send(sent.in_a(request)).await
            }
            Self::Plain(path, sent, from) => {
                let request = client
                    .request(Method::POST, path)
                    .header(header::REFERER, format!("http://{HOST}{from}"));
                client.app.send(sent.in_a(request)).await
            }
            Self::File(path, body) => {
                let request = client
                    .request(Method::POST, path)
                    .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
                    .body(Body::from(body.clone()));
                client.app.send(request.unwrap()).await
            }
        }
    }
}

impl Sent {
    fn in_a(&self, request: axum::http::request::Builder) -> axum::http::Request<Body> {
        let (kind, body) = match self {
            Self::Form(fields) => {
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                ("application/x-www-form-urlencoded", form(&fields))
            }
        };
        request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
    }
}

type For<'w> = Box<dyn Fn(&Who<'_>) -> bool + 'w>;

/// One way to ask, for whom it opens, and whose eyes must find which mark behind it.
pub struct Call<'w> {
    /// The address as the program names it.
    door: &'static str,
    ask: Ask,
    opens: For<'w>,
    shows: Vec<(String, For<'w>)>,
}

impl<'w> Call<'w> {
    fn new(door: &'static str, ask: Ask, opens: impl Fn(&Who<'_>) -> bool + 'w) -> Self {
        Self { door, ask, opens: Box::new(opens), shows: Vec::new() }
    }

    /// Everybody for whom it opens finds this mark.
    fn shows(mut self, name: &str) -> Self {
        self.shows.push((world::mark(name), Box::new(|_| true)));
        self
    }

    /// It is their own: among those for whom it opens, this one finds the mark.
    fn shows_to(mut self, name: &'static str, mark: &str) -> Self {
        self.shows.push((world::mark(mark), Box::new(move |who| who.name == name)));
        self
    }
}

/// Opens for these.
pub fn to(audience: Audience) -> impl Fn(&Who<'_>) -> bool {
    move |who| who.is(audience)
}

/// What is wrong with an answer, if anything.
fn wrong(call: &Call<'_>, who: &Who<'_>, answer: &Answer, secrets: &[Secret]) -> Vec<String> {
    let mut wrong = Vec::new();
    let opens = (call.opens)(who);
    if answer.status == StatusCode::INTERNAL_SERVER_ERROR && !answer.body.contains("\"Said\"") {
        wrong.push(format!("{} {}", answer.status, answer.body));
    }
    if (answer.status == StatusCode::OK) != opens {
        wrong.push(format!(
            "opens: {opens}, answered {} {:?}",
            answer.status,
            answer.headers.get("location")
        ));
    }
    let whole = format!("{}{:?}", answer.body, answer.headers);
    for secret in secrets.iter().filter(|secret| whole.contains(&secret.mark)) {
        if !opens || !secret.may_be_read_by(who) {
            wrong.push(format!("gives away {}", secret.mark));
        }
    }
    if let Some(actor) = who.actor {
        wrong.extend(forms_of_nobody(&answer.body, &actor.account().to_string()));
    }
    for (mark, to) in &call.shows {
        if opens && to(who) && !whole.contains(mark) {
            wrong.push(format!("does not show {mark}"));
        }
    }
    wrong
}

/// The forms of a page that would send to whoever is signed in then (C19). A door asks who somebody is.
fn forms_of_nobody(page: &str, account: &str) -> Vec<String> {
    const DOORS: [&str; 5] = [
        "/api/accounts/sign_in",
        "/api/accounts/sign_up",
        "/api/accounts/forgot_password",
        "/api/accounts/set_password",
        "/resume",
    ];
    let forms = page.split("<form").skip(1).filter_map(|rest| rest.split('>').next());
    forms
        .filter(|form| form.contains("method=\"post\""))
        .filter_map(|form| form.split_once("action=\"")?.1.split('"').next())
        .filter(|action| !DOORS.contains(action) && !action.ends_with(&format!("?owner={account}")))
        .map(|action| format!("its form goes to {action} for nobody in particular"))
        .collect()
}

/// Every page, file and stream that can be asked for.
fn program_reads() -> BTreeSet<String> {
    let beside = addresses::all().into_iter().filter(|(method, _)| *method == Method::GET);
    page_list()
        .iter()
        .map(|page| page.path)
        .chain(beside.map(|(_, path)| path))
        .map(|path| path.replace('{', ":").replace('}', ""))
        .collect()
}

/// Every server function, and every address that takes a file or a form.
fn program_functions() -> BTreeSet<String> {
    let beside = addresses::all().into_iter().filter(|(method, _)| *method == Method::POST);
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path.to_owned())
        .chain(beside.map(|(_, path)| path.to_owned()))
        .collect()
}

/// The addresses and functions of the program are those that are decided here, no more and no fewer.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_who_can_read_what(db: PgPool) {
    // With the rights of the web: they are enough for everything that the product does (docs/adr/0024).
    let wall = Wall::raise(&db).await.unwrap();
    let app = TestApp::real(wall.pool(Side::Web, 10).await.unwrap());
    let world = World::build(&app).await;
    let calls: Vec<Call<'_>> = pages::calls(&world).into_iter().chain(functions::calls(&world)).collect();

    let decided: BTreeSet<String> = calls.iter().map(|call| call.door.to_owned()).collect();
    let mut program = program_reads();
    program.extend(program_functions().into_iter().filter(|path| !writes::is_write(path)));
    assert_eq!(decided, program, "a page or function without a decision");

    let (mut asked, mut shown, mut problems) = (0, 0, Vec::new());
    for call in &calls {
        for who in &world.people {
            let before = Digest::of(app.db()).await;
            let answer = call.ask.of(&who.client).await;
            let mut wrong = wrong(call, who, &answer, &world.secrets);
            if !(call.opens)(who) && before != Digest::of(app.db()).await {
                wrong.push(format!("changes {:?}", before.differs(&Digest::of(app.db()).await)));
            }
            problems.extend(
                wrong.iter().map(|wrong| format!("{} {:?} as {}: {wrong}", call.door, call.ask, who.name)),
            );
            asked += 1;
            shown += usize::from(world.secrets.iter().any(|secret| answer.body.contains(&secret.mark)));
        }
    }
    assert!(problems.is_empty(), "{} of {asked}:\n{}", problems.len(), problems.join("\n"));
    // So many ways there are; fewer would mean that one is not tried any more.
    assert!(asked >= 3240 && shown >= 106, "{asked} answers, {shown} with a mark");
    app.db().close().await;
    wall.raze(&db).await.unwrap();
}

/// Whatever a page sends that was made for somebody else is refused in words, and changes nothing: by every server function
/// and form of the program, and for whoever is signed in.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn c19_nothing_that_a_page_of_somebody_else_sends_is_taken(db: PgPool) {
    let app = TestApp::new(db);
    let people = [app.member("100001").await, app.facility("F0001").await, app.office().await];
    let before = Digest::of(app.db()).await;
    let owner = uuid::Uuid::now_v7();
    let mut asked = 0;
    for path in program_functions().iter().filter(|path| *path != "/resume") {
        let address = format!("{path}?owner={owner}");
        for client in &people {
            let plain = client.post(&address, "/", &[("number", "1")]).await;
            assert_eq!(plain.status, StatusCode::PRECONDITION_FAILED, "{path} {}", plain.body);
            assert!(plain.body.contains("別の方がログイン"), "{path} {}", plain.body);
            let program = client.ask(&address, "{}").await;
            assert_eq!(program.status, StatusCode::PRECONDITION_FAILED, "{path} {}", program.body);
            assert!(program.body.contains("別の方がログイン"), "{path} {}", program.body);
            asked += 2;
        }
    }
    assert!(asked > 300, "{asked}");
    assert_eq!(before.differs(&Digest::of(app.db()).await), Vec::<&str>::new());
}
