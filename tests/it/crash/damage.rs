//! Bytes that rot: each damage is named with its place by `kith verify`, or refused at the next
//! start; never passed over, never repaired by losing entries.

mod rot;
mod small;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use event_log::dice::Dice;
use event_log::disk::FaultyDisk;
use event_log::embedded::{Damage, verify_on};
use kith_tests::home::copy_dir;
use kith_tests::kith::Exit;
use kith_tests::samples::make_converted;
use kith_tests::{Home, knob};

use rot::Kind;
use small::SmallLog;

/// Damages to a log in memory (`KITH_DAMAGES`). Of these, and of the few on the real disk, none may
/// be missed.
const DAMAGES: u64 = 300;
const LEADS: u32 = 12;
/// Longest time until a process that must not go on has ended.
const END_MAX: Duration = Duration::from_secs(30);

/// A platform that was killed, started again and stopped.
fn stopped_home() -> Home {
    let home = crate::home();
    let kith = home.serve();
    (0..LEADS).for_each(|n| make_converted(&kith.admin, n));
    kith.kill();
    home.serve().stop();
    home
}

/// True if the damage says where it is: an entry, or the last one that is known.
fn is_placed(damage: &Damage) -> bool {
    damage.sequence.is_some() || damage.position.is_some()
}

#[test]
fn three_hundred_damages_to_what_the_program_wrote_are_all_named_or_refused() {
    let whole = SmallLog::of(&stopped_home());
    let seed = knob("KITH_SEED", 11);
    for nth in 0..knob("KITH_DAMAGES", DAMAGES) {
        let mut dice = Dice::new(seed + nth);
        let mut files = whole.files.clone();
        let what = rot::some_file(&mut files, &mut dice);
        let context = format!("damage {nth} of seed {seed}: {what}");
        assert_ne!(files, whole.files, "{context}: that is no damage");

        let disk = FaultyDisk::new(nth);
        files.iter().for_each(|(path, bytes)| disk.put(path, bytes.clone()));
        let report = verify_on(&disk, small::data()).unwrap();
        assert!(!report.is_clean(), "{context}: called clean");
        assert_eq!(disk.files(), files, "{context}: verify changed a file");
        match whole.open(&disk) {
            Err(_) => assert_eq!(disk.files(), files, "{context}: refused, and changed a file"),
            Ok(core) => {
                assert!(report.damages.iter().any(is_placed), "{context}: {:?}", report.damages);
                assert_eq!(small::entries(&core), whole.entries, "{context}: entries are gone");
            }
        }
    }
}

/// The log's files that hold something.
fn log_files(home: &Home) -> Vec<PathBuf> {
    let entries = fs::read_dir(home.data().join("log")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| rot::holds_something(path));
    paths.sort();
    paths
}

#[test]
fn damages_on_the_disk_are_named_by_the_program_and_refused_by_the_server() {
    let home = stopped_home();
    home.run(&["verify"]).ok();
    let mut dice = Dice::new(knob("KITH_SEED", 5));
    for path in log_files(&home) {
        let before = fs::read(&path).unwrap();
        for kind in Kind::ALL {
            let mut bytes = Some(before.clone());
            let what = kind.apply(&mut bytes, &mut dice);
            if bytes.as_deref() == Some(&before) {
                continue;
            }
            match &bytes {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let context = format!("{what} in {}", path.display());
            let placed = is_told(&home, &context);
            assert_eq!(fs::read(&path).ok(), bytes, "{context}: verify changed it");
            let refused = is_refused(&home, &context);
            assert!(placed || refused, "{context}: no place is named, and it is served");
            fs::write(&path, &before).unwrap();
        }
    }
    home.run(&["verify"]).ok();
}

/// Verification fails; true if it names a place.
fn is_told(home: &Home, context: &str) -> bool {
    let verdict = home.run(&["verify"]);
    assert_eq!(verdict.code, 1, "{context}: {verdict:?}");
    verdict.said().contains(", sequence ")
}

/// True if the server says why it doesn't start; else it has everything that was acknowledged.
fn is_refused(home: &Home, context: &str) -> bool {
    match home.try_serve(&[]) {
        Err(exit) => {
            assert!(exit.code.is_some_and(|code| code != 0), "{context}: {exit:?}");
            let named = exit.stderr.contains(home.data().to_str().unwrap());
            assert!(named, "{context}: the directory isn't named: {exit:?}");
            true
        }
        Ok(kith) => {
            let events = kith.admin.get("/v1/events?types=LeadConverted").status(200).lines();
            assert_eq!(events.len(), LEADS as usize, "{context}: entries are gone");
            kith.stop();
            false
        }
    }
}

/// How a server ends that must not go on, before or after its first line.
fn end(home: &Home) -> Exit {
    match home.try_serve(&[]) {
        Err(exit) => exit,
        Ok(mut kith) => {
            let status = kith.wait(END_MAX).expect("it goes on over a log that has lost entries");
            Exit { code: status.code(), stderr: kith.stderr() }
        }
    }
}

#[test]
fn a_model_that_has_seen_more_than_the_log_ends_the_process_which_says_why() {
    let home = crate::home();
    let live = |n: u32| {
        let kith = home.serve();
        make_converted(&kith.admin, n);
        // A model that hasn't seen more yet is evidence of nothing, and one that was never whole is
        // made anew in a directory of another name.
        let head = kith.admin.read("/v1/positions")["head"].clone();
        for read in ["/v1/leads", "/v1/settings"] {
            kith.admin.read(format!("{read}?at_least={head}&wait_ms=60000"));
        }
        kith.stop();
    };
    live(0);
    let older = home.copy();
    live(1);
    // The settings are opened before commands are taken, every other model behind them.
    for model in ["settings", "leads"] {
        let mixed = older.copy();
        fs::remove_dir_all(mixed.data().join("models")).unwrap();
        let models = home.data().join("models");
        let of_it = |dir: &String| dir.starts_with(&format!("{model}@"));
        let mut dirs = fs::read_dir(&models).unwrap().map(|dir| name(&dir.unwrap()));
        let dir = dirs.find(of_it).expect("the model has a directory");
        copy_dir(&models.join(&dir), &mixed.data().join("models").join(&dir), |_| true);
        let exit = end(&mixed);
        assert!(exit.code.is_some_and(|code| code != 0), "{model}: {exit:?}");
        for said in ["has lost entries", mixed.data().to_str().unwrap()] {
            assert!(exit.stderr.contains(said), "{model}: {exit:?}");
        }
    }
}

fn name(dir: &fs::DirEntry) -> String {
    dir.file_name().to_string_lossy().into_owned()
}
