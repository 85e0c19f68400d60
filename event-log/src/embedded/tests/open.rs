//! Opening: one writer, on request, going on where it was; and a disk that is full.

use tempfile::TempDir;

use super::rig::{LOG, Rig, data, log_file, options};
use crate::embedded::{Core, EmbeddedLog, IfMissing, OpenError, Options};
use crate::log::{Append, Unavailable};

#[test]
fn a_second_writer_is_refused_by_name() {
    let dir = TempDir::new().unwrap();
    let first = EmbeddedLog::open(dir.path(), &options()).unwrap();
    let Err(refused) = EmbeddedLog::open(dir.path(), &options()) else { panic!("two writers") };
    assert!(refused.to_string().contains(dir.path().to_str().unwrap()), "{refused}");
    first.close();
    EmbeddedLog::open(dir.path(), &options()).unwrap();
}

#[test]
fn a_missing_log_is_made_only_on_request() {
    let rig = Rig::new(1);
    let refuse = Options { if_missing: IfMissing::Refuse, ..options() };
    let opened = Core::open(rig.disk.clone(), data(), &refuse);
    assert!(matches!(opened, Err(OpenError::Missing(_))));
    assert_eq!(rig.open().unwrap().id(), LOG);
    let other = IfMissing::Create(event_schema::LogId(uuid::Uuid::from_u128(5)));
    let again = Core::open(rig.disk.clone(), data(), &Options { if_missing: other, ..options() });
    assert_eq!(again.unwrap().id(), LOG, "a log keeps the id it was made with");
}

#[test]
fn a_reopened_log_goes_on_where_it_was() {
    let mut rig = Rig::with_entries(1, 40);
    for round in 0..5 {
        let mut core = rig.open().unwrap();
        rig.check(&core, &format!("round {round}"));
        rig.append(&mut core, &[0, 1, 0]);
    }
    let report = rig.verify();
    assert!(report.is_clean(), "{:?}", report.damages);
    assert_eq!((report.entries, report.tenants, report.acknowledged), (55, 2, 55));
    assert!(rig.disk.files().len() > 6, "over several segments");
}

#[test]
fn an_entry_that_is_longer_than_a_segment_gets_one_to_itself() {
    let mut rig = Rig::with_entries(1, 3);
    let mut core = rig.open().unwrap();
    rig.append_sized(&mut core, &[0], 20_000);
    rig.append(&mut core, &[1]);
    drop(core);
    let core = rig.open().unwrap();
    rig.check(&core, "after a long entry");
    assert_eq!(rig.acknowledged.len(), 5);
    assert!(rig.verify().is_clean());
}

#[test]
fn a_full_disk_refuses_appends_until_there_is_room() {
    let mut rig = Rig::with_entries(1, 2);
    let mut core = rig.open().unwrap();
    rig.disk.set_capacity(rig.disk.files().values().map(|f| f.len() as u64).sum());
    let full = Append::Unavailable(Unavailable::DiskFull);
    let mut taken = 2;
    while rig.append(&mut core, &[0]) != [full.clone()] {
        taken += 1;
    }
    assert!(taken > 4, "the segment that is there is still filled");
    assert_eq!(Rig::entries(&core).len(), taken, "readers go on");
    assert_eq!(rig.append(&mut core, &[1]), [full], "the other tenant likewise");
    rig.disk.set_capacity(u64::MAX);
    assert!(matches!(rig.append(&mut core, &[0])[..], [Append::Appended { .. }]));
    rig.check(&core, "after there was room");
}

#[test]
fn the_reserve_is_left_free() {
    let rig = Rig::new(1);
    rig.disk.set_capacity(10_000);
    let greedy = Options { reserve_bytes: 6_000, ..options() };
    let opened = Core::open(rig.disk.clone(), data(), &greedy);
    assert!(matches!(opened, Err(OpenError::DiskFull)));
    let modest = Options { reserve_bytes: 5_000, ..options() };
    Core::open(rig.disk.clone(), data(), &modest).unwrap();
}

#[test]
fn a_fence_counts_what_was_moved_in_the_same_batch() {
    let mut rig = Rig::new(1);
    let mut core = rig.open().unwrap();
    let answers = rig.append(&mut core, &[0, 0, 1, 0]);
    let appended = |sequence| Append::Appended { sequence };
    assert_eq!(answers, [appended(1), appended(2), appended(3), appended(4)]);
    let author = rig.authors[0].clone();
    let one = |mut author: crate::conformance::Author| {
        (author.tenant(), author.fence(), author.entry(1, 9))
    };
    let mut twin = author.clone();
    twin.entry(1, 1);
    let answers = core.append_batch(&[one(author), one(twin)]);
    assert_eq!(answers[0], appended(5));
    assert!(matches!(answers[1], Append::HeadMoved { head } if head.sequence == 5));
}

#[test]
fn nothing_but_the_log_is_in_its_directory() {
    let rig = Rig::with_entries(1, 20);
    let report = rig.verify();
    assert!(report.is_clean() && !report.in_use, "{report:?}");
    rig.disk.put(&log_file("notes.txt"), b"hello".to_vec());
    assert_eq!(rig.verify().damages[0].file, "notes.txt");
}

#[test]
fn a_running_log_verifies_clean() {
    let mut rig = Rig::new(1);
    let mut core = rig.open().unwrap();
    for _ in 0..30 {
        rig.append(&mut core, &[0, 1]);
        let report = rig.verify();
        assert!(report.is_clean() && report.in_use, "{report:?}");
        assert_eq!(report.last, core.durable());
    }
}

#[test]
fn a_million_entries_take_less_than_32_mib_of_index() {
    use crate::embedded::index::Place;
    use crate::embedded::scan::{MARK_EVERY_BYTES, Mark};

    let entries: usize = 1_000_000;
    let places = entries.next_power_of_two() * size_of::<Place>();
    let marks = entries * 700 / MARK_EVERY_BYTES as usize * size_of::<Mark>();
    assert!(places + 2 * marks < 32 * 1024 * 1024, "{places} and {marks}");
}
