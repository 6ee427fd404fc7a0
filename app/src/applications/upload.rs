//! 「申請書・在籍証明書」 by file choice or drag and drop, with its progress (F6). The plain form goes on working: what is
//! chosen here arrives before the form is posted, and is then named in it.

use std::{cell::RefCell, rc::Rc};

use domain::documents::{DocumentView, SIZE_LIMIT, Unsent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    DataTransfer, DragEvent, Element, File, FileList, FormData, HtmlInputElement, Node, ProgressEvent,
    XmlHttpRequest,
};

use super::{
    keeper::{Keeper, append_link, append_text, by_id, hidden, say},
    live::listen,
};
use crate::{error::AppError, route::Route};

/// The file of the open form.
pub(super) struct Upload {
    keeper: Rc<Keeper>,
    /// The box of the field, in which files may be dropped.
    field: Element,
    input: HtmlInputElement,
    /// Names the file in the form.
    named: HtmlInputElement,
    under_way: RefCell<Option<XmlHttpRequest>>,
}

impl Upload {
    /// Brings the field to life, in a form that has one.
    pub fn attach(keeper: &Rc<Keeper>) {
        let found = || {
            let field = by_id("document")?;
            let input = field.query_selector("input[type=file]").ok()??.dyn_into().ok()?;
            let named = hidden(&keeper.form, "fields[document]")?;
            Some(Self { keeper: Rc::clone(keeper), field, input, named, under_way: RefCell::new(None) })
        };
        let Some(upload) = found() else { return };
        let this = Rc::new(upload);
        show("upload-hint", true);
        let u = Rc::clone(&this);
        listen(&this.input, "change", move |_| u.chosen(u.input.files()));
        if let Some(stop) = by_id("upload-stop") {
            let u = Rc::clone(&this);
            listen(&stop, "click", move |_| u.cancel());
        }
        this.listen_to_drops();
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
        self.field.set_class_name(if over { "field document over" } else { "field document" });
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
            request.open("POST", &Route::SendDocument.path()).ok()?;
            request.set_request_header("accept", "application/json").ok()?;
            let to = request.upload().ok()?;
            let u = Rc::clone(self);
            listen(&to, "progress", move |event| {
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
        self.keeper.hold();
        self.progressed(0.0, 1.0);
        show("uploading", true);
        say("upload-says", &format!("「{}」をアップロードしています…", file.name()));
    }

    fn progressed(&self, loaded: f64, total: f64) {
        let percent = if total > 0.0 { (loaded / total * 100.0).floor() } else { 0.0 };
        if let Some(bar) = by_id("upload-progress") {
            let _ = bar.set_attribute("value", &percent.to_string());
        }
        say("upload-percent", &format!("{percent}%"));
        if percent >= 100.0 && self.under_way.borrow().is_some() {
            say("upload-says", "ファイルの内容を確認しています…");
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
            self.keeper.give_up();
            say("upload-says", "アップロードを中止しました。");
        }
    }

    fn ended(&self, request: &XmlHttpRequest) {
        if self.under_way.borrow().as_ref() != Some(request) {
            return;
        }
        self.under_way.take();
        let text = request.response_text().ok().flatten().unwrap_or_default();
        let status = request.status().unwrap_or(0);
        if status == 200
            && let Ok(document) = serde_json::from_str::<DocumentView>(&text)
        {
            return self.kept(&document);
        }
        match serde_json::from_str::<AppError>(&text) {
            // In the server's words, for the field.
            Ok(error) => self.refused(&error.message()),
            // A connection that ended, or the answer of somebody between us and the server.
            Err(_) => self.refuse(Unsent::Interrupted),
        }
        if status == 401
            && let Some(problem) = by_id(PROBLEM)
        {
            append_link(&problem, "ログイン画面へ", &Route::FacilitySignInThen(self.keeper.here()).path());
        }
    }

    /// The server has looked into it and kept it: the form names it from now on.
    fn kept(&self, document: &DocumentView) {
        self.over();
        self.named.set_value(&document.id.to_string());
        if let Some(line) = by_id("uploaded") {
            line.set_text_content(Some("アップロード済み: "));
            append_link(&line, &document.name, &Route::FacilityDocument(document.id).path());
            let extent = document.extent();
            append_text(&line, &format!("({extent})。差し替えるときは、新しいファイルを選択してください。"));
        }
        say("upload-says", &format!("「{}」をアップロードしました。", document.name));
        self.keeper.release();
    }

    fn refuse(&self, unsent: Unsent) {
        self.refused(&unsent.message());
    }

    /// It was not taken; the earlier file stays.
    fn refused(&self, why: &str) {
        self.stop();
        self.over();
        say("upload-says", "");
        self.say_problem(why);
        if self.keeper.is_pressed() {
            let _ = self.input.focus();
        }
        self.keeper.give_up();
    }

    /// The way is over, well or not.
    fn over(&self) {
        let focused = document().active_element() == by_id("upload-stop");
        show("uploading", false);
        // The same file may be chosen again, and the form does not send it a second time.
        self.input.set_value("");
        if focused {
            let _ = self.input.focus();
        }
    }

    /// Says at the field what is not right, or nothing any more.
    fn say_problem(&self, why: &str) {
        let problem = by_id(PROBLEM).or_else(|| {
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
            let _ = self.input.set_attribute("aria-describedby", format!("{about} {PROBLEM}").trim());
        }
    }
}

/// What is not right with the file.
const PROBLEM: &str = "e-document";

fn carries_files(data: &DataTransfer) -> bool {
    data.types().includes(&"Files".into(), 0)
}

fn show(id: &str, shown: bool) {
    if let Some(element) = by_id(id) {
        let _ = if shown { element.remove_attribute("hidden") } else { element.set_attribute("hidden", "") };
    }
}
