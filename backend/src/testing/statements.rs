//! How many statements something needs. Also a module of the server's tests (`server/tests/it/main.rs`), which may not see
//! what only this crate's tests see.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Counts the statements that this thread sends to the database while it lives, `begin` and `commit` apart.
pub struct Statements {
    seen: Arc<AtomicUsize>,
    _listening: tracing::subscriber::DefaultGuard,
    _second: tracing::Dispatch,
}

impl Statements {
    pub fn listen() -> Self {
        let seen = Arc::new(AtomicUsize::new(0));
        let listening = tracing::subscriber::set_default(Listener(seen.clone()));
        // With a single listener, tracing asks only the thread that logs first, which may be another test's, and then
        // remembers that nobody listens. With two it asks both.
        let second = tracing::Dispatch::new(Listener(Arc::default()));
        Self { seen, _listening: listening, _second: second }
    }

    /// How many there were since the last question.
    pub fn taken(&self) -> usize {
        self.seen.swap(0, Ordering::SeqCst)
    }
}

/// Hears what sqlx logs of each statement.
struct Listener(Arc<AtomicUsize>);

impl tracing::Subscriber for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut statement = IsStatement(true);
        event.record(&mut statement);
        if statement.0 {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

/// False for the end of a transaction.
struct IsStatement(bool);

impl tracing::field::Visit for IsStatement {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            let words = format!("{value:?}");
            self.0 = !(words.contains("COMMIT") || words.contains("BEGIN"));
        }
    }
}
