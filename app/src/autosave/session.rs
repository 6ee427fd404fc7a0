//! Carries out what [`Autosave`] says over a form of the page: listens, sends, waits, keeps in the browser, posts.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
    time::Duration,
};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    BeforeUnloadEvent, EventTarget, HtmlDialogElement, HtmlElement, HtmlFormElement, PageTransitionEvent,
    SubmitEvent,
};

use super::{
    Autosave, Command, Device, Event, Failure, Inputs, Saved, Status, call, come_back, entry::Entry, form,
    local_copy::LocalCopy,
};

/// After this the answer to a pressed button is not waited for any more: the person has stopped it.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longer than the server takes to begin an answer: if this page still stands then, it was not left.
const LEFT: Duration = Duration::from_secs(40);
/// A browser that has not answered by then what it keeps cannot keep anything.
const SILENCE: Duration = Duration::from_secs(3);

/// What became of a press of a button.
enum Press {
    No,
    /// A save or an upload goes first; this was pressed.
    Waits(Option<HtmlElement>),
    /// The browser posts the form.
    Posts,
}

/// Where a form is saved, and as what the browser keeps it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The server function that saves.
    pub url: String,
    /// The draft and its owner.
    pub draft: String,
    /// The page itself.
    pub here: String,
}

/// What the person sees of it.
#[derive(Clone, Copy)]
pub struct Shown {
    pub status: RwSignal<Status>,
    /// Where that is which the server does not have.
    pub device: RwSignal<Device>,
    /// 未完了 or 登録済, where the form has such a state.
    pub state: RwSignal<String>,
    /// What came back from the browser.
    pub note: RwSignal<String>,
    /// The note leads to the page itself.
    pub look: RwSignal<bool>,
    /// What was pressed is not done.
    pub not_done: RwSignal<bool>,
}

/// The saving of one open form.
pub struct Session {
    pub form: HtmlFormElement,
    pub(super) place: Place,
    pub(super) copy: Rc<LocalCopy>,
    machine: RefCell<Autosave>,
    press: RefCell<Press>,
    /// The browser asks just now whether the form may go.
    asked: Cell<bool>,
    /// A file is on its way: buttons wait for it, and this is said then.
    uploading: RefCell<Option<RwSignal<String>>>,
    pub(super) shown: Shown,
    /// What was sent last.
    looked: RefCell<Inputs>,
}

thread_local! {
    /// The open forms of the page, by id.
    static OPEN: RefCell<BTreeMap<String, Rc<Session>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The session of the form with this id.
pub fn of(id: &str) -> Option<Rc<Session>> {
    OPEN.with_borrow(|open| open.get(id).cloned())
}

/// Begins to save the form with this id; `words` say when it was stored, if it ever was.
pub fn open(id: &str, place: Place, words: Option<String>, shown: Shown) -> Option<Rc<Session>> {
    let form = form::by_id::<HtmlFormElement>(id)?;
    let version = form::hidden(&form, "version")?.value().parse().ok()?;
    let served = form::as_served(&form);
    let session = Rc::new_cyclic(|session: &Weak<Session>| Session {
        copy: {
            let session = session.clone();
            LocalCopy::of(&place.draft, move |kept| {
                if let Some(session) = session.upgrade() {
                    session.on(if kept { Event::Kept } else { Event::NotKept });
                }
            })
        },
        machine: RefCell::new(Autosave::new(version, served.clone(), words)),
        press: RefCell::new(Press::No),
        asked: Cell::new(false),
        uploading: RefCell::new(None),
        looked: RefCell::new(served.clone()),
        form,
        place,
        shown,
    });
    OPEN.with_borrow_mut(|open| open.insert(id.to_owned(), Rc::clone(&session)));
    session.listen();
    // What was typed before the program was there.
    session.typed();
    let silent = Rc::clone(&session);
    set_timeout(move || silent.give_up_on_the_browser(), SILENCE);
    spawn_local(come_back::begin(Rc::clone(&session), version, served));
    Some(session)
}

impl Session {
    fn listen(self: &Rc<Self>) {
        let form = &self.form;
        let on = |to: &EventTarget, name: &str, act: fn(&Rc<Self>)| {
            let this = Rc::clone(self);
            listen(to, name, move |_| act(&this));
        };
        on(form, "input", Self::typed);
        on(form, "change", Self::typed);
        on(form, "focusout", |this| {
            this.typed();
            this.on(Event::Left);
        });
        let this = Rc::clone(self);
        listen(form, "submit", move |event| this.submitted(event.unchecked_ref()));
        let window: EventTarget = window().into();
        on(&window, "pagehide", |this| {
            this.hidden(Event::Gone);
            this.copy.leave();
        });
        // A phone ends what is out of sight without another word.
        on(&document(), "visibilitychange", |this| {
            if document().hidden() {
                this.hidden(Event::Left);
            }
        });
        let this = Rc::clone(self);
        listen(&window, "beforeunload", move |event| {
            this.typed();
            if this.is_at_risk() {
                event.unchecked_ref::<BeforeUnloadEvent>().set_return_value("?");
            }
            this.on(Event::Leaving);
            let later = Rc::clone(&this);
            set_timeout(move || later.on(Event::Stayed), LEFT);
        });
        on(&window, "online", |this| this.on(Event::Online));
        on(&window, "focus", |this| this.on(Event::Online));
        // A page that the browser kept and shows again knows nothing of what was saved meanwhile.
        let this = Rc::clone(self);
        listen(&window, "pageshow", move |event| {
            if event.unchecked_ref::<PageTransitionEvent>().persisted() && !this.is_at_risk() {
                reload();
            }
        });
    }

    /// Something may stand otherwise in the inputs.
    pub fn typed(self: &Rc<Self>) {
        self.on(Event::Typed(form::read(&self.form)));
    }

    /// The page may end with this.
    fn hidden(self: &Rc<Self>, event: Event) {
        self.typed();
        self.on(event);
        self.copy.write_now();
    }

    fn is_at_risk(&self) -> bool {
        self.machine.borrow().device().is_at_risk()
    }

    fn give_up_on_the_browser(self: &Rc<Self>) {
        if !self.machine.borrow().is_ready() {
            self.on(Event::NotKept);
            self.on(Event::Ready);
        }
    }

    pub(super) fn on(self: &Rc<Self>, event: Event) {
        let (todo, status, device) = {
            let mut machine = self.machine.borrow_mut();
            (machine.on(event), machine.status().clone(), machine.device())
        };
        if self.shown.status.with_untracked(|shown| *shown != status) {
            self.shown.status.set(status);
        }
        if self.shown.device.get_untracked() != device {
            self.shown.device.set(device);
        }
        for command in todo {
            self.carry_out(command);
        }
    }

    fn carry_out(self: &Rc<Self>, command: Command) {
        let this = Rc::clone(self);
        match command {
            Command::Keep { version, changed } => {
                self.copy.keep(Entry { version, at: js_sys::Date::now(), changed });
            }
            Command::Forget => self.copy.forget(),
            Command::Wait(milliseconds) => {
                let pause = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
                set_timeout(move || this.on(Event::Pause), pause);
            }
            Command::Send { version, inputs } => spawn_local(async move {
                let answer = this.send(version, &inputs).await;
                this.on(Event::Answer(answer));
            }),
            Command::Post { version } => self.post(version),
            Command::NotDone => self.not_done(),
        }
    }

    pub(super) async fn send(&self, version: i64, inputs: &Inputs) -> Result<Saved, Failure> {
        let context = form::context(&self.form);
        let version = version.to_string();
        let look = self.looks(inputs).then_some(("look", "1"));
        let pairs = context.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let pairs = pairs.chain([("version", version.as_str())]).chain(look).chain(inputs.iter());
        let answer = call::post(&self.place.url, &call::encoded(pairs)).await?;
        // A form that goes without this program (it has stopped) is not taken for an older window's.
        if let Some(version) = answer.version {
            self.name_version(version);
        }
        if !answer.state.is_empty() {
            self.shown.state.set(answer.state.clone());
        }
        for piece in &answer.pieces {
            form::replace(&self.form, &piece.id, &piece.html);
        }
        Ok(answer.saved())
    }

    /// Did an input change since the last save of which the server may have to say something?
    fn looks(&self, inputs: &Inputs) -> bool {
        let names = self.form.get_attribute("data-looks").unwrap_or_default();
        let mut looked = self.looked.borrow_mut();
        let changed = names.split(' ').any(|name| inputs.get(name) != looked.get(name));
        inputs.clone_into(&mut looked);
        changed
    }

    /// A button was pressed: the form goes when nothing of it is under way any more, with the newest version.
    fn submitted(self: &Rc<Self>, event: &SubmitEvent) {
        if event.default_prevented() || matches!(*self.press.borrow(), Press::Posts) {
            return;
        }
        self.press.replace(Press::Waits(event.submitter()));
        self.shown.not_done.set(false);
        self.asked.set(true);
        self.typed();
        match *self.uploading.borrow() {
            Some(says) => says.set("アップロードが終わりしだい、続けます。".into()),
            None => self.on(Event::Press),
        }
        self.asked.set(false);
        if !matches!(*self.press.borrow(), Press::Posts) {
            event.prevent_default();
        }
    }

    /// The draft that the form continues when it is posted.
    fn name_version(&self, version: i64) {
        if let Some(input) = form::hidden(&self.form, "version") {
            input.set_value(&version.to_string());
        }
    }

    /// Lets the browser post the form.
    fn post(self: &Rc<Self>, version: i64) {
        let Press::Waits(button) = self.press.replace(Press::Posts) else { return };
        self.name_version(version);
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
                this.on(Event::GiveUp);
            },
            PATIENCE,
        );
    }

    /// What had to go first came to nothing: the person reads why.
    fn not_done(&self) {
        self.press.replace(Press::No);
        for dialog in form::elements(&self.form, "dialog[open]") {
            if let Some(dialog) = dialog.dyn_ref::<HtmlDialogElement>() {
                dialog.close();
            }
        }
        if self.shown.status.with_untracked(|status| *status == Status::Conflict) {
            // What was sent is on the server, set aside: the page shows both.
            let _ = window().location().assign(&self.place.here);
        } else {
            self.shown.not_done.set(true);
            form::focus("saved");
        }
    }

    /// A file is on its way: buttons wait for it, and `says` tells them.
    pub fn hold(&self, says: RwSignal<String>) {
        self.uploading.replace(Some(says));
    }

    /// Is a button waiting for the file?
    pub fn is_pressed(&self) -> bool {
        matches!(*self.press.borrow(), Press::Waits(_))
    }

    /// It is there: what is kept now names it, and the button that waited does its work.
    pub fn release(self: &Rc<Self>) {
        self.uploading.replace(None);
        self.typed();
        self.on(if self.is_pressed() { Event::Press } else { Event::Left });
    }

    /// It is not there: a button that waited has nothing to do.
    pub fn give_up(self: &Rc<Self>) {
        self.uploading.replace(None);
        self.press.replace(Press::No);
        self.on(Event::GiveUp);
    }
}

/// Calls `act` whenever this happens, as long as the page is there.
pub fn listen(to: &EventTarget, name: &str, act: impl FnMut(web_sys::Event) + 'static) {
    let act = Closure::<dyn FnMut(web_sys::Event)>::new(act);
    let _ = to.add_event_listener_with_callback(name, act.as_ref().unchecked_ref());
    act.forget();
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}
