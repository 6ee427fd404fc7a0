//! What Postgres' own programs do with a cluster: make it, start it, stop it; and who is at work on it.

use std::{fs, io, net::TcpListener, path::Path, process::Output, time::Duration};

use tokio::{net::TcpStream, process::Command};

use super::{
    LaunchError, Places, Result, USER,
    binaries::Binaries,
    make_private,
    owner::{self, Owner},
    write_private,
};

/// Between two looks at a Postgres that is not there yet.
const PAUSE: Duration = Duration::from_millis(250);

/// One cluster and the programs that work on it.
pub struct Run<'a> {
    pub binaries: &'a Binaries,
    pub owner: Option<&'a Owner>,
    pub places: &'a Places,
}

impl Run<'_> {
    /// Makes the cluster beside its place and moves it there when it is complete, so that a crash leaves no half of one.
    pub async fn initdb(&self, password: &str) -> Result<()> {
        let parent = self.places.cluster.parent().unwrap_or(&self.places.home).to_owned();
        let growing = parent.join("postgres.new");
        let password_file = growing.join("password");
        let data = growing.join("data");
        if growing.exists() {
            fs::remove_dir_all(&growing).map_err(|e| LaunchError::Io(growing.clone(), e))?;
        }
        make_private(&growing)?;
        write_private(&password_file, password)?;
        if let Some(owner) = self.owner {
            owner.give(&password_file)?;
            owner.give(&growing)?;
        }
        let mut command = command(&self.binaries.initdb(), self.owner, &growing);
        command
            .args(["-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256"])
            .arg(format!("--pwfile={}", password_file.display()))
            .arg("-D")
            .arg(&data);
        output(command, "データベースの作成").await?;
        fs::rename(&data, &self.places.cluster).map_err(|e| LaunchError::Io(data.clone(), e))?;
        fs::remove_dir_all(&growing).map_err(|e| LaunchError::Io(growing, e))
    }

    /// The port of a Postgres that outlived its server. One that is just dying is waited for.
    pub async fn take_over(&self) -> Option<u16> {
        for _ in 0..40 {
            let port = running(self.places)?;
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Some(port);
            }
            tokio::time::sleep(PAUSE).await;
        }
        None
    }

    /// Starts on this port, or on a free one; a neighbour may take that in between, so a few are tried.
    pub async fn start(&self, port: Option<u16>) -> Result<u16> {
        self.forget_the_dead()?;
        let log = self.places.cluster.join("server.log");
        let mut tries = 0;
        loop {
            tries += 1;
            let port = match port {
                Some(port) => port,
                None => free_port().map_err(|e| LaunchError::Io("127.0.0.1:0".into(), e))?,
            };
            let options = format!(
                "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 \
                 -c timezone=UTC -c logging_collector=off -c log_min_messages=warning"
            );
            let _ = fs::remove_file(&log);
            let mut command = command(&self.binaries.pg_ctl(), self.owner, &self.places.cluster);
            command.args(["start", "-w", "-t", "120", "-s", "-o", &options, "-l"]).arg(&log);
            command.arg("-D").arg(&self.places.cluster);
            match output(command, "Postgresの起動").await {
                Ok(_) => return Ok(port),
                // Backends of a killed Postgres may need a moment to notice; a port may just have been taken.
                Err(LaunchError::Failed { .. }) if tries < 8 => {
                    tokio::time::sleep(2 * PAUSE).await;
                }
                Err(LaunchError::Failed { doing, program, said }) => {
                    let log = fs::read_to_string(&log).unwrap_or_default();
                    return Err(LaunchError::Failed { doing, program, said: format!("{said}\n{log}") });
                }
                Err(other) => return Err(other),
            }
        }
    }

    /// Ends every connection and writes everything down.
    pub async fn stop(&self) -> Result<()> {
        let cluster = &self.places.cluster;
        let mut command = command(&self.binaries.pg_ctl(), self.owner, cluster);
        command.args(["stop", "-m", "fast", "-w", "-t", "60", "-s", "-D"]).arg(cluster);
        output(command, "Postgresの停止").await.map(drop)
    }

    /// After a crash the pid file is still there, and its number may by now be somebody else's (in a container it usually
    /// is): Postgres would refuse to start.
    fn forget_the_dead(&self) -> Result<()> {
        let file = self.places.pid_file();
        match pid(&file) {
            Some(pid) if !is_postgres(pid, &self.places.cluster) => {
                fs::remove_file(&file).map_err(|e| LaunchError::Io(file, e))
            }
            _ => Ok(()),
        }
    }
}

/// The port of the Postgres that runs on this cluster right now.
pub fn running(places: &Places) -> Option<u16> {
    let file = places.pid_file();
    let pid = pid(&file)?;
    let text = fs::read_to_string(&file).ok()?;
    // Lines: pid, data directory, start time, port, socket directory, listen address, shared memory, status.
    let port = text.lines().nth(3)?.trim().parse().ok()?;
    is_postgres(pid, &places.cluster).then_some(port)
}

fn pid(file: &Path) -> Option<i32> {
    fs::read_to_string(file).ok()?.lines().next()?.trim().parse().ok()
}

/// Is the process of this number a Postgres at work on this cluster?
fn is_postgres(pid: i32, cluster: &Path) -> bool {
    if !Path::new("/proc/self").exists() {
        return nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None).is_ok();
    }
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    let here = match fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(cwd) => cwd == cluster,
        // Another user's process does not tell where it works; then its name must do. A dead one works nowhere.
        Err(e) => e.kind() == io::ErrorKind::PermissionDenied,
    };
    name.trim_end() == "postgres" && here
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A program of Postgres, run as its owner, away from the terminal's signals.
fn command(program: &Path, owner: Option<&Owner>, workdir: &Path) -> Command {
    let mut command = std::process::Command::new(program);
    command.current_dir(workdir).env("HOME", workdir).env("LC_ALL", "C");
    owner::as_owner(&mut command, owner);
    let mut command = Command::from(command);
    command.stdin(std::process::Stdio::null());
    command
}

async fn output(mut command: Command, doing: &'static str) -> Result<Output> {
    let program = command.as_std().get_program().to_string_lossy().into_owned();
    let output = command.output().await.map_err(|e| LaunchError::Io(program.clone().into(), e))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(LaunchError::Failed { doing, program, said })
}
