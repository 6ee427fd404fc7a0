//! `server backup` and `server restore`, from the command line (docs/adr/0023).

use std::path::Path;

use backend::{
    Clock as _, SystemClock,
    backup::{self, Summary},
    demo::{DataKind, data_kind},
};
use color_eyre::eyre::{Result, eyre};
use sqlx::{Connection as _, PgConnection};

use crate::{
    config::Settings,
    lifecycle::{start_postgres, store_of_files},
    postgres::Embedded,
};

/// Writes everything into one file, from `DATABASE_URL` or the data folder, whether or not a server runs on it. Fails,
/// with the archive written, when a document is lost.
pub async fn back_up(settings: &Settings, file: &Path) -> Result<()> {
    let running = settings.database_url.clone().or_else(|| Embedded::already_running(&settings.data_dir));
    let summary = match running {
        Some(url) => write(settings, &url, file).await?,
        None if !settings.data_dir.is_dir() => {
            return Err(eyre!("データフォルダー {} が見つかりません。", settings.data_dir.display()));
        }
        None => {
            let postgres =
                start_postgres(settings).await?.ok_or_else(|| eyre!("DATABASE_URL がありません。"))?;
            let written = write(settings, &postgres.url, file).await;
            postgres.stop().await?;
            written?
        }
    };
    println!("{} に書き出しました({})。", file.display(), counted(&summary));
    lost(&summary)
}

async fn write(settings: &Settings, url: &str, file: &Path) -> Result<Summary> {
    let files = store_of_files(settings).await?;
    let mut db = PgConnection::connect(url).await?;
    let written = backup::write(file, &mut db, &files, SystemClock.now()).await;
    db.close().await?;
    Ok(written?)
}

/// Puts an archive into an empty database and an empty store.
pub async fn restore(settings: &Settings, file: &Path) -> Result<()> {
    if settings.database_url.is_none() && Embedded::already_running(&settings.data_dir).is_some() {
        return Err(eyre!(
            "データフォルダー {} では、サーバーが動いています。空のフォルダーを DATA_DIR に指定してください。何も復元していません。",
            settings.data_dir.display()
        ));
    }
    let (summary, kind) = if let Some(url) = &settings.database_url {
        read(settings, url, file).await?
    } else {
        let postgres = start_postgres(settings).await?.ok_or_else(|| eyre!("DATABASE_URL がありません。"))?;
        let restored = read(settings, &postgres.url, file).await;
        postgres.stop().await?;
        restored?
    };
    println!("{} から復元しました({})。", file.display(), counted(&summary));
    match kind {
        Some(DataKind::Demo) => println!("デモのデータです。デモとしてだけ開けます。"),
        Some(DataKind::Real) => println!("本番のデータです。デモとしては開けません。"),
        None => {}
    }
    lost(&summary)
}

/// What came, and whose data it is.
async fn read(settings: &Settings, url: &str, file: &Path) -> Result<(Summary, Option<DataKind>)> {
    let files = store_of_files(settings).await?;
    let mut db = PgConnection::connect(url).await?;
    let restored = match backup::restore(file, &mut db, &files).await {
        Ok(summary) => Ok((summary, data_kind(&mut db).await?)),
        Err(error) => Err(error),
    };
    db.close().await?;
    Ok(restored?)
}

fn counted(summary: &Summary) -> String {
    format!("テーブル{}・{}行、ファイル{}件", summary.tables, summary.rows, summary.files)
}

fn lost(summary: &Summary) -> Result<()> {
    if summary.damaged.is_empty() {
        return Ok(());
    }
    for key in &summary.damaged {
        eprintln!("書類がないか、受け取ったときと内容が違います: {key}");
    }
    Err(eyre!("このほかはすべて揃っていますが、{}件の書類が失われています。", summary.damaged.len()))
}
