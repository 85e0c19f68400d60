//! The pages of one tenant.
//!
//! A slot of zeros was forgotten, or was never made: a crash while the file grew may leave such
//! ones anywhere in what was new. Which it is shows in whether the log knows the slot, so empty
//! slots are filled only from the first one on that the log doesn't know. Filled ones are never
//! changed but by forgetting.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock};

use event_schema::personal::KeySlot;

use super::{Fill, KEY_BYTES, KeyError, SLOTS_GROWTH_MAX, SLOTS_MIN};
use crate::disk::{Access, DiskFile};

const EMPTY: [u8; KEY_BYTES] = [0; KEY_BYTES];

/// Slots of a page that is kept in memory.
const PAGE_SLOTS: KeySlot = 128;
const PAGE_BYTES: usize = PAGE_SLOTS as usize * KEY_BYTES;
/// Most pages that are kept in memory: 1 MiB a tenant.
const PAGES_KEPT_MAX: usize = 256;

/// A page as the file has it.
type Page = Box<[u8; PAGE_BYTES]>;

pub(super) struct Pages<F> {
    file: F,
    /// Pages that were read, where this process is the only one that forgets. A key that was
    /// forgotten is in none: the file is changed and the page dropped under one lock.
    kept: Option<RwLock<HashMap<u64, Page>>>,
    /// How many slots are durable; `None` until the first reservation has looked, and after one
    /// that failed.
    durable: Mutex<Option<KeySlot>>,
}

impl<F: DiskFile> Pages<F> {
    pub(super) fn new(file: F, access: Access) -> Self {
        let kept = (access == Access::Write).then(RwLock::default);
        Self { file, kept, durable: Mutex::new(None) }
    }

    /// The key in a slot, if there is one. Of a person who is asked for, others are asked for soon:
    /// keys given one after the other lie side by side.
    pub(super) fn slot(&self, slot: KeySlot) -> std::io::Result<Option<[u8; KEY_BYTES]>> {
        let Some(kept) = &self.kept else { return self.read(slot) };
        let (number, at) = (slot / PAGE_SLOTS, (slot % PAGE_SLOTS) as usize);
        if let Some(page) = kept.read().unwrap_or_else(PoisonError::into_inner).get(&number) {
            let (keys, _) = page.as_chunks::<KEY_BYTES>();
            // An empty slot may have been filled since.
            return if keys[at] == EMPTY { self.read(slot) } else { Ok(Some(keys[at])) };
        }
        let mut kept = kept.write().unwrap_or_else(PoisonError::into_inner);
        let mut page = Box::new([0; PAGE_BYTES]);
        let offset = number.saturating_mul(PAGE_BYTES as u64);
        if self.file.read_full_at(&mut page[..], offset)? < PAGE_BYTES {
            return self.read(slot);
        }
        if kept.len() >= PAGES_KEPT_MAX {
            kept.values_mut().for_each(|page| page.fill(0));
            kept.clear();
        }
        let key = page.as_chunks::<KEY_BYTES>().0[at];
        kept.insert(number, page);
        Ok((key != EMPTY).then_some(key))
    }

    fn read(&self, slot: KeySlot) -> std::io::Result<Option<[u8; KEY_BYTES]>> {
        let Some(offset) = slot.checked_mul(KEY_BYTES as u64) else { return Ok(None) };
        let mut key = EMPTY;
        let filled = self.file.read_full_at(&mut key, offset)?;
        Ok((filled == KEY_BYTES && key != EMPTY).then_some(key))
    }

    /// What is in the slots from this one on, up to the first empty one and at most so many.
    pub(super) fn filled_from(
        &self,
        slot: KeySlot,
        most: usize,
    ) -> std::io::Result<Vec<[u8; KEY_BYTES]>> {
        let Some(offset) = slot.checked_mul(KEY_BYTES as u64) else { return Ok(Vec::new()) };
        let mut bytes = vec![0; most * KEY_BYTES];
        let filled = self.file.read_full_at(&mut bytes, offset)?;
        let (keys, _) = bytes[..filled].as_chunks::<KEY_BYTES>();
        Ok(keys.iter().copied().take_while(|key| *key != EMPTY).collect())
    }

    /// How many slots the file has, whatever is in them.
    pub(super) fn slots(&self) -> std::io::Result<KeySlot> {
        Ok(self.file.len()? / KEY_BYTES as u64)
    }

    pub(super) fn reserve(&self, next: KeySlot, fill: Fill<'_>) -> Result<KeySlot, KeyError> {
        let mut durable = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        let slots = match *durable {
            Some(slots) if next < slots => return Ok(slots),
            Some(slots) => slots,
            None => self.mend(next, fill)?,
        };
        // Until the sync is done nobody may count on any of it.
        *durable = None;
        let slots = self.grow(slots, next, fill)?;
        *durable = Some(slots);
        Ok(slots)
    }

    pub(super) fn forget(&self, slot: KeySlot) -> Result<(), KeyError> {
        let _alone = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        let end = slot.saturating_add(1).saturating_mul(KEY_BYTES as u64);
        if end > self.file.len()? {
            return Ok(());
        }
        let mut kept =
            self.kept.as_ref().map(|kept| kept.write().unwrap_or_else(PoisonError::into_inner));
        let page = kept.as_mut().and_then(|kept| kept.remove(&(slot / PAGE_SLOTS)));
        page.into_iter().for_each(|mut page| page.fill(0));
        // Also where it is empty: the zeros may be in the page cache only, and count as clean there
        // after a sync that failed.
        self.file.write_all_at(&EMPTY, end - KEY_BYTES as u64)?;
        self.file.sync_data().map_err(KeyError::Sync)
    }

    /// Makes the unused slots of an opened file whole and durable, and says how many slots it has.
    /// All of them are written again: a page whose sync failed counts as clean and would not be
    /// written by another sync.
    fn mend(&self, next: KeySlot, fill: Fill<'_>) -> Result<KeySlot, KeyError> {
        let slots = self.slots()?;
        let unused = usize::try_from(slots.saturating_sub(next)).map_err(std::io::Error::other)?;
        let mut keys = vec![0; unused * KEY_BYTES];
        let offset = next.saturating_mul(KEY_BYTES as u64);
        self.file.read_full_at(&mut keys, offset)?;
        for key in keys.chunks_mut(KEY_BYTES).filter(|key| **key == EMPTY) {
            fill_key(key, fill)?;
        }
        self.file.write_all_at(&keys, offset)?;
        self.file.sync_data().map_err(KeyError::Sync)?;
        Ok(slots)
    }

    fn grow(&self, slots: KeySlot, next: KeySlot, fill: Fill<'_>) -> Result<KeySlot, KeyError> {
        let mut grown = slots;
        while grown <= next {
            grown += grown.clamp(SLOTS_MIN, SLOTS_GROWTH_MAX);
        }
        if grown > slots {
            let keys = random(grown - slots, fill)?;
            self.file.write_all_at(&keys, slots * KEY_BYTES as u64)?;
            self.file.sync_data().map_err(KeyError::Sync)?;
        }
        Ok(grown)
    }
}

/// So many new keys.
pub(super) fn random(slots: KeySlot, fill: Fill<'_>) -> Result<Vec<u8>, KeyError> {
    let slots = usize::try_from(slots).map_err(std::io::Error::other)?;
    let mut keys = vec![0; slots * KEY_BYTES];
    fill(&mut keys);
    if keys.chunks(KEY_BYTES).any(|key| key == EMPTY) {
        return Err(KeyError::NotRandom);
    }
    Ok(keys)
}

fn fill_key(key: &mut [u8], fill: Fill<'_>) -> Result<(), KeyError> {
    fill(key);
    if key == EMPTY { Err(KeyError::NotRandom) } else { Ok(()) }
}
