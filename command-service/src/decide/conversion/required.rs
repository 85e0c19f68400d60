//! What the conversion rules ask for.

use event_schema::Personal;
use event_schema::command::{
    ContactMode, ConvertLead, LeadField, NewOpportunity, OpportunityField,
};
use event_schema::problem::FieldError;
use rules::conversion::{Standing, unmet};

use super::mapped::Mapped;
use super::opportunity;
use crate::aggregate::Lead;
use crate::aggregate::lead::Facts;
use crate::decide::Context;

/// What of state, check list and fields the rules ask for and isn't there (C73, C77, C80).
pub(super) fn missing(
    (c, new): (&ConvertLead, Option<&NewOpportunity>),
    lead: &Lead,
    mapped: &Mapped<'_>,
    ctx: &Context<'_>,
) -> Vec<FieldError> {
    let Mapped { personal, rules, .. } = *mapped;
    // A questionnaire that didn't hold then asks for nothing.
    let asked = rules.questionnaire.and_then(|key| {
        let questionnaire = ctx.book.questionnaire(key, ctx.occurred_at).ok()?;
        Some((lead.facts().answers.get(&key), questionnaire.body))
    });
    let unanswered = asked.map_or(Vec::new(), |(answered, questionnaire)| {
        questionnaire.missing(|question| {
            answered.is_some_and(|answered| answered.questions.contains_key(&question))
        })
    });
    let filled = new.map(|new| move |field| opportunity::has_field(field, (c, new), mapped));
    let standing = Standing {
        state: lead.state_name(),
        checklist: lead.facts().checklist.unwrap_or_default(),
        has: &|field| has_field(field, lead.facts(), personal),
        contact: c.contact.as_ref().is_none_or(|link| link.mode != ContactMode::None),
        score: lead.facts().total(),
        opportunity: filled.as_ref().map(|has| has as &dyn Fn(OpportunityField) -> bool),
        unanswered: &unanswered,
    };
    unmet(rules, &standing)
}

/// Whether a lead has a field that rules ask for.
pub fn has_field(field: LeadField, lead: &Facts, personal: &Personal) -> bool {
    match field {
        LeadField::Company => lead.company.is_some(),
        LeadField::PersonName => personal.person_name.is_some(),
        LeadField::Email => personal.email.is_some(),
        LeadField::Phone => personal.phone.is_some(),
        LeadField::Title => personal.title.is_some(),
        LeadField::Seniority => lead.seniority.is_some(),
        LeadField::Industry => lead.industry.is_some(),
        LeadField::CompanySize => lead.company_size.is_some(),
        LeadField::Region => lead.region.is_some(),
        LeadField::Interest => lead.interest.is_some(),
        LeadField::Product => lead.product.is_some(),
        LeadField::Consent => lead.consent.is_some(),
        LeadField::Source => true,
        LeadField::UseCase => lead.use_case.is_some(),
        LeadField::Budget => lead.budget.is_some(),
        LeadField::Persona => lead.persona.is_some(),
        LeadField::Partner => lead.partner.is_some(),
    }
}
