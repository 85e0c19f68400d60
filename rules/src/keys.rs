//! Keyed look-up hashes: records are found by address, name or reference without anybody storing
//! it. The key is the tenant's secret, so hashes of two tenants have nothing in common and nobody
//! without the secret can try addresses.

mod canonical;
mod held;

use event_schema::StreamType;
use event_schema::event::ExternalId;
use event_schema::field::Object;
use event_schema::value::{Email, LookupHash, Phone, Text};
use smallvec::SmallVec;

use crate::normalise;

pub use held::{AccountIdentity, PersonIdentity};

/// Makes the hashes of one tenant.
#[derive(Clone)]
pub struct Hasher([u8; 32]);

/// What is hashed. Equal texts of two kinds never have the same hash. Public in the log through its
/// results: a number is never given to another kind.
#[derive(Clone, Copy)]
enum Context {
    Email = 1,
    Phone = 2,
    Domain = 3,
    Name = 4,
    Company = 5,
    External = 6,
    Idempotency = 7,
    Fingerprint = 8,
}

impl Hasher {
    /// With the tenant's secret.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// Of a whole e-mail address.
    pub fn email(&self, email: &Email) -> LookupHash {
        self.hash(Context::Email, &[&normalise::email(email)])
    }

    /// Of a phone number.
    pub fn phone(&self, phone: &Phone) -> LookupHash {
        self.hash(Context::Phone, &[phone.as_str()])
    }

    /// Of a registrable domain.
    pub fn domain(&self, registrable: &str) -> LookupHash {
        self.hash(Context::Domain, &[&registrable.to_lowercase()])
    }

    /// Of a company's name and its region. No region is a region of its own.
    pub fn name(&self, company: &str, region: Option<&Text<100>>) -> LookupHash {
        let company = normalise::company(company);
        let region = region.map(normalise::region).unwrap_or_default();
        self.hash(Context::Name, &[&company, &region])
    }

    /// Of a company's name alone.
    pub fn company(&self, company: &str) -> LookupHash {
        self.hash(Context::Company, &[&normalise::company(company)])
    }

    /// Of a reference to the same record in another system; unique for a kind of record.
    pub fn external(&self, kind: StreamType, reference: &ExternalId) -> LookupHash {
        let ExternalId { system, id } = reference;
        self.hash(Context::External, &[kind.name(), system.as_str(), id.as_str()])
    }

    /// Of an idempotency key, which holds for one token subject and one command.
    pub fn idempotency(&self, subject: &str, command: &str, key: &str) -> LookupHash {
        self.hash(Context::Idempotency, &[subject, command, key])
    }

    /// Of a command's body: the same whatever the order of its keys, its white space and the
    /// spelling of its numbers and strings.
    pub fn fingerprint(&self, body: &Object<'_>) -> LookupHash {
        const BODY_ROOM: usize = 1_024;
        let mut bytes = Vec::with_capacity(BODY_ROOM);
        bytes.push(Context::Fingerprint as u8);
        canonical::object(body, &mut bytes);
        self.first_half(&bytes)
    }

    fn hash(&self, context: Context, parts: &[&str]) -> LookupHash {
        // One piece, since the hash takes much longer over many small ones.
        let mut bytes: SmallVec<[u8; 256]> = SmallVec::new();
        bytes.push(context as u8);
        for part in parts {
            // With its length, so that no two lists of parts read the same.
            bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        self.first_half(&bytes)
    }

    fn first_half(&self, bytes: &[u8]) -> LookupHash {
        let mut half = [0; 16];
        half.copy_from_slice(&blake3::keyed_hash(&self.0, bytes).as_bytes()[..16]);
        LookupHash(half)
    }
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher(…)")
    }
}

#[cfg(test)]
mod tests;
