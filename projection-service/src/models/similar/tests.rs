//! What comparing finds, against comparing all with all.

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
        rate_from: Default::default(),
        rate_goal: Default::default(),
        lead_keys: Default::default(),
        invalid_reasons: Vec::new(),
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

/// What comparing all with all finds.
fn expected(
    rules: &Duplicates,
    records: &BTreeMap<Place, Traits>,
    apart: &BTreeSet<(Place, Place)>,
) -> BTreeMap<Place, Vec<Found>> {
    let mut having: BTreeMap<String, u32> = BTreeMap::new();
    records.values().flat_map(keys).for_each(|key| *having.entry(key).or_default() += 1);
    let rare = |key: &String| having[key] < rules.common_from;
    let of = |(own, traits): (&Place, &Traits)| {
        let shared = |other: &Traits| keys(traits).intersection(&keys(other)).any(rare);
        let others = records.iter().filter(|(at, other)| *at != own && shared(other));
        let others = others.filter(|(at, _)| !apart.contains(&(*own, **at)));
        let found = others.filter_map(|(at, other)| {
            likely(rules, traits, other).map(|likely| Found { at: *at, likely })
        });
        let mut found: Vec<Found> = found.collect();
        found.sort_by_key(|found| (std::cmp::Reverse(found.likely.score), found.at));
        (*own, found)
    };
    records.iter().map(of).collect()
}

/// Those that may be older ones.
fn doubtful(found: &BTreeMap<Place, Vec<Found>>) -> Vec<(u16, Place)> {
    let older = |(own, found): (&Place, &Vec<Found>)| {
        let scores = found.iter().filter(|found| found.at < *own).map(|found| found.likely.score);
        Some((scores.max()?, *own))
    };
    let mut all: Vec<_> = found.iter().filter_map(older).collect();
    all.sort_unstable();
    all.reverse();
    all
}

/// Says of both that they are not the same, or takes it back.
fn tell(
    similar: &mut Similar,
    apart: &mut BTreeSet<(Place, Place)>,
    (one, other): (Place, Place),
    is: bool,
) {
    for pair in [(one, other), (other, one)] {
        if is {
            similar.apart.add(pair);
            apart.insert(pair);
        } else {
            similar.apart.remove(pair);
            apart.remove(&pair);
        }
        similar.look_again(pair.0);
    }
}

#[test]
fn proposals_are_what_comparing_all_with_all_gives() {
    for (seed, common) in [(1, 1_000), (2, 1_000), (3, 8)] {
        let (mut dice, rules) = (Dice::new(seed), rules(common));
        let mut similar = Similar::default();
        let (mut records, mut apart) = (BTreeMap::new(), BTreeSet::new());
        let (mut found, all) = (0, RECORDS as usize);
        for round in 0..6 {
            // First many records, then a few changes to what was compared already.
            for _ in 0..if round == 0 { 2 * all } else { 3 } {
                let place = dice.below(u64::from(RECORDS)) as Place;
                let traits = if dice.chance(5) { Traits::default() } else { record(&mut dice) };
                similar.set(place, &traits);
                records.insert(place, traits);
            }
            let read = |at: Place| Ok(records[&at].clone());
            for _ in 0..10 * round {
                let one = dice.below(u64::from(RECORDS)) as Place;
                let alike = similar.found(&rules, one, read).unwrap().first().copied();
                let taken_back = apart.first().copied().filter(|_| dice.chance(20));
                match (taken_back, alike) {
                    (Some(pair), _) => tell(&mut similar, &mut apart, pair, false),
                    (None, Some(found)) => tell(&mut similar, &mut apart, (one, found.at), true),
                    (None, None) => {}
                }
            }
            let expected = expected(&rules, &records, &apart);
            if round % 2 == 1 {
                while !similar.compare_some(&rules, 50, read).unwrap() {}
                let listed = similar.listed(&rules);
                assert_eq!(listed.doubtful, doubtful(&expected));
                let candidates = records.values().filter(|t| **t != Traits::default());
                assert_eq!(listed.records, candidates.count() as u64);
            }
            for own in records.keys() {
                assert_eq!(similar.found(&rules, *own, read).unwrap(), expected[own]);
            }
            found += expected.values().map(Vec::len).sum::<usize>();
        }
        assert!(found > 0, "nothing was proposed, so nothing was compared");
    }
}
