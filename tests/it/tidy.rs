//! Rules of the house that a machine can check. Each failure lists every place at once.

mod arrows;
mod docs;
mod sources;

use std::path::{Path, PathBuf};

/// A tracked kind of file: its path from the root of the repository, and its text.
struct Source {
    path: String,
    text: String,
}

/// Directories that hold no work of ours.
const NOT_OURS: &[&str] = &["target", ".git", "kith-data", "__pycache__", "corpus", "artifacts"];

fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the package is a folder of the repository").to_owned()
}

/// Every file below the root whose name ends so, sorted.
fn files(endings: &[&str]) -> Vec<Source> {
    let (root, mut found, mut open) = (root(), Vec::new(), vec![root()]);
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !NOT_OURS.contains(&name.as_str()) {
                    open.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "no file ends in {endings:?}");
    found
}

fn none(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
}
