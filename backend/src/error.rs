//! What can go wrong in a use case: the rules say no, the record is not there, or the world fails.

use domain::{
    accounts::AccountRefused, applications::ApplicationRefused, approvals::PaperRefused, cases::CaseRefused,
    facilities::ChangeRefused, network::LinkageRefused, refused::Refused, registry::ImportRefused,
};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Knows everything and is logged once, at the crossing into `app`, which tells people only what they may know.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule says no; the person reads why.
    #[error("refused: {0}")]
    Refused(#[from] Refused),
    /// No such record, or none that this actor may know of.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, or the session is over.
    #[error("signed out")]
    SignedOut,
    /// Too many tries; may be tried again after so many seconds.
    #[error("too many tries, again in {seconds} s")]
    TooMany { seconds: u32 },
    /// A row says what cannot be.
    #[error("inconsistent row in {table}: {what}")]
    Inconsistent { table: &'static str, what: String },
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The store of files does not do what it is for.
    #[error("files: {0}")]
    Files(#[from] object_store::Error),
    #[error("temporary file: {0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// A row that the types do not allow.
    pub fn inconsistent(table: &'static str, what: impl Into<String>) -> Self {
        Self::Inconsistent { table, what: what.into() }
    }

    /// Is this the violation of the constraint or unique index of this name?
    pub fn violates(&self, constraint: &str) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(e)) if e.constraint() == Some(constraint))
    }
}

/// A refusal of one noun is a refusal.
macro_rules! refusals {
    ($($noun:ident),+) => {$(
        impl From<$noun> for Error {
            fn from(refused: $noun) -> Self {
                Self::Refused(refused.into())
            }
        }
    )+};
}

refusals!(
    AccountRefused,
    ApplicationRefused,
    CaseRefused,
    ChangeRefused,
    ImportRefused,
    LinkageRefused,
    PaperRefused
);
