//! 施設認定申請: rounds, the two forms, what 登録 and 申請 check, the states of an application and who may do what (F1–F9).

mod check;
mod facts;
mod form;
mod reading;
mod round;
mod rules;
mod state;
mod views;

pub use check::{FieldProblem, Problem, Sheets, check};
pub use facts::{Certified, Core, Facts, MEASURE_ENDS, Person, Release, release};
pub use form::{
    Field, FieldKind, Form, Need, PREFECTURES, Part, QUALIFICATIONS, STAFF_ROWS, When, staff_input,
};
pub use reading::{Answer, readable};
pub use round::{Round, RoundProblem, Standing, VALID_YEARS, certification_end, default_rounds, standing};
pub use rules::{may, may_edit};
pub use state::{ApplicationState, StateName};
pub use views::*;
