//! The disk as the log needs it: a small port, so that a whole log can run over a disk that fails.
//!
//! Calls are synchronous and offsets explicit, since several threads read one file. What a call
//! promises about the loss of power is part of its contract here; `faulty` takes every promise
//! that isn't made.

pub mod real;

pub mod faulty;

use std::io;
use std::path::Path;

pub use faulty::FaultyDisk;
pub use real::RealDisk;

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// For reading; it must exist.
    Read,
    /// For reading and writing; it must exist.
    Write,
    /// For reading and writing; it must not exist.
    Create,
}

/// A disk: names to files. A clone is another handle to the same disk.
pub trait Disk: Clone + Send + Sync + 'static {
    /// An open file.
    type File: DiskFile;
    /// A lock that is held until it is dropped or the process ends.
    type Lock: Send + Sync + 'static;

    /// Opens a file. A created one is readable by its owner alone, and its name survives the loss
    /// of power only after [`Disk::sync_dir`].
    fn open(&self, path: &Path, access: Access) -> io::Result<Self::File>;

    /// The names of the files in a directory, sorted. Directories in it are left out.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;

    /// Renames a file over whatever has the new name, in one step: after the loss of power it has
    /// the old or the new name, the new one for certain only after [`Disk::sync_dir`].
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Creates a directory and those above it, durably.
    fn create_dir_all(&self, dir: &Path) -> io::Result<()>;

    /// Makes the names in a directory durable as they are now.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;

    /// Bytes that may still be written below this directory.
    fn free_space(&self, dir: &Path) -> io::Result<u64>;

    /// Takes the lock of this name, creating its file; `None` if somebody holds it.
    fn lock(&self, path: &Path) -> io::Result<Option<Self::Lock>>;

    /// True if somebody holds the lock of this name. Creates nothing.
    fn is_locked(&self, path: &Path) -> io::Result<bool>;

    /// The whole of a file; `None` if there is none.
    fn read_all(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        let file = match self.open(path, Access::Read) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        let len = usize::try_from(file.len()?).map_err(io::Error::other)?;
        let mut bytes = vec![0; len];
        let read = file.read_full_at(&mut bytes, 0)?;
        bytes.truncate(read);
        Ok(Some(bytes))
    }

    /// Puts `bytes` in the place of a file: after the loss of power it holds the old or the new
    /// ones. Durable on return. Goes through `<name>.tmp`, so one replaces at a time.
    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(".tmp");
        let temporary = Path::new(&name);
        match self.remove(temporary) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            Ok(()) | Err(_) => {}
        }
        let file = self.open(temporary, Access::Create)?;
        file.write_all_at(bytes, 0)?;
        file.sync_all()?;
        self.rename(temporary, path)?;
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        self.sync_dir(dir.unwrap_or(Path::new(".")))
    }
}

/// An open file, used by several threads at once.
pub trait DiskFile: Send + Sync + 'static {
    /// Reads some bytes at an offset; 0 at or past the end.
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Writes some bytes at an offset, as many as it says.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize>;

    /// Cuts the file or extends it by zeros.
    fn set_len(&self, len: u64) -> io::Result<()>;

    /// Length in bytes.
    fn len(&self) -> io::Result<u64>;

    /// True if it holds nothing.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Makes the content and the length durable. After an error nobody knows what is durable, and
    /// a later success says nothing about what was written before the error.
    fn sync_data(&self) -> io::Result<()>;

    /// As [`DiskFile::sync_data`], and everything else about the file.
    fn sync_all(&self) -> io::Result<()>;

    /// Writes all of the bytes.
    fn write_all_at(&self, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.write_at(bytes, offset) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => {
                    bytes = &bytes[n..];
                    offset += n as u64;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// Fills `bytes` as far as the file goes, and says how far that was.
    fn read_full_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut filled = 0;
        while filled < bytes.len() {
            match self.read_at(&mut bytes[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(filled)
    }
}

/// True if the error says that there is no room.
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
