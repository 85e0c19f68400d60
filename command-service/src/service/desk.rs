//! What the fronts know of a tenant: how to read its commands, and how many may wait.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use event_log::Unavailable;
use event_schema::problem::{Problem, Slug};
use rules::keys::Hasher;
use rules::locale::TenantLocale;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::writer::unavailable;

/// Most single commands of a tenant that wait for an answer.
const LIVE_COMMANDS_MAX: usize = 4_096;
/// Most lines of imports of a tenant that wait for an answer.
const BULK_COMMANDS_MAX: usize = 8_192;
/// Most bytes of a tenant's waiting commands, in KiB.
const WAITING_KIB_MAX: usize = 32 * 1_024;

/// Room for waiting commands; given back when dropped.
pub struct Permit {
    _place: OwnedSemaphorePermit,
    _bytes: OwnedSemaphorePermit,
}

/// A tenant as the fronts see it.
pub struct Desk {
    locale: RwLock<TenantLocale>,
    /// Makes the tenant's look-up hashes.
    pub hasher: Hasher,
    live: Arc<Semaphore>,
    bulk: Arc<Semaphore>,
    kib: Arc<Semaphore>,
    disk_full: Arc<AtomicBool>,
}

impl Desk {
    /// A desk that turns commands away while `disk_full` says so.
    pub(super) fn new(locale: TenantLocale, hasher: Hasher, disk_full: Arc<AtomicBool>) -> Self {
        Self {
            locale: RwLock::new(locale),
            hasher,
            live: Arc::new(Semaphore::new(LIVE_COMMANDS_MAX)),
            bulk: Arc::new(Semaphore::new(BULK_COMMANDS_MAX)),
            kib: Arc::new(Semaphore::new(WAITING_KIB_MAX)),
            disk_full,
        }
    }

    /// How the tenant's people mean phone numbers and dates.
    pub fn locale(&self) -> TenantLocale {
        *self.locale.read().expect("nobody panics holding it")
    }

    pub(super) fn set_locale(&self, locale: TenantLocale) {
        if self.locale() != locale {
            *self.locale.write().expect("nobody panics holding it") = locale;
        }
    }

    /// Room for a single command of so many bytes, or 429 at once.
    pub fn admit(&self, bytes: usize) -> Result<Permit, Box<Problem>> {
        self.check_disk()?;
        let place = self.live.clone().try_acquire_owned();
        let room = self.kib.clone().try_acquire_many_owned(kib(bytes));
        match (place, room) {
            (Ok(place), Ok(bytes)) => Ok(Permit { _place: place, _bytes: bytes }),
            _ => {
                let detail = "too many commands of this tenant are waiting: send it again shortly";
                Err(Box::new(Problem::new(Slug::TooMany, detail).retry_after(1)))
            }
        }
    }

    /// Room for lines of a batch, of so many bytes together, as soon as there is some.
    pub async fn room(&self, lines: usize, bytes: usize) -> Result<Permit, Box<Problem>> {
        self.check_disk()?;
        let places = u32::try_from(lines).expect("a piece of a batch has few lines");
        let places = self.bulk.clone().acquire_many_owned(places).await;
        let room = self.kib.clone().acquire_many_owned(kib(bytes)).await;
        let (place, bytes) = (places.expect("never closed"), room.expect("never closed"));
        Ok(Permit { _place: place, _bytes: bytes })
    }

    fn check_disk(&self) -> Result<(), Box<Problem>> {
        if self.disk_full.load(Ordering::Relaxed) {
            return Err(Box::new(unavailable(&Unavailable::DiskFull, "none")));
        }
        Ok(())
    }
}

fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes / 1_024 + 1).expect("a command is far smaller")
}
