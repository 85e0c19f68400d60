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
