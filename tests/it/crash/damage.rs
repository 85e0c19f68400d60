//! Bytes that rot: each damage is named by `kith verify` or refused at the next start, never passed
//! over, and never repaired by losing entries.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use event_log::dice::Dice;
use kith_tests::Home;

use super::kills::killed_home;

const DAMAGES: u64 = 300;
const LEADS: u32 = 40;

/// The log's files that hold something, each with how many bytes that is.
fn files(home: &Home) -> Vec<(PathBuf, u64)> {
    let entries = std::fs::read_dir(home.data().join("log")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let segments = paths.filter(|path| path.extension().is_some_and(|ending| ending == "seg"));
    let used = |path: &Path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last as u64 + 1)
    };
    let mut files: Vec<_> = segments.map(|path| (path.clone(), used(&path))).collect();
    files.retain(|(_, used)| *used > 0);
    files.sort();
    files
}

/// Changes some bytes of a file; what they were, to be put back. `None` if nothing would change.
fn damage(path: &Path, used: u64, dice: &mut Dice) -> Option<(String, u64, Vec<u8>)> {
    let file = OpenOptions::new().read(true).write(true).open(path).unwrap();
    let at = dice.below(used);
    let length = match dice.below(4) {
        0 | 1 => 1,
        2 => 1 + dice.below(used - at),
        _ => 4096.min(used - at),
    };
    let mut before = vec![0; length as usize];
    file.read_exact_at(&mut before, at).unwrap();
    let (what, after) = match length {
        1 => ("flip", vec![before[0] ^ (1 << dice.below(8))]),
        _ if dice.below(2) == 0 => ("zeros", vec![0; before.len()]),
        _ => ("reversal", before.iter().rev().copied().collect()),
    };
    if after == before {
        return None;
    }
    file.write_all_at(&after, at).unwrap();
    Some((format!("{what} of {length} at {at} of {used} in {}", path.display()), at, before))
}

#[test]
fn three_hundred_damages_are_all_named_and_none_is_made_worse() {
    let home = killed_home(LEADS);
    home.run(&["verify"]).ok();
    let files = files(&home);
    let mut dice = Dice::new(11);
    let mut done = 0;
    while done < DAMAGES {
        let (path, used) = &files[dice.below(files.len() as u64) as usize];
        let Some((what, at, before)) = damage(path, *used, &mut dice) else { continue };
        done += 1;
        let damaged = std::fs::read(path).unwrap();
        let verdict = home.run(&["verify"]);
        assert_eq!(verdict.code, 1, "{what} was passed over: {verdict:?}");
        let said = verdict.said();
        let named =
            ["position", "sequence", "segment", "head"].iter().any(|word| said.contains(word));
        assert!(named, "{what}: no place is named: {said}");
        assert!(std::fs::read(path).unwrap() == damaged, "{what}: verify changed the file");
        let file = OpenOptions::new().write(true).open(path).unwrap();
        file.write_all_at(&before, at).unwrap();
    }
    home.run(&["verify"]).ok();
}

#[test]
fn a_log_whose_tail_was_cut_off_is_not_served_as_if_it_were_whole() {
    let home = killed_home(LEADS);
    // A start and an end, so that the witness has seen all of it.
    home.serve().stop();
    let (path, used) = files(&home).pop().unwrap();
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    let before = std::fs::read(&path).unwrap();
    for cut in [1, 40, 700, used / 2] {
        file.write_all_at(&vec![0; cut as usize], used - cut).unwrap();
        let damaged = std::fs::read(&path).unwrap();
        let exit = home.try_serve(&[]).err();
        let exit = exit.unwrap_or_else(|| panic!("{cut} bytes off its end, and it serves"));
        assert!(exit.code.is_some_and(|code| code != 0), "{exit:?}");
        assert!(std::fs::read(&path).unwrap() == damaged, "{cut}: the file was changed");
        assert_eq!(home.run(&["verify"]).code, 1, "cut by {cut}");
        file.write_all_at(&before[(used - cut) as usize..used as usize], used - cut).unwrap();
    }
    home.serve().stop();
    home.run(&["verify"]).ok();
}
