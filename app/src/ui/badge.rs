//! A word with a colour and a mark: never colour alone.

use leptos::prelude::*;

/// The four meanings, and two without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    None,
    Ready,
    Wait,
    Done,
    Back,
    Bad,
}

impl Tone {
    /// Style class.
    pub fn class(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Ready => "ready",
            Self::Wait => "wait",
            Self::Done => "done",
            Self::Back => "back",
            Self::Bad => "bad",
        }
    }

    /// The mark before the word.
    pub fn mark(self) -> &'static str {
        match self {
            Self::None => "–",
            Self::Ready => "●",
            Self::Wait => "…",
            Self::Done => "✓",
            Self::Back => "↩",
            Self::Bad => "!",
        }
    }
}

#[component]
pub fn Badge(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <span class=format!("badge badge-{}", tone.class())>
            <span class="mark" aria-hidden="true">{tone.mark()}</span>
            {text}
        </span>
    }
}
