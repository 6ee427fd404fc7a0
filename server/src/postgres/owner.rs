//! As whom Postgres runs, and where it can. Postgres refuses root, so a server started by root lends it an ordinary user;
//! that user must be able to reach the data, which under /root it cannot.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use nix::unistd::{Gid, Uid, User};

use super::{LaunchError, Result, binaries::Binaries, make_private};

/// Where clusters of a server run by root lie when `DATA_DIR` is closed to Postgres' user.
const ELSEWHERE: &str = "/var/lib/nintei";
/// The file in `DATA_DIR` that says so; `tools/reset` reads it.
const NOTE: &str = "location";

/// The user that Postgres runs as, when it is not ourselves.
#[derive(Clone, Debug)]
pub struct Owner {
    uid: Uid,
    gid: Gid,
}

impl Owner {
    /// Only root has somebody else run Postgres: the owner of an existing cluster, else `postgres`, else `nobody`.
    /// It must be a user of the passwd file: Postgres looks its own name up.
    fn choose(cluster: &Path) -> Result<Option<Self>> {
        let existing = fs::metadata(cluster).ok().map(|m| Uid::from_raw(m.uid()));
        let me = Uid::effective();
        if !me.is_root() {
            return match existing {
                Some(uid) if uid != me => Err(LaunchError::NotOurs(cluster.to_owned())),
                _ => Ok(None),
            };
        }
        let by_id = existing.filter(|uid| !uid.is_root()).and_then(|uid| User::from_uid(uid).ok().flatten());
        let by_name = || ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok().flatten());
        let user = by_id.or_else(by_name).ok_or(LaunchError::NoOwner)?;
        Ok(Some(Self { uid: user.uid, gid: user.gid }))
    }

    /// Makes this user the owner of a file.
    pub fn give(&self, path: &Path) -> Result<()> {
        chown(path, Some(self.uid.as_raw()), Some(self.gid.as_raw()))
            .map_err(|e| LaunchError::Io(path.to_owned(), e))
    }
}

/// Has the command run as that user, in a process group of its own.
pub fn as_owner(command: &mut Command, owner: Option<&Owner>) {
    if let Some(Owner { uid, gid }) = owner {
        command.uid(uid.as_raw()).gid(gid.as_raw());
    }
    command.process_group(0);
}

/// The cluster of this data folder as it was placed when it was made.
pub fn recorded(home: &Path) -> PathBuf {
    match fs::read_to_string(home.join(NOTE)) {
        Ok(elsewhere) if !elsewhere.trim().is_empty() => Path::new(elsewhere.trim()).join("postgres"),
        _ => home.join("postgres"),
    }
}

/// Where the cluster is or shall be, and who runs it.
pub fn place(home: &Path, candidates: &[Binaries]) -> Result<(PathBuf, Option<Owner>)> {
    let cluster = recorded(home);
    let owner = Owner::choose(&cluster)?;
    let Some(user) = &owner else { return Ok((cluster, owner)) };
    if cluster.exists() || cluster.parent().is_some_and(|parent| can_come(user, parent, candidates)) {
        return Ok((cluster, owner));
    }
    let elsewhere = Path::new(ELSEWHERE).join(format!("{:016x}", rand::random::<u64>()));
    let io = |path: &Path| {
        let path = path.to_owned();
        move |e| LaunchError::Io(path, e)
    };
    fs::create_dir_all(ELSEWHERE).map_err(io(Path::new(ELSEWHERE)))?;
    make_private(&elsewhere)?;
    user.give(&elsewhere)?;
    let note = home.join(NOTE);
    fs::write(&note, format!("{}\n", elsewhere.display())).map_err(io(&note))?;
    println!(
        "{} にはPostgresの利用者が入れないため、データは {} に置きます。",
        home.display(),
        elsewhere.display()
    );
    Ok((elsewhere.join("postgres"), owner))
}

/// Tried, not computed: access lists and mounts have their say too.
fn can_come(user: &Owner, to: &Path, candidates: &[Binaries]) -> bool {
    let Some(program) = candidates.first().map(Binaries::initdb) else { return false };
    let mut command = Command::new(program);
    command.arg("--version").current_dir(to).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    as_owner(&mut command, Some(user));
    command.status().is_ok_and(|status| status.success())
}
