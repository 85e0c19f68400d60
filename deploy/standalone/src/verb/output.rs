//! Files that a verb writes: beside their place until they are whole, so that one that was cut short
//! never looks like one.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::say::Failure;

/// A file in the making, or standard output.
pub enum Output {
    /// `.part`, and what it becomes.
    File { part: PathBuf, path: PathBuf, to: BufWriter<File> },
    /// Standard output.
    Standard(io::StdoutLock<'static>),
}

impl Output {
    /// Begins to write the file, or to standard output.
    pub fn begin(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Standard(io::stdout().lock())) };
        let part = beside(path, ".part");
        let file = File::create(&part).map_err(unwritable(&part))?;
        Ok(Self::File { part, path: path.into(), to: BufWriter::new(file) })
    }

    /// All of it is written: gives the file its name. Says where it is.
    pub fn finish(mut self) -> Result<String, Failure> {
        let place = self.place();
        self.flush().map_err(Failure::because(format!("{place} can't be written")))?;
        if let Self::File { part, path, .. } = self {
            std::fs::rename(&part, &path).map_err(unwritable(&path))?;
        }
        Ok(place)
    }

    fn place(&self) -> String {
        match self {
            Self::File { path, .. } => path.display().to_string(),
            Self::Standard(_) => "standard output".into(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File { to, .. } => to.write(bytes),
            Self::Standard(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File { to, .. } => to.flush(),
            Self::Standard(to) => to.flush(),
        }
    }
}

/// The path with something after its name.
pub fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    Failure::because(format!("{} can't be written", path.display()))
}
