//! What a conversion requires and how it comes by its records (C73, C77–C80).

use event_schema::event::Checklist;
use event_schema::problem::FieldError;
use event_schema::value::{Key, LookupKind};
use serde::{Deserialize, Serialize};

use super::check::fault;

/// A version of the conversion rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConversionRules {
    /// The state that the lead must be in.
    pub required_state: Key,
    /// The questions that must have been answered with yes.
    pub checklist: Vec<ChecklistItem>,
    /// Fields that the lead must have, beyond those that every lead has.
    #[serde(default)]
    pub required_fields: Vec<RequiredField>,
    /// True if a conversion without a contact is refused.
    #[serde(default)]
    pub contact_required: bool,
    /// By which keys an account is looked for after its id, in this order.
    pub account_match: Vec<LookupKind>,
    /// By which keys a contact is looked for after its id, in this order.
    pub contact_match: Vec<LookupKind>,
    /// Who owns what comes of it if nobody is named, in this order.
    pub owner_from: Vec<OwnerSource>,
}

/// One of the five questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChecklistItem {
    /// Need and scenario are clear.
    Need,
    /// The decision maker is known.
    DecisionMaker,
    /// The budget is confirmed.
    Budget,
    /// The time frame is confirmed.
    Timeframe,
    /// Contact data are verified.
    ContactVerified,
}

/// A field of a lead that a rule can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequiredField {
    /// Company.
    Company,
    /// Name of the person.
    PersonName,
    /// E-mail address.
    Email,
    /// Phone number.
    Phone,
    /// Job title.
    Title,
    /// Seniority.
    Seniority,
    /// Industry.
    Industry,
    /// Number of staff.
    CompanySize,
    /// Region.
    Region,
    /// What they need.
    Interest,
    /// Product.
    Product,
    /// What they agreed to.
    Consent,
}

/// Whose owner takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerSource {
    /// The lead's.
    Lead,
    /// The account's.
    Account,
}

impl ChecklistItem {
    /// The question's public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Need => "need",
            Self::DecisionMaker => "decision_maker",
            Self::Budget => "budget",
            Self::Timeframe => "timeframe",
            Self::ContactVerified => "contact_verified",
        }
    }

    /// The answer; `None` if it wasn't asked.
    pub fn answer(self, checklist: &Checklist) -> Option<bool> {
        match self {
            Self::Need => checklist.need,
            Self::DecisionMaker => checklist.decision_maker,
            Self::Budget => checklist.budget,
            Self::Timeframe => checklist.timeframe,
            Self::ContactVerified => checklist.contact_verified,
        }
    }
}

impl RequiredField {
    /// The field's public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::PersonName => "person_name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Title => "title",
            Self::Seniority => "seniority",
            Self::Industry => "industry",
            Self::CompanySize => "company_size",
            Self::Region => "region",
            Self::Interest => "interest",
            Self::Product => "product",
            Self::Consent => "consent",
        }
    }
}

impl ConversionRules {
    /// The required questions that weren't answered with yes.
    pub fn unmet(&self, checklist: &Checklist) -> impl Iterator<Item = ChecklistItem> {
        self.checklist.iter().copied().filter(|item| item.answer(checklist) != Some(true))
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if !STATES.contains(&self.required_state.as_str()) {
            let message = format!("must be one of {}", STATES.join(", "));
            faults.push(fault("required_state", "unknown-value", message));
        }
        let account = [LookupKind::Domain, LookupKind::Name];
        let contact = [LookupKind::Email, LookupKind::Phone];
        let lists = [
            ("account_match", &self.account_match, account),
            ("contact_match", &self.contact_match, contact),
        ];
        for (field, used, legal) in lists {
            for (i, _) in used.iter().enumerate().filter(|(_, kind)| !legal.contains(kind)) {
                let message = format!("must be {} or {}", legal[0].name(), legal[1].name());
                faults.push(fault(format!("{field}[{i}]"), "unknown-value", message));
            }
        }
        faults
    }
}

/// The states in which a lead can be converted, if the rules want so.
const STATES: [&str; 7] =
    ["new", "verified", "contacted", "nurturing", "mql", "meeting_booked", "sql"];
