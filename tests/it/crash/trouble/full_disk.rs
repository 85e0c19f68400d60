//! A full disk: commands are turned away, reads go on, and once there is room all is as before.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use kith_tests::samples::{id, lead};
use kith_tests::{Answer, Client, Home, Kith};
use rustix::fs::{FallocateFlags, fallocate};
use serde_json::json;

/// The disk: two segments, the stores, and some more than the reserve of 256 MiB.
const DISK: &str = "size=440m";
/// What somebody puts on it: less than the reserve is left.
const BALLAST_BYTES: u64 = 150 * 1024 * 1024;
const TOKEN: &str = "a-token-that-was-configured-for-this-test";
/// Longest time until the platform notices.
const NOTICE_MAX: Duration = Duration::from_secs(30);
/// What mounts a disk of our own over the data directory, for the server alone.
const MOUNT_AND_RUN: &str = r#"mount -t tmpfs -o "$0" none "$KITH_DATA_DIR" && exec "$@""#;

/// `kith serve` with a small disk as its data directory; nobody else sees it but through `/proc`.
fn serve_on_small_disk(home: &Home) -> (Kith, PathBuf) {
    std::fs::create_dir_all(home.data()).unwrap();
    std::fs::write(home.data().join("admin.token"), TOKEN).unwrap();
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c", MOUNT_AND_RUN, DISK]);
    let mut command = home.command_by(unshare, &["serve", "--listen", "127.0.0.1:0"]);
    command.env("KITH_ADMIN_TOKEN", TOKEN);
    let kith = Kith::start(command, &home.data());
    let kith = kith.unwrap_or_else(|exit| {
        panic!("a mount of its own, by `unshare --user --mount`, is not possible here: {exit:?}")
    });
    let disk = Path::new("/proc").join(kith.pid().to_string()).join("root");
    let disk = disk.join(home.data().strip_prefix("/").unwrap());
    assert!(disk.join("log/head").is_file(), "the data is on the small disk");
    (kith, disk)
}

/// Sends new leads until one is answered so; how many it took.
fn until_answered(client: &Client, from: u32, status: u16) -> (Answer, u32) {
    let begun = Instant::now();
    for n in from.. {
        let answer = client.command("CreateLead", &lead(n));
        if answer.status == status {
            return (answer, n);
        }
        assert!(begun.elapsed() < NOTICE_MAX, "still {answer:?}");
    }
    unreachable!("there are enough numbers")
}

#[test]
fn a_full_disk_turns_commands_away_and_reads_go_on_until_there_is_room() {
    let home = crate::home();
    let (kith, disk) = serve_on_small_disk(&home);
    kith.admin.command("CreateLead", &lead(0)).status(201);

    let ballast = File::create(disk.join("ballast")).unwrap();
    fallocate(&ballast, FallocateFlags::empty(), 0, BALLAST_BYTES).unwrap();
    // An open file would keep its room after it is removed.
    drop(ballast);
    let (refused, taken) = until_answered(&kith.admin, 1, 503);
    assert!(refused.header("retry-after").is_some(), "{refused:?}");
    let problem = refused.problem(503, "disk-full");
    assert_eq!(problem["outcome"], "none", "{problem}");
    let line = json!({"command": "CreateLead", "data": lead(1_000_000)});
    assert_eq!(kith.admin.batch(&[line])[0]["problem"]["type"], "/problems/disk-full");
    reads_show(&kith.admin, taken);

    std::fs::remove_file(disk.join("ballast")).unwrap();
    let (_, taken_again) = until_answered(&kith.admin, taken, 201);
    assert!(taken_again < taken + 10_000, "the refused ones took no place");
    let count = events_of_leads(&kith.admin);
    assert_eq!(count, taken as usize + 1);
    reads_show(&kith.admin, taken + 1);
    kith.stop();
}

fn events_of_leads(client: &Client) -> usize {
    client.get("/v1/events?types=LeadCreated").status(200).lines().len()
}

/// Reads answer, with so many leads.
fn reads_show(client: &Client, leads: u32) {
    let head = client.read("/v1/positions")["head"].clone();
    let count = client.read(format!("/v1/leads?count=true&at_least={head}&wait_ms=20000"));
    assert_eq!(count["count"], leads);
    client.get(format!("/v1/leads/{}", id("lead", 0))).status(200);
    client.get("/v1/funnel?as_of=2025-01-01").status(200);
    client.get("/healthz").status(200);
}
