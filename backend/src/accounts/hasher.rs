//! Argon2id off the async threads, bounded in number: each hash takes 19 MiB and some tens of milliseconds.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{self, PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{Semaphore, oneshot};

use crate::{Error, Result};

/// Memory in KiB, passes, lanes: OWASP's recommendation for Argon2id.
const STRONG: Cost = Cost { memory: 19_456, passes: 2, lanes: 1 };
/// The least that Argon2 can do.
const CHEAP: Cost = Cost { memory: Params::MIN_M_COST, passes: 1, lanes: 1 };
/// Salt of the work that is done for accounts which do not exist (A3).
const NOBODYS_SALT: &[u8; 16] = b"nobody's account";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// What a password turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but kept with other costs than today's: keep this hash instead.
    RightRehashed(String),
}

/// Hashes and verifies passwords; cheap to clone.
#[derive(Clone)]
pub struct PasswordHasher {
    permits: Arc<Semaphore>,
    /// Threads for nothing else: the allocator keeps the 19 MiB of a hash for the thread that took them, and of tokio's
    /// blocking threads there are as many as a crowd needs.
    threads: Arc<ThreadPool>,
    cost: Cost,
    verified: Arc<AtomicU64>,
}

impl PasswordHasher {
    /// As many hashes at once as the machine has cores.
    ///
    /// # Panics
    /// When the machine gives no thread, at the start.
    pub fn new() -> Self {
        Self::with_cost(STRONG)
    }

    /// Hashes that cost next to nothing, for tests and nothing else: they protect no password.
    pub fn cheap_for_tests() -> Self {
        Self::with_cost(CHEAP)
    }

    fn with_cost(cost: Cost) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let threads = ThreadPoolBuilder::new()
            .num_threads(cores)
            .thread_name(|number| format!("passwords-{number}"))
            // Said by the panic's hook, and to whoever waits.
            .panic_handler(|_| ())
            .build()
            .expect("the machine gives a thread for each core");
        Self {
            permits: Arc::new(Semaphore::new(cores)),
            threads: Arc::new(threads),
            cost,
            verified: Arc::default(),
        }
    }

    /// How many more could start right now.
    pub fn free(&self) -> usize {
        self.permits.available_permits()
    }

    /// How many passwords were verified since the start, those of unknown accounts too.
    pub fn verified(&self) -> u64 {
        self.verified.load(Ordering::Relaxed)
    }

    /// The PHC string (`$argon2id$v=19$…`) to keep for this password, with a salt of its own.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let (cost, password) = (self.cost, password.to_owned());
        self.off_thread(move || hash(cost, &password)).await
    }

    /// Compares a password with what is kept. When nothing is kept (no such account, no password yet), the same work is
    /// done, so that the answer takes the same time (A3).
    pub async fn verify(&self, password: &str, kept: Option<&str>) -> Result<Verdict> {
        self.verified.fetch_add(1, Ordering::Relaxed);
        let (cost, password, kept) = (self.cost, password.to_owned(), kept.map(str::to_owned));
        self.off_thread(move || match kept {
            Some(kept) => verify(cost, &password, &kept),
            None => argon2(cost)?
                .hash_password_with_salt(password.as_bytes(), NOBODYS_SALT)
                .map(|_| Verdict::Wrong)
                .map_err(internal),
        })
        .await
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit =
            Arc::clone(&self.permits).acquire_owned().await.map_err(|e| Error::Internal(e.to_string()))?;
        let (tell, hashed) = oneshot::channel();
        // The permit goes along: a request that is given up does not let more hashes run than there are permits.
        self.threads.spawn(move || {
            let _permit = permit;
            // Nobody listens when the request was given up.
            let _ = tell.send(work());
        });
        hashed.await.map_err(|_| Error::Internal("hashing a password panicked".to_owned()))?
    }
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

fn params(cost: Cost) -> Result<Params> {
    Params::new(cost.memory, cost.passes, cost.lanes, None).map_err(|e| Error::Internal(e.to_string()))
}

fn argon2(cost: Cost) -> Result<Argon2<'static>> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params(cost)?))
}

fn hash(cost: Cost, password: &str) -> Result<String> {
    argon2(cost)?.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(internal)
}

fn verify(cost: Cost, password: &str, kept: &str) -> Result<Verdict> {
    let parsed = PasswordHash::new(kept).map_err(|e| Error::inconsistent("credential", e.to_string()))?;
    match argon2(cost)?.verify_password(password.as_bytes(), &parsed) {
        Ok(()) if kept_at(&parsed) == Some(cost) => Ok(Verdict::Right),
        Ok(()) => hash(cost, password).map(Verdict::RightRehashed),
        Err(password_hash::Error::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(e) => Err(internal(e)),
    }
}

/// The costs of a kept hash; nothing when it is not Argon2id in its present version.
fn kept_at(kept: &PasswordHash) -> Option<Cost> {
    if kept.algorithm.as_str() != Algorithm::Argon2id.as_str() || kept.version != Some(Version::V0x13 as u32)
    {
        return None;
    }
    let params = Params::try_from(kept).ok()?;
    Some(Cost { memory: params.m_cost(), passes: params.t_cost(), lanes: params.p_cost() })
}

fn internal(e: password_hash::Error) -> Error {
    Error::Internal(format!("argon2: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_verifies_its_password_and_no_other() {
        let passwords = PasswordHasher::cheap_for_tests();
        let kept = passwords.hash("かなり長い passphrase 9").await.unwrap();
        assert_eq!(passwords.verify("かなり長い passphrase 9", Some(&kept)).await.unwrap(), Verdict::Right);
        assert_eq!(passwords.verify("かなり長い passphrase 8", Some(&kept)).await.unwrap(), Verdict::Wrong);
        assert_eq!(passwords.verify("かなり長い passphrase 9", None).await.unwrap(), Verdict::Wrong);
        assert_ne!(
            kept,
            passwords.hash("かなり長い passphrase 9").await.unwrap(),
            "every hash has its own salt"
        );
    }

    #[tokio::test]
    async fn what_is_kept_is_argon2id_with_todays_costs_and_older_hashes_are_renewed() {
        let (cheap, strong) = (PasswordHasher::cheap_for_tests(), PasswordHasher::new());
        let old = cheap.hash("demo-pass-2026").await.unwrap();
        let Verdict::RightRehashed(new) = strong.verify("demo-pass-2026", Some(&old)).await.unwrap() else {
            panic!("a hash with other costs is renewed at sign-in")
        };
        assert!(new.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{new}");
        assert_eq!(strong.verify("demo-pass-2026", Some(&new)).await.unwrap(), Verdict::Right);
    }
}
