use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use event_schema::TenantId;
use event_schema::personal::KeySlot;

use super::{KeyError, KeyStore, SLOTS_GROWTH_MAX, SLOTS_MIN};
use crate::dice::Dice;
use crate::disk::FaultyDisk;
use crate::disk::faulty::Faults;

fn acme() -> TenantId {
    "acme".parse().unwrap()
}

fn store(disk: &FaultyDisk) -> Result<KeyStore<FaultyDisk>, KeyError> {
    KeyStore::open(disk.clone(), Path::new("/data"))
}

#[test]
fn keys_differ_and_stay_what_they_are() {
    let (disk, mut dice) = (FaultyDisk::new(1), Dice::new(1));
    let mut fill = |bytes: &mut [u8]| dice.fill(bytes);
    let keys = store(&disk).unwrap();
    keys.open_tenant(acme(), &mut fill).unwrap();
    assert_eq!(keys.reserve(acme(), 1, &mut fill).unwrap(), SLOTS_MIN);
    let all: Vec<_> = (1..SLOTS_MIN).map(|n| keys.key(acme(), n).unwrap().unwrap().0).collect();
    let different: BTreeSet<_> = all.iter().collect();
    assert_eq!(different.len(), all.len());
    let (secret, again) = (keys.secret(acme()).unwrap(), store(&disk).unwrap());
    again.open_tenant(acme(), &mut fill).unwrap();
    assert!(again.secret(acme()).unwrap() == secret);
    assert_eq!(again.key(acme(), 5).unwrap().unwrap().0, all[4]);
}

#[test]
fn pages_double_up_to_a_step_and_keep_what_they_hold() {
    let (disk, mut dice) = (FaultyDisk::new(1), Dice::new(1));
    let mut fill = |bytes: &mut [u8]| dice.fill(bytes);
    let keys = store(&disk).unwrap();
    keys.open_tenant(acme(), &mut fill).unwrap();
    let first = keys.key(acme(), 1).unwrap().unwrap();
    let mut reserve = |next| keys.reserve(acme(), next, &mut fill).unwrap();
    assert_eq!([127, 128, 255, 256].map(&mut reserve), [128, 256, 256, 512]);
    let step = SLOTS_GROWTH_MAX;
    let mut end = 512;
    while end < step {
        assert_eq!(reserve(end), 2 * end);
        end *= 2;
    }
    assert_eq!([step, 2 * step].map(&mut reserve), [2 * step, 3 * step]);
    assert!(keys.key(acme(), 1).unwrap().unwrap() == first);
    assert!(keys.key(acme(), 3 * step - 1).unwrap().is_some());
    assert!(keys.key(acme(), 3 * step).unwrap().is_none());
}

#[test]
fn pages_that_are_older_than_the_log_are_refused_and_not_made_anew() {
    let (disk, mut dice) = (FaultyDisk::new(1), Dice::new(1));
    let mut fill = |bytes: &mut [u8]| dice.fill(bytes);
    let keys = store(&disk).unwrap();
    keys.open_tenant(acme(), &mut fill).unwrap();
    let before = disk.files();
    let refused = keys.reserve(acme(), SLOTS_MIN + 1, &mut fill);
    assert!(matches!(refused, Err(KeyError::Damaged { .. })), "{refused:?}");
    assert_eq!(disk.files(), before);
    assert_eq!(keys.reserve(acme(), SLOTS_MIN, &mut fill).unwrap(), 2 * SLOTS_MIN);
}

#[test]
fn a_forgotten_key_is_gone_from_the_file_and_for_every_reader() {
    let (disk, mut dice) = (FaultyDisk::new(1), Dice::new(1));
    let mut fill = |bytes: &mut [u8]| dice.fill(bytes);
    let keys = store(&disk).unwrap();
    keys.open_tenant(acme(), &mut fill).unwrap();
    keys.reserve(acme(), 4, &mut fill).unwrap();
    let reader = KeyStore::open_reader(disk.clone(), Path::new("/data"));
    let key = reader.key(acme(), 3).unwrap().unwrap().0;
    let [held, beside] = [3, 2].map(|slot| keys.key(acme(), slot).unwrap().unwrap().0);
    assert_eq!(held, key);
    keys.forget(acme(), 3).unwrap();
    keys.forget(acme(), 3).unwrap();
    assert!(reader.key(acme(), 3).unwrap().is_none());
    assert!(keys.key(acme(), 3).unwrap().is_none(), "a page in memory still had it");
    assert_eq!(keys.key(acme(), 2).unwrap().unwrap().0, beside);
    disk.power_loss();
    let pages = disk.files().remove(Path::new("/data/keys/acme.pages")).unwrap();
    assert!(!pages.windows(32).any(|bytes| bytes == key));
    let keys = store(&disk).unwrap();
    keys.reserve(acme(), 4, &mut fill).unwrap();
    assert!(keys.key(acme(), 3).unwrap().is_none(), "a forgotten slot is never used again");
}

#[test]
fn what_can_not_be_done_is_refused() {
    let (disk, mut dice) = (FaultyDisk::new(1), Dice::new(1));
    let mut fill = |bytes: &mut [u8]| dice.fill(bytes);
    let keys = store(&disk).unwrap();
    assert!(matches!(keys.secret(acme()), Err(KeyError::Missing(_))));
    assert!(!keys.has_tenant(acme()).unwrap());
    assert!(matches!(keys.open_tenant(acme(), &mut |_| {}), Err(KeyError::NotRandom)));
    keys.open_tenant(acme(), &mut fill).unwrap();
    assert!(matches!(keys.forget(acme(), 0), Err(KeyError::NoPerson)));
    assert!(keys.key(acme(), 0).unwrap().is_none(), "the secret is no person's key");
    let reader = KeyStore::open_reader(disk.clone(), Path::new("/data"));
    assert!(matches!(reader.reserve(acme(), 1, &mut fill), Err(KeyError::ReadOnly)));
    assert!(matches!(reader.forget(acme(), 1), Err(KeyError::ReadOnly)));
    disk.put(Path::new("/data/keys/acme.pages"), vec![0; 4096]);
    assert!(matches!(store(&disk).unwrap().secret(acme()), Err(KeyError::Damaged { .. })));
}

/// What a writer was promised: its secret, the keys it used, and what it forgot.
#[derive(Default)]
struct Promised {
    secret: Option<[u8; 32]>,
    used: BTreeMap<KeySlot, Option<[u8; 32]>>,
    /// Forgetting was asked for and not answered: until it is asked for again the key may be there,
    /// gone, or half gone.
    unsure: BTreeSet<KeySlot>,
}

impl Promised {
    fn next(&self) -> KeySlot {
        self.used.len() as KeySlot + 1
    }

    /// Uses and forgets keys until the disk fails.
    fn live(&mut self, disk: &FaultyDisk, dice: &mut Dice) -> Result<(), KeyError> {
        let mut random = Dice::new(dice.roll());
        let mut fill = |bytes: &mut [u8]| random.fill(bytes);
        let keys = store(disk)?;
        keys.open_tenant(acme(), &mut fill)?;
        self.secret = Some(keys.secret(acme())?.0);
        for _ in 0..12 {
            let next = self.next();
            let free = keys.reserve(acme(), next, &mut fill)?;
            for slot in next..free.min(next + dice.below(150)) {
                self.used.insert(slot, keys.key(acme(), slot)?.map(|key| key.0));
                assert!(self.used[&slot].is_some(), "a reserved slot is empty");
            }
            let slot = 1 + dice.below(self.next());
            if let Some(Some(_)) = self.used.get(&slot) {
                self.unsure.insert(slot);
                keys.forget(acme(), slot)?;
                self.unsure.remove(&slot);
                self.used.insert(slot, None);
            }
        }
        Ok(())
    }

    fn check(&self, disk: &FaultyDisk, context: &str) {
        let keys = store(disk).unwrap();
        let Some(secret) = self.secret else { return };
        assert!(keys.secret(acme()).unwrap().0 == secret, "{context}: another secret");
        for (slot, expected) in &self.used {
            let found = keys.key(acme(), *slot).unwrap().map(|key| key.0);
            let same = found == *expected || self.unsure.contains(slot);
            assert!(same, "{context}: slot {slot} changed");
        }
    }
}

#[test]
fn no_key_in_use_is_lost_or_changed_in_a_thousand_crashes() {
    for seed in 0..1000 {
        let (disk, mut dice) = (FaultyDisk::new(seed), Dice::new(seed ^ 0xbeef));
        let mut promised = Promised::default();
        for life in 0..4 {
            let faults = Faults { failed_writes: 10, failed_syncs: 10, ..Faults::default() };
            disk.set_faults(if seed % 2 == 0 { faults } else { Faults::default() });
            disk.crash_at(disk.operations() + 1 + dice.below(30));
            let lived = promised.live(&disk, &mut dice);
            disk.set_faults(Faults::default());
            if dice.below(3) == 0 {
                disk.kill()
            } else {
                disk.power_loss()
            }
            promised.check(&disk, &format!("seed {seed}, life {life}, {lived:?}"));
        }
    }
}

#[test]
fn unused_keys_are_read_ahead_as_they_are_one_by_one() {
    let disk = FaultyDisk::new(1);
    let keys = store(&disk).unwrap();
    let mut dice = Dice::new(7);
    let fill =
        &mut |bytes: &mut [u8]| bytes.iter_mut().for_each(|b| *b = dice.below(255) as u8 + 1);
    keys.open_tenant(acme(), fill).unwrap();
    let until = keys.reserve(acme(), 5, fill).unwrap();
    let ahead = keys.unused(acme(), 5, 1_000).unwrap();
    assert_eq!(ahead.len() as u64, until - 5);
    for (slot, key) in (5..).zip(&ahead) {
        assert!(keys.key(acme(), slot).unwrap().as_ref() == Some(key), "slot {slot}");
    }
    assert_eq!(keys.unused(acme(), 5, 3).unwrap().len(), 3);
    keys.forget(acme(), 9).unwrap();
    assert_eq!(keys.unused(acme(), 5, 64).unwrap().len(), 4, "an empty slot ends it");
    assert!(keys.unused(acme(), until, 64).unwrap().is_empty());
}

#[test]
fn looking_whether_keys_cover_a_log_changes_none_of_them() {
    let disk = FaultyDisk::new(1);
    let keys = store(&disk).unwrap();
    let mut dice = Dice::new(7);
    let fill =
        &mut |bytes: &mut [u8]| bytes.iter_mut().for_each(|b| *b = dice.below(255) as u8 + 1);
    keys.open_tenant(acme(), fill).unwrap();
    let until = keys.reserve(acme(), 9, fill).unwrap();
    keys.forget(acme(), 5).unwrap();
    drop(keys);
    // Whoever looks knows less of the log than there is: slot 5 was given, and forgotten.
    let keys = store(&disk).unwrap();
    keys.covers(acme(), 3).unwrap();
    keys.covers(acme(), until).unwrap();
    assert!(matches!(keys.covers(acme(), until + 1), Err(KeyError::Damaged { .. })));
    assert!(keys.key(acme(), 5).unwrap().is_none(), "what was forgotten stays forgotten");
}
