//! An import of the register in the browser, as the office sees it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ids::ImportId, wire};

vocabulary! {
    /// Where an import stands.
    pub enum ImportState {
        /// The dry run is under way.
        Checking = "checking",
        /// It would go through; nothing is changed yet.
        Checked = "checked",
        /// Rows are not right: nothing was changed, and nothing will be.
        Refused = "refused",
        /// It is being written.
        Importing = "importing",
        Imported = "imported",
        /// It broke off; nothing was changed.
        Failed = "failed",
    }
}

impl ImportState {
    /// Will it be another one without anybody doing something?
    pub fn is_running(self) -> bool {
        matches!(self, Self::Checking | Self::Importing)
    }
}

/// What an import does to the rows of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// What the rows are: 会員, 資格, 施設, 施設認定.
    pub what: String,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
}

impl ImportCounts {
    /// `会員: 新規 12件・変更 3件・変更なし 100件`
    pub fn in_words(&self) -> String {
        let Self { what, new, changed, unchanged } = self;
        format!("{what}: 新規 {new}件・変更 {changed}件・変更なし {unchanged}件")
    }
}

/// One thing that is not right, or that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFinding {
    pub file: String,
    /// 0 when it is about the file as a whole.
    pub line: u64,
    pub column: String,
    pub value: String,
    pub reason: String,
}

/// The first hundred, and how many there are in all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFindings {
    pub shown: Vec<ImportFinding>,
    pub total: u64,
}

/// What the dry run or the import found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOutcome {
    /// Of the files that were given; nothing when rows are not right.
    pub counts: Vec<ImportCounts>,
    pub problems: ImportFindings,
    pub warnings: ImportFindings,
    /// The register has changed since the person was asked, so nothing was done and they are asked anew.
    #[serde(default)]
    pub asked_anew: bool,
}

/// `/office/import/{id}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPage {
    pub id: ImportId,
    pub state: ImportState,
    /// The files that were given.
    pub files: Vec<String>,
    pub outcome: ImportOutcome,
    #[serde(with = "wire::moment")]
    pub changed_at: Timestamp,
}

/// What one of the files looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportTemplate {
    /// The input's name.
    pub input: String,
    /// The file's usual name.
    pub name: String,
    /// What its rows are.
    pub what: String,
    pub columns: Vec<ImportColumn>,
}

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    pub name: String,
    pub label: String,
    pub required: bool,
    /// How it is written.
    pub form: String,
}
