//! As what the data is opened. What a demo made opens as a demo, everything else never does: the database remembers which it
//! is, and an empty one becomes what the program was started as (docs/adr/0026).

use std::{net::IpAddr, sync::Arc};

use axum::http::Uri;
use backend::{
    Backend, DemoClock, SystemClock,
    demo::{DataKind, Loaded},
};
use color_eyre::eyre::Result;

use crate::config::Settings;

/// Why the data is not opened as it was asked for.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unopened {
    #[error(
        "BIND={0} では他の機械からも接続できますが、デモではパスワードが公開されています。次のどれかにしてください:\n\
         ・この機械だけで使う: BIND を 127.0.0.1 にする\n\
         ・承知の上でデモを公開する: --demo を付ける\n\
         ・本番として使う: DATABASE_URL に、または --no-demo を付けて DATA_DIR に、デモのデータがない場所を指定する"
    )]
    OpenDemo(IpAddr),
    #[error(
        "PUBLIC_URL={0} はこの機械の外の住所ですが、デモではパスワードが公開されています。次のどれかにしてください:\n\
         ・この機械だけで使う: PUBLIC_URL を指定しない\n\
         ・承知の上でデモを公開する: --demo を付ける\n\
         ・本番として使う: DATABASE_URL に、または --no-demo を付けて DATA_DIR に、デモのデータがない場所を指定する"
    )]
    DistantDemo(String),
    #[error(
        "このデータは、デモが作ったものではないため、--demo では開けません。デモで開くと、パスワード設定のメールなどが誰にでも見えてしまいます。次のどちらかにしてください:\n\
         ・このデータを使う: --demo を付けない\n\
         ・デモを使う: 新しいフォルダーを DATA_DIR に(または空のデータベースを DATABASE_URL に)指定する"
    )]
    RealData,
    #[error(
        "このデータは、デモが作ったものです。公開されたパスワードのアカウントがあるため、本番としては開けません。次のどちらかにしてください:\n\
         ・デモとして使う: --demo を付ける\n\
         ・本番として使う: 新しいフォルダーを DATA_DIR に(または空のデータベースを DATABASE_URL に)指定する"
    )]
    DemoData,
    #[error(
        "空のデータベースに取り込んだデータは、本番のデータになります。--demo を付けずに実行してください。\n\
         デモに取り込むときは、先に --demo でサーバーを起動してください。何も取り込んでいません。"
    )]
    NoDemoYet,
}

impl Settings {
    /// As what the data is opened that the database remembers to hold; an empty one becomes what is answered.
    ///
    /// # Errors
    /// When it is not what was asked for, or a demo would be reached from elsewhere though nobody has said so.
    pub fn opens(&self, found: Option<DataKind>) -> Result<DataKind, Unopened> {
        let no_demo = !self.demo && (self.no_demo || self.database_url.is_some());
        match found {
            Some(DataKind::Real) if self.demo => Err(Unopened::RealData),
            Some(DataKind::Real) => Ok(DataKind::Real),
            Some(DataKind::Demo) if no_demo => Err(Unopened::DemoData),
            None if no_demo => Ok(DataKind::Real),
            Some(DataKind::Demo) | None => self.keeps_demo_here().map(|()| DataKind::Demo),
        }
    }

    /// May files be imported into what the database remembers to hold?
    ///
    /// # Errors
    /// When it is not what was asked for.
    pub fn imports_into(&self, found: Option<DataKind>) -> Result<(), Unopened> {
        match found {
            Some(DataKind::Real) if self.demo => Err(Unopened::RealData),
            Some(DataKind::Demo) if self.no_demo => Err(Unopened::DemoData),
            None if self.demo => Err(Unopened::NoDemoYet),
            _ => Ok(()),
        }
    }

    /// A demo that nobody asked for by name stays on this machine.
    fn keeps_demo_here(&self) -> Result<(), Unopened> {
        match &self.public_url {
            _ if self.demo => Ok(()),
            _ if !self.bind.is_loopback() => Err(Unopened::OpenDemo(self.bind)),
            Some(url) if !is_here(url) => Err(Unopened::DistantDemo(url.clone())),
            _ => Ok(()),
        }
    }
}

/// Does this address lead to the machine of whoever follows it?
fn is_here(url: &str) -> bool {
    let uri: Option<Uri> = url.parse().ok();
    let host = uri.as_ref().and_then(Uri::host).unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match address {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

/// Opens the data as what it is, loading the demo society where that is to come: from here on [`Backend::is_demo`] answers.
/// With the owner's connections; nothing is heard yet.
///
/// # Errors
/// In words, when the data is not what was asked for.
pub async fn open(settings: &Settings, backend: Backend) -> Result<Backend> {
    let wanted = settings.opens(backend.demo().data_kind().await?)?;
    let demo = backend.clone().as_demo(DemoClock::over(Arc::new(SystemClock)));
    match wanted {
        DataKind::Demo => {
            demo.demo().follow_clock().await?;
            load_demo(&demo).await?;
        }
        DataKind::Real => backend.demo().keep_real().await?,
    }
    // Another server may have been first, with another idea.
    match settings.opens(backend.demo().data_kind().await?)? {
        DataKind::Demo => Ok(demo),
        DataKind::Real => {
            warn_of_known_accounts(&backend).await?;
            Ok(backend)
        }
    }
}

/// The demo society, at the first start of an empty database.
async fn load_demo(backend: &Backend) -> Result<()> {
    let mut told = false;
    let mut progress = |_| {
        if !std::mem::replace(&mut told, true) {
            println!("デモの学会を読み込んでいます…");
        }
    };
    if backend.demo().load(&mut progress).await? == Loaded::NotEmpty {
        println!("このデータベースには他のデータがあるため、デモの学会は読み込みません。");
    }
    Ok(())
}

/// A society that began in what once was a demo may have kept its accounts.
async fn warn_of_known_accounts(backend: &Backend) -> Result<()> {
    let accounts = backend.demo().known_accounts().await?;
    if accounts > 0 {
        tracing::warn!(
            accounts,
            "デモのアカウント(office@example.jp など)にパスワードが設定されています。公開されたパスワードのままなら、誰でもログインできます(docs/operations.md)"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use DataKind::{Demo, Real};

    use super::*;
    use crate::config::tests::settings;

    const DATABASE: &str = "--database-url=postgres://u:p@localhost/x";

    #[test]
    fn x02_a_demo_opens_only_what_a_demo_made_and_real_data_is_never_one() {
        use Unopened::{DemoData, RealData};
        for (arguments, of_demo, of_real, empty) in [
            (&[][..], Ok(Demo), Ok(Real), Ok(Demo)),
            (&["--demo"], Ok(Demo), Err(RealData), Ok(Demo)),
            (&["--no-demo"], Err(DemoData), Ok(Real), Ok(Real)),
            (&[DATABASE], Err(DemoData), Ok(Real), Ok(Real)),
            (&[DATABASE, "--demo"], Ok(Demo), Err(RealData), Ok(Demo)),
            (&[DATABASE, "--no-demo"], Err(DemoData), Ok(Real), Ok(Real)),
        ] {
            let settings = settings(arguments).unwrap();
            assert_eq!(settings.opens(Some(Demo)), of_demo, "{arguments:?}");
            assert_eq!(settings.opens(Some(Real)), of_real, "{arguments:?}");
            assert_eq!(settings.opens(None), empty, "{arguments:?}");
        }
    }

    #[test]
    fn x02_a_demo_is_not_opened_to_other_machines_unless_said_outright() {
        let (bind, url) = ("--bind=0.0.0.0", "--public-url=https://nintei.example.jp");
        let refused = [
            (&[bind][..], Unopened::OpenDemo([0, 0, 0, 0].into())),
            (&[url], Unopened::DistantDemo("https://nintei.example.jp".into())),
            (&["--public-url=http://192.0.2.1:3000"], Unopened::DistantDemo("http://192.0.2.1:3000".into())),
        ];
        for (arguments, why) in refused {
            for found in [None, Some(Demo)] {
                assert_eq!(settings(arguments).unwrap().opens(found).as_ref(), Err(&why), "{found:?}");
                let said = [arguments, &["--demo"]].concat();
                assert_eq!(settings(&said).unwrap().opens(found), Ok(Demo), "{said:?} {found:?}");
            }
            // What is no demo anyway may be reached from everywhere.
            assert_eq!(settings(arguments).unwrap().opens(Some(Real)), Ok(Real), "{arguments:?}");
            let said = [arguments, &["--no-demo"]].concat();
            assert_eq!(settings(&said).unwrap().opens(None), Ok(Real), "{said:?}");
        }
        for here in [
            "--bind=::1",
            "--public-url=http://localhost:3000",
            "--public-url=http://127.0.0.1:3000",
            "--public-url=http://[::1]:3000",
            "--public-url=http://nintei.localhost",
        ] {
            assert_eq!(settings(&[here]).unwrap().opens(None), Ok(Demo), "{here}");
        }
        for elsewhere in
            ["http://localhost.example.jp", "http://127.0.0.1.example.jp", "http://[2001:db8::1]"]
        {
            assert!(!is_here(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn x02_an_import_says_no_when_the_data_is_not_what_was_asked_for() {
        use Unopened::{DemoData, NoDemoYet, RealData};
        for (arguments, into_demo, into_real, into_nothing) in [
            (&[][..], Ok(()), Ok(()), Ok(())),
            (&["--no-demo"], Err(DemoData), Ok(()), Ok(())),
            (&["--demo"], Ok(()), Err(RealData), Err(NoDemoYet)),
            (&[DATABASE], Ok(()), Ok(()), Ok(())),
        ] {
            let settings = settings(arguments).unwrap();
            assert_eq!(settings.imports_into(Some(Demo)), into_demo, "{arguments:?}");
            assert_eq!(settings.imports_into(Some(Real)), into_real, "{arguments:?}");
            assert_eq!(settings.imports_into(None), into_nothing, "{arguments:?}");
        }
    }
}
