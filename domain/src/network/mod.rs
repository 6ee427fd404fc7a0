//! 研修施設群: the linkage of a 連携施設 with its 基幹施設, and whether a facility of the transition measure trains alone (F10,
//! F11).

mod linkage;
mod naming;
mod refused;
mod rules;
mod state;
mod training;
mod views;

pub use linkage::{Ground, Linkage, Standing};
pub use naming::{Asked, ask_on_start, earliest};
pub use refused::{LinkageAction, LinkageRefused};
pub use rules::may;
pub use state::{Ender, LinkageState, Parties, REASON_LIMIT, Side, StateName, reason};
pub use training::{PartnerRecord, StandAlone, TrainingFacts, stand_alone};
pub use views::*;
