//! SQL of the office's pages (docs/plans/office.md). One statement serves with words and without: where there are none, the
//! part that looks for them is never run.

pub mod facilities;
pub mod members;

use domain::registry::OFFICE_PAGE;

use crate::registry::Word;

/// The longest word leaves the fewest candidates.
fn leading(words: &[Word]) -> Option<&Word> {
    words.iter().max_by_key(|word| word.key.chars().count())
}

fn page_size() -> i64 {
    i64::try_from(OFFICE_PAGE).unwrap_or(i64::MAX)
}

fn count(rows: i64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
