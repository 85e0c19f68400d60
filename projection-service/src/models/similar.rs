//! Finding records that may be one: each is compared with those that share a key with it, and never
//! with all.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use event_schema::value::{LookupKey, LookupKind};
use rules::duplicates::{Likely, Traits, ends, likely};
use rules::settings::Duplicates;
use uuid::Uuid;

use crate::column::{Chains, Place};
use crate::query::{AskError, Proposal};

/// How many keys a record may be compared by.
const KEYS: usize = 5;

/// Records of a kind by what they may have in common.
#[derive(Default)]
pub struct Similar {
    /// E-mail address, phone number, domain, and region with beginning and end of the name.
    chains: [Chains; KEYS],
}

impl Similar {
    /// Takes over a record as it is now; one that is no candidate any more has no traits.
    pub fn set(&mut self, place: Place, traits: &Traits) {
        for (chain, hash) in self.chains.iter_mut().zip(hashes(traits)) {
            chain.set(place, hash);
        }
    }

    /// The records that the one at `own` may be one with, the likeliest first; `other` reads one of
    /// them.
    pub fn proposals(
        &self,
        rules: &Duplicates,
        (own, traits): (Place, &Traits),
        other: impl Fn(Place) -> Result<(Uuid, Traits), AskError>,
    ) -> Result<Vec<Proposal>, AskError> {
        let mut proposals = Vec::new();
        for at in self.candidates(rules, traits).into_iter().filter(|at| *at != own) {
            let (id, other) = other(at)?;
            if let Some(Likely { score, because }) = likely(rules, traits, &other) {
                let because = because.into_iter().map(str::to_owned).collect();
                proposals.push(Proposal { id, score, because });
            }
        }
        proposals.sort_by(|one, other| {
            other.score.total_cmp(&one.score).then_with(|| one.id.cmp(&other.id))
        });
        proposals.truncate(rules.proposals_max as usize);
        Ok(proposals)
    }

    /// The records that share a key with these traits. A key that is too common says nothing.
    fn candidates(&self, rules: &Duplicates, traits: &Traits) -> BTreeSet<Place> {
        let common = rules.common_from as usize;
        let mut candidates = BTreeSet::new();
        for (chain, hash) in self.chains.iter().zip(hashes(traits)) {
            let Some(hash) = hash else { continue };
            let sharing: Vec<Place> = chain.with(hash, common).collect();
            if sharing.len() < common {
                candidates.extend(sharing);
            }
        }
        candidates
    }

    /// About how many bytes it takes.
    pub fn memory_bytes(&self) -> usize {
        self.chains.iter().map(Chains::memory_bytes).sum()
    }
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
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::testing::Dice;

    const RECORDS: u32 = 300;
    const NAMES: [&str; 5] =
        ["nordwind textiles", "acme machines", "shanghai electric", "华为技术", "olive press"];

    fn rules(common_from: u32) -> Duplicates {
        Duplicates {
            generic_domains: Default::default(),
            similarity: "0.92".parse().unwrap(),
            proposals_max: RECORDS,
            scores: Default::default(),
            common_from,
        }
    }

    /// A record of a few values, its name mistyped now and then.
    fn record(dice: &mut Dice) -> Traits {
        let mut name: Vec<char> = dice.pick(&NAMES).chars().collect();
        if dice.chance(50) {
            let at = dice.below(name.len() as u64) as usize;
            name[at] = 'x';
        }
        Traits {
            email: dice.chance(50).then(|| u128::from(dice.below(60))),
            phone: dice.chance(50).then(|| u128::from(dice.below(60))),
            domain: dice.chance(50).then(|| format!("domain{}.example", dice.below(40))),
            company: dice.chance(80).then(|| name.iter().collect()),
            region: dice.pick(&["east", "north", ""]).to_owned(),
        }
    }

    /// What two records share, each key as a text.
    fn keys(traits: &Traits) -> BTreeSet<String> {
        let Traits { email, phone, domain, company, region } = traits;
        let start = |name: &String| name.chars().take(4).collect::<String>();
        let end = |name: &String| {
            let mut end: Vec<char> = name.chars().rev().take(4).collect();
            end.reverse();
            end.into_iter().collect::<String>()
        };
        let keys = [
            email.map(|email| format!("email {email}")),
            phone.map(|phone| format!("phone {phone}")),
            domain.clone().map(|domain| format!("domain {domain}")),
            company.as_ref().map(|name| format!("start {} {region}", start(name))),
            company.as_ref().map(|name| format!("end {} {region}", end(name))),
        ];
        keys.into_iter().flatten().collect()
    }

    #[test]
    fn proposals_are_what_comparing_all_with_all_gives() {
        for (seed, common) in [(1, 1_000), (2, 1_000), (3, 8)] {
            let (mut dice, rules) = (Dice::new(seed), rules(common));
            let mut similar = Similar::default();
            let mut records = BTreeMap::new();
            for _ in 0..2 * RECORDS {
                let (place, traits) = (dice.below(u64::from(RECORDS)) as Place, record(&mut dice));
                similar.set(place, &traits);
                records.insert(place, traits);
            }
            let mut having: BTreeMap<String, u32> = BTreeMap::new();
            records.values().flat_map(keys).for_each(|key| *having.entry(key).or_default() += 1);
            let id = |place: Place| Uuid::from_u128(place.into());
            let mut found = 0;
            for (own, traits) in &records {
                let proposals = similar
                    .proposals(&rules, (*own, traits), |at| Ok((id(at), records[&at].clone())));
                let proposals = proposals.unwrap();
                assert!(proposals.is_sorted_by(|one, other| one.score >= other.score));
                let rare = |key: &String| having[key] < common;
                let shared = |other: &Traits| keys(traits).intersection(&keys(other)).any(rare);
                let others = records.iter().filter(|(at, other)| *at != own && shared(other));
                let expected: BTreeSet<Uuid> = others
                    .filter(|(_, other)| likely(&rules, traits, other).is_some())
                    .map(|(at, _)| id(*at))
                    .collect();
                assert_eq!(proposals.iter().map(|p| p.id).collect::<BTreeSet<_>>(), expected);
                found += expected.len();
            }
            assert!(found > 0, "nothing was proposed, so nothing was compared");
        }
    }
}
