//! haproxy in front of the two servers, as a society would put a proxy there (docs/operations.md): it asks each whether it
//! is ready, and gives a connection that was refused to the other.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use color_eyre::eyre::{Result, WrapErr as _, bail};

use crate::{load, server::free_port};

pub struct Proxy {
    pub port: u16,
    /// For the table.
    pub version: String,
    child: Child,
}

impl Proxy {
    pub fn start(folder: &Path, servers: [u16; 2]) -> Result<Self> {
        let program = std::env::var_os("HAPROXY").unwrap_or_else(|| "/usr/sbin/haproxy".into());
        let told = Command::new(&program)
            .arg("-v")
            .output()
            .wrap_err("no haproxy: tools/setup bench installs it")?;
        let told = String::from_utf8_lossy(&told.stdout);
        let version = told.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        let port = free_port()?;
        let settings = folder.join("haproxy.cfg");
        fs::write(&settings, configuration(port, servers))?;
        let log = fs::File::create(folder.join("haproxy.log"))?;
        let child = Command::new(&program)
            .arg("-db")
            .arg("-f")
            .arg(&settings)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        Ok(Self { port, version, child })
    }

    /// Until it has seen a server that is ready.
    pub async fn ready(&self, patience: Duration) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if load::get(self.port, "/readyz", "").await.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the proxy finds no server")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn configuration(port: u16, [first, second]: [u16; 2]) -> String {
    format!(
        "global
  maxconn 4000
defaults
  mode http
  timeout connect 2s
  timeout client 90s
  timeout server 90s
  timeout check 5s
  retries 3
  option redispatch 1
frontend people
  bind 127.0.0.1:{port}
  default_backend servers
backend servers
  balance leastconn
  option httpchk GET /readyz
  default-server check inter 500ms fastinter 200ms downinter 200ms fall 2 rise 1 on-marked-down shutdown-sessions
  server first 127.0.0.1:{first}
  server second 127.0.0.1:{second}
"
    )
}
