//! Members, qualifications, facilities and certification records: search and import.

mod import;
mod office;
mod queries;
mod register;
#[cfg(test)]
mod tests;
mod word;

use domain::{
    ids::CertificationId,
    registry::{FacilityKind, RecordView},
};
use jiff::civil::Date;
use sqlx::PgConnection;

use crate::{Registry, Result};

pub(crate) use office::words;
pub(crate) use queries::RecordRow;
pub(crate) use word::Word;

pub use import::{
    Counts, Finding, Findings, ImportError, ImportFile, ImportSource, Importer, Outcome, Progress,
};

/// Answer of 診療施設検索: at most [`RecordSearch::LIMIT`] records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordSearch {
    pub found: Vec<RecordView>,
    /// More match than are shown.
    pub more: bool,
}

impl RecordSearch {
    pub const LIMIT: usize = 30;
    /// Words beyond these are not looked at.
    const WORDS: usize = 8;
}

impl Registry<'_> {
    /// 診療施設検索 by name, kana or 認定番号 (C5); every record of each facility that matches all words, ended ones too,
    /// after the running ones. A record's own id finds it alone: text that was kept elsewhere names no more.
    pub async fn search_records(&self, words: &str) -> Result<RecordSearch> {
        match words.parse() {
            Ok(id) => {
                let mut db = self.0.db.acquire().await?;
                let found = queries::record(&mut db, id, self.0.today()).await?.into_iter().collect();
                Ok(RecordSearch { found, more: false })
            }
            Err(_) => self.search(words, None).await,
        }
    }

    /// The same among the records of one 種別, where one is given.
    pub(crate) async fn search(&self, words: &str, kind: Option<FacilityKind>) -> Result<RecordSearch> {
        let words: Vec<Word> =
            words.split_whitespace().filter_map(Word::new).take(RecordSearch::WORDS).collect();
        // The longest word leaves the fewest candidates.
        let Some(leading) = words.iter().max_by_key(|word| word.part.chars().count()) else {
            return Ok(RecordSearch { found: Vec::new(), more: false });
        };
        let mut db = self.0.db.acquire().await?;
        let one_more = i64::try_from(RecordSearch::LIMIT + 1).unwrap_or(i64::MAX);
        let mut found = queries::search(&mut db, leading, &words, kind, self.0.today(), one_more).await?;
        let more = found.len() > RecordSearch::LIMIT;
        found.truncate(RecordSearch::LIMIT);
        Ok(RecordSearch { found, more })
    }
}

/// All records of the facility that holds this record, newest first, in the transaction of another use case (C6); none when
/// there is no such record.
pub(crate) async fn records_around(
    db: &mut PgConnection,
    chosen: CertificationId,
    today: Date,
) -> Result<Vec<RecordView>> {
    queries::records_around(db, chosen, today).await
}
