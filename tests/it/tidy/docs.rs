//! What must be written down.

use event_schema::EventType;

use super::{files, none, root};

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn the_readme_has_the_two_commands_and_no_third() {
    let readme = text("README.md");
    let setup: Vec<_> = readme.lines().filter(|line| line.starts_with("cargo ")).collect();
    assert_eq!(setup, ["cargo run --release -- serve", "cargo test --workspace"]);
}

#[test]
fn every_event_version_has_its_golden_file() {
    let mut faults = Vec::new();
    for kind in EventType::ALL {
        for version in 1..=kind.version() {
            let path = format!("event-schema/golden/{}.v{version}.json", kind.name());
            if !root().join(&path).is_file() {
                faults.push(path);
            }
        }
    }
    none("these golden files are missing", &faults);
}

#[test]
fn every_event_and_command_is_in_the_words_of_the_domain() {
    let domain = text("docs/DOMAIN.md");
    let commands = event_schema::command::Command::NAMES.iter().copied();
    let names = EventType::ALL.iter().map(|kind| kind.name()).chain(commands);
    let faults: Vec<_> = names.filter(|n| !domain.contains(n)).map(str::to_owned).collect();
    none("docs/DOMAIN.md doesn't know these", &faults);
}

#[test]
fn the_architecture_names_every_crate() {
    let page = text("docs/ARCHITECTURE.md");
    let crates = [
        "event-schema",
        "rules",
        "event-log",
        "command-service",
        "projection-service",
        "query-api",
        "deploy/standalone",
        "tests",
    ];
    let faults: Vec<_> =
        crates.iter().filter(|c| !page.contains(*c)).map(|c| (*c).into()).collect();
    none("docs/ARCHITECTURE.md doesn't know these", &faults);
}

#[test]
fn decisions_are_numbered_without_a_gap() {
    let pages = files(&[".md"]).into_iter().map(|s| s.path);
    let numbers: Vec<_> = pages
        .filter_map(|path| path.strip_prefix("docs/decisions/").map(|name| name[..4].to_owned()))
        .collect();
    let expected: Vec<_> = (1..=numbers.len()).map(|n| format!("{n:04}")).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let mut faults = Vec::new();
    for page in files(&[".md"]) {
        let at = root().join(&page.path);
        for link in page.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap_or_default();
            let elsewhere = target.is_empty() || target.contains("://");
            if !elsewhere && !at.parent().unwrap().join(target).exists() {
                faults.push(format!("{}: {link}", page.path));
            }
        }
    }
    none("these links lead nowhere", &faults);
}
