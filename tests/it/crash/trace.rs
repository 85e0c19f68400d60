//! What the system calls say: between the write of an entry and the answer to its command stands an
//! `fdatasync` of that file. Runs where `strace` is installed and may trace.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;

use kith_tests::samples::lead;
use kith_tests::{Home, Kith};

const COMMANDS: u32 = 100;
const CALLS: &str = "trace=pwrite64,pwritev,write,writev,sendto,sendmsg,fdatasync,fsync";

/// What a trace shows, in order.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Written,
    Synced,
    Answered,
}

/// `kith serve`, traced from a grandchild, so that the process we hold is `kith` itself.
fn traced(home: &Home, trace: &str) -> Option<Kith> {
    let tracing = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !tracing.is_ok_and(|output| output.status.success()) {
        let said = "NOT RUN: strace isn't installed or may not trace\n";
        drop(std::io::stderr().write_all(said.as_bytes()));
        return None;
    }
    let mut strace = Command::new("strace");
    strace.args(["-D", "-f", "-y", "-s", "16", "-e", CALLS, "-o", trace]);
    let command = home.command_by(strace, &["serve", "--listen", "127.0.0.1:0"]);
    Some(Kith::start(command, &home.data()).unwrap())
}

/// The steps of a trace. A call that another thread interrupts stands on two lines: a write counts
/// from its beginning, a sync only at its end.
fn steps(trace: &str) -> Vec<Step> {
    let mut syncing: BTreeMap<&str, bool> = BTreeMap::new();
    let mut steps = Vec::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        let of_segment = call.contains(".seg>");
        if call.starts_with("pwrite") && of_segment {
            steps.push(Step::Written);
        } else if call.starts_with("fdatasync") || call.starts_with("fsync") {
            if call.contains("<unfinished") {
                syncing.insert(thread, of_segment);
            } else if of_segment && call.ends_with("= 0") {
                steps.push(Step::Synced);
            }
        } else if call.starts_with("<... fdatasync") || call.starts_with("<... fsync") {
            if syncing.remove(thread) == Some(true) && call.ends_with("= 0") {
                steps.push(Step::Synced);
            }
        } else if call.contains("HTTP/1.1 201") {
            steps.push(Step::Answered);
        }
    }
    steps
}

#[test]
fn an_entry_is_synced_between_its_write_and_its_answer() {
    let home = crate::home();
    let file = home.scratch("trace");
    let Some(kith) = traced(&home, file.to_str().unwrap()) else { return };
    for n in 0..COMMANDS {
        kith.admin.command("CreateLead", &lead(n)).status(201);
    }
    kith.stop();
    let steps = steps(&std::fs::read_to_string(&file).unwrap());
    let (mut written, mut synced, mut answered) = (0, false, 0);
    for step in steps {
        match step {
            Step::Written => (written, synced) = (written + 1, false),
            Step::Synced => synced = true,
            Step::Answered => {
                assert!(
                    written > 0 && synced,
                    "answer {answered} came before its entry was synced"
                );
                (written, synced, answered) = (0, false, answered + 1);
            }
        }
    }
    assert_eq!(answered, COMMANDS);
}
