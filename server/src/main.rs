//! 認定システム: one process. See `--help`.

use std::{io::IsTerminal as _, process::ExitCode};

use clap::Parser as _;
use color_eyre::eyre::{Result, eyre};
use server::{
    backup,
    config::{Cli, Command, LogFormat, Settings},
    health, import, inspector, lifecycle,
};

fn main() -> ExitCode {
    let Cli { command, settings } = Cli::parse();
    let command = command.unwrap_or(Command::Serve);
    match command {
        Command::CheckPdf => return inspector::check_pdf(),
        Command::DrawPdf { page } => return inspector::draw_pdf(page),
        Command::Serve
        | Command::Import { .. }
        | Command::Backup { .. }
        | Command::Restore { .. }
        | Command::Healthcheck => {}
    }
    if let Err(unfit) = settings.check() {
        eprintln!("設定に誤りがあります: {unfit}");
        return ExitCode::from(2);
    }
    log(&settings);
    // One TLS stack for Postgres, mail and files; it fails only if another was installed before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(command, settings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, settings: Settings) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| eyre!("起動できません: {error}"))?;
    runtime.block_on(async {
        match command {
            Command::Serve => lifecycle::serve(settings).await,
            Command::Import { dir, dry_run } => import::run(&settings, &dir, dry_run).await,
            Command::Backup { file } => backup::back_up(&settings, &file).await,
            Command::Restore { file } => backup::restore(&settings, &file).await,
            Command::Healthcheck => health::ask(settings.address()).await,
            // Ended before there was a runtime.
            Command::CheckPdf | Command::DrawPdf { .. } => Ok(()),
        }
    })
}

fn log(settings: &Settings) {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log)
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match settings.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}
