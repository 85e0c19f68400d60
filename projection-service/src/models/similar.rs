//! Finding records that may be one: each is compared with those that share a key with it, and never
//! with all. What was found is kept until one of those records changes.

pub mod apart;
mod kept;
mod list;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use event_schema::value::{LookupKey, LookupKind};
use hashbrown::HashMap;
use rules::duplicates::{Likely, Traits, ends, likely};
use rules::settings::Duplicates;
use smallvec::SmallVec;

use crate::column::{Chains, Place};
use crate::query::AskError;

use apart::Apart;
use kept::{Changes, Kept};
pub use list::{Records, Wanted, page as duplicates_page, proposals};

/// How many keys a record may be compared by.
const KEYS: usize = 5;
/// Which of them are the addresses.
const EMAIL: usize = 0;
const PHONE: usize = 1;
/// Of how many records with one address a question looks at each.
const SOUGHT_MAX: usize = 10_000;
/// Which of them is the domain.
const DOMAIN: usize = 2;

/// Records of a kind by what they may have in common.
#[derive(Default)]
pub struct Similar {
    /// E-mail address, phone number, domain, and region with beginning and end of the name.
    chains: [Chains; KEYS],
    /// A hash of all that is compared of each.
    prints: Vec<u32>,
    apart: Apart,
    /// Addresses of records that may be one with no other any more, by which and its hash.
    retired: HashMap<(usize, u32), SmallVec<[Place; 2]>>,
    changes: Changes,
    kept: Mutex<Kept>,
}

/// A record that another one may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub at: Place,
    pub likely: Likely,
}

/// Records that may be ones that were there before them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// How many records may be one with others at all.
    pub records: u64,
    /// With how likely the likeliest of the older ones is; the likeliest first, of equal ones the
    /// newest.
    pub doubtful: Vec<(u16, Place)>,
}

impl Similar {
    /// Takes over a record as it is now; one that is no candidate any more has no traits.
    pub fn set(&mut self, place: Place, traits: &Traits) {
        let (at, print) = (place as usize, print(traits));
        if self.prints.len() <= at {
            self.prints.resize(at + 1, NONE);
        }
        if self.prints[at] == print {
            return;
        }
        self.prints[at] = print;
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        if self.changes.make_room(at) {
            kept.clear();
        }
        kept.forget(place);
        for (chain, hash) in self.chains.iter_mut().zip(hashes(traits)) {
            self.changes.note([chain.hash_of(place), hash].into_iter().flatten());
            chain.set(place, hash);
        }
    }

    /// A record is no candidate any more; by its addresses it is still found.
    pub fn retire(&mut self, place: Place) {
        for at in [EMAIL, PHONE] {
            if let Some(hash) = self.chains[at].hash_of(place) {
                let known = self.retired.entry((at, hash)).or_default();
                if !known.contains(&place) {
                    known.push(place);
                }
            }
        }
        self.set(place, &Traits::default());
    }

    /// The records that may have this address, whether they are candidates or not; at most
    /// [`SOUGHT_MAX`] of each.
    pub fn with_key(&self, key: LookupKey) -> impl Iterator<Item = Place> + '_ {
        let at = match key.kind {
            LookupKind::Email => Some(EMAIL),
            LookupKind::Phone => Some(PHONE),
            LookupKind::External | LookupKind::Domain | LookupKind::Name => None,
        };
        let hash = hash(u128::from_be_bytes(key.hash.0));
        at.into_iter().flat_map(move |at| {
            let retired = self.retired.get(&(at, hash)).into_iter().flatten().copied();
            self.chains[at].with(hash, SOUGHT_MAX).chain(retired.take(SOUGHT_MAX))
        })
    }

    /// Forgets what comparing a record found.
    fn look_again(&mut self, own: Place) {
        self.changes.note(std::iter::empty());
        self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).forget(own);
    }

    /// The records that the one at `own` may be one with, the likeliest first, of equal ones the
    /// oldest; `read` says what is compared of a record.
    pub fn found(
        &self,
        rules: &Duplicates,
        own: Place,
        read: impl Fn(Place) -> Result<Traits, AskError>,
    ) -> Result<Vec<Found>, AskError> {
        let stamp = self.stamp(own);
        if let Some(found) = self.kept(rules).get(own, stamp) {
            return Ok(found.to_vec());
        }
        let (found, _) = self.compared(rules, own, &read)?;
        self.kept(rules).keep(own, stamp, &found);
        Ok(found)
    }

    /// The records that one of another kind may belong to, the likeliest first, of equal ones the
    /// oldest.
    pub fn matching(
        &self,
        rules: &Duplicates,
        traits: &Traits,
        read: impl Fn(Place) -> Result<Traits, AskError>,
    ) -> Result<Vec<Found>, AskError> {
        let (found, _) = among(rules, traits, &self.sharing(rules, hashes(traits)), read)?;
        Ok(found)
    }

    /// The records that may have this domain.
    pub fn of_domain(&self, domain: &str) -> impl Iterator<Item = Place> + '_ {
        self.chains[DOMAIN].with(hash(domain), usize::MAX)
    }

    /// Compares records that were not compared since they or those like them changed; goes on to
    /// another one until it read about `most` records. Whether all are compared.
    pub fn compare_some(
        &self,
        rules: &Duplicates,
        most: usize,
        read: impl Fn(Place) -> Result<Traits, AskError>,
    ) -> Result<bool, AskError> {
        let total = self.changes.total();
        if self.kept(rules).is_whole(total) {
            return Ok(true);
        }
        let (mut left, all) = (most, self.prints.len() as Place);
        let first = self.kept(rules).next.min(all);
        for own in (first..all).chain(0..first) {
            let stamp = self.stamp(own);
            if self.prints[own as usize] == NONE || self.kept(rules).get(own, stamp).is_some() {
                continue;
            }
            if left == 0 {
                self.kept(rules).next = own;
                return Ok(false);
            }
            let (found, others) = self.compared(rules, own, &read)?;
            self.kept(rules).keep(own, stamp, &found);
            left = left.saturating_sub(1 + others);
        }
        let records = self.prints.iter().filter(|print| **print != NONE).count() as u64;
        self.kept(rules).all_done(total, records);
        Ok(true)
    }

    /// The records that may be older ones, as they were when all had been compared.
    pub fn listed(&self, rules: &Duplicates) -> Arc<Listed> {
        self.kept(rules).listed()
    }

    /// Compares a record with those that share a key with it; with how many.
    fn compared(
        &self,
        rules: &Duplicates,
        own: Place,
        read: &impl Fn(Place) -> Result<Traits, AskError>,
    ) -> Result<(Vec<Found>, usize), AskError> {
        let candidates = self.candidates(rules, own);
        if candidates.is_empty() {
            return Ok((Vec::new(), 0));
        }
        among(rules, &read(own)?, &candidates, read)
    }

    /// The other records that share a key with this one and may be it. A key that is too common says
    /// nothing.
    fn candidates(&self, rules: &Duplicates, own: Place) -> BTreeSet<Place> {
        let mut hashes = self.chains.iter().map(|chain| chain.hash_of(own));
        let hashes = std::array::from_fn(|_| hashes.next().flatten());
        let mut candidates = self.sharing(rules, hashes);
        candidates.remove(&own);
        for other in self.apart.from(own) {
            candidates.remove(other);
        }
        candidates
    }

    /// The records that have one of these keys.
    fn sharing(&self, rules: &Duplicates, hashes: [Option<u32>; KEYS]) -> BTreeSet<Place> {
        let common = rules.common_from as usize;
        let mut candidates = BTreeSet::new();
        for (chain, hash) in self.chains.iter().zip(hashes) {
            let Some(hash) = hash else { continue };
            let sharing: Vec<Place> = chain.with(hash, common).collect();
            if sharing.len() < common {
                candidates.extend(sharing);
            }
        }
        candidates
    }

    /// Another number whenever a record came or went that shares a key with this one.
    fn stamp(&self, place: Place) -> u32 {
        let hashes = self.chains.iter().filter_map(|chain| chain.hash_of(place));
        self.changes.stamp(hashes)
    }

    /// What was found by these rules.
    fn kept(&self, rules: &Duplicates) -> MutexGuard<'_, Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.found_by(rules);
        kept
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        let chains: usize = self.chains.iter().map(Chains::memory_bytes).sum();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).memory_bytes();
        let retired = self.retired.capacity() * 40;
        let rest = self.changes.memory_bytes() + self.apart.memory_bytes() + retired;
        chains + self.prints.capacity() * 4 + rest + kept
    }
}

/// Compares traits with those of some records, and says with how many.
fn among(
    rules: &Duplicates,
    traits: &Traits,
    candidates: &BTreeSet<Place>,
    read: impl Fn(Place) -> Result<Traits, AskError>,
) -> Result<(Vec<Found>, usize), AskError> {
    let mut found = Vec::new();
    for at in candidates {
        found.extend(likely(rules, traits, &read(*at)?).map(|likely| Found { at: *at, likely }));
    }
    // The candidates ascend, and a sort keeps the order of equal ones.
    found.sort_by_key(|found| std::cmp::Reverse(found.likely.score));
    found.truncate(rules.proposals_max as usize);
    Ok((found, candidates.len()))
}

/// The print of a record that has nothing to be compared by.
const NONE: u32 = 0;

fn print(traits: &Traits) -> u32 {
    if *traits == Traits::default() { NONE } else { hash(traits).max(NONE + 1) }
}

/// The keys that are of a person.
pub fn personal_keys(keys: &[LookupKey]) -> Vec<LookupKey> {
    let personal = [LookupKind::Email, LookupKind::Phone];
    keys.iter().filter(|key| personal.contains(&key.kind)).copied().collect()
}

/// Traits of a person by their keys.
pub fn of_person(keys: &[LookupKey]) -> Traits {
    let key = |kind: LookupKind| {
        let key = keys.iter().find(|key| key.kind == kind);
        key.map(|key| u128::from_be_bytes(key.hash.0))
    };
    Traits { email: key(LookupKind::Email), phone: key(LookupKind::Phone), ..Traits::default() }
}

/// Stable within the process, which is all they have to be: whoever is found is compared.
fn hashes(traits: &Traits) -> [Option<u32>; KEYS] {
    let Traits { email, phone, domain, company, region } = traits;
    let name = company.as_deref().map(|company| ends(company).map(|end| hash((end, region))));
    let [start, end] = name.map_or([None; 2], |hashes| hashes.map(Some));
    [email.map(hash), phone.map(hash), domain.as_ref().map(hash), start, end]
}

fn hash(value: impl Hash) -> u32 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish() as u32
}

#[cfg(test)]
mod tests;
