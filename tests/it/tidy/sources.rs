//! Rules about source files.

use super::{Source, files, none};

/// Longest file, in lines. Files are split before 300; this is where it stops.
const FILE_LINES_MAX: usize = 500;
/// Longest function, in lines from `fn` to its closing brace, both included.
const FUNCTION_LINES_MAX: usize = 70;

/// Collects a fault for every line for which `broken` says so.
fn check_lines(sources: &[Source], broken: impl Fn(&str) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    for Source { path, text } in sources {
        for (i, line) in text.lines().enumerate() {
            if broken(line) {
                faults.push(format!("{path}:{}: {}", i + 1, line.trim()));
            }
        }
    }
    faults
}

#[test]
fn no_file_is_longer_than_a_reader_s_patience() {
    let long = |s: &Source| s.text.lines().count() > FILE_LINES_MAX;
    let faults: Vec<_> = files(&[".rs", ".py"]).into_iter().filter(long).map(|s| s.path).collect();
    none("split these by what they are about", &faults);
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut faults = Vec::new();
    for Source { path, text } in files(&[".rs"]) {
        for (line, length) in functions(&text) {
            if length > FUNCTION_LINES_MAX {
                faults.push(format!("{path}:{line}: {length} lines"));
            }
        }
    }
    none("these functions are too long", &faults);
}

/// Line and length of every function. rustfmt puts the closing brace of an item under the column
/// where the item began, which is all that this relies on.
fn functions(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        if !begins_function(line.trim_start()) {
            continue;
        }
        let closing = format!("{}}}", " ".repeat(indent));
        let end = lines[start..].iter().position(|l| *l == closing);
        let one_line = line.trim_end().ends_with('}') || line.trim_end().ends_with(';');
        if let (Some(end), false) = (end, one_line) {
            found.push((start + 1, end + 1));
        }
    }
    found
}

fn begins_function(line: &str) -> bool {
    const BEFORE: &[&str] =
        &["pub ", "pub(crate) ", "pub(super) ", "const ", "async ", "unsafe ", "extern \"C\" "];
    let mut rest = line;
    while let Some(shorter) = BEFORE.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    rest.starts_with("fn ")
}

#[test]
fn the_scan_for_functions_sees_a_long_one() {
    let body = "    let x = 1;\n".repeat(80);
    let text = format!("impl A {{\n    pub async fn long() {{\n{body}    }}\n}}\n");
    assert_eq!(functions(&text), vec![(2, 82)]);
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = |s: &Source| {
        let mut lines = s.text.lines().skip_while(|l| l.starts_with("#!") || l.is_empty());
        // `name/tests.rs` belongs to `name.rs`, which says it.
        !s.path.ends_with("tests.rs") && !lines.next().unwrap_or_default().starts_with("//!")
    };
    let faults: Vec<_> = files(&[".rs"]).into_iter().filter(silent).map(|s| s.path).collect();
    none("these files don't open with `//!`", &faults);
}

#[test]
fn a_module_is_named_for_its_file() {
    let is_mod = |s: &Source| s.path.ends_with("/mod.rs");
    let faults: Vec<_> = files(&[".rs"]).into_iter().filter(is_mod).map(|s| s.path).collect();
    none("write `name.rs` beside `name/`", &faults);
}

#[test]
fn nothing_was_left_behind() {
    // Written in two parts, so that this file doesn't find itself.
    let words = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("db", "g!("),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("#[ig", "nore"),
        concat!("thread::", "sleep("),
        concat!("HA", "CK"),
    ];
    let ours = files(&[".rs", ".py", ".md", ".toml", ".sh"]);
    let faults = check_lines(&ours, |line| words.iter().any(|word| line.contains(word)));
    none("finish or remove these", &faults);
}

#[test]
fn no_path_of_one_machine_is_in_the_repository() {
    let roots = ["work", "home", "Users", "root", "mnt", "opt"];
    let starts: Vec<_> = roots.iter().map(|r| format!("/{r}/")).collect();
    let absolute = |line: &str| {
        starts.iter().any(|start| {
            line.match_indices(start.as_str()).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                before.is_none_or(|c| c.is_whitespace() || "\"'`=(:<".contains(c))
            })
        })
    };
    let ours = files(&[".rs", ".py", ".md", ".toml", ".json", ".sh", ".yml", ".yaml"]);
    none("these name a place on one machine", &check_lines(&ours, absolute));
}

#[test]
fn only_the_tests_and_the_command_line_print() {
    let ours: Vec<_> =
        files(&[".rs"]).into_iter().filter(|s| !s.path.starts_with("tests/")).collect();
    let library = |s: &Source| {
        let speaks = s.path.starts_with("deploy/") || s.path.contains("/examples/");
        !speaks && !s.path.ends_with("tests.rs")
    };
    let ours: Vec<_> = ours.into_iter().filter(library).collect();
    let prints = |line: &str| {
        let line = line.trim_start();
        ["println!(", "print!(", "eprintln!(", "eprint!("].iter().any(|p| line.starts_with(p))
    };
    none("a library logs, it doesn't print", &check_lines(&ours, prints));
}
