//! Opportunities: deals that may be won.

use projection_service::query::{Answer, OpportunityFilter, OpportunityState, Query};
use rules::rights;

use super::EXTERNAL_ID;
use crate::body::{Described, Opportunity, list, list_schema, one};
use crate::params::{Param, Params, Word, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::uuid("owner", "Of this owner"),
    Param::uuid("account", "With this account"),
    Param::text("stage", "In this stage"),
    Param::text("pipeline", "In this pipeline"),
    Param::of("state", "Open, won or lost", <OpportunityState as Word>::schema),
    EXTERNAL_ID,
];

fn filter(params: &mut Params) -> OpportunityFilter {
    OpportunityFilter {
        owner: params.user("owner"),
        account: params.uuid("account"),
        stage: params.text("stage"),
        pipeline: params.text("pipeline"),
        state: params.word("state"),
        external_id: params.external_id(),
    }
}

/// Opportunities, newest first.
pub const LIST: Read = Read {
    path: "/v1/opportunities",
    name: "listOpportunities",
    about: "Opportunities, newest first",
    params: &[FILTER, shared::PAGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Opportunities { filter: filter(params), paging: params.paging() },
    body: |answer, seal| match answer {
        Answer::Opportunities(page) => Some(list::<_, Opportunity>(page, seal)),
        _ => None,
    },
    schema: list_schema::<Opportunity>,
};

/// One opportunity.
pub const ONE: Read = Read {
    path: "/v1/opportunities/{id}",
    name: "getOpportunity",
    about: "One opportunity",
    params: &[shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Opportunity { id: params.id() },
    body: |answer, _| match answer {
        Answer::Opportunity(deal) => Some(one(&Opportunity::from(*deal))),
        _ => None,
    },
    schema: Opportunity::schema,
};
