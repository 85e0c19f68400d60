//! Programs of the Python package index that tests run: installed once below the build directory.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Written when an installation is whole.
const WHOLE: &str = "whole";

/// The program `name` of the package with this name and version, installed below `dir` if it isn't
/// there yet. Panics with what the installer said: without the program its tests say nothing.
pub fn program(dir: &Path, name: &str, version: &str) -> PathBuf {
    let home = dir.join(format!("{name}-{version}"));
    fs::create_dir_all(dir).expect("the build directory can be written");
    let lock = File::create(dir.join(format!("{name}.lock"))).expect("and locked");
    // Two runs of the tests may come here at once; the second finds what the first installed.
    lock.lock().expect("a lock file can be locked");
    if !home.join(WHOLE).is_file() {
        install(&home, &format!("{name}=={version}"));
        fs::write(home.join(WHOLE), "").expect("the build directory can be written");
    }
    home.join("bin").join(name)
}

fn install(home: &Path, package: &str) {
    if home.exists() {
        fs::remove_dir_all(home).expect("what a broken installation left can be removed");
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(home));
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package];
    run(Command::new(home.join("bin").join("python")).args(pip));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?} can't be run: {e}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {said}");
}
