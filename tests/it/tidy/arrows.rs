//! Which crate may stand on which, and what may lie at the root.

use std::collections::BTreeSet;

use toml::Table;

use super::{none, root};

/// The crates of the workspace, each with those it may use. Nothing else: an arrow that is missing
/// here is a decision, so change docs/ARCHITECTURE.md with it.
const ARROWS: &[(&str, &[&str])] = &[
    ("event-schema", &[]),
    ("rules", &["event-schema"]),
    ("event-log", &["event-schema"]),
    ("command-service", &["event-schema", "rules", "event-log"]),
    ("projection-service", &["event-schema", "rules", "event-log"]),
    ("query-api", &["event-schema", "rules", "projection-service"]),
    ("deploy/standalone", ALL),
    ("tests", ALL),
    ("tests/bench", ALL),
    ("tests/fuzz", &["event-schema"]),
];

const ALL: &[&str] = &[
    "event-schema",
    "rules",
    "event-log",
    "command-service",
    "projection-service",
    "query-api",
    "kith",
];

/// What may lie at the root of the repository.
const ROOT: &[&str] = &[
    ".cargo",
    ".ci",
    ".git",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "clippy.toml",
    "command-service",
    "deny.toml",
    "deploy",
    "docs",
    "event-log",
    "event-schema",
    "kith-data",
    "projection-service",
    "query-api",
    "rules",
    "rustfmt.toml",
    "target",
    "tests",
];

fn manifest(folder: &str) -> Option<Table> {
    let text = std::fs::read_to_string(root().join(folder).join("Cargo.toml")).ok()?;
    Some(text.parse().unwrap())
}

#[test]
fn a_crate_uses_only_those_below_it() {
    let mut faults = Vec::new();
    for (folder, allowed) in ARROWS {
        let manifest = manifest(folder).unwrap_or_default();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let used = manifest.get(section).and_then(|d| d.as_table()).into_iter().flatten();
            for (name, _) in used.filter(|(name, _)| ALL.contains(&name.as_str())) {
                if !allowed.contains(&name.as_str()) {
                    faults.push(format!("{folder} uses {name} ({section})"));
                }
            }
        }
    }
    none("these arrows are not in docs/ARCHITECTURE.md", &faults);
}

#[test]
fn every_crate_of_the_workspace_has_its_arrows() {
    let members = manifest("").unwrap()["workspace"]["members"].as_array().unwrap().clone();
    let members: BTreeSet<_> = members.iter().map(|m| m.as_str().unwrap().to_owned()).collect();
    let known: BTreeSet<_> = ARROWS.iter().map(|(folder, _)| (*folder).to_owned()).collect();
    let strangers: Vec<_> = members.difference(&known).cloned().collect();
    none("say what these may use", &strangers);
}

#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    let lax = |folder: &str| {
        let Some(manifest) = manifest(folder) else { return false };
        manifest.get("lints").and_then(|l| l.get("workspace")) != Some(&toml::Value::Boolean(true))
    };
    let inside = ARROWS.iter().filter(|(folder, _)| !folder.starts_with("tests/") && lax(folder));
    let faults: Vec<_> = inside.map(|(folder, _)| (*folder).to_owned()).collect();
    none("add `[lints] workspace = true` to these", &faults);
}

#[test]
fn nothing_else_lies_at_the_root() {
    let entries = std::fs::read_dir(root()).unwrap();
    let names = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let strangers: Vec<_> = names.filter(|name| !ROOT.contains(&name.as_str())).collect();
    none("these belong into a folder", &strangers);
}
