//! The store behind the documents: a folder, a bucket, or for tests the memory; and the one door through which files go in.

use std::{fs::DirBuilder, io, os::unix::fs::DirBuilderExt as _, path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use domain::documents::DocumentProblem;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt as _, RetryConfig, aws::AmazonS3Builder, buffered::BufWriter,
    local::LocalFileSystem, memory::InMemory, path::Path, prefix::PrefixStore,
};
use tokio::{
    io::{AsyncSeekExt as _, AsyncWriteExt as _},
    sync::{Semaphore, SemaphorePermit},
};

use super::{Arrived, Inspector, Place, arrival::nameless, inspector::Nobody};
use crate::{Error, Result};

/// Files that are looked into and stored at the same time; the others wait, on disk.
const AT_ONCE: usize = 2;
/// Pages that are drawn at the same time: nobody's upload waits for them.
const DRAWN_AT_ONCE: usize = 1;
/// Bytes of one file that are in memory while it is stored: the smallest part that S3 takes.
const PART: usize = 5 * 1024 * 1024;
/// How long a store may not answer before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(20);

/// A stored file as it comes out of the store, piece by piece.
pub type Content = BoxStream<'static, Result<Bytes>>;

/// Where files lie, where they wait, and who looks into them. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    spool: Arc<std::path::Path>,
    inspector: Arc<dyn Inspector>,
    door: Arc<Semaphore>,
    easel: Arc<Semaphore>,
}

/// Why files cannot be kept in a place.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error("{0}")]
    Folder(#[from] io::Error),
    #[error("{0}")]
    Store(#[from] object_store::Error),
    #[error("保管先が{}秒以内に応答しません", PATIENCE.as_secs())]
    Silent,
}

impl Files {
    /// In memory, without anybody who looks into files: for tests.
    pub fn in_memory() -> Self {
        Self::new(Arc::new(InMemory::new()), std::env::temp_dir())
    }

    /// In this place, which is made when it is a folder and tried by writing to it.
    pub async fn at(place: &Place) -> Result<Self, Unusable> {
        let files = match place {
            Place::Folder(folder) => Self::folder(folder.clone())?,
            Place::Bucket { name, prefix } => Self::bucket(name, prefix)?,
        };
        let tried = tokio::time::timeout(PATIENCE, files.try_out());
        tried.await.map_err(|_| Unusable::Silent)??;
        Ok(files)
    }

    /// The same, looked into by somebody else.
    #[must_use]
    pub fn inspected_by(self, inspector: Arc<dyn Inspector>) -> Self {
        Self { inspector, ..self }
    }

    fn new(store: Arc<dyn ObjectStore>, spool: PathBuf) -> Self {
        let door = Arc::new(Semaphore::new(AT_ONCE));
        let easel = Arc::new(Semaphore::new(DRAWN_AT_ONCE));
        Self { store, spool: spool.into(), inspector: Arc::new(Nobody), door, easel }
    }

    fn folder(folder: PathBuf) -> Result<Self, Unusable> {
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        // On the same disk: a machine's folder for temporary files may be its memory.
        Ok(Self::new(Arc::new(store), folder))
    }

    fn bucket(name: &str, prefix: &str) -> Result<Self, Unusable> {
        let retry = RetryConfig { retry_timeout: PATIENCE, ..RetryConfig::default() };
        let bucket = AmazonS3Builder::from_env().with_bucket_name(name).with_retry(retry).build()?;
        Ok(Self::new(Arc::new(PrefixStore::new(bucket, prefix)), std::env::temp_dir()))
    }

    async fn try_out(&self) -> Result<(), Unusable> {
        let path = Path::from("trial");
        self.store.put(&path, "trial".into()).await?;
        Ok(self.store.delete(&path).await?)
    }

    pub(crate) fn spool(&self) -> &std::path::Path {
        &self.spool
    }

    /// Waits for a place at the door.
    pub(super) async fn door(&self) -> Result<SemaphorePermit<'_>> {
        place(&self.door).await
    }

    /// How many pages, or why not to be taken.
    pub(super) async fn inspect(&self, arrived: &mut Arrived) -> Result<Result<u32, DocumentProblem>> {
        io::Seek::rewind(&mut arrived.file)?;
        self.inspector.inspect(arrived.file.try_clone()?).await
    }

    /// Stores the file under this key; what fails leaves at most something to [`Self::delete`].
    pub(crate) async fn write(&self, key: &str, arrived: Arrived) -> Result<()> {
        let mut file = tokio::fs::File::from_std(arrived.file);
        file.rewind().await?;
        let mut object =
            BufWriter::with_capacity(self.store.clone(), Path::from(key), PART).with_max_concurrency(1);
        if let Err(error) = tokio::io::copy(&mut file, &mut object).await {
            object.abort().await?;
            return Err(error.into());
        }
        Ok(object.shutdown().await?)
    }

    /// A page of a stored file as a PNG picture; it is drawn where the file can do no harm.
    pub(super) async fn draw(&self, key: &str, page: u32) -> Result<Option<Bytes>> {
        let _at_the_easel = place(&self.easel).await?;
        let mut file = nameless(&self.spool).await?;
        let mut content = self.read(key).await?;
        while let Some(piece) = content.next().await {
            file.write_all(&piece?).await?;
        }
        file.flush().await?;
        file.rewind().await?;
        self.inspector.draw(file.into_std().await, page).await
    }

    pub(crate) async fn read(&self, key: &str) -> Result<Content> {
        let object = self.store.get(&Path::from(key)).await?;
        Ok(object.into_stream().map(|piece| piece.map_err(Error::from)).boxed())
    }

    /// A whole file, for the backup; nothing when there is none.
    pub(crate) async fn whole(&self, key: &str) -> Result<Option<Bytes>> {
        match self.store.get(&Path::from(key)).await {
            Ok(object) => Ok(Some(object.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Stores a whole file, from a backup.
    pub(crate) async fn put(&self, key: &str, bytes: Bytes) -> Result<()> {
        self.store.put(&Path::from(key), bytes.into()).await?;
        Ok(())
    }

    /// The key of something that lies in the store; nothing when it is empty.
    pub(crate) async fn any(&self) -> Result<Option<String>> {
        Ok(self.store.list(None).try_next().await?.map(|object| object.location.to_string()))
    }

    /// What lies in the store, for tests.
    #[cfg(test)]
    pub(crate) async fn keys(&self) -> Vec<String> {
        let objects = self.store.list(None).map(|object| object.expect("listed").location.to_string());
        objects.collect().await
    }

    /// What is not there counts as deleted.
    pub(crate) async fn delete(&self, key: &str) -> Result<()> {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

async fn place(among: &Semaphore) -> Result<SemaphorePermit<'_>> {
    among.acquire().await.map_err(|closed| Error::Internal(closed.to_string()))
}
