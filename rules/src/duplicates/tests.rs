//! The exact rule, as a table.

use super::*;

/// The same letter is the same hash; a capital e-mail is of a corporate mailbox; `-` is absent.
fn facts(email: char, phone: char, company: char) -> LeadFacts {
    let hash = |c: char| (c != '-').then(|| LookupHash([c.to_ascii_lowercase() as u8; 16]));
    let class = if email.is_uppercase() { MailboxClass::Corporate } else { MailboxClass::Generic };
    LeadFacts {
        email: hash(email),
        mailbox: (email != '-').then_some(class),
        phone: hash(phone),
        company: hash(company),
    }
}

#[test]
fn a_lead_is_a_duplicate_by_corporate_email_or_by_an_address_and_the_company() {
    use LookupKind::{Email, Phone};
    for (new, holder, expected) in [
        // The same corporate e-mail, whatever the company.
        (('A', '-', 'x'), ('A', '-', 'y'), Some(Email)),
        (('A', 'p', 'x'), ('A', 'q', 'y'), Some(Email)),
        // The same generic e-mail: only with the same company.
        (('a', '-', 'x'), ('a', '-', 'x'), Some(Email)),
        (('a', '-', 'x'), ('a', '-', 'y'), None),
        // A company missing on either side counts as the same.
        (('a', '-', '-'), ('a', '-', 'y'), Some(Email)),
        (('a', '-', 'x'), ('a', '-', '-'), Some(Email)),
        (('a', '-', '-'), ('a', '-', '-'), Some(Email)),
        // The same phone: only with the same company.
        (('-', 'p', 'x'), ('-', 'p', 'x'), Some(Phone)),
        (('A', 'p', 'x'), ('B', 'p', 'x'), Some(Phone)),
        (('-', 'p', 'x'), ('-', 'p', 'y'), None),
        (('-', 'p', '-'), ('-', 'p', 'y'), Some(Phone)),
        // The e-mail is named where both are the same.
        (('a', 'p', 'x'), ('a', 'p', 'x'), Some(Email)),
        // Nothing the same, or nothing to compare.
        (('A', 'p', 'x'), ('B', 'q', 'x'), None),
        (('-', '-', 'x'), ('-', '-', 'x'), None),
        (('A', '-', 'x'), ('-', 'p', 'x'), None),
    ] {
        let (a, b) = (facts(new.0, new.1, new.2), facts(holder.0, holder.1, holder.2));
        assert_eq!(exact(&a, &b), expected, "{new:?} against {holder:?}");
    }
}

fn traits(company: &str, region: &str) -> Traits {
    Traits { company: Some(company.into()), region: region.into(), ..Traits::default() }
}

/// What the shipped rules say of two records.
fn said(one: &Traits, other: &Traits) -> Option<(f64, String)> {
    let rules = crate::settings::Duplicates {
        generic_domains: Default::default(),
        similarity: "0.92".parse().unwrap(),
        proposals_max: 10,
        scores: Default::default(),
        common_from: 200,
        rate_from: Default::default(),
        rate_goal: Default::default(),
    };
    let found = likely(&rules, one, other)?;
    Some((found.share(), found.because.names().collect::<Vec<_>>().join(" ")))
}

#[test]
fn names_that_are_alike_in_one_region_are_a_proposal() {
    let one = traits("shanghai electric", "east");
    let (score, because) = said(&one, &traits("shanghai electrics", "east")).unwrap();
    assert!((0.92..1.0).contains(&score) && because == "name", "{score}");
    assert_eq!(said(&one, &traits("shanghai electrics", "north")), None);
    assert_eq!(said(&one, &traits("beijing motors", "east")), None);
    assert_eq!(said(&Traits::default(), &Traits::default()), None, "nothing is no reason");
}

#[test]
fn several_reasons_weigh_more_than_one() {
    let with = |company: &str, email, phone| Traits {
        email,
        phone,
        domain: Some("acme.example".into()),
        ..traits(company, "east")
    };
    let one = with("acme", Some(1), Some(2));
    assert_eq!(said(&one, &with("zenith", Some(3), None)), Some((0.6, "domain".into())));
    assert_eq!(said(&one, &with("zenith", Some(3), Some(2))), Some((0.96, "phone domain".into())));
    let all = said(&one, &with("acme", Some(1), Some(2))).unwrap();
    assert_eq!(all, (1.0, "email phone domain name".into()));
}
