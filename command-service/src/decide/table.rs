//! Every command in every state of its record, and what comes of it: the table in docs/STATES.md,
//! made by running them. `UPDATE_SNAPSHOTS=1` writes the page anew; a person reads the difference.

mod beside;
mod bodies;
mod own;
mod states;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use event_schema::command::Command;
use event_schema::problem::Problem;
use serde_json::Value as Json;

use crate::bench::Bench;
use crate::request::Request;
use states::{FAMILIES, Family, State};

const HEAD: &str = "\
# Every command in every state

What comes of each command in each state of the record that it is about: the events that it leaves, `nothing` where there
is nothing to do (200, no events), or the status and kind of problem that it is refused with. A test makes this page by
running every command in every state; nobody writes it by hand.

The bodies are the same in every state of a table and otherwise legal: what is refused here is refused because of the
state. Commands with a star nobody can send: the platform does, for a bulk action or by the clock.
";

/// Runs a command, one of the platform's own too.
fn run(bench: &mut Bench, command: &str, body: Json) -> Result<Json, Box<Problem>> {
    let Some(command) = own::command(command) else { return bench.run(command, body) };
    // Whatever else a request says, the platform's own say it, too.
    let request = bench.request("DefineTenant", serde_json::json!({}));
    bench.run_request(Request { command, ..request })
}

/// What comes of a command in a state.
fn outcome(state: &State, command: &str, body: Json) -> String {
    let mut bench = Bench::new();
    for (command, body) in (state.steps)() {
        let done = run(&mut bench, command, body);
        assert!(done.is_ok(), "{} can't be reached: {command}: {done:?}", state.name);
    }
    match run(&mut bench, command, body) {
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
        let is_own = own::command(command).is_some();
        let body = || match (family.bodies)(command) {
            Some(body) => body,
            None if is_own => Json::Null,
            None => panic!("{command} has no body here"),
        };
        let star = if is_own { " *" } else { "" };
        let cells: Vec<_> =
            family.states.iter().map(|state| outcome(state, command, body())).collect();
        let _ = writeln!(page, "| `{command}`{star} | {} |", cells.join(" | "));
    }
}

fn families() -> impl Iterator<Item = &'static Family> {
    FAMILIES.iter().chain(beside::FAMILIES).chain(own::FAMILIES)
}

#[test]
fn the_table_of_states_is_what_the_commands_do() {
    let mut page = HEAD.to_owned();
    families().for_each(|family| table(family, &mut page));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/STATES.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/STATES.md is not what the commands do; UPDATE_SNAPSHOTS=1");
}

#[test]
fn every_command_stands_in_the_table() {
    let listed: BTreeSet<_> = families().flat_map(|family| family.commands).collect();
    let known: BTreeSet<_> = Command::NAMES.iter().chain(Command::OWN_NAMES).collect();
    assert_eq!(listed, known);
}
