//! 施設認定申請: rounds, the two forms, what 登録 and 申請 check, the states of an application and who may do what (F1–F9).

mod calendar_views;
mod check;
mod check_list;
mod facts;
mod form;
mod office;
mod planning;
mod reading;
mod refused;
mod round;
mod rules;
mod settled;
mod start;
mod state;
mod views;

pub use calendar_views::{ClosingRound, Planned, RoundForm, RoundRow, Rounds};
pub use check::{FieldProblem, Problem, Sheets, check};
pub use check_list::{CheckLine, Mark, Shown, changes, check_list};
pub use facts::{Certified, Core, Facts, MEASURE_ENDS, Person, Release, fits_measure, release};
pub use form::{Field, FieldKind, Form, Need, Part, QUALIFICATIONS, STAFF_ROWS, When, staff_input};
pub use office::{
    Chosen, Decision, Happened, HistoryLine, MOST_AT_ONCE, OfficeFilter, OfficeList, OfficePage, OfficeRow,
    Order, PHRASES, Question, SEEN, TypedOffice, WORDS_LIMIT,
};
pub use planning::{
    RoundDays, RoundField, RoundProblem, RoundUse, TypedRound, addable, changeable, removable,
};
pub use reading::{Answer, readable};
pub use refused::{ApplicationAction, ApplicationRefused};
pub use round::{Phase, Round, Standing, VALID_YEARS, certification_end, default_rounds, standing};
pub use rules::{may, may_edit};
pub use start::{Beginning, begin};
pub use state::{ApplicationState, StateName};
pub use views::*;
