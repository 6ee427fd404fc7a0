//! `server import`: the society's CSV files, from the command line.

use std::path::Path;

use crate::config::Settings;

/// Imports, or says of every row why not.
pub async fn run(settings: &Settings, dir: &Path, dry_run: bool) -> color_eyre::Result<()> {
    let _ = (settings, dir, dry_run);
    Err(color_eyre::eyre::eyre!("準備中"))
}
