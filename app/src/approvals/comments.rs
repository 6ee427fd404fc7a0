//! Comments while they are written: one box per field and one for the whole, kept as a draft two seconds after the last
//! key and on leaving a box (the server holds the draft, so that a phone can go on where a desktop stopped).

use std::{collections::BTreeMap, time::Duration};

use domain::{
    approvals::{COMMENT_LIMIT, Comments},
    calendar,
    cases::Field,
    ids::RequestId,
    text,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use super::api::{self, CommentsKept};
use crate::{
    error::AppError,
    ui::{Counter, TextArea},
};

/// Pause after the last key before the draft is sent.
const PAUSE: Duration = Duration::from_millis(1_500);

/// What is known of the draft on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kept {
    Nothing,
    Sending,
    At(String),
    Trouble(String),
}

/// Holds the comments of one request and keeps them.
#[derive(Clone, Copy)]
pub struct Keeper {
    request: RequestId,
    general: RwSignal<String>,
    fields: RwSignal<BTreeMap<String, String>>,
    version: RwSignal<i64>,
    kept: RwSignal<Kept>,
    timer: StoredValue<Option<TimeoutHandle>>,
    sending: StoredValue<bool>,
    again: StoredValue<bool>,
}

impl Keeper {
    pub fn new(request: RequestId, comments: Comments, version: i64) -> Self {
        Self {
            request,
            general: RwSignal::new(comments.general),
            fields: RwSignal::new(comments.fields),
            version: RwSignal::new(version),
            kept: RwSignal::new(Kept::Nothing),
            timer: StoredValue::new(None),
            sending: StoredValue::new(false),
            again: StoredValue::new(false),
        }
    }

    /// How many comments are written.
    pub fn count(&self) -> usize {
        let fields = self.fields.read().values().filter(|c| !c.trim().is_empty()).count();
        fields + usize::from(!self.general.read().trim().is_empty())
    }

    /// Version of the draft, for the plain form.
    pub fn version(&self) -> i64 {
        self.version.get()
    }

    fn typed(self) {
        self.timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            *timer = set_timeout_with_handle(move || self.send(), PAUSE).ok();
        });
    }

    /// Sends the draft, one at a time; what was typed meanwhile is sent afterwards.
    fn send(self) {
        if self.sending.get_value() {
            self.again.set_value(true);
            return;
        }
        self.sending.set_value(true);
        self.kept.set(Kept::Sending);
        spawn_local(async move {
            let (general, fields) = (self.general.get_untracked(), self.fields.get_untracked());
            let answer =
                api::keep_comments(self.request, general, fields, self.version.get_untracked()).await;
            self.kept.set(match answer {
                Ok(CommentsKept::Kept { version, saved_at }) => {
                    self.version.set(version);
                    Kept::At(calendar::clock(saved_at))
                }
                Ok(CommentsKept::Stale) => Kept::Trouble(
                    "別の画面でコメントが更新されています。この画面の内容は保存されていません。再読み込みして確認してください。".into(),
                ),
                Err(AppError::Unreachable) => {
                    Kept::Trouble("通信が切れています。コメントはまだ保存されていません。".into())
                }
                Err(error) => Kept::Trouble(error.message()),
            });
            self.sending.set_value(false);
            if self.again.get_value() {
                self.again.set_value(false);
                self.send();
            }
        });
    }
}

/// One line saying how safe the comments are.
#[component]
pub fn KeptLine(keeper: Keeper) -> impl IntoView {
    move || {
        let (class, words) = match keeper.kept.get() {
            Kept::Nothing => ("saved", "コメントは入力中に自動で保存されます。".to_owned()),
            Kept::Sending => ("saved", "コメントを保存しています…".to_owned()),
            Kept::At(clock) => ("saved", format!("コメントの下書き保存済み {clock}")),
            Kept::Trouble(words) => ("saved trouble", words),
        };
        view! { <p class=class role="status">{words}</p> }
    }
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
                on_text=Callback::new(move |text| {
                    keeper.fields.update(|fields| {
                        fields.insert(key.to_owned(), text);
                    });
                    keeper.typed();
                })
            />
            <Counter count=Signal::derive(move || keeper.fields.read().get(key).map_or(0, |text| text::count(text))) limit=COMMENT_LIMIT/>
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
                on_text=Callback::new(move |text| {
                    keeper.general.set(text);
                    keeper.typed();
                })
            />
            <Counter count=Signal::derive(move || text::count(&keeper.general.read())) limit=COMMENT_LIMIT/>
        </div>
    }
}
