//! What the writer asks of the store of personal keys, whatever disk it lies on.

use event_log::disk::Disk;
use event_log::keys::{Fill, KeyError, KeyStore};
use event_schema::TenantId;
use event_schema::personal::{KeySlot, PersonKey};

/// Keys of persons. Implemented by the key store on every disk, the simulated one included.
pub trait PersonKeys: Send + Sync {
    /// The tenant's look-up secret. Made and synced for a tenant without events; one whose log has
    /// events and who has no keys has lost them.
    fn secret(&self, tenant: TenantId, is_new: New, fill: Fill<'_>) -> Result<[u8; 32], KeyError>;

    /// A person's key; `None` once it was forgotten.
    fn key(&self, tenant: TenantId, slot: KeySlot) -> Result<Option<PersonKey>, KeyError>;

    /// Keys from this slot on, which nobody has been given yet; at most so many.
    fn unused(
        &self,
        tenant: TenantId,
        slot: KeySlot,
        most: usize,
    ) -> Result<Vec<PersonKey>, KeyError>;

    /// Refuses keys that end before this slot, which no event is known to mention; changes nothing.
    fn covers(&self, tenant: TenantId, slot: KeySlot) -> Result<(), KeyError>;

    /// Makes sure that this slot, the first that no event mentions, has a durable key. Gives the
    /// first slot that has none.
    fn reserve(&self, tenant: TenantId, slot: KeySlot, fill: Fill<'_>)
    -> Result<KeySlot, KeyError>;
}

/// Whether the tenant has events already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum New {
    /// It has none, so its keys may have to be made.
    Yes,
    /// It has some, so its keys must be there.
    No,
}

impl<D: Disk> PersonKeys for KeyStore<D> {
    fn secret(&self, tenant: TenantId, is_new: New, fill: Fill<'_>) -> Result<[u8; 32], KeyError> {
        if is_new == New::No && !self.has_tenant(tenant)? {
            return Err(KeyError::Missing(tenant));
        }
        self.open_tenant(tenant, fill)?;
        KeyStore::secret(self, tenant).map(|secret| secret.0)
    }

    fn key(&self, tenant: TenantId, slot: KeySlot) -> Result<Option<PersonKey>, KeyError> {
        KeyStore::key(self, tenant, slot)
    }

    fn unused(
        &self,
        tenant: TenantId,
        slot: KeySlot,
        most: usize,
    ) -> Result<Vec<PersonKey>, KeyError> {
        KeyStore::unused(self, tenant, slot, most)
    }

    fn covers(&self, tenant: TenantId, slot: KeySlot) -> Result<(), KeyError> {
        KeyStore::covers(self, tenant, slot)
    }

    fn reserve(
        &self,
        tenant: TenantId,
        slot: KeySlot,
        fill: Fill<'_>,
    ) -> Result<KeySlot, KeyError> {
        KeyStore::reserve(self, tenant, slot, fill)
    }
}

/// Keys of slots that no event mentions, read ahead.
#[derive(Default)]
pub(super) struct ReadAhead {
    first: KeySlot,
    keys: Vec<PersonKey>,
}

impl ReadAhead {
    /// The key of a slot, if it was read ahead.
    pub fn get(&self, slot: KeySlot) -> Option<&PersonKey> {
        let place = usize::try_from(slot.checked_sub(self.first)?).ok()?;
        self.keys.get(place)
    }

    /// Keeps the keys from a slot on, and none of before.
    pub fn keep(&mut self, first: KeySlot, keys: Vec<PersonKey>) {
        *self = Self { first, keys };
    }
}
