use std::path::Path;

use super::{Faults, FaultyDisk};
use crate::disk::{Access, Disk, DiskFile};

fn disk_with_file(seed: u64) -> (FaultyDisk, &'static Path) {
    let (disk, path) = (FaultyDisk::new(seed), Path::new("/d/file"));
    disk.create_dir_all(Path::new("/d")).unwrap();
    let file = disk.open(path, Access::Create).unwrap();
    file.write_all_at(&[1; 2048], 0).unwrap();
    file.sync_all().unwrap();
    disk.sync_dir(Path::new("/d")).unwrap();
    (disk, path)
}

#[test]
fn what_was_synced_survives_every_power_loss() {
    for seed in 0..200 {
        let (disk, path) = disk_with_file(seed);
        disk.power_loss();
        assert_eq!(disk.read_all(path).unwrap(), Some(vec![1; 2048]), "seed {seed}");
    }
}

#[test]
fn what_was_not_synced_is_forgotten_by_whole_sectors() {
    let mut mixed = 0;
    for seed in 0..200 {
        let (disk, path) = disk_with_file(seed);
        disk.open(path, Access::Write).unwrap().write_all_at(&[2; 2048], 0).unwrap();
        disk.power_loss();
        let bytes = disk.read_all(path).unwrap().unwrap();
        assert!(bytes.chunks(512).all(|s| s == [1; 512] || s == [2; 512]), "seed {seed}");
        mixed += u32::from(bytes.contains(&1) && bytes.contains(&2));
    }
    assert!(mixed > 20, "{mixed} of 200");
}

#[test]
fn a_name_without_a_directory_sync_may_be_forgotten() {
    let mut forgotten = 0;
    for seed in 0..200 {
        let (disk, path) = disk_with_file(seed);
        let renamed = Path::new("/d/renamed");
        disk.rename(path, renamed).unwrap();
        disk.power_loss();
        let (old, new) = (disk.read_all(path).unwrap(), disk.read_all(renamed).unwrap());
        assert!(old.is_some() != new.is_some(), "seed {seed}: a rename is one step");
        forgotten += u32::from(old.is_some());
    }
    assert!((20..180).contains(&forgotten), "{forgotten} of 200");
}

#[test]
fn a_failed_sync_is_not_made_good_by_a_later_one() {
    let lost = (0..200).filter(|seed| {
        let (disk, path) = disk_with_file(*seed);
        let file = disk.open(path, Access::Write).unwrap();
        file.write_all_at(&[2; 2048], 0).unwrap();
        disk.set_faults(Faults { failed_syncs: 1000, ..Faults::default() });
        file.sync_data().unwrap_err();
        disk.set_faults(Faults::default());
        file.sync_data().unwrap();
        disk.power_loss();
        disk.read_all(path).unwrap().unwrap().contains(&1)
    });
    assert!(lost.count() > 100);
}

#[test]
fn the_lock_of_a_killed_process_is_free() {
    let (disk, lock) = (FaultyDisk::new(1), Path::new("/lock"));
    let held = disk.lock(lock).unwrap().unwrap();
    assert!(disk.lock(lock).unwrap().is_none());
    disk.kill();
    let after = disk.lock(lock).unwrap().unwrap();
    drop(held);
    assert!(disk.is_locked(lock).unwrap(), "a dead holder must not free the lock of a living one");
    drop(after);
    assert!(!disk.is_locked(lock).unwrap());
}

#[test]
fn a_full_disk_refuses_to_grow() {
    let (disk, path) = disk_with_file(1);
    disk.set_capacity(2048);
    let file = disk.open(path, Access::Write).unwrap();
    assert!(crate::disk::is_full(&file.write_all_at(&[1], 2048).unwrap_err()));
    file.write_all_at(&[1], 2047).unwrap();
}
