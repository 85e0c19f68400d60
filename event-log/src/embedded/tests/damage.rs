//! Every damage to every file of a small log is refused or named, and never made worse.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::rig::{Rig, log_file};
use crate::dice::Dice;
use crate::disk::{Access, Disk, DiskFile, FaultyDisk};
use crate::embedded::frame::{Parsed, parse};
use crate::embedded::segment::{SEGMENT_HEAD, SPARE_NAME, segment_name};
use crate::log::ReadError;

type Files = BTreeMap<PathBuf, Vec<u8>>;

const ENTRIES: usize = 24;

/// Damages one file and says how.
fn damage(disk: &FaultyDisk, files: &Files, dice: &mut Dice) -> String {
    let paths: Vec<&PathBuf> = files.keys().filter(|path| !path.ends_with(SPARE_NAME)).collect();
    let path = paths[dice.below(paths.len() as u64) as usize];
    let mut bytes = files[path].clone();
    let at = dice.below(bytes.len() as u64) as usize;
    let what = match dice.below(6) {
        0 | 1 => {
            bytes[at] ^= 1 << dice.below(8);
            format!("bit of byte {at} flipped")
        }
        2 => {
            bytes.truncate(at);
            format!("cut at byte {at}")
        }
        3 => {
            disk.drop_file(path);
            return format!("{}: dropped", path.display());
        }
        4 => {
            let page = at / 512 * 512;
            let end = bytes.len().min(page + 512);
            if bytes[page..end].iter().all(|b| *b == 0) {
                bytes[at] = 1;
            } else {
                bytes[page..end].fill(0);
            }
            format!("page at {page} zeroed, or byte {at} set in an empty one")
        }
        _ => swap_frames(&mut bytes, dice),
    };
    disk.put(path, bytes);
    format!("{}: {what}", path.display())
}

/// Where the frames of a segment lie.
fn frames(bytes: &[u8]) -> Vec<(usize, usize)> {
    let (mut at, mut found) = (SEGMENT_HEAD, Vec::new());
    while let Some(Parsed::Frame(frame)) = bytes.get(at..).map(parse) {
        found.push((at, frame.bytes()));
        at += frame.bytes();
    }
    found
}

fn swap_frames(bytes: &mut [u8], dice: &mut Dice) -> String {
    let found = frames(bytes);
    if found.len() < 2 {
        bytes[0] ^= 1;
        return "no frames to swap: first bit flipped".into();
    }
    let i = dice.below(found.len() as u64 - 1) as usize;
    let ((start, first), (_, second)) = (found[i], found[i + 1]);
    bytes[start..start + first + second].rotate_left(first);
    format!("frames {i} and {} swapped", i + 1)
}

#[test]
fn three_hundred_damages_are_each_named_or_refused() {
    let whole = Rig::with_entries(1, ENTRIES);
    let files = whole.disk.files();
    assert!(files.len() > 4, "several segments and a witness");
    let (mut refused, mut named) = (0, 0);
    for seed in 0..300 {
        let mut rig = Rig::new(seed);
        files.iter().for_each(|(path, bytes)| rig.disk.put(path, bytes.clone()));
        let what = damage(&rig.disk, &files, &mut Dice::new(seed));
        let context = format!("seed {seed}: {what}");
        let damaged = rig.disk.files();
        assert_ne!(damaged, files, "{context}: that is no damage");

        let report = rig.verify();
        assert!(!report.is_clean(), "{context}: verify calls it clean");
        assert_eq!(rig.disk.files(), damaged, "{context}: verify changed a file");
        named += 1;
        match rig.open() {
            Err(_) => {
                refused += 1;
                assert_eq!(rig.disk.files(), damaged, "{context}: refused, and changed a file");
            }
            Ok(core) => {
                rig.acknowledged = whole.acknowledged.clone();
                assert_eq!(core.durable(), ENTRIES as u64, "{context}");
                rig.check(&core, &context);
            }
        }
    }
    assert_eq!(named, 300);
    assert!(refused > 200, "{refused} of 300");
}

#[test]
fn the_last_acknowledged_entry_is_missed() {
    let rig = Rig::with_entries(1, ENTRIES);
    let segments = rig.disk.files().into_iter().filter(|(path, _)| path.extension().is_some());
    let (path, mut bytes) = segments.max().unwrap();
    let (at, len) = *frames(&bytes).last().unwrap();
    bytes[at..at + len].fill(0);
    rig.disk.put(&path, bytes);
    let Err(refused) = rig.open() else { panic!("it opened") };
    assert!(refused.to_string().contains("sequence 24 was acknowledged"), "{refused}");
    let damages = rig.verify().damages;
    assert_eq!(damages.len(), 1, "{damages:?}");
    assert_eq!(damages[0].sequence, Some(24));
}

#[test]
fn a_damage_is_named_with_its_tenant_and_position() {
    let rig = Rig::with_entries(1, ENTRIES);
    let first = rig.disk.files().into_keys().find(|p| p.extension().is_some()).unwrap();
    let mut bytes = rig.disk.files().remove(&first).unwrap();
    let (at, len) = frames(&bytes)[2];
    bytes[at + len - 20] ^= 1;
    rig.disk.put(&log_file(first.file_name().unwrap().to_str().unwrap()), bytes);
    let damages = rig.verify().damages;
    assert_eq!(damages[0].sequence, Some(3));
    assert_eq!(damages[0].tenant.unwrap().as_str(), "acme");
    assert_eq!(damages[0].position, Some(2));
}

#[test]
fn a_read_of_changed_bytes_names_the_sequence() {
    let mut rig = Rig::new(1);
    let mut core = rig.open().unwrap();
    for nth in 0..8 {
        rig.append(&mut core, &[nth % 2]);
    }
    let file = rig.disk.open(&log_file(&segment_name(1)), Access::Write).unwrap();
    let (at, _) = frames(&rig.disk.files()[&log_file(&segment_name(1))])[4];
    file.write_all_at(b"?", at as u64 + 100).unwrap();
    let damaged = |result: Result<(), ReadError>| {
        assert!(matches!(result, Err(ReadError::Damaged { sequence: 5, .. })), "{result:?}");
    };
    damaged(core.read(rig.authors[0].tenant(), 1, 100_000).map(drop));
    damaged(core.read_after(0, 100_000).map(drop));
    assert_eq!(core.read(rig.authors[1].tenant(), 1, 100_000).unwrap().len(), 4, "others go on");
    assert_eq!(core.read_after(5, 100_000).unwrap().entries.len(), 3);
}
