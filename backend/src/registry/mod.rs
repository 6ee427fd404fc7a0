//! Members, qualifications, facilities and certification records: search and import.

use domain::{ids::CertificationId, registry::RecordView};

use crate::{Backend, Result};

/// Use cases of the register.
pub struct Registry<'a>(pub(crate) &'a Backend);

/// Answer of 診療施設検索: at most [`RecordSearch::LIMIT`] records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordSearch {
    pub found: Vec<RecordView>,
    /// More match than are shown.
    pub more: bool,
}

impl RecordSearch {
    pub const LIMIT: usize = 30;
}

impl Registry<'_> {
    /// 診療施設検索 by name, kana or 認定番号 (C5); every record of each facility that matches, ended ones too.
    pub async fn search_records(&self, words: &str) -> Result<RecordSearch> {
        let _ = words;
        todo!()
    }

    /// One record.
    pub async fn record(&self, id: CertificationId) -> Result<Option<RecordView>> {
        let _ = id;
        todo!()
    }
}
