//! What an import tells: what is wrong in which line, what to look at, what was or would be changed.

use std::fmt;

use super::ImportFile;
use crate::Error;

/// One thing that is not right, or that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub file: ImportFile,
    /// Line in the file, the header being 1; 0 when it is about the file as a whole.
    pub line: u64,
    /// Name of the column; empty when it is about the row or the file.
    pub column: &'static str,
    /// What stands there, shortened.
    pub value: String,
    pub reason: String,
}

/// `members.csv 12行目 email「a@」: メールアドレスの形式ではありません`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file.name())?;
        if self.line > 0 {
            write!(f, " {}行目", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, " {}", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, "「{}」", self.value)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// The first [`Findings::SHOWN`] by file and line, and how many there are in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub shown: Vec<Finding>,
    pub total: u64,
}

impl Findings {
    pub const SHOWN: usize = 100;

    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Adds a finding that comes later in the same file than all before it; keeps it only while there is room.
    pub(super) fn push(&mut self, finding: Finding) {
        self.total += 1;
        if self.shown.len() < Self::SHOWN {
            self.shown.push(finding);
        }
    }

    /// Adds the findings of another check. Each check keeps its own first hundred, so the first hundred of all are exact.
    pub(super) fn merge(&mut self, other: Self) {
        self.total += other.total;
        self.shown.extend(other.shown);
        self.shown.sort_by_key(|f| (f.file, f.line, f.file.position(f.column)));
        self.shown.truncate(Self::SHOWN);
    }
}

/// What became of the rows of one file, or would become of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub file: ImportFile,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
}

/// `会員: 新規 12000件・変更 0件・変更なし 0件`
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, new, changed, unchanged } = self;
        write!(f, "{}: 新規 {new}件・変更 {changed}件・変更なし {unchanged}件", file.label())
    }
}

/// An import that went through, or a dry run that would have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Nothing was kept.
    pub dry_run: bool,
    pub files: [Counts; 4],
    /// Loaded as they are, but a person should look: a name in which `?` stands for a character that could not be saved.
    pub warnings: Findings,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// These rows are not right; nothing was changed.
    #[error("{} rows are not right", problems.total)]
    Rows { problems: Findings, warnings: Findings },
    /// It would do something else than what somebody was asked about; nothing was changed.
    #[error("the register has changed")]
    Otherwise(Outcome),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// How far an import is, for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many rows of the file have been read.
    Reading { file: ImportFile, rows: u64 },
    /// The rows are compared with each other and with the register.
    Checking,
    /// The rows of the file are being written.
    Writing { file: ImportFile },
}
