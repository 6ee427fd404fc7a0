//! The society's rules as tables: every state, action and role.

// `cfg(test)` is always so here; clippy.toml allows `unwrap` in helpers of tests by it.
#[cfg(test)]
mod applications;
#[cfg(test)]
mod facilities;
#[cfg(test)]
mod network;
#[cfg(test)]
mod paper_approval;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod registering;
#[cfg(test)]
mod supervisors;
#[cfg(test)]
mod transitions;
#[cfg(test)]
mod vocabularies;
