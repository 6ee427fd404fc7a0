//! 「(基幹)研修施設群」: linkages of 基幹施設 and 連携施設 for both sides and for the office, and who trains alone (F10, F11).

pub mod api;
mod ask;
mod links;
mod naming;
mod office;
mod page;
mod training;

use domain::refused::{FacilityRefused, LinkageRefused};
use serde::{Deserialize, Serialize};

use crate::{
    route::Route,
    shell::{self, Ask, Entry, Page, Section},
    ui::{Crumb, Notice},
};

pub use office::OfficeLinks;
pub use training::Training;

/// What the page is called, in the guide's words.
pub const TITLE: &str = "(基幹)研修施設群";

/// What was done with a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    Approved,
    Refused,
    Withdrawn,
    Dissolved,
    Asked,
}

impl Done {
    /// The sentence on the screen.
    pub fn message(self) -> &'static str {
        match self {
            Self::Approved => "連携を承認しました。連携施設に通知メールが送られます。",
            Self::Refused => "連携の申請を否認しました。連携施設に通知メールが送られます。",
            Self::Withdrawn => "連携の申請を取り下げました。基幹施設に通知メールが送られます。",
            Self::Dissolved => "連携を解除しました。連携の相手に通知メールが送られます。",
            Self::Asked => "連携を申請しました。基幹施設に通知メールが送られます。",
        }
    }
}

/// The pages.
pub fn pages() -> Vec<Entry> {
    vec![
        shell::page("/facility/network", Section::Facilities, page::network),
        shell::page("/facility/network/{linkage}/{action}", Section::Facilities, ask::question),
        shell::page("/office/facilities/{facility}/linkages/{linkage}", Section::Office, office::question),
    ]
}

/// The way back to マイページ, and from a question to the page.
fn crumbs(question: bool) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("マイページTOP", Route::Facility.path())];
    crumbs.extend(question.then(|| Crumb::new(TITLE, Route::FacilityNetwork.path())));
    crumbs
}

/// What an address brings back to a form that was not taken.
#[derive(Clone)]
struct Returned {
    /// What is wrong with an input.
    problem: Option<LinkageRefused>,
    /// The 基幹施設 that was chosen.
    core: String,
    /// The day that was typed.
    from: Option<String>,
}

impl Returned {
    fn of(ask: &Ask) -> Self {
        Self {
            problem: ask.query("problem").and_then(|text| serde_json::from_str(text).ok()),
            core: ask.text("core"),
            from: ask.query("from").map(str::to_owned),
        }
    }
}

/// In place of a question that nobody can answer any more: `to` the page that says why.
fn led_back(to: &Route, refused: FacilityRefused) -> Page {
    Page::elsewhere(&to.saying(&Notice::Refused(refused)))
}
