//! Power goes at every operation, and again while the log recovers.

use super::rig::Rig;
use crate::dice::Dice;
use crate::disk::faulty::Faults;

/// One life of a log: batches of several sizes until power goes.
fn live(rig: &mut Rig, dice: &mut Dice, batches: u64) {
    let Ok(mut core) = rig.open() else { return };
    for _ in 0..batches {
        let authors: Vec<usize> = (0..=dice.below(4)).map(|_| dice.below(2) as usize).collect();
        let note_bytes = [10, 300, 1500][dice.below(3) as usize];
        rig.append_sized(&mut core, &authors, note_bytes);
        if core.failed().is_some() {
            return;
        }
    }
}

/// Ends a log four times at operations the seed chooses, by loss of power or of the process alone,
/// and looks at what is left.
fn crash_and_check(seed: u64, crash_first: Option<u64>, faults: Faults) {
    let mut rig = Rig::new(seed);
    let mut dice = Dice::new(seed ^ 0xc0ffee);
    for life in 0..4 {
        let ahead = match (life, crash_first) {
            (0, Some(operation)) => operation,
            _ => 1 + dice.below(60),
        };
        rig.disk.crash_at(rig.disk.operations() + ahead);
        rig.disk.set_faults(faults);
        live(&mut rig, &mut dice, 12);
        rig.disk.set_faults(Faults::default());
        match dice.below(3) {
            0 => rig.disk.kill(),
            _ => rig.disk.power_loss(),
        }
        let context = format!("seed {seed}, life {life}, first crash {crash_first:?}");
        match rig.open() {
            Ok(core) => rig.check(&core, &context),
            Err(e) => panic!("{context}: {e}"),
        }
        let report = rig.verify();
        assert!(report.is_clean(), "{context}: {:?}", report.damages);
    }
}

#[test]
fn power_may_go_at_every_operation_of_a_life() {
    for operation in 1..=80 {
        for seed in 0..10 {
            crash_and_check(seed * 1000 + operation, Some(operation), Faults::default());
        }
    }
}

#[test]
fn no_acknowledged_entry_is_lost_in_two_thousand_crashes() {
    for seed in 0..2000 {
        crash_and_check(seed, None, Faults::default());
    }
}

#[test]
fn neither_is_one_on_a_disk_that_fails_as_well() {
    let faults = Faults { failed_writes: 20, short_writes: 100, failed_syncs: 20, failed_reads: 0 };
    for seed in 10_000..11_000 {
        crash_and_check(seed, None, faults);
    }
}
