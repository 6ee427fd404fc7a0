//! From the first line to the last: take the port, start Postgres, migrate, open the data as what it is, serve, and end in
//! the right order.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use backend::{
    Backend, SystemClock,
    documents::Files,
    wall::{NoWall, Side, Wall},
};
use color_eyre::eyre::{Result, WrapErr as _, eyre};
use sqlx::PgPool;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Settings,
    events::Events,
    health::Pulse,
    holder,
    inspector::ChildProcess,
    metrics::{self, Watched},
    opening,
    postgres::Embedded,
    press::Press,
    router::router,
    state::{AppState, Shared, Site},
    worker::{self, Worker},
};

/// Connections of the worker, out of those that the settings allow (`config.rs`: at least twice as many).
const WORKERS: u32 = 3;
/// How long running requests may take after the signal.
const DRAIN: Duration = Duration::from_secs(10);

/// Runs until SIGTERM or Ctrl-C.
pub async fn serve(settings: Settings) -> Result<()> {
    // First, so that a second start touches nothing.
    let listener = holder::bind(settings.address()).await.map_err(|said| eyre!(said))?;
    let figures = metrics::bind(settings.metrics_bind).await.map_err(|said| eyre!(said))?;
    let shutdown = on_signal()?;
    let postgres = start_postgres(&settings).await?;

    // Whatever happens from here on, Postgres is stopped at the end.
    let served = tokio::select! {
        served = serve_on(&settings, listener, figures, postgres.as_ref(), shutdown) => served,
        never = watch(postgres.as_ref()) => match never {},
    };
    if let Some(postgres) = postgres {
        postgres.stop().await?;
    }
    println!("停止しました。");
    served
}

/// A Postgres of our own, unless `DATABASE_URL` names one.
pub async fn start_postgres(settings: &Settings) -> Result<Option<Embedded>> {
    if settings.database_url.is_some() {
        return Ok(None);
    }
    println!("Postgresを起動しています(データ: {})…", settings.data_dir.display());
    Ok(Some(Embedded::start(&settings.data_dir, settings.pg_bin_dir.as_deref()).await?))
}

/// Somebody else's Postgres is somebody else's to watch.
async fn watch(postgres: Option<&Embedded>) -> Infallible {
    match postgres {
        Some(postgres) => postgres.watch().await,
        None => std::future::pending().await,
    }
}

async fn serve_on(
    settings: &Settings,
    listener: TcpListener,
    figures: Option<TcpListener>,
    postgres: Option<&Embedded>,
    shutdown: CancellationToken,
) -> Result<()> {
    let url = postgres.map(|p| p.url.as_str()).or(settings.database_url.as_deref()).unwrap_or_default();
    let mail_server = worker::mail_server(settings).map_err(|said| eyre!(said))?;
    let owner = backend::db::open(url, settings.db_connections).await?;
    let opened = Backend::new(owner.clone(), Arc::new(SystemClock), settings.backend())
        .with_files(open_files(settings).await?);
    let mut backend = Box::pin(opening::open(settings, opened)).await?;
    let Pools { web: db, worker } = behind_the_wall(owner, settings.db_connections).await?;
    let mut for_worker = backend.clone();
    (for_worker.db, backend.db) = (worker.clone(), db.clone());
    let state = AppState::from(Shared {
        backend: backend.clone(),
        leptos: settings.leptos(),
        site: Site::of(settings),
        events: Events::new(shutdown.clone()),
        pulse: Arc::new(Pulse::default()),
        press: Press::of_this_program()?,
    });
    if let (Some(figures), Some(handle)) = (figures, metrics::start()) {
        let watched = Watched { backend: backend.clone(), pulse: state.pulse.clone(), handle };
        metrics::serve(figures, watched, shutdown.clone());
    }
    let transport = worker::transport(mail_server, &backend);
    let work =
        Worker { backend: for_worker, transport, events: state.events.clone(), pulse: state.pulse.clone() };
    let tasks = [tokio::spawn(state.events.clone().listen(db.clone())), tokio::spawn(work.work())];
    announce(settings, postgres, backend.is_demo());
    let served = answer(listener, state, shutdown.clone()).await;
    // Reached without a signal only when the listener broke.
    shutdown.cancel();
    end(tasks, [db, worker]).await;
    served
}

/// The store of uploaded files, and who looks into them.
async fn open_files(settings: &Settings) -> Result<Files> {
    Ok(store_of_files(settings).await?.inspected_by(Arc::new(ChildProcess::of_this_program()?)))
}

/// The store of uploaded files, tried out.
pub async fn store_of_files(settings: &Settings) -> Result<Files> {
    let place = settings.files();
    Files::at(&place).await.map_err(|unusable| eyre!("FILES({place})を使えません: {unusable}"))
}

/// Answers requests until the signal, and then those that are running.
async fn answer(listener: TcpListener, state: AppState, shutdown: CancellationToken) -> Result<()> {
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(shutdown.clone().cancelled_owned());
    let too_long = async {
        shutdown.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = async { serving.await } => served.wrap_err("サーバーが止まりました"),
        () = too_long => {
            tracing::warn!("10秒以内に終わらなかった要求を打ち切りました");
            Ok(())
        }
    }
}

async fn end(tasks: [JoinHandle<()>; 2], pools: [PgPool; 2]) {
    for task in tasks {
        if tokio::time::timeout(DRAIN, task).await.is_err() {
            tracing::warn!("終わらない処理を打ち切りました");
        }
    }
    for db in pools {
        if tokio::time::timeout(DRAIN, db.close()).await.is_err() {
            tracing::warn!("データベースとの接続を打ち切りました");
        }
    }
}

/// The connections of the two parts of the process.
struct Pools {
    web: PgPool,
    worker: PgPool,
}

/// Connections that may do no more than the part of the process that asks by them (docs/adr/0024). Where the owner of the
/// database may not make such roles, both are the owner's, and the log says so.
async fn behind_the_wall(owner: PgPool, connections: u32) -> Result<Pools> {
    let wall = match Wall::raise(&owner).await {
        Ok(wall) => wall,
        Err(NoWall::Failed(error)) => return Err(error.into()),
        Err(why) => {
            tracing::warn!(%why, "データベースの権限を役割ごとに分けられないため、DATABASE_URL の利用者のまま動きます");
            return Ok(Pools { web: owner.clone(), worker: owner });
        }
    };
    let web = wall.pool(Side::Web, connections.saturating_sub(WORKERS)).await?;
    let pools = Pools { web, worker: wall.pool(Side::Worker, WORKERS).await? };
    owner.close().await;
    Ok(pools)
}

/// Cancelled by the first SIGTERM or Ctrl-C; a second one ends at once, which Postgres survives.
fn on_signal() -> Result<CancellationToken> {
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    let token = CancellationToken::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        println!("\n実行中の処理を終えてから停止します(最長10秒)…");
        cancel.cancel();
    });
    Ok(token)
}

fn announce(settings: &Settings, postgres: Option<&Embedded>, is_demo: bool) {
    println!("\n認定システム: {}", settings.public_url());
    if settings.public_url.is_some() {
        println!("待ち受け: {}", settings.address());
    }
    if let Some(figures) = settings.metrics_bind {
        println!("測定値: http://{figures}/metrics");
    }
    match postgres {
        Some(postgres) => println!("データ: {}", postgres.cluster().display()),
        None => println!("データ: DATABASE_URL のPostgres"),
    }
    if is_demo {
        println!("{DEMO}");
        println!("日時を進める: {}/dev/clock", settings.public_url());
        if settings.smtp_url.is_none() {
            println!("送信されたメール: {}/dev/mail", settings.public_url());
        }
    } else if settings.database_url.is_none() && !settings.no_demo {
        println!("デモが作ったデータではないため、本番として開きました。");
    }
    if !is_demo && settings.smtp_url.is_none() {
        tracing::warn!("SMTP_URL が指定されていないため、メールは送信されず、送信待ちのままになります");
    }
    println!("終了するには Ctrl-C を押してください。\n");
}

const DEMO: &str = "\
デモのアカウント(パスワードはすべて demo-pass-2026):
  100001  申請者(医師): 緩和 太郎。登録済み、下書き、非承認、承認依頼中、承認済みの症例
  100002  申請者(医師): 医療 花子。まだ何もない
  100003  申請者(医師): 承認済み18例、承認依頼中2例
  200001  指導者(指導医・専門医): 承認依頼が届いている
  200002  専門医(認定期間は2024年3月31日まで)
  200003  認定医(研修指導者資格あり)    200004  認定医(資格なし)
  300000  看護師(認定システムは利用できない)
  core@hospital.example.jp      施設マイページ: 認定中の基幹施設
  training@hospital.example.jp  施設マイページ: 認定中の認定研修施設
  new@hospital.example.jp       施設: 新規登録が済んだところ
  draft@hospital.example.jp     施設: 基幹施設の申請書を作成中
  applied@hospital.example.jp   施設: 連携施設を申請済み
  fix@hospital.example.jp       施設: 連携施設の申請(移行措置)に、修正依頼が届いている
  office@example.jp             事務局(デモでは認証コードなしでログインできる)";
