//! The real router, asked as somebody: each test names the rule or the promise it holds the server to.

mod doors;
mod events;
mod forms;
mod harness;
mod headers;
mod health;
mod postgres;
