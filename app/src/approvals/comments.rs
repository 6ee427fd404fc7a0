//! Comments while they are written: one box per field and one for the whole, kept as a draft like a case (the server holds
//! it, so that a phone can go on where a desktop stopped), and in the browser until the server has them.

use domain::{
    approvals::{COMMENT_LIMIT, Comments, Verdict},
    calendar,
    cases::Field,
    ids::{MemberId, RequestId},
    text,
};
use jiff::Timestamp;
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlTextAreaElement, SubmitEvent};

use super::{api, decision::key};
use crate::{
    accounts::MeResource,
    error::AppError,
    keep::{self, Entry, Event, Found, Journal, Keep, Sending, Status, Taken, Text, inputs},
    route::Route,
    ui::{Counter, TextArea},
};

/// The comment on the whole, among those on fields.
const GENERAL: &str = "general";
/// The version of what was typed on whatever draft came before.
const OLDER: i64 = -1;

/// Holds the comments of one request and keeps them.
#[derive(Clone, Copy)]
pub struct Keeper {
    request: RequestId,
    form: NodeRef<html::Form>,
    /// What stands in the boxes.
    words: RwSignal<Text>,
    keep: keep::Keeper,
    /// A decision that goes when nothing is under way any more.
    pressed: StoredValue<Option<Verdict>>,
    /// What came back from the browser, or why a decision does not go.
    note: RwSignal<Option<String>>,
}

impl Keeper {
    pub fn new(request: RequestId, comments: Comments, version: i64, form: NodeRef<html::Form>) -> Self {
        let served = text_of(comments);
        let (pressed, note) = (StoredValue::new(None), RwSignal::new(None));
        let words = RwSignal::new(served.clone());
        let send = move |sending: Sending| {
            spawn_local(async move {
                let answer = send(request, sending.text.clone(), sending.version).await;
                let keep = sending.keeper;
                if sending.answered(answer) {
                    Self { request, form, words, keep, pressed, note }.go_on();
                }
            });
        };
        let keep = keep::Keeper::new(Keep::new(version, served, None), send);
        let this = Self { request, form, words, keep, pressed, note };
        this.keep_in_browser();
        this
    }

    /// How many comments are written.
    pub fn count(&self) -> usize {
        self.words.read().fields.0.values().filter(|comment| !comment.trim().is_empty()).count()
    }

    pub fn status(&self) -> RwSignal<Status> {
        self.keep.status
    }

    fn typed(self, key: &str, comment: String) {
        self.words.update(|words| words.fields.set(key, comment));
        self.keep.say(Event::Typed(self.words.get_untracked()));
    }

    /// A box was left.
    pub fn left(self) {
        self.keep.say(Event::Left);
    }

    /// After the page has come alive: what was typed before that, and what the browser kept the last time.
    fn keep_in_browser(self) {
        let me = use_context::<MeResource>();
        self.keep.listen();
        Effect::new(move || {
            let (Some(form), Some(me)) = (self.form.get(), me) else { return };
            spawn_local(async move {
                let member = me.member().await;
                if self.words.is_disposed() {
                    return;
                }
                let found = member.and_then(|member| self.keep.open(journal_of(member, self.request)));
                let Found { restored, other } = found.unwrap_or_default();
                if let Some(entry) = restored {
                    put_back(&form, &entry);
                    self.says(format!("この端末に残っていた入力({})を元に戻しました。", stamp(entry.at)));
                }
                let fields = boxes(&form).map(|(key, area)| (key, area.value())).collect();
                let text = Text { fields, memo: String::new() };
                self.words.set(text.clone());
                self.keep.say(Event::Typed(text));
                if let Some((entry, text)) = other {
                    self.hand_over(text, entry.at).await;
                }
            });
        });
    }

    /// What was typed on an older draft goes to the server, which puts it beside the newer one.
    async fn hand_over(self, text: Text, at: i64) {
        match send(self.request, text, OLDER).await {
            Ok(_) => {
                self.keep.forget_waiting();
                self.reload();
            }
            // It goes on waiting, until the page is opened the next time.
            Err(error) => self.says(format!(
                "この端末に、まだ送信できていない入力({})があります。{}",
                stamp(at),
                error.message()
            )),
        }
    }

    fn says(self, words: String) {
        self.note.try_set(Some(words));
    }

    /// A decision goes when no comment is under way any more, with the version that the comments have then.
    pub fn submitted(self, ev: &SubmitEvent) {
        self.left();
        if !matches!(self.keep.status.get_untracked(), Status::Saving | Status::Offline) {
            self.name_version();
            return;
        }
        let pressed = ev.submitter().and_then(|button| button.get_attribute("value"));
        let verdict =
            [Verdict::Approve, Verdict::Reject].into_iter().find(|v| pressed.as_deref() == Some(key(*v)));
        self.pressed.set_value(verdict);
        ev.prevent_default();
    }

    /// The decision that waited goes, or the person reads why it does not.
    fn go_on(self) {
        let status = self.keep.status.get_untracked();
        let Some(verdict) = self.pressed.get_value().filter(|_| status != Status::Saving) else { return };
        self.pressed.set_value(None);
        match status {
            Status::Saving => {}
            Status::Offline => {
                self.close_questions();
                self.says(
                    "通信が切れているため、まだ判定していません。つながってから、もう一度押してください。"
                        .into(),
                );
                inputs::focus("saved");
            }
            // What was sent stands beside the newer draft: the page shows both.
            Status::Conflict => self.reload(),
            // Posted by the browser, every word comes back with the reason.
            Status::Empty | Status::Kept(_) | Status::SignedOut | Status::Stopped(_) => self.post(verdict),
        }
    }

    /// Presses the button once more.
    fn post(self, verdict: Verdict) {
        let Some(form) = self.form.get_untracked() else { return };
        let button = format!("button[name='confirmed'][value='{}']", key(verdict));
        if let Ok(Some(button)) = form.query_selector(&button) {
            let _ = form.request_submit_with_submitter(button.dyn_ref::<HtmlElement>());
        }
    }

    fn name_version(self) {
        let (Some(form), Some(version)) = (self.form.get_untracked(), self.keep.version()) else { return };
        if let Ok(Some(input)) = form.query_selector("input[name='version']") {
            let _ = input.set_attribute("value", &version.to_string());
        }
    }

    fn close_questions(self) {
        let Some(form) = self.form.get_untracked() else { return };
        while let Ok(Some(open)) = form.query_selector("dialog[open]") {
            let Ok(dialog) = open.dyn_into::<HtmlDialogElement>() else { return };
            dialog.close();
        }
    }

    fn reload(self) {
        let _ = window().location().assign(&Route::Approval(self.request).path());
    }
}

/// What the browser kept of comments on a request that is decided is of no use any more.
pub fn forget(request: RequestId) {
    let me = use_context::<MeResource>();
    Effect::new(move || {
        let Some(me) = me else { return };
        spawn_local(async move {
            if let Some(member) = me.member().await {
                let journal = journal_of(member, request);
                journal.clear();
                journal.waiting().clear();
            }
        });
    });
}

fn journal_of(member: MemberId, request: RequestId) -> Journal {
    Journal::of(&format!("{member}:comments:{request}"))
}

async fn send(request: RequestId, text: Text, version: i64) -> Result<Taken, AppError> {
    let mut fields = text.fields.0;
    let general = fields.remove(GENERAL).unwrap_or_default();
    api::keep_comments(request, general, fields, version).await
}

fn text_of(comments: Comments) -> Text {
    let fields = comments.fields.into_iter().chain([(GENERAL.to_owned(), comments.general)]).collect();
    Text { fields, memo: String::new() }
}

/// The boxes with their field.
fn boxes(form: &HtmlFormElement) -> impl Iterator<Item = (String, HtmlTextAreaElement)> {
    let list = form.query_selector_all("textarea[name]").ok();
    let length = list.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |at| {
        let area = list.as_ref()?.item(at)?.dyn_into::<HtmlTextAreaElement>().ok()?;
        let name = area.name();
        let key = name.strip_prefix("comments[").and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
        Some((key.to_owned(), area))
    })
}

/// Writes into the boxes what the browser kept, and opens those that are folded.
fn put_back(form: &HtmlFormElement, entry: &Entry) {
    for (key, area) in boxes(form) {
        let Some(comment) = entry.changed.get(&key) else { continue };
        area.set_value(comment);
        if let Ok(Some(folded)) = area.closest("details") {
            let _ = folded.set_attribute("open", "");
        }
    }
}

fn stamp(at: i64) -> String {
    calendar::stamp(Timestamp::from_millisecond(at).unwrap_or_default())
}

/// What came back from the browser, or why a decision does not go.
#[component]
pub fn KeeperNote(keeper: Keeper) -> impl IntoView {
    move || keeper.note.get().map(|words| view! { <p class="note" role="status">{words}</p> })
}

/// The box of one field, folded until it is wanted; open when something stands in it.
#[component]
pub fn CommentBox(field: Field, comment: String, keeper: Keeper) -> impl IntoView {
    let key = field.key;
    let id = format!("comment-{key}");
    let open = !comment.is_empty();
    view! {
        <details class="say-to" open=open>
            <summary>{format!("「{}」にコメントする", field.label)}</summary>
            <label class="label" for=id.clone()>{format!("{} へのコメント", field.label)}</label>
            <TextArea
                name=format!("comments[{key}]")
                id
                text=comment
                on_text=Callback::new(move |text| keeper.typed(key, text))
            />
            <Counter count=Signal::derive(move || text::count(keeper.words.read().fields.get(key))) limit=COMMENT_LIMIT/>
        </details>
    }
}

/// The box for the whole report.
#[component]
pub fn GeneralBox(comment: String, keeper: Keeper) -> impl IntoView {
    view! {
        <div class="field">
            <label for="general">"全体へのコメント"</label>
            <TextArea
                name="general"
                id="general"
                rows=4
                text=comment
                on_text=Callback::new(move |text| keeper.typed(GENERAL, text))
            />
            <Counter count=Signal::derive(move || text::count(keeper.words.read().fields.get(GENERAL))) limit=COMMENT_LIMIT/>
        </div>
    }
}
