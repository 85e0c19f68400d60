//! Cursors: places in a list, sealed, so that one made by hand, of another tenant or of another
//! filter is refused instead of answering something that looks right.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use event_schema::TenantId;
use projection_service::query::{Paging, SeekKey};
use uuid::Uuid;

use super::Params;

/// Most items of a page.
pub const LIMIT_MAX: u16 = 500;
/// Items of a page unless told.
pub const LIMIT_PRESET: u16 = 50;

/// Bytes of a seal: 128 bits can't be guessed.
const SEAL_LEN: usize = 16;
/// Parameters that may differ from page to page of one list.
const NOT_FILTERS: [&str; 5] = ["limit", "cursor", "count", "at_least", "wait_ms"];

/// The list that is asked for.
#[derive(Clone, Copy)]
pub struct List<'a> {
    /// Whose.
    pub tenant: TenantId,
    /// Its address.
    pub path: &'a str,
    /// The record whose list it is.
    pub id: Option<Uuid>,
    /// The platform's key for cursors.
    pub key: &'a [u8; 32],
}

/// Seals the cursors of one list with one filter.
#[derive(Clone)]
pub struct CursorSeal(blake3::Hasher);

impl CursorSeal {
    /// The seal of a list; `given` are the parameters of the request.
    pub fn new(list: List<'_>, given: &[(String, String)]) -> Self {
        let mut hash = blake3::Hasher::new_keyed(list.key);
        let mut filter: Vec<&(String, String)> =
            given.iter().filter(|(name, _)| !NOT_FILTERS.contains(&name.as_str())).collect();
        filter.sort();
        part(&mut hash, list.tenant.as_str());
        part(&mut hash, list.path);
        if let Some(id) = list.id {
            hash.update(id.as_bytes());
        }
        for (name, value) in filter {
            part(&mut hash, name);
            part(&mut hash, value);
        }
        Self(hash)
    }

    /// A place as a cursor.
    pub fn seal(&self, place: SeekKey) -> String {
        let mut bytes = place.position.to_be_bytes().to_vec();
        bytes.extend_from_slice(&place.rank.to_be_bytes());
        bytes.extend_from_slice(&self.mac(place));
        BASE64.encode(bytes)
    }

    /// The place that a cursor names; `None` if it wasn't made by [`Self::seal`] of this list.
    pub fn open(&self, cursor: &str) -> Option<SeekKey> {
        let bytes = BASE64.decode(cursor).ok()?;
        let (position, rest) = bytes.split_first_chunk::<8>()?;
        let (rank, mac) = rest.split_first_chunk::<8>()?;
        let (position, rank) = (u64::from_be_bytes(*position), i64::from_be_bytes(*rank));
        let place = SeekKey { position, rank };
        (self.mac(place).as_slice() == mac).then_some(place)
    }

    fn mac(&self, place: SeekKey) -> [u8; SEAL_LEN] {
        let mut hash = self.0.clone();
        hash.update(&place.position.to_be_bytes());
        hash.update(&place.rank.to_be_bytes());
        let mut mac = [0; SEAL_LEN];
        hash.finalize_xof().fill(&mut mac);
        mac
    }
}

/// Lengths stand before the parts, so that no two lists hash the same.
fn part(hash: &mut blake3::Hasher, text: &str) {
    hash.update(&(text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
}

impl Params {
    /// The seal of this request's list.
    pub fn cursor_seal(&self) -> CursorSeal {
        self.seal.clone()
    }

    /// `limit`, `cursor`, `count`.
    pub fn paging(&mut self) -> Paging {
        let after = self.take("cursor").and_then(|cursor| {
            let place = self.seal.open(&cursor);
            if place.is_none() {
                let message = "was not given by this list with this filter; send `next` of the \
                    page before as it is, with the same parameters, or begin without a cursor";
                self.malformed("cursor", "foreign-cursor", message.into());
            }
            place
        });
        let limit = self.number("limit", 1..=u64::from(LIMIT_MAX));
        let limit = limit.and_then(|n| u16::try_from(n).ok()).unwrap_or(LIMIT_PRESET);
        self.refuse_sort();
        Paging { limit, after, count: self.flag("count") }
    }

    /// Lists have one order; a client that asks for another must not get this one in silence.
    fn refuse_sort(&mut self) {
        if let Some(at) = self.given.iter().position(|(name, _)| name == "sort") {
            self.given.swap_remove(at);
            let message = "is not offered yet: lists are sorted newest first; leave it out";
            self.malformed("sort", "unknown-parameter", message.into());
        }
    }
}
