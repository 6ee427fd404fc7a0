//! The real router, asked as somebody: each test names the rule or the promise it holds the server to.

// Said though it is always so here: clippy.toml allows `unwrap` in helpers of tests by it.
#[cfg(test)]
mod access;
#[cfg(test)]
mod address;
#[cfg(test)]
mod applications;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod crowd;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod drawings;
#[cfg(test)]
mod events;
#[cfg(test)]
mod facilities;
#[cfg(test)]
mod flash;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod health;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod network;
#[cfg(test)]
mod office;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod pdfs;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod press;
#[cfg(test)]
mod process;
#[cfg(test)]
mod register;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod rounds;
#[cfg(test)]
#[path = "../../../backend/src/testing/statements.rs"]
mod statements;
#[cfg(test)]
mod traces;
#[cfg(test)]
mod typed;
#[cfg(test)]
mod wall;
