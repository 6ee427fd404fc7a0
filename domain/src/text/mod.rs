//! Text as people see it. One meaning of each question, for the whole product: how long a text is ([`Limit`]), when two
//! texts are the same ([`search_key`], [`identifier`]), and how it is kept ([`unix_lines`], [`one_line`]) (E6).

mod clean;
mod compare;
mod limit;
pub mod paper;
mod radical;

pub use clean::{one_line, unix_lines};
pub use compare::{identifier, is_unseen, plain, search_key};
pub use limit::{Beyond, Limit, count, overladen};
