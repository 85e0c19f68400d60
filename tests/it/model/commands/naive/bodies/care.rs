//! The fields of how accounts are looked after.

use super::super::shape::{Field, Kind, may, needs};
use super::{ACCOUNT, NOTE, SCOPES, WHY};
use Kind::{Choices, Code, Date, Id, List, Text};

pub const REVIEW_GRADE: &[Field] = &[ACCOUNT, may("grade", Code), NOTE];

pub const HAND_OVER: &[Field] = &[
    ACCOUNT,
    needs("to", Id),
    WHY,
    needs("effective_on", Date),
    may("documents", List),
    may("joint_visit_planned_on", Date),
    may("joint_visit_interaction_id", Id),
    may("background", Text(200)),
    may("include", Choices(SCOPES)),
];

pub const UPDATE_HANDOVER: &[Field] = &[
    ACCOUNT,
    may("effective_on", Date),
    may("documents", List),
    may("joint_visit_planned_on", Date),
    may("joint_visit_interaction_id", Id),
    may("background", Text(200)),
];
