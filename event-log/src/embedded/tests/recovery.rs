//! The table of `recover`, line by line: what is found, what is done.

use super::rig::{Rig, log_file};
use crate::disk::Disk;
use crate::embedded::segment::{segment_first, segment_name};
use crate::embedded::{Core, OpenError};

/// The last segment: its name and content.
fn last_segment(rig: &Rig) -> (String, Vec<u8>) {
    let names = rig.disk.list(&log_file("")).unwrap();
    let name = names.into_iter().rfind(|name| segment_first(name).is_some()).unwrap();
    let bytes = rig.disk.read_all(&log_file(&name)).unwrap().unwrap();
    (name, bytes)
}

fn written(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|b| *b != 0).unwrap() + 1
}

/// Puts the witness of an earlier moment in place, as a loss of power may.
fn with_older_witness(rig: &mut Rig, more: impl Fn(&mut Rig)) {
    let before = rig.disk.read_all(&log_file("head")).unwrap().unwrap();
    more(rig);
    rig.disk.put(&log_file("head"), before);
}

fn refused(rig: &Rig) -> OpenError {
    let before = rig.disk.files();
    let Err(refused) = rig.open() else { panic!("it opened") };
    assert_eq!(rig.disk.files(), before, "a refused log is left as it is");
    refused
}

fn append_batches(rig: &mut Rig, batches: &[&[usize]]) {
    let mut core = rig.open().unwrap();
    for batch in batches {
        rig.append(&mut core, batch);
    }
}

#[test]
fn a_torn_last_write_is_cut_into_a_side_file() {
    let mut rig = Rig::with_entries(1, 3);
    with_older_witness(&mut rig, |rig| append_batches(rig, &[&[0]]));
    let (name, mut bytes) = last_segment(&rig);
    let end = written(&bytes);
    bytes[end - 30..].fill(0);
    rig.disk.put(&log_file(&name), bytes);
    let core = rig.open().unwrap();
    assert_eq!(core.durable(), 3);
    assert_eq!(rig.verify().cuts, ["cut-4-1.bin"]);
    assert!(rig.verify().is_clean());
}

#[test]
fn a_write_of_several_entries_that_is_torn_in_its_first_is_cut() {
    let mut rig = Rig::with_entries(1, 3);
    let (_, before) = last_segment(&rig);
    with_older_witness(&mut rig, |rig| append_batches(rig, &[&[0, 1]]));
    let (name, mut bytes) = last_segment(&rig);
    let torn = written(&before) + 100;
    bytes[torn] ^= 1;
    rig.disk.put(&log_file(&name), bytes);
    assert_eq!(rig.open().unwrap().durable(), 3, "the second is whole, and was never acknowledged");
}

#[test]
fn a_bad_frame_before_a_later_write_is_damage() {
    let mut rig = Rig::with_entries(1, 3);
    let (_, before) = last_segment(&rig);
    with_older_witness(&mut rig, |rig| append_batches(rig, &[&[0], &[1]]));
    let (name, mut bytes) = last_segment(&rig);
    bytes[written(&before) + 100] ^= 1;
    rig.disk.put(&log_file(&name), bytes);
    assert!(refused(&rig).to_string().starts_with("the log is damaged at sequence 4"));
}

#[test]
fn a_bad_frame_that_was_acknowledged_is_damage() {
    let rig = Rig::with_entries(1, 3);
    let (name, mut bytes) = last_segment(&rig);
    let end = written(&bytes);
    bytes[end - 30] ^= 1;
    rig.disk.put(&log_file(&name), bytes);
    assert!(refused(&rig).to_string().starts_with("the log is damaged at sequence 3"));
}

#[test]
fn a_log_that_ends_before_its_witness_is_short() {
    let mut rig = Rig::with_entries(1, 3);
    let (name, earlier) = last_segment(&rig);
    append_batches(&mut rig, &[&[0], &[1]]);
    rig.disk.put(&log_file(&name), earlier);
    let text = refused(&rig).to_string();
    assert!(text.contains("ends at sequence 3, but sequence 5 was acknowledged"), "{text}");
}

#[test]
fn entries_without_a_witness_prove_nothing() {
    let rig = Rig::with_entries(1, 3);
    rig.disk.drop_file(&log_file("head"));
    assert!(matches!(refused(&rig), OpenError::Unwitnessed(_)));
}

#[test]
fn a_missing_segment_is_damage_wherever_it_stood() {
    let names = |rig: &Rig| rig.disk.list(&log_file("")).unwrap();
    let whole = Rig::with_entries(1, 30);
    for name in names(&whole).iter().filter(|name| segment_first(name).is_some()) {
        let rig = Rig::with_entries(1, 30);
        rig.disk.drop_file(&log_file(name));
        let error = refused(&rig);
        assert!(matches!(error, OpenError::Damaged(_) | OpenError::Short { .. }), "{error}");
    }
}

#[test]
fn an_older_witness_is_brought_up_to_date() {
    let mut rig = Rig::with_entries(1, 3);
    with_older_witness(&mut rig, |rig| append_batches(rig, &[&[0], &[1, 0]]));
    let core = rig.open().unwrap();
    rig.check(&core, "all that is whole is kept");
    assert_eq!((core.durable(), rig.verify().acknowledged), (6, 6));
}

#[test]
fn a_torn_slot_is_named_and_mended() {
    let rig = Rig::with_entries(1, 4);
    let witness = rig.disk.read_all(&log_file("head")).unwrap().unwrap();
    for slot in [0, 1] {
        let mut torn = witness.clone();
        torn[slot * 512 + 30] ^= 1;
        rig.disk.put(&log_file("head"), torn);
        assert!(!rig.verify().is_clean(), "slot {slot}");
        drop::<Core<_>>(rig.open().unwrap());
        assert!(rig.verify().is_clean(), "slot {slot}");
    }
}

#[test]
fn a_first_segment_without_a_witness_is_a_beginning() {
    let rig = Rig::new(1);
    drop(rig.open().unwrap());
    rig.disk.drop_file(&log_file("head"));
    assert_eq!(rig.open().unwrap().durable(), 0);
    rig.disk.drop_file(&log_file(&segment_name(1)));
    assert!(matches!(refused(&rig), OpenError::Unwitnessed(_)));
}

#[test]
fn what_a_failed_sync_left_in_the_page_cache_is_made_durable() {
    use crate::disk::faulty::Faults;

    for seed in 0..50 {
        let mut rig = Rig::with_entries(seed, 3);
        let mut core = rig.open().unwrap();
        rig.disk.set_faults(Faults { failed_syncs: 1000, ..Faults::default() });
        rig.append(&mut core, &[0, 1]);
        rig.disk.set_faults(Faults::default());
        drop(core);
        rig.disk.kill();
        let core = rig.open().unwrap();
        rig.check(&core, "the page cache still has it");
        rig.disk.power_loss();
        let core = rig.open().unwrap();
        rig.check(&core, &format!("seed {seed}: and now the disk"));
    }
}
