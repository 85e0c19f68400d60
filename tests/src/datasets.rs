//! Where real data sets lie, on machines that have them. Their licences don't allow shipping them.

use std::io::Write;
use std::path::PathBuf;

/// The directory of a data set below `KITH_DATASETS`; `None`, said aloud, if it isn't there.
pub fn find(name: &str) -> Option<PathBuf> {
    let dir = std::env::var_os("KITH_DATASETS").map(|root| PathBuf::from(root).join(name));
    let found = dir.filter(|dir| dir.is_dir());
    if found.is_none() {
        // Not `eprintln!`, which the test runner keeps to itself when a test passes.
        let said = format!("NOT RUN: KITH_DATASETS names no directory that holds {name}\n");
        drop(std::io::stderr().write_all(said.as_bytes()));
    }
    found
}
