//! Command line and environment: one source for every setting, and `--help` is its manual.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use axum::http::Uri;
use backend::documents::Place;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::{accounts::LINK_HOURS, applications::VALID_YEARS, cases::Limits};
use leptos::config::{Env, LeptosOptions};

/// 認定システムのサーバー
#[derive(Debug, Parser)]
#[command(
    name = "server",
    version,
    about = "認定システムのサーバーです。データベース(Postgres)も、指定がなければ自分で起動します。",
    after_help = "どの設定も、コマンドラインと環境変数のどちらでも指定できます(コマンドラインが優先)。\n\
                  設定に誤りがあるときは、その設定の名前を示して起動を中止します。"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub settings: Settings,
}

/// What to do; nothing said means [`Command::Serve`].
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// サーバーを起動します(省略時の動作)
    Serve,
    /// 会員・資格・施設・施設認定のCSV(4ファイル)を取り込みます。1行でも誤りがあれば、何も取り込みません
    Import {
        /// members.csv、qualifications.csv、facilities.csv、certifications.csv のあるフォルダー
        dir: PathBuf,
        /// 検査だけを行い、データベースは変更しません
        #[arg(long)]
        dry_run: bool,
    },
    /// データベースとファイルのすべてを、1つのファイルに書き出します。サーバーは動いたままで構いません
    Backup {
        /// 書き出すファイル。既にあるファイルには上書きしません
        file: PathBuf,
    },
    /// backup で書き出したファイルを、空のデータベースと空の保管先に戻します。空でなければ、何もせずに終わります
    Restore {
        /// backup で書き出したファイル
        file: PathBuf,
    },
    /// 標準入力のPDFを調べ、結果をJSONで答えます。サーバーが自分で呼びます
    #[command(hide = true)]
    CheckPdf,
    /// 標準入力のPDFの1ページを、PNGの画像にします。サーバーが自分で呼びます
    #[command(hide = true)]
    DrawPdf { page: u32 },
    /// 標準入力の文書(JSON)を組み、PDFにします。サーバーが自分で呼びます
    #[command(hide = true)]
    Typeset,
    /// 動いているサーバーに問い合わせ、正常なら 0、そうでなければ 1 で終わります
    Healthcheck,
}

/// Every setting.
#[expect(clippy::doc_markdown, reason = "--help shows these texts as they are")]
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// 待ち受けるポート
    #[arg(long, env = "PORT", global = true, default_value_t = 3000, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: u16,

    /// 待ち受けるアドレス。127.0.0.1 ならこの機械からだけ、0.0.0.0 ならどこからでも接続できます
    #[arg(long, env = "BIND", global = true, default_value = "127.0.0.1")]
    pub bind: IpAddr,

    /// 使用するPostgres(postgres://利用者:パスワード@ホスト:ポート/データベース)。省略すると自分で起動します
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true, value_parser = database_url)]
    pub database_url: Option<String>,

    /// データベース接続数の上限。うち3つは、メールなどを扱う裏の処理が使います
    #[arg(long, env = "DB_CONNECTIONS", global = true, default_value_t = 20, value_parser = clap::value_parser!(u32).range(6..=500))]
    pub db_connections: u32,

    /// 自分で起動するPostgresのデータを置くフォルダー
    #[arg(long, env = "DATA_DIR", global = true, default_value = ".data")]
    pub data_dir: PathBuf,

    /// initdb・pg_ctl・postgres のあるフォルダー。省略すると PATH と /usr/lib/postgresql から探します
    #[arg(long, env = "PG_BIN_DIR", global = true)]
    pub pg_bin_dir: Option<PathBuf>,

    /// 利用者から見たサイトの住所(https://nintei.example.jp など)。省略すると http://127.0.0.1:ポート
    #[arg(long, env = "PUBLIC_URL", global = true, value_parser = public_url)]
    pub public_url: Option<String>,

    /// アップロードされたファイルの保管先。フォルダー、またはS3互換の保管先(s3://バケット/接頭辞。接続先と鍵は AWS_ENDPOINT、AWS_REGION、AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY などの環境変数で)。省略すると DATA_DIR の中の files
    #[arg(long, env = "FILES", global = true)]
    pub files: Option<Place>,

    /// 学会の名称。画面の見出しとメールに使います
    #[arg(long, env = "SOCIETY", global = true, default_value = "日本緩和医療学会")]
    pub society: String,

    /// 申請書などの書類で、学会の名称の前に書く法人の種類
    #[arg(long, env = "SOCIETY_LEGAL_FORM", global = true, default_value = "特定非営利活動法人")]
    pub society_legal_form: String,

    /// メールを送るSMTPサーバー(smtps://利用者:パスワード@ホスト、smtp://利用者:パスワード@ホスト:587?tls=required、smtp://ホスト:25 など)。証明書は、このサーバーが信頼する認証局のものであることを確かめます(SSL_CERT_FILE で別の認証局を指定できます)
    #[arg(long, env = "SMTP_URL", global = true, hide_env_values = true, value_parser = smtp_url)]
    pub smtp_url: Option<String>,

    /// メールの差出人
    #[arg(long, env = "MAIL_FROM", global = true, default_value = "nintei@example.jp", value_parser = mail_address)]
    pub mail_from: String,

    /// 症例報告書の文字数の上限を変えます(history=1500,memo=300 の形。項目: diagnosis、history、background、assessment、problems、course、discussion、references、memo)
    #[arg(long, env = "TEXT_LIMITS", global = true, default_value = "", hide_default_value = true)]
    pub text_limits: Limits,

    /// メールで送るURL(パスワードの設定、メールアドレスの確認)の有効期間。単位は時間
    #[arg(long, env = "LINK_HOURS", global = true, default_value_t = LINK_HOURS, value_parser = clap::value_parser!(u16).range(1..=720))]
    pub link_hours: u16,

    /// 施設認定の年数。認定開始日を含む年度から数えて、この年数目の3月31日に終了します
    #[arg(long, env = "CERTIFICATION_YEARS", global = true, default_value_t = VALID_YEARS, value_parser = clap::value_parser!(u8).range(1..=20))]
    pub certification_years: u8,

    /// デモ: 架空の会員と症例、公開されたパスワード、/dev/mail。DATABASE_URL を指定しなければ、空のデータと、デモが作ったデータは、言わなくてもデモとして開きます。ほかのデータがデモとして開かれることはありません
    #[arg(long, global = true, conflicts_with = "no_demo")]
    pub demo: bool,

    /// 自分で起動するPostgresの空のデータを、デモではなく本番のデータにします
    #[arg(long, global = true)]
    pub no_demo: bool,

    /// 前に立つ信頼できるプロキシの数。利用者のアドレスを X-Forwarded-For の右からこの数だけさかのぼって読みます
    #[arg(long, env = "TRUSTED_PROXIES", global = true, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=9))]
    pub trusted_proxies: u8,

    /// Prometheusのための測定値(/metrics)を答えるアドレス(127.0.0.1:9464 など)。外からは届かないアドレスにしてください。省略すると、測定しません
    #[arg(long, env = "METRICS_BIND", global = true)]
    pub metrics_bind: Option<SocketAddr>,

    /// 要求ごとの記録(スパン)をOTLP(http/protobuf)で送る、OpenTelemetryの収集先(http://127.0.0.1:4318 など)。省略すると、送りません
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", global = true, value_parser = collector)]
    pub otlp_endpoint: Option<Uri>,

    /// ログの細かさ(error、warn、info、debug、または server=debug のような指定)
    #[arg(long, env = "LOG", global = true, default_value = "info,sqlx=warn")]
    pub log: String,

    /// ログの書式
    #[arg(long, env = "LOG_FORMAT", global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// ビルドされた画面側のファイル(pkg/ など)のあるフォルダー
    #[arg(long, env = "SITE_ROOT", global = true, default_value = "target/site")]
    pub site_root: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// 人が読む
    Text,
    /// 1行に1つのJSON
    Json,
}

/// Why the settings, each right by itself, do not fit together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unfit {
    #[error("LOG={0} はログの指定として読み取れません")]
    Log(String),
}

impl Settings {
    /// What clap cannot see: whether the settings fit together.
    pub fn check(&self) -> Result<(), Unfit> {
        if tracing_subscriber::EnvFilter::try_new(&self.log).is_err() {
            return Err(Unfit::Log(self.log.clone()));
        }
        Ok(())
    }

    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.bind, self.port)
    }

    /// Where people reach the site, without a slash at the end.
    pub fn public_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| {
            if self.bind.is_unspecified() || self.bind == IpAddr::from([127, 0, 0, 1]) {
                format!("http://127.0.0.1:{}", self.port)
            } else {
                format!("http://{}", self.address())
            }
        })
    }

    /// Where uploaded files lie.
    pub fn files(&self) -> Place {
        self.files.clone().unwrap_or_else(|| Place::Folder(self.data_dir.join("files")))
    }

    pub fn backend(&self) -> backend::Settings {
        backend::Settings {
            society: self.society.clone(),
            legal_form: self.society_legal_form.clone(),
            public_url: self.public_url(),
            mail_from: self.mail_from.clone(),
            limits: self.text_limits.clone(),
            certification_years: self.certification_years,
            link_hours: self.link_hours,
        }
    }

    /// What leptos wants to know. `LEPTOS_WATCH` (set by `make dev`) turns reloading on. `tools/build` names files by
    /// their content and lists the names in `hash.txt`, `make dev` does not.
    pub fn leptos(&self) -> LeptosOptions {
        LeptosOptions::builder()
            .hash_files(self.site_root.join("hash.txt").is_file())
            .output_name("nintei")
            .site_root(self.site_root.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .site_addr(self.address())
            .env(if cfg!(debug_assertions) { Env::DEV } else { Env::PROD })
            .build()
    }
}

fn database_url(value: &str) -> Result<String, String> {
    use std::str::FromStr as _;
    if !value.starts_with("postgres://") && !value.starts_with("postgresql://") {
        return Err("postgres:// で始まる接続先を指定してください".into());
    }
    // The cause could quote the password.
    sqlx::postgres::PgConnectOptions::from_str(value)
        .map(|_| value.to_owned())
        .map_err(|_| "接続先として読み取れません(パスワードの記号は %40 のように書きます)".into())
}

fn collector(value: &str) -> Result<Uri, String> {
    let unfit = || "http:// または https:// で始まるURLを指定してください".to_owned();
    let uri: Uri = value.parse().map_err(|_| unfit())?;
    if matches!(uri.scheme_str(), Some("http" | "https")) { Ok(uri) } else { Err(unfit()) }
}

fn public_url(value: &str) -> Result<String, String> {
    let trimmed = value.trim_end_matches('/');
    let uri: Uri = trimmed.parse().map_err(|_| "URLとして読み取れません".to_owned())?;
    match (uri.scheme_str(), uri.authority(), uri.path_and_query().map(axum::http::uri::PathAndQuery::as_str))
    {
        (Some("http" | "https"), Some(authority), None | Some("" | "/"))
            if !authority.as_str().contains('@') =>
        {
            Ok(trimmed.to_lowercase())
        }
        _ => Err("https://ホスト名 の形で、パスを付けずに指定してください".into()),
    }
}

fn smtp_url(value: &str) -> Result<String, String> {
    match value.split_once("://") {
        Some(("smtps", _)) => Ok(value.to_owned()),
        Some(("smtp", server)) if !server.contains('@') || server.ends_with("?tls=required") => Ok(value.to_owned()),
        Some(("smtp", _)) => {
            Err("パスワードが暗号化されずに送られます。smtps:// で始めるか、末尾に ?tls=required を付けてください".into())
        }
        _ => Err("smtps:// または smtp:// で始まる接続先を指定してください".into()),
    }
}

fn mail_address(value: &str) -> Result<String, String> {
    if domain::accounts::is_email(value) {
        Ok(value.to_owned())
    } else {
        Err("メールアドレスではありません".into())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use clap::{CommandFactory as _, FromArgMatches as _};

    use super::*;
    use crate::state::Site;

    /// Read from the arguments alone: the environment of the tests names their own database.
    pub fn settings(arguments: &[&str]) -> Result<Settings, clap::Error> {
        let command = Cli::command().mut_args(|argument| argument.env(None::<&'static str>));
        let matches = command.try_get_matches_from(std::iter::once(&"server").chain(arguments))?;
        Settings::from_arg_matches(&matches)
    }

    #[test]
    fn a_wrong_value_is_refused_with_the_name_of_its_setting() {
        for (option, value) in [
            ("--port", "http"),
            ("--port", "0"),
            ("--port", "65536"),
            ("--bind", "localhost"),
            ("--database-url", "mysql://localhost/x"),
            ("--database-url", "postgres://u:p@ss@host:port/x"),
            ("--db-connections", "0"),
            ("--files", ""),
            ("--files", "s3://"),
            ("--files", "https://example.jp/files"),
            ("--public-url", "nintei.example.jp"),
            ("--public-url", "https://example.jp/nintei"),
            ("--smtp-url", "mail.example.jp"),
            ("--smtp-url", "smtp://nintei:secret@mail.example.jp:587"),
            ("--smtp-url", "smtp://nintei:secret@mail.example.jp:587?tls=opportunistic"),
            ("--mail-from", "office"),
            ("--trusted-proxies", "-1"),
            ("--metrics-bind", "9464"),
            ("--text-limits", "history"),
            ("--text-limits", "age=3"),
            ("--text-limits", "memo=0"),
            ("--certification-years", "0"),
            ("--link-hours", "0"),
            ("--log-format", "xml"),
        ] {
            let error = settings(&[&format!("{option}={value}")]).unwrap_err().to_string();
            assert!(error.contains(option), "{option}={value}: {error}");
        }
    }

    #[test]
    fn files_lie_beside_the_data_unless_said_otherwise() {
        assert_eq!(settings(&["--data-dir=/d"]).unwrap().files(), Place::Folder("/d/files".into()));
        assert_eq!(settings(&["--files=/f"]).unwrap().files(), Place::Folder("/f".into()));
    }

    #[test]
    fn the_public_address_has_no_slash_and_decides_on_secure_cookies() {
        let with = |url: &str| settings(&[&format!("--public-url={url}")]).unwrap();
        assert_eq!(with("https://Nintei.Example.jp/").public_url(), "https://nintei.example.jp");
        assert!(Site::of(&with("https://nintei.example.jp")).is_secure());
        assert_eq!(settings(&["--port=4000"]).unwrap().public_url(), "http://127.0.0.1:4000");
        assert!(!Site::of(&settings(&[]).unwrap()).is_secure());
    }
}
