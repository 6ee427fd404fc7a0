//! Argon2id off the async threads, bounded in number: each hash takes 19 MiB and some tens of milliseconds.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// Hashes and verifies passwords; cheap to clone.
#[derive(Clone)]
pub struct PasswordHasher {
    permits: Arc<Semaphore>,
}

impl PasswordHasher {
    /// As many hashes at once as the machine has cores.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self { permits: Arc::new(Semaphore::new(cores)) }
    }

    /// How many more could start right now.
    pub fn free(&self) -> usize {
        self.permits.available_permits()
    }
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}
