//! 認定システム: one process. See `--help`.

use std::{io::IsTerminal as _, process::ExitCode};

use clap::Parser as _;
use color_eyre::eyre::{Result, eyre};
use server::{
    backup,
    config::{Cli, Command, LogFormat, Settings},
    health, import, inspector, lifecycle, press,
    traces::Traces,
};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

fn main() -> ExitCode {
    let Cli { command, settings } = Cli::parse();
    let command = command.unwrap_or(Command::Serve);
    match command {
        Command::CheckPdf => return inspector::check_pdf(),
        Command::DrawPdf { page } => return inspector::draw_pdf(page),
        Command::Typeset => return press::typeset(),
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
    // One TLS stack for Postgres, mail, files and spans; it fails only if another was installed before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let _traces = match log(&settings) {
        Ok(traces) => traces,
        Err(unfit) => {
            eprintln!("設定に誤りがあります: {unfit}");
            return ExitCode::from(2);
        }
    };
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
            Command::Serve => Box::pin(lifecycle::serve(settings)).await,
            Command::Import { dir, dry_run } => import::run(&settings, &dir, dry_run).await,
            Command::Backup { file } => backup::back_up(&settings, &file).await,
            Command::Restore { file } => backup::restore(&settings, &file).await,
            Command::Healthcheck => health::ask(settings.address()).await,
            // Ended before there was a runtime.
            Command::CheckPdf | Command::DrawPdf { .. } | Command::Typeset => Ok(()),
        }
    })
}

/// Begins to log, and to send spans where the settings name a collector.
fn log(settings: &Settings) -> Result<Option<Traces>, String> {
    let traces = match &settings.otlp_endpoint {
        Some(collector) => {
            Some(Traces::to(collector).map_err(|error| format!("OTEL_EXPORTER_OTLP_…: {error}"))?)
        }
        None => None,
    };
    let spans = traces.as_ref().map(|traces| tracing_opentelemetry::layer().with_tracer(traces.tracer()));
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let log = tracing_subscriber::registry().with(filter).with(spans);
    match settings.log_format {
        LogFormat::Text => log.with(lines).init(),
        LogFormat::Json => log.with(lines.json()).init(),
    }
    Ok(traces)
}
