//! E-mail addresses: for look-up, and what their domain says.

use event_schema::event::MailboxClass;
use event_schema::value::Email;
use unicode_normalization::UnicodeNormalization;

use crate::settings::Duplicates;

/// The address for look-up: the whole of it in lower case. A `+tag` stays: whether `a+b@` reaches
/// `a@` is the provider's business, and a wrong guess would refuse somebody as a duplicate, while a
/// missed one is still proposed by its domain.
pub fn email(email: &Email) -> String {
    let text = email.as_str();
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().flat_map(char::to_lowercase).nfc().collect()
}

/// Whether a text is a domain as addresses have it: labels of letters of any script, digits and hyphens
/// inside, at least two of them.
pub fn is_domain(text: &str) -> bool {
    let legal = |c: char| c.is_alphanumeric() || c == '-';
    let label = |label: &str| {
        !label.is_empty()
            && label.chars().all(legal)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.contains('.') && text.split('.').all(label)
}

/// The part of a domain that somebody registered, by the public suffix list: `acme.co.uk` of
/// `mail.acme.co.uk`. `None` if it is a public suffix itself.
pub fn registrable_domain(domain: &str) -> Option<String> {
    let domain = domain.trim_end_matches('.').to_lowercase();
    psl::domain_str(&domain).map(str::to_owned)
}

/// Whether an address belongs to a company or to a public provider (C8). One without a registrable
/// domain says nothing about a company and counts as generic.
pub fn mailbox_class(rules: &Duplicates, email: &Email) -> MailboxClass {
    let domain = email.domain();
    match registrable_domain(domain) {
        Some(registrable) if !rules.is_generic(&registrable) && !rules.is_generic(domain) => {
            MailboxClass::Corporate
        }
        _ => MailboxClass::Generic,
    }
}
