//! Leads: somebody who may become a customer.

use projection_service::query::{Answer, LeadFilter, LeadState, Query};
use rules::rights;
use rules::views::List;

use super::{EXTERNAL_ID, PERSON};
use crate::body::{Described, Lead, LeadItem, list, list_schema, one};
use crate::params::{Param, Params, SIFTING, Word, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::of("state", "In this state", <LeadState as Word>::schema),
    Param::uuid("owner", "Of this owner"),
    Param::text("source", "From this source"),
    Param::text("text", "Each word begins a word of company or product"),
    EXTERNAL_ID,
];

fn filter(params: &mut Params) -> LeadFilter {
    LeadFilter {
        state: params.word("state"),
        owner: params.user("owner"),
        source: params.text("source"),
        text: params.text("text"),
        external_id: params.external_id(),
        person: params.person(),
        sifting: params.sifting(List::Leads),
    }
}

/// Leads, newest first.
pub const LIST: Read = Read {
    path: "/v1/leads",
    name: "listLeads",
    about: "Leads, newest first",
    params: &[FILTER, PERSON, SIFTING, shared::PAGE, shared::WORLD],
    model: "leads",
    right: rights::may_read,
    query: |params| Query::Leads { filter: filter(params), paging: params.paging() },
    body: |answer, seal| match answer {
        Answer::Leads(page) => Some(list::<_, LeadItem>(page, seal)),
        _ => None,
    },
    schema: list_schema::<LeadItem>,
};

/// One lead.
pub const ONE: Read = Read {
    path: "/v1/leads/{id}",
    name: "getLead",
    about: "One lead with its score, what earned each point, and when it reached each stage",
    params: &[shared::WORLD],
    model: "leads",
    right: rights::may_read,
    query: |params| Query::Lead { id: params.id() },
    body: |answer, _| match answer {
        Answer::Lead(lead) => Some(one(&Lead::from(*lead))),
        _ => None,
    },
    schema: Lead::schema,
};
