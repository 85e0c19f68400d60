//! Hashes: what has the same one, and what must not.

use event_schema::event::ExternalId;
use event_schema::field::Given;
use event_schema::value::{LookupKind, Phone};
use proptest::prelude::*;

use super::*;

fn hasher() -> Hasher {
    Hasher::new([7; 32])
}

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

fn external(system: &str, id: &str) -> ExternalId {
    ExternalId { system: system.parse().unwrap(), id: Text::new(id).unwrap() }
}

fn fingerprint(body: &str) -> LookupHash {
    let Ok(Given::Object(body)) = serde_json::from_str(body) else { panic!("{body}") };
    hasher().fingerprint(&body)
}

fn region(text: &str) -> Text<100> {
    Text::new(text).unwrap()
}

#[test]
fn spellings_of_one_thing_have_one_hash() {
    let hasher = hasher();
    assert_eq!(hasher.email(&email("Ann@ACME.com")), hasher.email(&email("ann@acme.com")));
    assert_eq!(hasher.company("Acme Inc."), hasher.company("ACME"));
    assert_eq!(hasher.domain("ACME.com"), hasher.domain("acme.com"));
    let regions = [region("East "), region("EAST")];
    assert_eq!(hasher.name("Acme GmbH", Some(&regions[0])), hasher.name("acme", Some(&regions[1])));
}

#[test]
fn different_things_have_different_hashes() {
    let hasher = hasher();
    let hashes = [
        hasher.email(&email("ann@acme.com")),
        hasher.email(&email("ann+x@acme.com")),
        hasher.domain("acme.com"),
        hasher.company("acme"),
        hasher.name("acme", None),
        hasher.name("acme", Some(&region("east"))),
        hasher.name("acme east", None),
        hasher.external(StreamType::Lead, &external("erp", "12")),
        hasher.external(StreamType::Account, &external("erp", "12")),
        hasher.external(StreamType::Lead, &external("erp1", "2")),
        hasher.idempotency("erp", "12", "lead"),
        hasher.idempotency("lead", "erp", "12"),
        hasher.idempotency("lead", "er", "p12"),
        fingerprint("{}"),
        fingerprint(r#"{"k":"acme"}"#),
    ];
    let mut distinct = hashes.to_vec();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), hashes.len());
}

#[test]
fn two_tenants_have_no_hash_in_common() {
    let other = Hasher::new([8; 32]);
    assert_ne!(hasher().email(&email("a@b.cn")), other.email(&email("a@b.cn")));
    let empty = Object::default();
    assert_ne!(hasher().fingerprint(&empty), other.fingerprint(&empty));
}

/// These stand in logs. If one changes, records are no longer found.
#[test]
fn hashes_stay_what_they_were() {
    let hasher = hasher();
    let phone: Phone = "+8613800138000".parse().unwrap();
    let found = [
        hasher.email(&email("ann@acme.com")),
        hasher.phone(&phone),
        hasher.name("Acme Co., Ltd.", Some(&region("East"))),
        hasher.external(StreamType::Lead, &external("erp", "12")),
        fingerprint(r#"{"b": [1, null, true], "a": "x"}"#),
        fingerprint(EVERY_KIND),
    ];
    assert_eq!(found.map(|hash| hash.to_string()), GOLDEN);
}

/// A body with every kind of value, a name with an escape and one that stands there twice.
const EVERY_KIND: &str = r#"{"z":null,"n":[1,-7,1.5,100.0,-1e2,1e300,18446744073709551615,true,
    false],"\u00e9":"\u00e9\n\u4e2d","o":{"b":{},"a":[]},"a":"x","a":"y"}"#;

const GOLDEN: [&str; 6] = [
    "d7ff1cdbcaf988f0e49557ca6c1ac9e2",
    "2e8191a99e045d315bf084c6ff706fbd",
    "13a7ee5ec729c81733bd4d3062abc42b",
    "1773ebf1820c8699301657ebaf2b1fb2",
    "3c32d60ae45243f3b897e28104e20e29",
    "19c142082c9d0c0108e5877ae4794078",
];

#[test]
fn a_fingerprint_is_of_the_value_and_not_of_its_spelling() {
    let spaced = "{ \"b\" : [1, 2], \"a\": 1.0 }";
    assert_eq!(fingerprint(r#"{"a":1,"b":[1,2]}"#), fingerprint(spaced));
    let escaped = r#"{"n":1e2,"s":"\u00e9"}"#;
    assert_eq!(fingerprint(escaped), fingerprint(r#"{"s":"é","n":100}"#));
    let different = [
        "{}",
        "[]",
        "null",
        "0",
        "\"\"",
        "[[]]",
        "[{}]",
        "[null]",
        "0.5",
        "-1",
        "1",
        "\"1\"",
        "true",
        "[1,2]",
        "[2,1]",
        "[[1],2]",
        r#"{"a":null}"#,
        r#"{"a":"b"}"#,
        r#"["a","b"]"#,
    ];
    let of = |value: &&str| fingerprint(&format!("{{\"k\":{value}}}"));
    let mut hashes: Vec<_> = different.iter().map(of).collect();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), different.len());
}

#[test]
fn records_hold_the_keys_that_they_have() {
    let (hasher, ann, erp) = (hasher(), email("ann@acme.com"), external("erp", "12"));
    let person = PersonIdentity { email: Some(&ann), phone: None, external: Some(&erp) };
    let kinds = |keys: &[event_schema::value::LookupKey]| -> Vec<_> {
        keys.iter().map(|key| key.kind).collect()
    };
    let lead = hasher.lead_keys(person);
    assert_eq!(kinds(&lead), [LookupKind::Email, LookupKind::External]);
    let contact = hasher.contact_keys(person);
    assert_eq!((contact[0], contact[1].hash == lead[1].hash), (lead[0], false));
    let account = AccountIdentity {
        domain: Some("acme.com"),
        name: Some("Acme"),
        region: None,
        external: None,
    };
    assert_eq!(kinds(&hasher.account_keys(account)), [LookupKind::Domain, LookupKind::Name]);
    assert!(hasher.lead_keys(PersonIdentity::default()).is_empty());
}

proptest! {
    #[test]
    fn the_order_of_fields_has_no_part_in_a_fingerprint(
        fields in prop::collection::btree_map("[a-c]{1,3}", any::<i64>(), 0..6),
    ) {
        let forward: String = fields.iter().map(|(k, v)| format!("\"{k}\":{v},")).collect();
        let backward: String = fields.iter().rev().map(|(k, v)| format!("\"{k}\":{v},")).collect();
        let of = |body: &str| fingerprint(&format!("{{{}}}", body.trim_end_matches(',')));
        prop_assert_eq!(of(&forward), of(&backward));
    }
}
