//! The API description is what the server does: requests made from it, answers held against it.

use std::path::Path;
use std::process::Command;

use kith_tests::{knob, python};

/// The release of schemathesis that the configuration was written for.
const SCHEMATHESIS: &str = "4.32.5";

#[test]
fn requests_made_from_the_description_are_answered_as_it_says() {
    let seconds = knob("KITH_SCHEMATHESIS_SECONDS", 30);
    let installed = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = python::program(installed, "schemathesis", SCHEMATHESIS);
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis");
    let home = crate::home();
    let kith = home.serve();
    let output = Command::new(program)
        .current_dir(home.scratch(""))
        .env("SCHEMATHESIS_HOOKS", here.join("hooks.py"))
        .arg("--config-file")
        .arg(here.join("schemathesis.toml"))
        .args(["run", &format!("{}/openapi.json", kith.url)])
        .args(["--header", &format!("Authorization: Bearer {}", kith.token)])
        .args(["--workers", "1", "--max-time", &seconds.to_string(), "--continue-on-failure"])
        .args(["--warnings", "off", "--no-color"])
        .output()
        .expect("schemathesis was installed");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("generated, "), "it says how many requests it made: {said}");
}
