//! The exact rule, as a table.

use super::*;
use crate::settings::Duplicates;

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
        assert_eq!(exact(&shipped().lead_keys, &a, &b), expected, "{new:?} against {holder:?}");
    }
}

#[test]
fn what_makes_a_lead_the_same_can_be_switched_off_one_by_one() {
    use LeadKey::{CorporateEmail, EmailAndCompany, PhoneAndCompany};
    let all = [CorporateEmail, EmailAndCompany, PhoneAndCompany];
    for (new, holder, without, expected) in [
        // A corporate address is still an address of the same company.
        (('A', '-', 'x'), ('A', '-', 'x'), CorporateEmail, Some(LookupKind::Email)),
        (('A', '-', 'x'), ('A', '-', 'y'), CorporateEmail, None),
        (('a', '-', 'x'), ('a', '-', 'x'), EmailAndCompany, None),
        (('A', '-', 'x'), ('A', '-', 'x'), EmailAndCompany, Some(LookupKind::Email)),
        (('a', 'p', 'x'), ('a', 'p', 'x'), EmailAndCompany, Some(LookupKind::Phone)),
        (('-', 'p', 'x'), ('-', 'p', 'x'), PhoneAndCompany, None),
    ] {
        let keys = all.into_iter().filter(|key| *key != without).collect();
        let (a, b) = (facts(new.0, new.1, new.2), facts(holder.0, holder.1, holder.2));
        assert_eq!(exact(&keys, &a, &b), expected, "{new:?}, {holder:?} without {without:?}");
    }
}

fn shipped() -> Duplicates {
    let presets = crate::presets::presets().into_iter();
    let of = |kind| kind == event_schema::event::SettingKind::Duplicates;
    let body = presets.filter(|preset| of(preset.kind)).map(|preset| preset.body).next();
    serde_json::from_value(body.unwrap()).unwrap()
}

fn traits(company: &str, region: &str) -> Traits {
    Traits { company: Some(company.into()), region: region.into(), ..Traits::default() }
}

/// What the shipped rules say of two records.
fn said(one: &Traits, other: &Traits) -> Option<(f64, String)> {
    let found = likely(&shipped(), one, other)?;
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
