//! Documents on paper, and what is in those that people send.

// `cfg(test)` is always so here; clippy.toml allows `unwrap` in helpers of tests by it.
#[cfg(test)]
mod application;
#[cfg(test)]
mod inspect;
#[cfg(test)]
mod margins;
#[cfg(test)]
mod report;
#[cfg(test)]
mod viewers;
