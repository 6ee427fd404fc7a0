//! Why there is no backup, or nothing was restored; in the words of the person at the command line.

use std::{io, path::PathBuf};

/// What is said here is all that happened: nothing half is left behind.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0} は既にあります。上書きはしません。別の名前を指定してください。")]
    Exists(PathBuf),
    #[error("別のバックアップが進行中です。終わってから、もう一度実行してください。")]
    Busy,
    #[error(
        "データベースは、このプログラムより新しい版のものです(マイグレーション {0})。新しい版のserverで実行してください。"
    )]
    NewerDatabase(i64),
    #[error("データベースにテーブルがありません。サーバーを一度起動したデータベースを指定してください。")]
    NoTables,
    #[error("テーブル {0} は、外部キーの順に並べられません。")]
    Circle(String),
    #[error("{0} を読み書きできません: {1}")]
    File(PathBuf, #[source] io::Error),
    #[error("バックアップが壊れているため、何も復元していません: {0}")]
    Damaged(String),
    #[error(
        "バックアップは、このプログラムの知らない形のものです({0})。作成した版か、それより新しい版のserverで復元してください。何も復元していません。"
    )]
    Unknown(String),
    #[error(
        "データベースが空ではありません(テーブル {0} などがあります)。新しく作った空のデータベースを DATABASE_URL に、\
         または新しいフォルダーを DATA_DIR に指定してください。何も復元していません。"
    )]
    DatabaseNotEmpty(String),
    #[error(
        "ファイルの保管先が空ではありません({0} などがあります)。空のフォルダーまたは接頭辞を FILES に指定してください。何も復元していません。"
    )]
    FilesNotEmpty(String),
    #[error("データベースは空ですが、復元に使えません: {0}")]
    Unfit(#[from] crate::db::OpenError),
    #[error("データベースに戻せなかったため、何も復元していません: {0}")]
    Refused(#[source] sqlx::Error),
    #[error("ファイルを保管先に戻せなかったため、何も復元していません: {0}")]
    Store(#[source] crate::Error),
    #[error(
        "復元は終わりましたが、新しい版へのマイグレーションができませんでした。サーバーの起動時に、もう一度試されます: {0}"
    )]
    Later(#[source] sqlx::migrate::MigrateError),
    #[error("データベース: {0}")]
    Database(#[from] sqlx::Error),
    #[error("ファイルの保管先: {0}")]
    Files(#[from] crate::Error),
}
