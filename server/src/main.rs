//! 認定システム: one process. See `--help`.

use std::{io::IsTerminal as _, process::ExitCode};

use clap::Parser as _;
use server::{
    config::{Cli, Command, LogFormat, Settings},
    health, import, lifecycle,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(unfit) = cli.settings.check() {
        eprintln!("設定に誤りがあります: {unfit}");
        return ExitCode::from(2);
    }
    log(&cli.settings);
    // One TLS stack for Postgres and mail; it fails only if another was installed before.
    let _ = rustls::crypto::ring::default_provider().install_default();

    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("起動できません: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(async {
        match cli.command.unwrap_or(Command::Serve) {
            Command::Serve => lifecycle::serve(cli.settings).await,
            Command::Import { dir, dry_run } => import::run(&cli.settings, &dir, dry_run).await,
            Command::Healthcheck => health::ask(cli.settings.address()).await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
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
