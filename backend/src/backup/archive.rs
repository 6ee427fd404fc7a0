//! The archive as a file: a tar whose last entries are the manifest and its hash. What has not reached its end is no
//! archive, and has no name yet.
//!
//! Reading and writing block. The command line does nothing else meanwhile.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, BufReader, Read as _, Seek as _, SeekFrom},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

use super::{
    BackupError,
    manifest::{FORMAT, Manifest, Part, hex, sha256},
};

const MANIFEST: &str = "manifest.json";
const MANIFEST_HASH: &str = "manifest.sha256";
/// The longest manifest that is believed to be one, in bytes: some 100,000 files.
const MANIFEST_LIMIT: u64 = 64 * 1024 * 1024;

/// An archive that is being written, beside its place.
pub(super) struct Writer {
    tar: Builder<File>,
    path: PathBuf,
    growing: Growing,
}

/// The unfinished file, which is gone with this value.
struct Growing(PathBuf);

impl Drop for Growing {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Writer {
    /// Nothing is ever overwritten, and nobody else may read it.
    pub fn create(path: &Path) -> Result<Self, BackupError> {
        if path.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(path.to_owned()));
        }
        let mut growing = path.as_os_str().to_owned();
        growing.push(".part");
        let growing = PathBuf::from(growing);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&growing);
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Exists(growing.clone()),
            _ => BackupError::File(growing.clone(), error),
        })?;
        Ok(Self { tar: Builder::new(file), path: path.to_owned(), growing: Growing(growing) })
    }

    pub fn part(&mut self, name: String, bytes: &[u8]) -> Result<Part, BackupError> {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o600);
        header.set_size(bytes.len() as u64);
        self.tar.append_data(&mut header, &name, bytes).map_err(|error| self.failed(error))?;
        Ok(Part { name, size: bytes.len() as u64, sha256: sha256(bytes) })
    }

    /// Writes the last page, has the disk keep everything, and gives the file its name.
    pub fn finish(mut self, manifest: &Manifest) -> Result<(), BackupError> {
        let text = serde_json::to_vec_pretty(manifest).map_err(|error| self.failed(error.into()))?;
        self.part(MANIFEST.into(), &text)?;
        self.part(MANIFEST_HASH.into(), sha256(&text).as_bytes())?;
        let Self { tar, path, growing } = self;
        let keep = || -> io::Result<()> {
            tar.into_inner()?.sync_all()?;
            std::fs::rename(&growing.0, &path)?;
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        };
        if path.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(path));
        }
        keep().map_err(|error| BackupError::File(path.clone(), error))
    }

    fn failed(&self, error: io::Error) -> BackupError {
        BackupError::File(self.growing.0.clone(), error)
    }
}

/// An archive that has been read from end to end: every part is there, nothing else is, and each is what was written.
#[derive(Debug)]
pub(super) struct Archive {
    pub manifest: Manifest,
    path: PathBuf,
    file: File,
    /// Where each part begins.
    begins: HashMap<String, u64>,
}

impl Archive {
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let failed = |error| BackupError::File(path.to_owned(), error);
        let file = File::open(path).map_err(failed)?;
        let found = read(&file)?;
        let manifest = trusted(&found)?;
        let mut begins = HashMap::new();
        let mut entries = found.entries;
        for part in manifest.parts() {
            let entry = entries.remove(&part.name);
            let entry = entry.ok_or_else(|| BackupError::Damaged(format!("{} がありません", part.name)))?;
            if (entry.size, &entry.sha256) != (part.size, &part.sha256) {
                return Err(BackupError::Damaged(format!("{} の内容が違います", part.name)));
            }
            begins.insert(part.name.clone(), entry.begins);
        }
        match entries.into_keys().next() {
            Some(stranger) => Err(BackupError::Damaged(format!("{stranger} は目録にありません"))),
            None => Ok(Self { manifest, path: path.to_owned(), file, begins }),
        }
    }

    /// One part, which must still be what it was.
    pub fn part(&mut self, part: &Part) -> Result<Vec<u8>, BackupError> {
        let changed = || BackupError::Damaged(format!("{} の内容が、読んでいる間に変わりました", part.name));
        let begins = *self.begins.get(&part.name).ok_or_else(changed)?;
        let mut bytes = Vec::new();
        self.file
            .seek(SeekFrom::Start(begins))
            .and_then(|_| (&self.file).take(part.size).read_to_end(&mut bytes))
            .map_err(|error| BackupError::File(self.path.clone(), error))?;
        if sha256(&bytes) == part.sha256 { Ok(bytes) } else { Err(changed()) }
    }
}

/// What is read of a manifest of any form.
#[derive(serde::Deserialize)]
struct Form {
    format: u32,
}

struct Entry {
    begins: u64,
    size: u64,
    sha256: String,
}

/// What is in the file, whatever its last page says.
#[derive(Default)]
struct Found {
    entries: HashMap<String, Entry>,
    manifest: Vec<u8>,
    manifest_hash: Vec<u8>,
}

fn read(file: &File) -> Result<Found, BackupError> {
    let broken = |error: io::Error| BackupError::Damaged(error.to_string());
    let mut found = Found::default();
    let mut tar = tar::Archive::new(BufReader::with_capacity(1024 * 1024, file));
    for entry in tar.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = entry.path().map_err(broken)?.to_string_lossy().into_owned();
        let (begins, size) = (entry.raw_file_position(), entry.size());
        let is_manifest = name == MANIFEST && size <= MANIFEST_LIMIT;
        let page = match name.as_str() {
            _ if is_manifest => Some(&mut found.manifest),
            MANIFEST_HASH if size <= 64 => Some(&mut found.manifest_hash),
            _ => None,
        };
        if let Some(page) = page {
            page.clear();
            entry.read_to_end(page).map_err(broken)?;
            continue;
        }
        let (read, sha256) = hash(&mut entry).map_err(broken)?;
        if read != size {
            return Err(BackupError::Damaged(format!("{name} が途中で終わっています")));
        }
        if found.entries.insert(name.clone(), Entry { begins, size, sha256 }).is_some() {
            return Err(BackupError::Damaged(format!("{name} が2つあります")));
        }
    }
    Ok(found)
}

fn hash(from: &mut impl io::Read) -> io::Result<(u64, String)> {
    let (mut size, mut hash, mut buffer) = (0, Sha256::new(), vec![0; 256 * 1024]);
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok((size, hex(&hash.finalize()))),
            read => {
                hash.update(&buffer[..read]);
                size += read as u64;
            }
        }
    }
}

/// The manifest, when it is whole and in a form that we know.
fn trusted(found: &Found) -> Result<Manifest, BackupError> {
    if found.manifest.is_empty() || found.manifest_hash.is_empty() {
        return Err(BackupError::Damaged(
            "目録がありません。途中で切れたか、バックアップではないファイルです".into(),
        ));
    }
    if sha256(&found.manifest).as_bytes() != found.manifest_hash {
        return Err(BackupError::Damaged("目録の内容が違います".into()));
    }
    let unreadable = |error: serde_json::Error| BackupError::Unknown(error.to_string());
    let Form { format } = serde_json::from_slice(&found.manifest).map_err(unreadable)?;
    if format != FORMAT {
        return Err(BackupError::Unknown(format!("形式 {format}")));
    }
    serde_json::from_slice(&found.manifest).map_err(unreadable)
}
