//! Keyed hashes under which records are found by address without anybody storing the address.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::choice::choice;
use crate::plain;

/// The first 16 bytes of a BLAKE3 hash keyed with the tenant's own secret, so that two tenants
/// never share one and nobody without the secret can try addresses. Hexadecimal in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LookupHash(pub [u8; 16]);

choice! {
    /// What a look-up key is a hash of.
    LookupKind {
        /// A whole e-mail address.
        Email = "email",
        /// A phone number in E.164.
        Phone = "phone",
        /// The registrable domain of a corporate e-mail address or of an account.
        Domain = "domain",
        /// A normalised company name and its region.
        Name = "name",
        /// A reference in another system, unique for a kind of record.
        External = "external",
    }
}

/// A key that a record holds, recorded in the event that made it hold it. Which normaliser made it
/// is the event's `normaliser`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LookupKey {
    /// What it was made from.
    pub kind: LookupKind,
    /// The keyed hash.
    pub hash: LookupHash,
}

impl Hash for LookupHash {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(u128::from_ne_bytes(self.0));
    }
}

impl fmt::Display for LookupHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for LookupHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for LookupHash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            let mut text = [0; 32];
            hex::encode_to_slice(self.0, &mut text).expect("32 digits hold 16 bytes");
            to.serialize_str(std::str::from_utf8(&text).expect("hexadecimal is ASCII"))
        } else {
            self.0.serialize(to)
        }
    }
}

impl<'de> Deserialize<'de> for LookupHash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            plain::read(from, |text| {
                let mut bytes = [0; 16];
                hex::decode_to_slice(text, &mut bytes).map(|()| Self(bytes))
            })
        } else {
            <[u8; 16]>::deserialize(from).map(Self)
        }
    }
}
