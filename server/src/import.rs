//! `server import`: the society's CSV files, from the command line.

use std::{
    io::{IsTerminal as _, Write as _, stderr},
    path::Path,
    sync::Arc,
};

use backend::{
    Backend, Origin, SystemClock,
    demo::DataKind,
    registry::{Findings, ImportError, ImportSource, Importer, Outcome, Progress},
};
use color_eyre::eyre::{Result, eyre};

use crate::{config::Settings, lifecycle::start_postgres, postgres::Embedded};

/// Where a society's files belong that met a demo.
const ELSEWHERE: &str = "\
このデータベースはデモのものです。学会のデータは、新しいフォルダーを DATA_DIR に(または空のデータベースを DATABASE_URL に)指定して取り込み、\n\
同じ指定でサーバーを起動してください(例: make import DIR=… DATA_DIR=.data-society、make run DATA_DIR=.data-society)。";

/// Imports the four files of a folder into `DATABASE_URL`, or into the data folder, whether or not a server runs on it.
/// Bad rows are listed and make the import fail. What comes into an empty database makes it a society's, which never opens
/// as a demo; a demo's takes nobody who may exist (docs/adr/0026).
pub async fn run(settings: &Settings, dir: &Path, dry_run: bool) -> Result<()> {
    if !dir.is_dir() {
        return Err(eyre!("フォルダー {} が見つかりません。", dir.display()));
    }
    let running = settings.database_url.clone().or_else(|| Embedded::already_running(&settings.data_dir));
    if let Some(url) = running {
        return import(settings, &url, dir, dry_run).await;
    }
    let Some(postgres) = start_postgres(settings).await? else {
        return Err(eyre!("DATABASE_URL がありません。"));
    };
    let imported = import(settings, &postgres.url, dir, dry_run).await;
    postgres.stop().await?;
    imported
}

async fn import(settings: &Settings, url: &str, dir: &Path, dry_run: bool) -> Result<()> {
    let db = backend::db::open(url, settings.db_connections).await?;
    let backend = Backend::new(db.clone(), Arc::new(SystemClock), settings.backend());
    let found = backend.demo().data_kind().await?;
    // A dry run keeps nothing: it works beside anything.
    if let (false, Err(unopened)) = (dry_run, settings.imports_into(found)) {
        db.close().await;
        return Err(unopened.into());
    }
    let origin = Origin { client: "command line".into(), agent: String::new() };
    let source = ImportSource::Dir(dir.to_owned());
    let mut line = Line::default();
    let done =
        backend.registry().import(&Importer::System(origin), source, dry_run, &mut |p| line.show(p)).await;
    line.clear();
    db.close().await;
    match done {
        Ok(outcome) => {
            report(&outcome);
            if found.is_none() && !dry_run {
                println!("このデータベースのデータは、本番のデータになりました。デモとしては開けません。");
            }
            Ok(())
        }
        Err(ImportError::Rows { problems, warnings }) => {
            list("注意", &warnings);
            list("誤り", &problems);
            if found == Some(DataKind::Demo) {
                eprintln!("{ELSEWHERE}");
            }
            Err(eyre!("{}件の誤りがあるため、何も取り込みませんでした。", problems.total))
        }
        Err(ImportError::Otherwise(_)) => {
            Err(eyre!("登録内容が途中で変わったため、何も取り込みませんでした。"))
        }
        Err(ImportError::Failed(error)) => Err(eyre!("取り込めませんでした: {error}")),
    }
}

fn report(outcome: &Outcome) {
    list("注意", &outcome.warnings);
    for counts in &outcome.files {
        println!("{counts}");
    }
    println!(
        "{}",
        if outcome.dry_run {
            "検査だけを行いました。データベースは変更していません。"
        } else {
            "取り込みました。"
        }
    );
}

/// The findings that are shown, and how many more there are.
fn list(kind: &str, findings: &Findings) {
    for finding in &findings.shown {
        eprintln!("{kind}: {finding}");
    }
    let more = findings.total.saturating_sub(findings.shown.len().try_into().unwrap_or(u64::MAX));
    if more > 0 {
        eprintln!("{kind}: ほか{more}件");
    }
}

/// One line on a terminal that is written over; nothing in a log.
#[derive(Default)]
struct Line {
    shown: String,
}

impl Line {
    fn show(&mut self, progress: Progress) {
        let text = match progress {
            Progress::Reading { file, rows } => {
                format!("{} {}行目まで読みました", file.name(), rows / 1000 * 1000)
            }
            Progress::Checking => "照合しています".to_owned(),
            Progress::Writing { file } => format!("{} を書き込んでいます", file.label()),
        };
        if text != self.shown && stderr().is_terminal() {
            eprint!("\r\x1b[K{text}…");
            let _ = stderr().flush();
        }
        self.shown = text;
    }

    fn clear(&self) {
        if !self.shown.is_empty() && stderr().is_terminal() {
            eprint!("\r\x1b[K");
        }
    }
}
