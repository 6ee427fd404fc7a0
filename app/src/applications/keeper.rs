//! Keeps what is typed into 「1.申請書」 and 「2.概要書」 while it is typed (F3): carries out what [`Keep`] says, over the form
//! that the server made. The buttons go on posting the form as they do without a program.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use domain::{
    accounts::Applying,
    applications::{FormSaved, Part},
    calendar,
    cases::Saved,
};
use jiff::{Timestamp, civil::Date};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent};

use super::api;
use crate::{
    error::AppError,
    keep::{self, Command, Entry, Event, Intent, Journal, Keep, Status, Text, inputs},
    route::Route,
};

/// After this the answer to a pressed button is not waited for any more: the person has stopped it.
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of a press of 「一時保存」, 「登録」 or 「検索」.
enum Press {
    No,
    /// A save or an upload goes first; this was pressed.
    Waits(Option<HtmlElement>),
    /// The browser posts the form.
    Posts,
}

/// The keeping of one open form.
pub(super) struct Keeper {
    pub form: HtmlFormElement,
    pub applying: Applying,
    pub part: Part,
    pub journal: Journal,
    today: Date,
    machine: RefCell<Keep>,
    press: RefCell<Press>,
    /// The browser asks just now whether the form may go.
    asked: Cell<bool>,
    uploading: Cell<bool>,
}

impl Keeper {
    /// The form of the page, if it has one, with what the server wrote into it and the version of that.
    pub fn of_page() -> Option<(Rc<Self>, Text, i64)> {
        let form = by_id("application")?.dyn_into::<HtmlFormElement>().ok()?;
        let hidden = |name: &str| Some(hidden(&form, name)?.value());
        let version = hidden("version")?.parse().ok()?;
        let saved_at = form.get_attribute("data-saved-at").and_then(|at| at.parse().ok());
        let saved_at = saved_at.and_then(|at| Timestamp::from_millisecond(at).ok());
        let served = inputs::as_served(&form);
        let keeper = Self {
            applying: hidden("applying")?.parse().ok()?,
            part: hidden("part")?.parse().ok()?,
            journal: Journal::of(&form.get_attribute("data-draft")?),
            today: calendar::parse_day(&form.get_attribute("data-today")?)?,
            machine: RefCell::new(Keep::new(version, served.clone(), saved_at)),
            press: RefCell::new(Press::No),
            asked: Cell::new(false),
            uploading: Cell::new(false),
            form,
        };
        if saved_at.is_none() {
            say("kept", &Status::Empty.words(None));
        }
        Some((Rc::new(keeper), served, version))
    }

    /// The page itself.
    pub fn here(&self) -> String {
        Route::ApplyForm(self.applying, self.part).path()
    }

    /// Something may stand otherwise in the inputs.
    pub fn typed(self: &Rc<Self>) {
        self.on(Event::Typed(inputs::read(&self.form)));
    }

    pub fn on(self: &Rc<Self>, event: Event) {
        let before = self.machine.borrow().status().clone();
        let todo = self.machine.borrow_mut().on(event);
        let after = self.machine.borrow().status().clone();
        if before != after {
            self.show(&after);
        }
        for command in todo {
            self.carry_out(command);
        }
    }

    fn carry_out(self: &Rc<Self>, command: Command) {
        let this = Rc::clone(self);
        match command {
            Command::Journal { version, changed } => {
                self.journal.write(&Entry { version, at: keep::now(), changed });
            }
            Command::Forget => self.journal.clear(),
            Command::Wait(milliseconds) => {
                let pause = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
                set_timeout(move || this.on(Event::Pause), pause);
            }
            Command::Send { intent: Some(_), .. } => self.post(),
            Command::Send { version, text, intent: None } => spawn_local(async move {
                let answer = api::save_draft(this.applying, this.part, version, text.fields).await;
                this.answered(answer);
            }),
        }
    }

    fn answered(self: &Rc<Self>, answer: Result<FormSaved, AppError>) {
        if let Ok(FormSaved { saved: Saved::Kept { version, .. }, registered }) = &answer {
            if let Some(input) = hidden(&self.form, "version") {
                input.set_value(&version.to_string());
            }
            say("form-state", if *registered { "登録済" } else { "未完了" });
        }
        self.on(Event::Answer(answer.map(|done| done.saved.into())));
        self.trouble_with_press();
    }

    /// A button was pressed, and what had to go first came to nothing.
    fn trouble_with_press(self: &Rc<Self>) {
        if self.uploading.get() || !matches!(*self.press.borrow(), Press::Waits(_)) {
            return;
        }
        // Not borrowed any more: what is done below makes the page speak to the machine again.
        let status = self.machine.borrow().status().clone();
        match status {
            // The answer to what was sent again is still to come.
            Status::Saving | Status::Empty | Status::Kept(_) => {}
            Status::Offline => {
                self.press.replace(Press::No);
                inputs::focus("saved");
            }
            // What was sent is on the server, set aside: the page shows both.
            Status::Conflict => {
                let _ = window().location().assign(&self.here());
            }
            // Posted by the browser, every word comes back with the reason.
            Status::SignedOut | Status::Stopped(_) => self.post(),
        }
    }

    /// 「一時保存」, 「登録」 or 「検索」: the form goes when nothing of it is under way any more, with the newest version.
    pub fn submitted(self: &Rc<Self>, event: &SubmitEvent) {
        let uploading = self.uploading.get();
        if matches!(*self.press.borrow(), Press::Posts) || (!uploading && self.machine.borrow().stopped()) {
            return;
        }
        self.press.replace(Press::Waits(event.submitter()));
        self.asked.set(true);
        self.typed();
        if uploading {
            say("upload-says", "アップロードが終わりしだい、続けます。");
        } else {
            self.on(Event::Submit(Intent::Save));
        }
        self.asked.set(false);
        if !matches!(*self.press.borrow(), Press::Posts) {
            event.prevent_default();
        }
    }

    /// Lets the browser post the form.
    fn post(self: &Rc<Self>) {
        let Press::Waits(button) = self.press.replace(Press::Posts) else { return };
        if !self.asked.get() {
            let _ = match button {
                Some(button) => self.form.request_submit_with_submitter(Some(&button)),
                None => self.form.request_submit(),
            };
        }
        let this = Rc::clone(self);
        set_timeout(
            move || {
                this.press.replace(Press::No);
                this.on(Event::Answer(Err(AppError::Unreachable)));
            },
            PATIENCE,
        );
    }

    /// A file is on its way: buttons wait for it.
    pub fn hold(&self) {
        self.uploading.set(true);
    }

    /// The file's way is over. Is a button waiting for it?
    pub fn is_pressed(&self) -> bool {
        matches!(*self.press.borrow(), Press::Waits(_))
    }

    /// It is there: what is kept now names it, and the button that waited does its work.
    pub fn release(self: &Rc<Self>) {
        self.uploading.set(false);
        self.typed();
        if !self.is_pressed() {
            self.on(Event::Left);
        } else if self.machine.borrow().stopped() {
            self.post();
        } else {
            self.on(Event::Submit(Intent::Save));
        }
    }

    /// It is not there: a button that waited has nothing to do.
    pub fn give_up(&self) {
        self.uploading.set(false);
        self.press.replace(Press::No);
    }

    /// When the draft was last kept, and what is wrong when it is not.
    fn show(&self, status: &Status) {
        let Some(line) = by_id("saved") else { return };
        let _ = if status.is_trouble() {
            line.set_class_name("saved trouble");
            line.set_attribute("role", "alert")
        } else {
            line.set_class_name("saved");
            line.remove_attribute("role")
        };
        let help = match status {
            Status::SignedOut => Some(("ログイン画面へ", Route::FacilitySignInThen(self.here()).path())),
            Status::Conflict => Some(("最新の内容を開いて見比べる", self.here())),
            Status::Stopped(_) => Some(("画面を開き直す", self.here())),
            _ => None,
        };
        say("kept", &status.words(Some(self.today)));
        if let (Some(kept), Some((words, to))) = (by_id("kept"), help) {
            append_text(&kept, " ");
            append_link(&kept, words, &to);
        }
    }
}

pub(super) fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Writes words into an element.
pub(super) fn say(id: &str, words: &str) {
    if let Some(element) = by_id(id) {
        element.set_text_content(Some(words));
    }
}

pub(super) fn append_text(to: &Element, words: &str) {
    let _ = to.append_child(&document().create_text_node(words));
}

pub(super) fn append_link(to: &Element, words: &str, path: &str) {
    if let Ok(link) = document().create_element("a") {
        let _ = link.set_attribute("href", path);
        link.set_text_content(Some(words));
        let _ = to.append_child(&link);
    }
}

/// A hidden input of the form.
pub(super) fn hidden(form: &HtmlFormElement, name: &str) -> Option<HtmlInputElement> {
    let found = form.query_selector(&format!("input[type=hidden][name='{name}']")).ok()?;
    found?.dyn_into().ok()
}
