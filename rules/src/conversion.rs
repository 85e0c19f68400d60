//! What the conversion rules ask of a lead before its conversion (C73, C77, C80).

use event_schema::command::{ChecklistItem, LeadField, OpportunityField, OpportunityPolicy};
use event_schema::event::Checklist;
use event_schema::problem::FieldError;
use event_schema::value::Key;

use crate::settings::ConversionRules;

/// A lead as it stands before its conversion, and what it is to become.
pub struct Standing<'a> {
    /// The name of its state.
    pub state: &'a str,
    /// The answers to the five questions.
    pub checklist: Checklist,
    /// Whether it has a field.
    pub has: &'a dyn Fn(LeadField) -> bool,
    /// Whether the conversion comes to a contact.
    pub contact: bool,
    /// Fit and behaviour together.
    pub score: i32,
    /// If it opens an opportunity, given or by default: whether that has a field.
    pub opportunity: Option<&'a dyn Fn(OpportunityField) -> bool>,
    /// Required questions of the rules' questionnaire that it hasn't answered.
    pub unanswered: &'a [Key],
}

/// Everything that the rules ask for and the lead or the conversion doesn't have.
pub fn unmet(rules: &ConversionRules, lead: &Standing<'_>) -> Vec<FieldError> {
    let mut unmet = Vec::new();
    if lead.state != rules.required_state.as_str() {
        let message = format!("must be {}, and it is {}", rules.required_state, lead.state);
        unmet.push(error("state".into(), "unmet", message));
    }
    for item in &rules.checklist {
        if answer(*item, &lead.checklist) != Some(true) {
            unmet.push(error(format!("checklist.{}", item.name()), "unmet", "must be true"));
        }
    }
    if let Some(least) = rules.score_min.filter(|least| lead.score < *least) {
        let message = format!("must be at least {least}, and it is {}", lead.score);
        unmet.push(error("score".into(), "unmet", message));
    }
    for field in rules.required_fields.iter().filter(|field| !(lead.has)(**field)) {
        let message = "is required of a lead before its conversion";
        unmet.push(error(field.name().into(), "missing", message));
    }
    for question in lead.unanswered {
        let message = "is required: record it with AnswerQuestionnaire";
        unmet.push(error(format!("questionnaire.{question}"), "missing", message));
    }
    if rules.contact_required && !lead.contact {
        unmet.push(error("contact".into(), "missing", "is required by the conversion rules"));
    }
    let opportunity = match (rules.opportunity.policy, lead.opportunity.is_some()) {
        (OpportunityPolicy::Required, false) => Some("is required by the conversion rules"),
        (OpportunityPolicy::Never, true) => Some("must not be opened, by the conversion rules"),
        (OpportunityPolicy::IfGiven | OpportunityPolicy::ByDefault, _)
        | (OpportunityPolicy::Required, true)
        | (OpportunityPolicy::Never, false) => None,
    };
    unmet.extend(opportunity.map(|message| error("opportunity".into(), "unmet", message)));
    let lacks = |field: &&OpportunityField| lead.opportunity.is_some_and(|has| !has(**field));
    for field in rules.opportunity.required_fields.iter().filter(lacks) {
        let message = "is required of an opportunity that a conversion opens";
        unmet.push(error(format!("opportunity.{}", field.name()), "missing", message));
    }
    unmet
}

/// The fields that a lead lacks to be qualified by a person (C4).
pub fn unqualified(asked: &[LeadField], has: impl Fn(LeadField) -> bool) -> Vec<FieldError> {
    let lacking = asked.iter().filter(|field| !has(**field));
    let message = "is required of a lead that is qualified by a person";
    lacking.map(|field| error(field.name().into(), "missing", message)).collect()
}

/// The answer to a question; `None` if it wasn't asked.
fn answer(item: ChecklistItem, checklist: &Checklist) -> Option<bool> {
    match item {
        ChecklistItem::Need => checklist.need,
        ChecklistItem::DecisionMaker => checklist.decision_maker,
        ChecklistItem::Budget => checklist.budget,
        ChecklistItem::Timeframe => checklist.timeframe,
        ChecklistItem::ContactVerified => checklist.contact_verified,
    }
}

fn error(field: String, code: &str, message: impl Into<String>) -> FieldError {
    FieldError { field, code: code.into(), message: message.into() }
}

#[cfg(test)]
mod tests;
