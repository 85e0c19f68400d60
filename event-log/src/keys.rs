//! The key store: where the keys of personal data lie, apart from the log.
//!
//! Each tenant has a flat file of random keys, `keys/<tenant>.pages`: slot *n* at byte *n* · 32,
//! slot 0 the secret of the tenant's keyed hashes. Keys are made and synced ahead of use, so that a
//! person who is mentioned costs no write; forgetting overwrites the slot with zeros. Where a file
//! was copied or the disk keeps old blocks, what was overwritten may live on: backups of keys have
//! to expire, and disks be encrypted.
//!
//! Randomness comes in from outside. One process writes, the one that holds the log's lock; others
//! open the store for reading and see at once what was forgotten.

mod pages;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use event_schema::TenantId;
use event_schema::personal::{KeySlot, PersonKey};

use self::pages::Pages;
use crate::disk::{Access, Disk, RealDisk};

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Slots of a new file, the secret's included.
pub const SLOTS_MIN: KeySlot = 128;
/// Most slots that a file grows by at once; up to that it doubles.
pub const SLOTS_GROWTH_MAX: KeySlot = 32_768;

/// Fills with random bytes that nobody can guess.
pub type Fill<'a> = &'a mut dyn FnMut(&mut [u8]);

/// The secret of a tenant's keyed hashes. Not printable on purpose.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub [u8; KEY_BYTES]);

/// Why the key store didn't do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no file for this tenant.
    #[error("there are no keys of {0}")]
    Missing(TenantId),
    /// What is there can't be what was written.
    #[error("the keys of {tenant} are damaged: {what}")]
    Damaged {
        /// Whose.
        tenant: TenantId,
        /// What was found.
        what: String,
    },
    /// The source of randomness gave zeros.
    #[error("the source of keys gave no random bytes")]
    NotRandom,
    /// Slot 0 is no person's.
    #[error("slot 0 holds the tenant's secret, which is never forgotten")]
    NoPerson,
    /// The store was opened for reading.
    #[error("the key store was opened for reading only")]
    ReadOnly,
    /// The disk refused.
    #[error("the key store can't use its disk")]
    Disk(#[from] io::Error),
    /// A sync failed: nobody knows any more what is on the disk, so the process has to stop.
    #[error("the keys could not be synced to the disk")]
    Sync(#[source] io::Error),
}

/// The keys of all tenants.
pub struct KeyStore<D: Disk = RealDisk> {
    disk: D,
    dir: PathBuf,
    access: Access,
    tenants: RwLock<HashMap<TenantId, Arc<Pages<D::File>>>>,
}

impl<D: Disk> KeyStore<D> {
    /// Opens the store below `data_dir`, making its directory where there is none.
    pub fn open(disk: D, data_dir: &Path) -> Result<Self, KeyError> {
        let dir = data_dir.join("keys");
        disk.create_dir_all(&dir)?;
        Ok(Self { disk, dir, access: Access::Write, tenants: RwLock::default() })
    }

    /// Opens the store below `data_dir` for reading; changes nothing there.
    pub fn open_reader(disk: D, data_dir: &Path) -> Self {
        let dir = data_dir.join("keys");
        Self { disk, dir, access: Access::Read, tenants: RwLock::default() }
    }

    /// True if the tenant has a file. One whose log has entries and who has none has lost its keys:
    /// [`KeyStore::open_tenant`] would make others, under which nothing old opens.
    pub fn has_tenant(&self, tenant: TenantId) -> Result<bool, KeyError> {
        match self.pages(tenant) {
            Ok(_) => Ok(true),
            Err(KeyError::Missing(_)) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Opens the tenant's file, making it where there is none. Durable on return.
    pub fn open_tenant(&self, tenant: TenantId, fill: Fill<'_>) -> Result<(), KeyError> {
        self.writable()?;
        if !self.has_tenant(tenant)? {
            let keys = pages::random(SLOTS_MIN, fill)?;
            self.disk.replace(&self.path(tenant), &keys)?;
        }
        // The last process may have ended between making the file and making its name durable.
        self.disk.sync_dir(&self.dir)?;
        self.secret(tenant).map(drop)
    }

    /// The secret of the tenant's keyed hashes.
    pub fn secret(&self, tenant: TenantId) -> Result<Secret, KeyError> {
        let damaged = |what: &str| KeyError::Damaged { tenant, what: what.to_owned() };
        let secret = self.pages(tenant)?.slot(0)?;
        secret.map(Secret).ok_or_else(|| damaged("slot 0 holds no secret"))
    }

    /// The key in a slot; `None` if it was forgotten or was never made.
    pub fn key(&self, tenant: TenantId, slot: KeySlot) -> Result<Option<PersonKey>, KeyError> {
        if slot == 0 {
            return Ok(None);
        }
        Ok(self.pages(tenant)?.slot(slot)?.map(PersonKey))
    }

    /// The keys from a slot on that nobody has been given yet, up to the first empty slot and at
    /// most so many. Only for such slots may keys be read ahead: a forgotten one must be seen.
    pub fn unused(
        &self,
        tenant: TenantId,
        slot: KeySlot,
        most: usize,
    ) -> Result<Vec<PersonKey>, KeyError> {
        let keys = self.pages(tenant)?.filled_from(slot.max(1), most)?;
        Ok(keys.into_iter().map(PersonKey).collect())
    }

    /// Sees to it that slot `next_slot` holds a durable key, and says how many slots do: everything
    /// from `next_slot` up to below that number may be given to persons. `next_slot` has to be the
    /// first one that no entry of the log mentions: slots below it are never made anew, slots from
    /// it on are, where a crash left them empty. A file that ends before it is refused: its log is
    /// younger, and the keys between were lost.
    pub fn reserve(
        &self,
        tenant: TenantId,
        next_slot: KeySlot,
        fill: Fill<'_>,
    ) -> Result<KeySlot, KeyError> {
        self.writable()?;
        self.covers(tenant, next_slot)?;
        self.pages(tenant)?.reserve(next_slot.max(1), fill)
    }

    /// Refuses a file that ends before this slot, the first one that a log is known not to mention:
    /// it is older than that log. Changes nothing, so the slot may also be an earlier one.
    pub fn covers(&self, tenant: TenantId, next_slot: KeySlot) -> Result<(), KeyError> {
        let slots = self.pages(tenant)?.slots()?;
        if next_slot <= slots {
            return Ok(());
        }
        // Made anew, the missing ones would look like the keys of persons that nothing opens.
        let what = format!(
            "the log knows of {next_slot} slots and the file ends after {slots}: it is older than \
             the log"
        );
        Err(KeyError::Damaged { tenant, what })
    }

    /// Overwrites the key in a slot, for ever. Durable on return; a second time changes nothing.
    pub fn forget(&self, tenant: TenantId, slot: KeySlot) -> Result<(), KeyError> {
        self.writable()?;
        if slot == 0 {
            return Err(KeyError::NoPerson);
        }
        self.pages(tenant)?.forget(slot)
    }

    fn writable(&self) -> Result<(), KeyError> {
        if self.access == Access::Write { Ok(()) } else { Err(KeyError::ReadOnly) }
    }

    fn path(&self, tenant: TenantId) -> PathBuf {
        self.dir.join(format!("{tenant}.pages"))
    }

    fn pages(&self, tenant: TenantId) -> Result<Arc<Pages<D::File>>, KeyError> {
        // The map only grows, by one insertion at a time: a panic elsewhere leaves it usable.
        let open =
            self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned();
        if let Some(pages) = open {
            return Ok(pages);
        }
        let file = match self.disk.open(&self.path(tenant), self.access) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(KeyError::Missing(tenant));
            }
            Err(e) => return Err(e.into()),
        };
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever was first decides: two would each believe that they know the file's length.
        Ok(Arc::clone(
            tenants.entry(tenant).or_insert_with(|| Arc::new(Pages::new(file, self.access))),
        ))
    }
}

#[cfg(test)]
mod tests;
