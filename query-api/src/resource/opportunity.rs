//! Opportunities: deals that may be won.

use event_schema::event::OpportunityKind;
use projection_service::query::{Answer, OpportunityFilter, OpportunityState, Query};
use rules::rights;
use rules::views::List;
use serde_json::json;

use super::EXTERNAL_ID;
use crate::body::{Described, Opportunity, list, list_schema, one};
use crate::params::{Param, Params, SIFTING, Word, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::uuid("owner", "Of this owner"),
    Param::uuid("account", "With this account"),
    Param::text("stage", "In this stage"),
    Param::text("pipeline", "In this pipeline"),
    Param::of("state", "Open, won or lost", <OpportunityState as Word>::schema),
    Param::of("kind", "New business, renewal or expansion", <OpportunityKind as Word>::schema),
    Param::text("product", "Of this product"),
    Param::text("region", "In this region"),
    Param::text("source", "From a lead of this source"),
    Param::decimal("amount_min", "Of at least this amount, in whatever currency"),
    Param::decimal("amount_max", "Of at most this amount, in whatever currency"),
    Param::choice("pushed", "Whose expected close was put off (`true`) or never was (`false`)"),
    Param::text("risk", "With this risk"),
    Param::choice("large", "Above the large-deal threshold of their pipelines, or not"),
    Param::of(
        "idle_days_min",
        "Open, and without activity for at least so many days",
        || json!({"type": "integer", "minimum": 0, "maximum": u32::MAX}),
    ),
    EXTERNAL_ID,
];

fn filter(params: &mut Params) -> OpportunityFilter {
    OpportunityFilter {
        owner: params.user("owner"),
        account: params.uuid("account"),
        stage: params.text("stage"),
        pipeline: params.text("pipeline"),
        state: params.word("state"),
        kind: params.word("kind"),
        product: params.text("product"),
        region: params.text("region"),
        source: params.text("source"),
        close: params.close(),
        amount_min: params.decimal("amount_min"),
        amount_max: params.decimal("amount_max"),
        pushed: params.choice("pushed"),
        risk: params.text("risk"),
        large: params.choice("large"),
        idle_days_min: params.days("idle_days_min"),
        external_id: params.external_id(),
        sifting: params.sifting(List::Opportunities),
    }
}

/// Opportunities, newest first.
pub const LIST: Read = Read {
    path: "/v1/opportunities",
    name: "listOpportunities",
    about: "Opportunities, newest first",
    params: &[FILTER, SIFTING, shared::CLOSE, shared::PAGE, shared::WORLD],
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
