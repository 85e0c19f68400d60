//! Every command in every state of its record, and what comes of it: the table in docs/STATES.md,
//! made by running them. `UPDATE_SNAPSHOTS=1` writes the page anew; a person reads the difference.

mod bodies;
mod states;

use std::fmt::Write as _;
use std::path::Path;

use event_schema::command::Command;
use serde_json::Value as Json;

use crate::bench::Bench;
use states::{FAMILIES, Family, State};

const HEAD: &str = "\
# Every command in every state

What comes of each command in each state of the record that it is about: the events that it leaves, `nothing` where there
is nothing to do (200, no events), or the status and kind of problem that it is refused with. A test makes this page by
running every command in every state; nobody writes it by hand.

The bodies are the same in every state and otherwise legal: what is refused here is refused because of the state.
";

/// What comes of a command in a state.
fn outcome(state: &State, command: &str, body: Json) -> String {
    let mut bench = Bench::new();
    for (command, body) in (state.steps)() {
        let done = bench.run(command, body);
        assert!(done.is_ok(), "{} can't be reached: {command}: {done:?}", state.name);
    }
    match bench.run(command, body) {
        Ok(answer) => {
            let events = answer["events"].as_array().expect("an answer lists events");
            let names: Vec<_> = events.iter().filter_map(|event| event["type"].as_str()).collect();
            if names.is_empty() { "nothing".into() } else { names.join(", ") }
        }
        Err(problem) => {
            format!("{} `{}`", problem.status, problem.kind.trim_start_matches("/problems/"))
        }
    }
}

fn table(family: &Family, page: &mut String) {
    let names: Vec<_> = family.states.iter().map(|state| state.name).collect();
    let _ = write!(page, "\n## {}\n\n", family.name);
    let _ = writeln!(page, "| command | {} |", names.join(" | "));
    let _ = writeln!(page, "|---|{}", "---|".repeat(names.len()));
    for command in family.commands {
        let body = || bodies::of(command).unwrap_or_else(|| panic!("{command} has no body here"));
        let cells: Vec<_> =
            family.states.iter().map(|state| outcome(state, command, body())).collect();
        let _ = writeln!(page, "| `{command}` | {} |", cells.join(" | "));
    }
}

#[test]
fn the_table_of_states_is_what_the_commands_do() {
    let mut page = HEAD.to_owned();
    FAMILIES.iter().for_each(|family| table(family, &mut page));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/STATES.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/STATES.md is not what the commands do; UPDATE_SNAPSHOTS=1");
}

#[test]
fn every_command_stands_in_the_table_once() {
    let mut listed: Vec<_> = FAMILIES.iter().flat_map(|family| family.commands).collect();
    let mut known: Vec<_> = Command::NAMES.iter().collect();
    listed.sort_unstable();
    known.sort_unstable();
    assert_eq!(listed, known);
}
