//! 「申請書・在籍証明書」 by file choice or drag and drop, with its progress (F6). The plain form goes on working: what is
//! chosen here arrives before the form is posted, and is then named in it.

use std::{cell::RefCell, rc::Rc};

use domain::documents::{SIZE_LIMIT, Unsent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    DataTransfer, DragEvent, Element, File, FileList, FormData, HtmlInputElement, Node, ProgressEvent,
    XmlHttpRequest,
};

use crate::autosave::{
    Answer,
    form::{by_id, hidden},
    session::{self, Session, listen},
};

/// What is not right with the file.
const PROBLEM: &str = "e-document";
/// 「中止」
const STOP: &str = "upload-stop";

/// What only a browser with our program can do: in sight when it does.
#[island]
pub fn Upload(
    /// Id of the form.
    form: String,
    /// Where files are sent.
    url: String,
    sign_in: String,
) -> impl IntoView {
    let shown = Shown {
        there: RwSignal::new(false),
        percent: RwSignal::new(None::<u32>),
        says: RwSignal::new(String::new()),
    };
    Effect::new(move |_| {
        // The line above the form comes first on the page, and with it the session.
        if let Some(session) = session::of(&form) {
            Sending::begin(session, url.clone(), sign_in.clone(), shown);
        }
        shown.there.set(true);
    });
    let percent = move || shown.percent.get().unwrap_or_default();
    view! {
        <p class="hint" hidden=move || !shown.there.get()>
            "ファイルをこの枠の中にドラッグ&ドロップすることもできます。選択すると、すぐにアップロードされます。"
        </p>
        <div class="uploading" hidden=move || shown.percent.get().is_none()>
            <progress max="100" value=move || percent().to_string() aria-label="アップロードの進み具合"></progress>
            <span>{move || percent()} "%"</span>
            <button type="button" class="button quiet" id=STOP>"中止"</button>
        </div>
        <p class="upload-says" role="status">{move || shown.says.get()}</p>
    }
}

/// What the person sees of it.
#[derive(Clone, Copy)]
struct Shown {
    /// The program is there.
    there: RwSignal<bool>,
    /// How much of a file has gone; nothing when none is on its way.
    percent: RwSignal<Option<u32>>,
    says: RwSignal<String>,
}

/// The file of the open form.
struct Sending {
    session: Rc<Session>,
    url: String,
    sign_in: String,
    shown: Shown,
    /// The box of the field, in which files may be dropped.
    field: Element,
    input: HtmlInputElement,
    /// Names the file in the form.
    named: HtmlInputElement,
    under_way: RefCell<Option<XmlHttpRequest>>,
}

impl Sending {
    /// Brings the field to life, in a form that has one.
    fn begin(session: Rc<Session>, url: String, sign_in: String, shown: Shown) -> Option<()> {
        let field = by_id::<Element>("document")?;
        let input: HtmlInputElement = field.query_selector("input[type='file']").ok()??.dyn_into().ok()?;
        let named = hidden(&session.form, "fields[document]")?;
        let this = Rc::new(Self {
            session,
            url,
            sign_in,
            shown,
            field,
            input,
            named,
            under_way: RefCell::new(None),
        });
        let u = Rc::clone(&this);
        listen(&this.input, "change", move |_| u.chosen(u.input.files()));
        let u = Rc::clone(&this);
        let stop = by_id::<Element>(STOP)?;
        listen(&stop, "click", move |_| u.cancel());
        this.listen_to_drops();
        Some(())
    }

    /// A file that misses the box must not open in place of the page.
    fn listen_to_drops(self: &Rc<Self>) {
        for name in ["dragenter", "dragover", "drop"] {
            let u = Rc::clone(self);
            listen(&document(), name, move |event| {
                let event = event.unchecked_ref::<DragEvent>();
                let Some(files) = event.data_transfer().filter(carries_files) else { return };
                event.prevent_default();
                let inside = u.field.contains(event.target().as_ref().map(JsCast::unchecked_ref::<Node>));
                if event.type_() == "drop" {
                    u.mark(false);
                    if inside {
                        u.chosen(files.files());
                    }
                } else {
                    u.mark(inside);
                    files.set_drop_effect(if inside { "copy" } else { "none" });
                }
            });
        }
        let u = Rc::clone(self);
        listen(&document(), "dragleave", move |_| u.mark(false));
    }

    fn mark(&self, over: bool) {
        let _ = self.field.class_list().toggle_with_force("over", over);
    }

    fn chosen(self: &Rc<Self>, files: Option<FileList>) {
        let Some(files) = files else { return };
        match (files.length(), files.get(0)) {
            (1, Some(file)) => self.start(&file),
            (0, _) | (_, None) => {}
            _ => self.refuse(Unsent::Several),
        }
    }

    /// Sends the file; another one that is under way makes room for it.
    fn start(self: &Rc<Self>, file: &File) {
        self.stop();
        self.say_problem("");
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in bytes")]
        let size = file.size() as u64;
        if size > SIZE_LIMIT {
            return self.refuse(Unsent::TooLarge { size });
        }
        let sent = || {
            let request = XmlHttpRequest::new().ok()?;
            let body = FormData::new().ok()?;
            body.append_with_blob_and_filename("document", file, &file.name()).ok()?;
            request.open("POST", &self.url).ok()?;
            request.set_request_header("accept", "application/json").ok()?;
            let u = Rc::clone(self);
            let way = request.upload().ok()?;
            listen(&way, "progress", move |event| {
                let event = event.unchecked_ref::<ProgressEvent>();
                u.progressed(event.loaded(), event.total());
            });
            let (u, r) = (Rc::clone(self), request.clone());
            listen(&request, "loadend", move |_| u.ended(&r));
            request.send_with_opt_form_data(Some(&body)).ok()?;
            Some(request)
        };
        let Some(request) = sent() else { return self.refuse(Unsent::Interrupted) };
        self.under_way.replace(Some(request));
        self.session.hold(self.shown.says);
        self.progressed(0.0, 1.0);
        self.shown.says.set(["「", &file.name(), "」をアップロードしています…"].concat());
    }

    fn progressed(&self, loaded: f64, total: f64) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
        let percent = if total > 0.0 { (loaded / total * 100.0).floor() as u32 } else { 0 };
        self.shown.percent.set(Some(percent));
        if percent >= 100 && self.under_way.borrow().is_some() {
            self.shown.says.set("ファイルの内容を確認しています…".into());
        }
    }

    /// Takes the request back, if there is one.
    fn stop(&self) -> bool {
        // Taken out first: what ends now is not looked at.
        let request = self.under_way.take();
        if let Some(request) = &request {
            let _ = request.abort();
        }
        request.is_some()
    }

    /// 「中止」
    fn cancel(&self) {
        if self.stop() {
            self.over();
            self.session.give_up();
            self.shown.says.set("アップロードを中止しました。".into());
        }
    }

    fn ended(self: &Rc<Self>, request: &XmlHttpRequest) {
        if self.under_way.borrow().as_ref() != Some(request) {
            return;
        }
        self.under_way.take();
        let text = request.response_text().ok().flatten().unwrap_or_default();
        let status = request.status().unwrap_or(0);
        match serde_json::from_str::<Answer>(&text) {
            Ok(answer) if status == 200 => self.arrived(&answer),
            // In the server's words, for the field.
            Ok(answer) if !answer.words.is_empty() => self.refused(&answer.words),
            // A connection that ended, or the answer of somebody between us and the server.
            _ => self.refuse(Unsent::Interrupted),
        }
        // Signed out, or somebody else has signed in (C19).
        if matches!(status, 401 | 412)
            && let Some(problem) = by_id::<Element>(PROBLEM)
            && let Ok(link) = document().create_element("a")
        {
            let _ = link.set_attribute("href", &self.sign_in);
            link.set_text_content(Some("ログイン画面へ"));
            let _ = problem.append_child(&link);
        }
    }

    /// The server has looked into it and kept it: the form names it from now on.
    fn arrived(self: &Rc<Self>, answer: &Answer) {
        self.over();
        self.named.set_value(&answer.state);
        if let Some(line) = by_id::<Element>("uploaded") {
            line.set_inner_html(&answer.html);
        }
        self.shown.says.set(answer.words.clone());
        self.session.release();
    }

    fn refuse(&self, unsent: Unsent) {
        self.refused(&unsent.message());
    }

    /// It was not taken; the earlier file stays.
    fn refused(&self, why: &str) {
        self.stop();
        self.over();
        self.shown.says.set(String::new());
        self.say_problem(why);
        if self.session.is_pressed() {
            let _ = self.input.focus();
        }
        self.session.give_up();
    }

    /// The way is over, well or not.
    fn over(&self) {
        let focused = document().active_element().is_some_and(|element| element.id() == STOP);
        self.shown.percent.set(None);
        // The same file may be chosen again, and the form does not send it a second time.
        self.input.set_value("");
        if focused {
            let _ = self.input.focus();
        }
    }

    /// Says at the field what is not right, or nothing any more.
    fn say_problem(&self, why: &str) {
        let problem = by_id::<Element>(PROBLEM).or_else(|| {
            let problem = document().create_element("p").ok()?;
            problem.set_id(PROBLEM);
            problem.set_class_name("error");
            self.field.append_child(&problem).ok()?;
            Some(problem)
        });
        let Some(problem) = problem else { return };
        if why.is_empty() {
            problem.remove();
            let _ = self.input.remove_attribute("aria-invalid");
            return;
        }
        let _ = problem.set_attribute("role", "alert");
        problem.set_text_content(Some(why));
        let _ = self.input.set_attribute("aria-invalid", "true");
        let about = self.input.get_attribute("aria-describedby").unwrap_or_default();
        if !about.split(' ').any(|id| id == PROBLEM) {
            let _ = self.input.set_attribute("aria-describedby", [&about, " ", PROBLEM].concat().trim());
        }
    }
}

fn carries_files(data: &DataTransfer) -> bool {
    data.types().includes(&"Files".into(), 0)
}
