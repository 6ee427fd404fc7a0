//! Time is a parameter: the only place that reads the machine's clock.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// What time it is.
pub trait Clock: Send + Sync + 'static {
    /// The product's time: every rule goes by it.
    fn now(&self) -> Timestamp;

    /// The machine's time, for what keeps time outside the product: authenticator apps, the watch over the worker. The
    /// same, unless somebody has set the product's clock.
    fn machine(&self) -> Timestamp {
        self.now()
    }
}

/// The machine's clock, in microseconds as Postgres keeps them.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time comes from")]
    fn now(&self) -> Timestamp {
        micros(Timestamp::now())
    }
}

/// The demo's clock: another one, set forward. It never goes back (docs/adr/0019).
pub struct DemoClock {
    base: Arc<dyn Clock>,
    /// In microseconds.
    ahead: AtomicI64,
}

impl DemoClock {
    /// Not set forward yet.
    pub fn over(base: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self { base, ahead: AtomicI64::new(0) })
    }

    /// Sets it so many microseconds ahead of the one below, unless it is there already. Did it move?
    pub fn set_ahead(&self, microseconds: i64) -> bool {
        self.ahead.fetch_max(microseconds, Ordering::Relaxed) < microseconds
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_micros(self.ahead.load(Ordering::Relaxed));
        let base = self.base.now();
        base.checked_add(ahead).unwrap_or(base)
    }

    fn machine(&self) -> Timestamp {
        self.base.machine()
    }
}

/// A clock that stands still until it is told to move; for tests.
#[derive(Debug)]
pub struct FakeClock(Mutex<Timestamp>);

impl FakeClock {
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(micros(now)))
    }

    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now += by;
    }

    pub fn set(&self, to: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = micros(to);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
