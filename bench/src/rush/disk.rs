//! A disk for papers that can be full: a small one in memory, which only an administrator may make.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use bytes::Bytes;
use color_eyre::eyre::{Result, bail, eyre};
use sqlx::{Connection as _, PgConnection};

use crate::{
    load::{Answer, Body, Call, Connection},
    society::FACILITY,
};

/// A paper as hospitals send it.
const PAPER: &[u8] = include_bytes!("../../../backend/src/demo/stamped.pdf");
const FILLER: &str = "filler";

pub struct Disk {
    /// Where both servers keep files.
    pub folder: PathBuf,
    is_small: bool,
}

impl Disk {
    pub fn in_folder(beside: &Path) -> Result<Self> {
        let folder = beside.join("files");
        fs::create_dir_all(&folder)?;
        let made =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(&folder).output();
        let is_small = made.is_ok_and(|made| made.status.success());
        Ok(Self { folder, is_small })
    }

    /// The disk is full, a hospital sends a paper and is told that it was not kept; there is room again, and the same paper
    /// is kept and comes back.
    pub async fn full(&self, port: u16, url: &str) -> Result<String> {
        if !self.is_small {
            return Ok(
                "a full disk for papers: left out, only an administrator can make a small one".to_owned()
            );
        }
        let mut db = PgConnection::connect(url).await?;
        let before = papers(&mut db).await?;
        self.fill()?;
        let refused = send(port).await?;
        let after = papers(&mut db).await?;
        fs::remove_file(self.folder.join(FILLER))?;
        if refused.status < 500 || refused.body.is_empty() || before != after {
            bail!(
                "on a full disk: {} {}, {before} papers before, {after} after",
                refused.status,
                refused.text()
            );
        }
        let kept = send(port).await?;
        let said: serde_json::Value = serde_json::from_slice(&kept.body)?;
        let id = said["state"]
            .as_str()
            .ok_or_else(|| eyre!("with room again: {} {}", kept.status, kept.text()))?;
        let back = Connection::to(port).ask(Call::get(format!("/facility/documents/{id}"), FACILITY)).await?;
        if back.body != PAPER {
            bail!("a paper came back as {} with {} bytes", back.status, back.body.len());
        }
        Ok("a full disk: a paper was refused in words, and kept when there was room".to_owned())
    }

    /// Until not a byte more fits.
    fn fill(&self) -> Result<()> {
        let mut filler = fs::File::create(self.folder.join(FILLER))?;
        while filler.write_all(&[0; 4_096]).is_ok() {}
        Ok(())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.is_small {
            let _ = Command::new("umount").arg("-l").arg(&self.folder).status();
        }
    }
}

async fn papers(db: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("select count(*) from document").fetch_one(db).await?)
}

/// As our program in the browser sends it.
async fn send(port: u16) -> Result<Answer> {
    let paper = Body::Paper(Bytes::from_static(PAPER));
    Connection::to(port).ask(Call::post("/facility/documents", FACILITY, paper)).await
}
