//! Which Postgres: `PG_BIN_DIR`, else PATH, else the newest under /usr/lib/postgresql.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{LaunchError, Result};

/// A folder with `initdb`, `pg_ctl` and `postgres`, all of one version.
#[derive(Clone, Debug)]
pub struct Binaries {
    dir: PathBuf,
    /// The major version as `PG_VERSION` writes it, e.g. `15`.
    major: String,
}

impl Binaries {
    pub fn initdb(&self) -> PathBuf {
        self.dir.join("initdb")
    }
    pub fn pg_ctl(&self) -> PathBuf {
        self.dir.join("pg_ctl")
    }

    fn at(dir: &Path) -> Option<Self> {
        let complete = ["initdb", "pg_ctl", "postgres"].iter().all(|name| dir.join(name).is_file());
        if !complete {
            return None;
        }
        // A link on PATH may lead to a lone file; the others lie beside the file itself.
        let dir = fs::canonicalize(dir.join("postgres")).ok()?.parent()?.to_owned();
        // "postgres (PostgreSQL) 15.20 (Debian …)", "postgres (PostgreSQL) 18beta1"
        let said = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let major: String =
            said.split_whitespace().nth(2)?.chars().take_while(char::is_ascii_digit).collect();
        (!major.is_empty()).then_some(Self { dir, major })
    }
}

/// Every Postgres of this machine, the preferred one first.
pub fn find(bin_dir: Option<&Path>) -> Result<Vec<Binaries>> {
    if let Some(dir) = bin_dir {
        return Binaries::at(dir).map(|b| vec![b]).ok_or(LaunchError::NoBinaries);
    }
    let on_path = env::var_os("PATH").map(|p| env::split_paths(&p).collect::<Vec<_>>()).unwrap_or_default();
    let mut packaged: Vec<Binaries> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Binaries::at(&entry.path().join("bin")))
        .collect();
    packaged.sort_by_key(|b| std::cmp::Reverse(b.major.parse::<u32>().unwrap_or(0)));
    let found: Vec<Binaries> = on_path.iter().filter_map(|dir| Binaries::at(dir)).chain(packaged).collect();
    if found.is_empty() { Err(LaunchError::NoBinaries) } else { Ok(found) }
}

/// The one that can open this cluster; for a new cluster, the preferred one.
pub fn fitting(candidates: Vec<Binaries>, cluster: &Path) -> Result<Binaries> {
    let data = fs::read_to_string(cluster.join("PG_VERSION")).ok().map(|v| v.trim().to_owned());
    let found = candidates.iter().map(|b| b.major.as_str()).collect::<Vec<_>>().join("、");
    candidates.into_iter().find(|b| data.as_ref().is_none_or(|data| *data == b.major)).ok_or_else(|| {
        LaunchError::Version { dir: cluster.to_owned(), data: data.unwrap_or_default(), found }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(major: &str) -> Binaries {
        Binaries { dir: format!("/pg/{major}").into(), major: major.into() }
    }

    #[test]
    fn data_of_one_major_version_is_opened_by_no_other() {
        let cluster = env::temp_dir().join(format!("nintei-version-{}", std::process::id()));
        fs::create_dir_all(&cluster).unwrap();
        fs::write(cluster.join("PG_VERSION"), "15\n").unwrap();
        assert_eq!(fitting(vec![version("18"), version("15")], &cluster).unwrap().major, "15");
        let refused = fitting(vec![version("18")], &cluster).unwrap_err().to_string();
        fs::remove_dir_all(&cluster).unwrap();
        assert!(refused.contains("Postgres 15のもの") && refused.contains("Postgres 18です"), "{refused}");
    }

    #[test]
    fn a_new_cluster_takes_the_preferred_version() {
        let nowhere = Path::new("/nonexistent/cluster");
        assert_eq!(fitting(vec![version("18"), version("15")], nowhere).unwrap().major, "18");
    }
}
