//! All SQL of the import: staging, checks that need more than one row, writing.

mod checks;
mod overlaps;
mod writing;

use sqlx::{PgConnection, postgres::PgCopyIn};

use super::ImportFile;
use crate::Result;

pub(super) use checks::check;
pub(super) use writing::{counts, write};

/// Empties the staging tables; a second import waits here until the first is through.
pub(super) async fn clear_staging(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("truncate import_member, import_qualification, import_facility, import_certification")
        .execute(db)
        .await?;
    Ok(())
}

/// Tells the planner how much has been staged.
pub(super) async fn analyze_staging(db: &mut PgConnection) -> Result<()> {
    // By the owner of the tables, whoever imports (docs/adr/0024).
    sqlx::query("select analyze_staging()").execute(db).await?;
    Ok(())
}

/// Tells the planner how much the register holds now.
pub(super) async fn analyze_register(db: &mut PgConnection) -> Result<()> {
    sqlx::query("select analyze_register()").execute(db).await?;
    Ok(())
}

/// Opens the staging table of a file for COPY in text format: line, id, the columns in their order, the search key.
pub(super) async fn copy_into_staging(
    db: &mut PgConnection,
    file: ImportFile,
) -> Result<PgCopyIn<&mut PgConnection>> {
    let statement = match file {
        ImportFile::Members => {
            "copy import_member (line, id, member_no, family_name, given_name, family_kana, given_kana, email, profession,
             joined_on, left_on, affiliation, search_key) from stdin"
        }
        ImportFile::Qualifications => {
            "copy import_qualification (line, id, member_no, kind, certificate_no, start_on, end_on) from stdin"
        }
        ImportFile::Facilities => {
            "copy import_facility (line, id, facility_no, name, kana, prefecture, login_email, search_key) from stdin"
        }
        ImportFile::Certifications => {
            "copy import_certification (line, id, facility_no, kind, certificate_no, start_on, end_on,
             responsible_member_no) from stdin"
        }
    };
    Ok(db.copy_in_raw(statement).await?)
}

/// Asks the deferred constraints now, so that a dry run hears them too.
pub(super) async fn check_constraints(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("set constraints all immediate").execute(db).await?;
    Ok(())
}
