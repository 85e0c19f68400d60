//! The one place that reads the clock and makes ids, keys and nonces.

use event_schema::Timestamp;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use uuid::Uuid;

/// Gives time and randomness.
pub trait Stamp: Send {
    /// The present.
    fn now(&mut self) -> Timestamp;

    /// Fills `bytes` with unpredictable bytes.
    fn random(&mut self, bytes: &mut [u8]);

    /// A version 7 UUID: time-ordered, so that rows of one day lie together.
    fn uuid(&mut self) -> Uuid {
        let now = self.now();
        self.uuid_at(now)
    }

    /// A version 7 UUID for an instant that was read already.
    fn uuid_at(&mut self, now: Timestamp) -> Uuid {
        let mut random = [0; 10];
        self.random(&mut random);
        let millis = u64::try_from(now.micros() / 1_000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// The system's clock and a generator seeded by the operating system.
pub struct SystemStamp {
    random: StdRng,
}

impl SystemStamp {
    /// Seeds the generator.
    pub fn new() -> Self {
        Self { random: StdRng::from_os_rng() }
    }
}

impl Default for SystemStamp {
    fn default() -> Self {
        Self::new()
    }
}

impl Stamp for SystemStamp {
    fn now(&mut self) -> Timestamp {
        now()
    }

    fn random(&mut self, bytes: &mut [u8]) {
        self.random.fill_bytes(bytes);
    }
}

/// The present, for those who need nothing else.
#[expect(clippy::disallowed_methods, reason = "this file is where the clock is read")]
pub fn now() -> Timestamp {
    chrono::Utc::now().into()
}

/// A driven clock and a seeded generator, for tests and the simulation.
pub struct DrivenStamp {
    /// What the clock shows.
    pub now: Timestamp,
    random: StdRng,
}

impl DrivenStamp {
    /// A clock that stands at `now`, and the generator of this seed.
    pub fn new(now: Timestamp, seed: u64) -> Self {
        Self { now, random: StdRng::seed_from_u64(seed) }
    }
}

impl Stamp for DrivenStamp {
    fn now(&mut self) -> Timestamp {
        self.now
    }

    fn random(&mut self, bytes: &mut [u8]) {
        self.random.fill_bytes(bytes);
    }
}
