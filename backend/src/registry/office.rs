//! 「会員」 and 「施設」: how the office finds people and hospitals, and one record on one page.

use domain::{
    ids::{FacilityId, MemberId},
    registry::{
        FacilityFilter, FacilityList, MemberFilter, MemberList, OFFICE_PAGE, OfficeFacility, OfficeMember,
        PREFECTURES,
    },
};

use super::{
    Word,
    queries::office::{facilities, members},
};
use crate::{By, Error, Registry, Result, audit};

/// Audit lines on one record's page.
const LINES: usize = 20;
/// Words beyond these are not looked at.
const WORDS: usize = 8;
/// Pages beyond this are not turned to.
const LAST_PAGE: u32 = 100_000;

impl Registry<'_> {
    /// 「会員」: those who match every word and the filter, by 会員番号, one page; for the office. One statement.
    pub async fn members(&self, by: &By, filter: MemberFilter) -> Result<MemberList> {
        by.office()?;
        let filter = MemberFilter { page: filter.page.clamp(1, LAST_PAGE), ..filter };
        let words = words(&filter.words);
        let mut db = self.0.db.acquire().await?;
        let page = first_row(filter.page);
        let (rows, matching) = members::page(&mut db, &filter, &words, self.0.today(), page).await?;
        Ok(MemberList { filter, rows, matching })
    }

    /// Everything that is known of one member; for the office. Five statements.
    pub async fn member(&self, by: &By, id: MemberId) -> Result<OfficeMember> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let now = self.0.clock.now();
        let member = members::one(&mut db, id, now).await?.ok_or(Error::NotFound)?;
        Ok(OfficeMember {
            qualifications: members::qualifications(&mut db, id).await?,
            cases: members::cases(&mut db, id).await?,
            judged: members::judged(&mut db, id).await?,
            audit: audit::around(&mut db, id.0, LINES).await?,
            ..member
        })
    }

    /// 「施設」: those that match every word and the filter, by 施設番号, one page; for the office. One statement.
    pub async fn facilities(&self, by: &By, filter: FacilityFilter) -> Result<FacilityList> {
        by.office()?;
        let mut filter = FacilityFilter { page: filter.page.clamp(1, LAST_PAGE), ..filter };
        if !PREFECTURES.contains(&filter.prefecture.as_str()) {
            filter.prefecture.clear();
        }
        let words = words(&filter.words);
        let mut db = self.0.db.acquire().await?;
        let page = first_row(filter.page);
        let (rows, matching) = facilities::page(&mut db, &filter, &words, self.0.today(), page).await?;
        Ok(FacilityList { filter, rows, matching })
    }

    /// Everything that is known of one facility; for the office. Four statements.
    pub async fn facility(&self, by: &By, id: FacilityId) -> Result<OfficeFacility> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let now = self.0.clock.now();
        let facility = facilities::one(&mut db, id, now).await?.ok_or(Error::NotFound)?;
        Ok(OfficeFacility {
            records: facilities::records(&mut db, id).await?,
            applications: facilities::applications(&mut db, id).await?,
            audit: audit::around(&mut db, id.0, LINES).await?,
            ..facility
        })
    }
}

/// What was typed into a search of the office, folded.
pub(crate) fn words(typed: &str) -> Vec<Word> {
    typed.split_whitespace().filter_map(Word::new).take(WORDS).collect()
}

/// How many rows stand before this page.
fn first_row(page: u32) -> i64 {
    i64::from(page.saturating_sub(1)) * i64::try_from(OFFICE_PAGE).unwrap_or(i64::MAX)
}
