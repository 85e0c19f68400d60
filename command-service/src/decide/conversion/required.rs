//! What the conversion rules ask for.

use event_schema::Personal;
use event_schema::command::{ContactMode, ConvertLead};
use event_schema::problem::FieldError;
use rules::settings::{ConversionRules, RequiredField};

use crate::aggregate::Lead;
use crate::aggregate::lead::Facts;
use crate::decide::lead::NURTURE;
use crate::rejection::{Rejection, error};

/// State, check list and fields that the rules ask for, everything missing at once (C73, C77, C80).
pub(super) fn check(
    c: &ConvertLead,
    lead: &Lead,
    personal: &Personal,
    rules: &ConversionRules,
) -> Result<(), Rejection> {
    let mut missing: Vec<FieldError> = Vec::new();
    if lead.state_name() != rules.required_state.as_str() {
        let message = format!("must be {}, and it is {}", rules.required_state, lead.state_name());
        missing.push(error("state", "unmet", message));
    }
    let checklist = lead.facts().checklist.unwrap_or_default();
    for item in rules.unmet(&checklist) {
        let field = format!("checklist.{}", item.name());
        missing.push(error(&field, "unmet", "must be true"));
    }
    for field in &rules.required_fields {
        if !has_field(*field, lead.facts(), personal) {
            let message = format!("is required of a lead before its conversion ({})", c.lead_id);
            missing.push(error(field_name(*field), "missing", message));
        }
    }
    if rules.contact_required && c.contact.as_ref().is_some_and(|l| l.mode == ContactMode::None) {
        missing.push(error("contact", "missing", "is required by the conversion rules"));
    }
    if missing.is_empty() { Ok(()) } else { Err(Rejection::Unmet { missing, next: NURTURE }) }
}

pub(super) fn field_name(field: RequiredField) -> &'static str {
    match field {
        RequiredField::Company => "company",
        RequiredField::PersonName => "person_name",
        RequiredField::Email => "email",
        RequiredField::Phone => "phone",
        RequiredField::Title => "title",
        RequiredField::Seniority => "seniority",
        RequiredField::Industry => "industry",
        RequiredField::CompanySize => "company_size",
        RequiredField::Region => "region",
        RequiredField::Interest => "interest",
        RequiredField::Product => "product",
        RequiredField::Consent => "consent",
    }
}

pub(super) fn has_field(field: RequiredField, lead: &Facts, personal: &Personal) -> bool {
    match field {
        RequiredField::Company => lead.company.is_some(),
        RequiredField::PersonName => personal.person_name.is_some(),
        RequiredField::Email => personal.email.is_some(),
        RequiredField::Phone => personal.phone.is_some(),
        RequiredField::Title => personal.title.is_some(),
        RequiredField::Seniority => lead.has_seniority,
        RequiredField::Industry => lead.industry.is_some(),
        RequiredField::CompanySize => lead.company_size.is_some(),
        RequiredField::Region => lead.region.is_some(),
        RequiredField::Interest => lead.has_interest,
        RequiredField::Product => lead.product.is_some(),
        RequiredField::Consent => lead.has_consent,
    }
}
