//! Which keys a record holds. The order is that of the contract's matching; nothing depends on it.

use event_schema::StreamType;
use event_schema::event::ExternalId;
use event_schema::value::{Email, LookupHash, LookupKey, LookupKind, Phone, Text};
use smallvec::SmallVec;

use super::Hasher;

/// What a lead or a contact is found by.
#[derive(Debug, Clone, Copy, Default)]
pub struct PersonIdentity<'a> {
    /// E-mail address.
    pub email: Option<&'a Email>,
    /// Phone number.
    pub phone: Option<&'a Phone>,
    /// The same record in another system.
    pub external: Option<&'a ExternalId>,
}

/// What an account is found by.
#[derive(Debug, Clone, Copy)]
pub struct AccountIdentity<'a> {
    /// Registrable domain of its addresses, where that is its own.
    pub domain: Option<&'a str>,
    /// Its name, as far as it is known: who comes from a company may not have said which.
    pub name: Option<&'a str>,
    /// Its region.
    pub region: Option<&'a Text<100>>,
    /// The same record in another system.
    pub external: Option<&'a ExternalId>,
}

impl Hasher {
    /// The keys of a lead.
    pub fn lead_keys(&self, identity: PersonIdentity<'_>) -> SmallVec<[LookupKey; 4]> {
        self.person_keys(StreamType::Lead, identity)
    }

    /// The keys of a contact.
    pub fn contact_keys(&self, identity: PersonIdentity<'_>) -> SmallVec<[LookupKey; 4]> {
        self.person_keys(StreamType::Contact, identity)
    }

    /// The keys of an account.
    pub fn account_keys(&self, identity: AccountIdentity<'_>) -> SmallVec<[LookupKey; 4]> {
        let AccountIdentity { domain, name, region, external } = identity;
        present([
            (LookupKind::Domain, domain.map(|domain| self.domain(domain))),
            (LookupKind::Name, name.map(|name| self.name(name, region))),
            self.external_key(StreamType::Account, external),
        ])
    }

    /// The keys of an opportunity: none but its reference.
    pub fn opportunity_keys(&self, external: Option<&ExternalId>) -> SmallVec<[LookupKey; 4]> {
        present([self.external_key(StreamType::Opportunity, external)])
    }

    /// The keys of an interaction, an order or a contract: none but its reference.
    pub fn reference_keys(
        &self,
        kind: StreamType,
        external: Option<&ExternalId>,
    ) -> SmallVec<[LookupKey; 4]> {
        present([self.external_key(kind, external)])
    }

    fn person_keys(
        &self,
        kind: StreamType,
        PersonIdentity { email, phone, external }: PersonIdentity<'_>,
    ) -> SmallVec<[LookupKey; 4]> {
        present([
            (LookupKind::Email, email.map(|email| self.email(email))),
            (LookupKind::Phone, phone.map(|phone| self.phone(phone))),
            self.external_key(kind, external),
        ])
    }

    fn external_key(
        &self,
        kind: StreamType,
        external: Option<&ExternalId>,
    ) -> (LookupKind, Option<LookupHash>) {
        (LookupKind::External, external.map(|external| self.external(kind, external)))
    }
}

fn present<const N: usize>(
    keys: [(LookupKind, Option<LookupHash>); N],
) -> SmallVec<[LookupKey; 4]> {
    keys.into_iter().filter_map(|(kind, hash)| Some(LookupKey { kind, hash: hash? })).collect()
}
