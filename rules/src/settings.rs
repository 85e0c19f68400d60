//! Settings: versions of rules and figures, each with the time from which it holds.
//!
//! [`Book`] is the fold of a tenant's `SettingDefined` events and answers which version was in
//! force at an instant. The bodies are typed, one file a kind. [`check()`] is asked before a new
//! version is recorded, [`patched`] makes its body from the one in force.

mod book;
mod version;

mod body;
mod check;
mod patch;

mod account_rules;
mod activity;
mod codes;
mod completeness;
mod contact_plan;
mod conversion;
mod custom_points;
mod dictionary;
mod duplicates;
mod fields;
mod handover;
mod object;
mod pipeline;
mod questionnaire;
mod scoring_model;
mod template;
mod tenant;
mod timeline;
mod view;

mod decimal;
mod words;

pub use account_rules::{AccountRules, GradeLine, RhythmLine, TagRule, When};
pub use activity::Activity;
pub use body::Body;
pub use book::{Book, InForce, NotInForce};
pub use check::check;
pub use codes::{
    CONTACT_RELATION, Codes, DECISION_ROLE, DECLINE, DISQUALIFY, GRADE, LIFE_CYCLE, LOSS,
    NOT_DUPLICATE, OTHER, PARENT, PARTNER, PERSONA, RECYCLE, RELATION, RISK, WIN_REASON,
};
pub use completeness::{Completeness, key_field};
pub use contact_plan::{ContactPlan, PlanAfter, PlanStep};
pub use conversion::{ConversionRules, OpportunityRule};
pub use custom_points::{CustomPoints, unfit};
pub use dictionary::{DICTIONARIES, Dictionary, Entry, TITLES};
pub use duplicates::{Duplicates, LikelyScores, lead_keys};
pub use fields::{CustomField, FIELDED, Fields};
pub use handover::{HandoverRules, Progress, Visit};
pub use object::CustomObject;
pub use patch::patched;
pub use pipeline::{Hygiene, Pipeline, Stage, Targets};
pub use questionnaire::{Question, Questionnaire};
pub use scoring_model::{Engagement, FitRule, IDLE, Icp, STEPS, ScoringModel, StepTarget, Trial};
pub use template::{Template, TemplateValues};
pub use tenant::TenantSettings;
pub use timeline::Timeline;
pub use version::Version;
pub use view::View;
pub use words::Words;

/// The key of a kind that has only one setting, and of the conversion rules in force.
pub const DEFAULT_KEY: &str = "default";
/// The pipeline that is meant when none is named.
pub const STANDARD_PIPELINE: &str = "standard";

#[cfg(test)]
mod tests;
