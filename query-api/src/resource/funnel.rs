//! The funnels: how leads become customers, and where the open deals are.

use event_schema::event::OpportunityKind;
use projection_service::query::{Answer, DealsBy, DealsOf, FunnelBy, Query};
use rules::rights;

use crate::body::{Activity, Described, Funnel, OpenFunnel, one};
use crate::params::{Param, Word, shared};
use crate::read::Read;

const BY: Param = Param::of("by", "Also by group", <FunnelBy as Word>::schema);

/// The funnel of a cohort of leads.
pub const COHORT: Read = Read {
    path: "/v1/funnel",
    name: "getFunnel",
    about: "The funnel of the leads whose creation, in business time, is in the range",
    params: &[&[BY], shared::RANGE, shared::WORLD],
    model: "funnel",
    right: rights::may_read,
    query: |params| Query::Funnel { range: params.range(), by: params.word("by") },
    body: |answer, _| match answer {
        Answer::Funnel(funnel) => Some(one(&Funnel::from(funnel))),
        _ => None,
    },
    schema: Funnel::schema,
};

/// What was done with a cohort of leads.
pub const ACTIVITY: Read = Read {
    path: "/v1/funnel/activity",
    name: "getFunnelActivity",
    about: "What was done with the leads whose creation, in business time, is in the range: meetings \
        booked, leads reached in time, and calls that reached somebody",
    params: &[&[BY], shared::RANGE, shared::WORLD],
    model: "funnel",
    right: rights::may_read,
    query: |params| Query::Activity { range: params.range(), by: params.word("by") },
    body: |answer, _| match answer {
        Answer::Activity(activity) => Some(one(&Activity::from(activity))),
        _ => None,
    },
    schema: Activity::schema,
};

/// Open opportunities by stage.
pub const OPEN: Read = Read {
    path: "/v1/funnel/opportunities",
    name: "getOpenFunnel",
    about: "Open opportunities by pipeline and stage, and what is measured of all of them; those that \
        are left out of the pipeline are left out of all of it",
    params: &[
        &[
            Param::text("pipeline", "Only this pipeline"),
            Param::of("kind", "Only deals of this kind", <OpportunityKind as Word>::schema),
            Param::of("by", "Also by group", <DealsBy as Word>::schema),
        ],
        shared::CLOSE,
        shared::WORLD,
    ],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::OpenFunnel {
        of: DealsOf {
            pipeline: params.text("pipeline"),
            kind: params.word("kind"),
            close: params.close(),
        },
        by: params.word("by"),
    },
    body: |answer, _| match answer {
        Answer::OpenFunnel(funnel) => Some(one(&OpenFunnel::from(funnel))),
        _ => None,
    },
    schema: OpenFunnel::schema,
};
