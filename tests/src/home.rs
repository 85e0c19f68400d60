//! A data directory that outlives the processes that use it, and the ways to start `kith` on it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::kith::{Exit, Kith};

/// A data directory under test.
pub struct Home {
    binary: &'static str,
    dir: TempDir,
}

/// What a verb of the command line left behind.
#[derive(Debug)]
pub struct Verb {
    /// Its exit code; -1 if a signal ended it.
    pub code: i32,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Home {
    /// An empty data directory for the program at `binary`.
    pub fn new(binary: &'static str) -> Self {
        let dir = tempfile::Builder::new().prefix("kith-test-").tempdir();
        Self { binary, dir: dir.expect("a temporary directory can be made") }
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// A place beside the data directory, for files that a test writes.
    pub fn scratch(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// `kith` with these arguments, in a directory without a `kith.toml`, with no `KITH_*` variable
    /// but the data directory.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.binary);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("KITH_") {
                command.env_remove(name);
            }
        }
        command.env("KITH_DATA_DIR", self.data()).current_dir(self.dir.path()).args(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Serves on a free port; panics with what the program said if it doesn't come up.
    pub fn serve(&self) -> Kith {
        self.serve_with(&[])
    }

    /// As [`Home::serve`], with more arguments.
    pub fn serve_with(&self, more: &[&str]) -> Kith {
        self.try_serve(more).unwrap_or_else(|exit| panic!("kith did not start: {exit:?}"))
    }

    /// Serves on a free port, or tells how the program refused.
    pub fn try_serve(&self, more: &[&str]) -> Result<Kith, Exit> {
        let mut args = vec!["serve", "--listen", "127.0.0.1:0"];
        args.extend_from_slice(more);
        Kith::start(self.command(&args), &self.data())
    }

    /// Runs a verb to its end.
    pub fn run(&self, args: &[&str]) -> Verb {
        self.command(args).output().expect("the program under test can be started").into()
    }

    /// A copy of the data directory in a home of its own: what a backup by copy is.
    pub fn copy(&self) -> Self {
        let copy = self.empty_sibling();
        copy_dir(&self.data(), &copy.data(), |_| true);
        copy
    }

    /// Another home without data for the same program.
    pub fn empty_sibling(&self) -> Self {
        Self::new(self.binary)
    }

    /// `kith` with these arguments as [`Home::command`] runs it, by way of another program that is
    /// given the command line as its last arguments.
    pub fn command_by(&self, mut program: Command, args: &[&str]) -> Command {
        let plain = self.command(args);
        program.arg(plain.get_program()).args(plain.get_args());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => program.env(name, value),
                None => program.env_remove(name),
            };
        }
        program.current_dir(self.dir.path());
        program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        program
    }
}

impl From<Output> for Verb {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Verb {
    /// Panics unless it ended well.
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "the verb failed: {self:#?}");
        self
    }

    /// Everything it said.
    pub fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Copies a directory and all below it, but only files with a `wanted` name. What vanishes meanwhile
/// is left out.
pub fn copy_dir(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool + Copy) {
    std::fs::create_dir_all(to).expect("the copy's directory can be made");
    for entry in std::fs::read_dir(from).expect("the directory can be listed") {
        let entry = entry.expect("the directory can be listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &target, wanted);
        } else if entry.file_name().to_str().is_some_and(wanted) {
            match std::fs::copy(entry.path(), target) {
                Err(e) if e.kind() != ErrorKind::NotFound => panic!("a file can't be copied: {e}"),
                Ok(_) | Err(_) => {}
            }
        }
    }
}
