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

/// A text as a cell that no spreadsheet takes for a formula: one that begins like one gets `'` put
/// before it, as people write it there (OWASP, "CSV Injection"). A negative number is none.
pub fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    let number = text.strip_prefix('-').is_some_and(is_decimal);
    if text.starts_with(FORMULA_STARTS) && !number {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// What [`harmless`] was given.
pub fn unharmed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| text.starts_with(FORMULA_STARTS)).unwrap_or(cell)
}

/// What a cell begins with that a spreadsheet would compute.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, rest)) => digits(whole) && digits(rest),
        None => digits(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_would_be_computed_is_made_harmless_and_read_back() {
        let formulas = ["=1+1", "+86 10 6552", "-cmd", "@SUM(A1)", "\tx", "--1", "-1.2.3", "-"];
        for text in formulas {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        let plain = ["", "a=b", "-12", "-12.50", "12", "'quoted", "''"];
        for text in plain {
            assert_eq!(harmless(text), text);
        }
        for text in formulas.iter().chain(&plain) {
            assert_eq!(unharmed(&harmless(text)), *text);
        }
    }
}
