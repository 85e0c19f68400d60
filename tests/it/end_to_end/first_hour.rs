//! The blocks of docs/API.md, run as they stand: what they print is what the page says.

use std::path::Path;
use std::process::Command;

use kith_tests::Kith;
use serde_json::Value as Json;

/// A block of the page: its language and its text.
struct Block {
    language: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/API.md");
    let page = std::fs::read_to_string(page).unwrap();
    let fenced = page.split("\n```").skip(1).step_by(2);
    let block = |text: &str| {
        let (language, text) = text.split_once('\n').expect("a block has lines");
        Block { language: language.into(), text: text.into() }
    };
    fenced.map(block).collect()
}

/// Runs a program with the variables of the page; what it printed.
fn run(kith: &Kith, program: &str, script: &str) -> String {
    let output = Command::new(program)
        .args(["-c", script])
        .env("KITH", &kith.url)
        .env("ADMIN", &kith.token)
        .output()
        .unwrap_or_else(|e| panic!("{program} can't be run: {e}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{said}");
    String::from_utf8(output.stdout).expect("it prints text")
}

/// Whether everything that is expected is there, `…` standing for anything.
fn says(found: &Json, expected: &Json) -> bool {
    match (found, expected) {
        (_, Json::String(any)) if any == "…" => true,
        (Json::Object(found), Json::Object(expected)) => expected
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|found| says(found, value))),
        (Json::Array(found), Json::Array(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, expected)| says(found, expected))
        }
        (found, expected) => found == expected,
    }
}

#[test]
fn the_first_hour_in_curl_goes_as_the_page_says() {
    let home = crate::home();
    let kith = home.serve();
    let blocks = blocks();
    // Each block sees the variables and functions of those before it, so all run in one shell.
    let mark = "=== the next block ===\n";
    let shell: Vec<&Block> = blocks.iter().filter(|block| block.language == "bash").collect();
    let script: Vec<_> =
        shell.iter().map(|b| format!("printf '%s' '{mark}'\n{}", b.text)).collect();
    let printed = run(&kith, "bash", &format!("set -euo pipefail\n{}", script.join("\n")));
    let mut printed = printed.split(mark).skip(1);
    let mut compared = 0;
    for (at, block) in blocks.iter().enumerate().filter(|(_, block)| block.language == "bash") {
        let printed = printed.next().expect("every block was run");
        let Some(expected) = blocks.get(at + 1).filter(|next| next.language == "json") else {
            continue;
        };
        let expected: Json = serde_json::from_str(&expected.text).unwrap();
        let found: Json = serde_json::from_str(printed)
            .unwrap_or_else(|e| panic!("{}\nprinted {printed:?}: {e}", block.text));
        assert!(says(&found, &expected), "{}\nprinted {found:#}", block.text);
        compared += 1;
    }
    assert!(compared >= 10, "the page shows what comes out: {compared}");
}

#[test]
fn the_first_hour_in_python_goes_as_the_page_says() {
    let home = crate::home();
    let kith = home.serve();
    let blocks = blocks();
    let script = blocks.iter().find(|block| block.language == "python").unwrap();
    let printed = run(&kith, "python3", &script.text);
    let lines: Vec<_> = printed.lines().collect();
    assert_eq!(lines[0], "Südwind GmbH has 1 contact");
    assert!(lines.last().unwrap().ends_with(" ContactCreated"), "{printed}");
}
