//! Contacts: the people at the customers.

use projection_service::query::{Answer, ContactFilter, Query};
use rules::rights;
use rules::views::List;

use super::{EXTERNAL_ID, PERSON};
use crate::body::{Contact, Described, list, list_schema, one};
use crate::params::{Param, Params, SIFTING, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::uuid("account", "At this account"),
    Param::text("decision_role", "With this part in decisions"),
    Param::text("influence", "Whose word weighs so much: high, medium or low"),
    Param::text("text", "At an account whose name has, for every word, a word that begins with it"),
    EXTERNAL_ID,
];

fn filter(params: &mut Params) -> ContactFilter {
    ContactFilter {
        account: params.uuid("account"),
        decision_role: params.text("decision_role"),
        influence: params.text("influence"),
        text: params.text("text"),
        external_id: params.external_id(),
        person: params.person(),
        sifting: params.sifting(List::Contacts),
    }
}

/// Contacts, newest first.
pub const LIST: Read = Read {
    path: "/v1/contacts",
    name: "listContacts",
    about: "Contacts, newest first",
    params: &[FILTER, PERSON, SIFTING, shared::PAGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Contacts { filter: filter(params), paging: params.paging() },
    body: |answer, seal| match answer {
        Answer::Contacts(page) => Some(list::<_, Contact>(page, seal)),
        _ => None,
    },
    schema: list_schema::<Contact>,
};

/// One contact.
pub const ONE: Read = Read {
    path: "/v1/contacts/{id}",
    name: "getContact",
    about: "One contact",
    params: &[shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Contact { id: params.id() },
    body: |answer, _| match answer {
        Answer::Contact(contact) => Some(one(&Contact::from(*contact))),
        _ => None,
    },
    schema: Contact::schema,
};
