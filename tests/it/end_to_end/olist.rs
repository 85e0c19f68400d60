//! Real input: the funnel of 8,000 leads, 842 of them won, compared with a count that shares no code
//! with the platform. See tests/olist/README.md.

mod count;
mod personal;

use std::path::{Path, PathBuf};
use std::process::Command;

use kith_tests::{Client, Home, Kith, datasets};
use serde_json::Value as Json;

use count::{Counted, Files};

#[test]
fn the_olist_funnel_answers_as_the_files_say() {
    let Some(dir) = datasets::find("olist_funnel") else { return };
    let home = crate::home();
    let commands = written(&home, &dir);
    let files = Files::read(&dir);
    files.agree_with_the_publisher_s_truth(&dir);

    let kith = home.serve();
    home.run(&["import", "commands", commands.to_str().unwrap()]).ok();
    caught_up(&kith);
    funnel_is_right(&kith.admin, &files);
    let head = head(&kith.admin);
    kith.stop();

    a_second_import_changes_nothing(&home, &commands, head);
    personal::nothing_is_readable(&home.data(), &std::fs::read(&commands).unwrap());
    home.run(&["verify"]).ok();
}

/// Runs the documented script.
fn written(home: &Home, dir: &Path) -> PathBuf {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/olist/olist_to_commands.py");
    let output = Command::new("python3").arg(script).arg(dir).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let path = home.scratch("commands.ndjson");
    std::fs::write(&path, output.stdout).unwrap();
    path
}

fn funnel_is_right(client: &Client, files: &Files) {
    let all = client.read("/v1/funnel");
    check("all", &all, &files.count(|_| true));
    let days = &step(&all, "lead", "won")["median_days"];
    assert_eq!((reached(&all, "lead"), reached(&all, "won")), (8_000, 842));
    assert_eq!(days.as_f64(), Some(14.0));

    let by_source = client.read("/v1/funnel?by=source");
    let groups = by_source["groups"].as_array().unwrap();
    assert_eq!(groups.len(), files.sources().len());
    for source in files.sources() {
        let group = groups.iter().find(|group| group["key"] == *source);
        let group = group.unwrap_or_else(|| panic!("no group of {source}: {by_source}"));
        check(&source, group, &files.count(|lead| lead.source == source));
    }
    for month in files.months() {
        let answer = client.read(format!("/v1/funnel?from={month}-01&to={}-01", next(&month)));
        check(&month, &answer, &files.count(|lead| lead.first_contact.starts_with(&month)));
    }
    // The first instant of March, inclusive: leads of that day are at 00:00, deals at their time.
    let then = client.read("/v1/funnel?as_of=2018-03-01");
    assert_eq!((reached(&then, "lead"), reached(&then, "won")), (4_210, 189));
    check("as of March", &then, &files.as_of("2018-03-01"));
}

fn check(what: &str, answer: &Json, counted: &Counted) {
    let found = (reached(answer, "lead"), reached(answer, "opportunity"), reached(answer, "won"));
    assert_eq!(found, (counted.leads, counted.won, counted.won), "{what}: {answer}");
    let won = step(answer, "lead", "won");
    let close = match (won["rate"].as_f64(), counted.rate()) {
        // Reading a number back from JSON may cost its last digit.
        (Some(found), Some(rate)) => (found - rate).abs() < 1e-12,
        (found, rate) => found == rate,
    };
    assert!(close, "{what}: {won}, counted {:?}", counted.rate());
    assert_eq!(won["median_days"].as_f64(), counted.median_days(), "{what}: {won}");
}

fn reached(funnel: &Json, stage: &str) -> u64 {
    let stages = funnel["stages"].as_array().unwrap();
    let found = stages.iter().find(|s| s["stage"] == stage).unwrap();
    found["reached"].as_u64().unwrap()
}

fn step<'a>(funnel: &'a Json, from: &str, to: &str) -> &'a Json {
    let steps = funnel["conversion"].as_array().unwrap();
    steps.iter().find(|s| s["from"] == from && s["to"] == to).unwrap()
}

/// The month after, as `yyyy-mm`.
fn next(month: &str) -> String {
    let (year, number): (u32, u32) = (month[..4].parse().unwrap(), month[5..].parse().unwrap());
    if number == 12 { format!("{}-01", year + 1) } else { format!("{year}-{:02}", number + 1) }
}

fn head(client: &Client) -> u64 {
    client.read("/v1/positions")["head"].as_u64().unwrap()
}

fn caught_up(kith: &Kith) {
    let head = head(&kith.admin);
    kith.admin.read(format!("/v1/funnel?at_least={head}&wait_ms=60000"));
}

fn a_second_import_changes_nothing(home: &Home, commands: &Path, head_before: u64) {
    let kith = home.serve();
    let other = home.scratch("another-name.ndjson");
    let mut lines: Vec<String> =
        std::fs::read_to_string(commands).unwrap().lines().map(str::to_owned).collect();
    // Sorted by its end is as good as shuffled: no lead's commands are in order any more.
    lines.sort_by_cached_key(|line| line.chars().rev().collect::<String>());
    std::fs::write(&other, lines.join("\n")).unwrap();
    let said = home.run(&["import", "commands", other.to_str().unwrap()]).ok().said();
    assert_eq!(head(&kith.admin), head_before, "{said}");
    assert!(said.contains("0 appended, 10526 replayed"), "the report says so: {said}");
    kith.stop();
}
