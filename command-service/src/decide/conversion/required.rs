//! What the conversion rules ask for.

use event_schema::Personal;
use event_schema::command::{ContactMode, ConvertLead, LeadField};
use event_schema::problem::FieldError;
use rules::conversion::{Standing, unmet};
use rules::settings::ConversionRules;

use crate::aggregate::Lead;
use crate::aggregate::lead::Facts;
use crate::decide::Context;

/// What of state, check list and fields the rules ask for and isn't there (C73, C77, C80).
pub(super) fn missing(
    c: &ConvertLead,
    lead: &Lead,
    personal: &Personal,
    rules: &ConversionRules,
    ctx: &Context<'_>,
) -> Vec<FieldError> {
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
    let standing = Standing {
        state: lead.state_name(),
        checklist: lead.facts().checklist.unwrap_or_default(),
        has: &|field| has_field(field, lead.facts(), personal),
        contact: c.contact.as_ref().is_none_or(|link| link.mode != ContactMode::None),
        opportunity: c.opportunity.is_some(),
        unanswered: &unanswered,
    };
    unmet(rules, &standing)
}

pub(super) fn has_field(field: LeadField, lead: &Facts, personal: &Personal) -> bool {
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
    }
}
