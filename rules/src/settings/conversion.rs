//! What a conversion requires and how it comes by its records (C73, C77–C80).

use std::collections::BTreeMap;

use event_schema::choice::Choice;
use event_schema::command::{
    ChecklistItem, DefineConversionRules, LeadField, MappedField, OpportunityField,
    OpportunityPolicy, OpportunityRuleShape, OwnerSource, QualificationShape,
};
use event_schema::field::Change;
use event_schema::problem::FieldError;
use event_schema::value::{Key, LookupKind, Money, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::check::fault;
use super::patched;

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
    pub required_fields: Vec<LeadField>,
    /// The least score, fit and behaviour together, that the lead must have (C77).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_min: Option<i32>,
    /// What a lead must have to be qualified by a person (C4).
    #[serde(default)]
    pub qualification: Qualification,
    /// True if a conversion without a contact is refused.
    #[serde(default)]
    pub contact_required: bool,
    /// By which keys an account is looked for after its id, in this order.
    pub account_match: Vec<LookupKind>,
    /// By which keys a contact is looked for after its id, in this order.
    pub contact_match: Vec<LookupKind>,
    /// Who owns what comes of it if nobody is named, in this order.
    pub owner_from: Vec<OwnerSource>,
    /// From which field of the lead each field of what comes of it is filled, unless the command
    /// gives it (C76). What isn't named here stays empty.
    #[serde(default = "as_it_was")]
    pub mapping: BTreeMap<Box<str>, LeadField>,
    /// What it does about an opportunity.
    #[serde(default)]
    pub opportunity: OpportunityRule,
    /// The questionnaire whose required questions must have been answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questionnaire: Option<Key>,
}

/// Fields that a lead must have to be qualified by a person, by level (C4).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Qualification {
    /// For `mql`.
    #[serde(default)]
    pub mql: Vec<LeadField>,
    /// For `sql`.
    #[serde(default)]
    pub sql: Vec<LeadField>,
}

/// What conversions took over before there was a mapping.
fn as_it_was() -> BTreeMap<Box<str>, LeadField> {
    let mapping = [
        (MappedField::AccountName, LeadField::Company),
        (MappedField::AccountIndustry, LeadField::Industry),
        (MappedField::AccountSize, LeadField::CompanySize),
        (MappedField::AccountRegion, LeadField::Region),
        (MappedField::OpportunityProduct, LeadField::Product),
        (MappedField::OpportunityRegion, LeadField::Region),
        (MappedField::OpportunitySource, LeadField::Source),
    ];
    mapping.into_iter().map(|(to, from)| (to.name().into(), from)).collect()
}

/// What a conversion does about an opportunity (C79).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpportunityRule {
    /// Whether there must be one.
    #[serde(default = "if_given")]
    pub policy: OpportunityPolicy,
    /// The pipeline of one that names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Key>,
    /// The stage of one that names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Key>,
    /// What one that is opened by default is called, behind the name of the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<60>>,
    /// What it would bring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// In how many days it should close.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_days: Option<u32>,
    /// Fields that one must have, given or by default.
    #[serde(default)]
    pub required_fields: Vec<OpportunityField>,
}

impl Default for OpportunityRule {
    fn default() -> Self {
        Self {
            policy: if_given(),
            pipeline: None,
            stage: None,
            name: None,
            amount: None,
            close_days: None,
            required_fields: Vec::new(),
        }
    }
}

fn if_given() -> OpportunityPolicy {
    OpportunityPolicy::IfGiven
}

impl ConversionRules {
    /// The body of the rules that a command makes of these. A mapping is given whole: merged with the
    /// one in force it couldn't leave a field empty.
    pub fn proposed(base: &Value, c: &DefineConversionRules) -> Value {
        let mut base = base.clone();
        if let (Value::Object(base), Some(_)) = (&mut base, &c.mapping) {
            base.remove("mapping");
        }
        let cleared = [
            ("questionnaire", c.questionnaire == Change::Clear),
            ("score_min", c.score_min == Change::Clear),
        ];
        if let Value::Object(base) = &mut base {
            base.retain(|field, _| !cleared.contains(&(field.as_str(), true)));
        }
        let score_min = match c.score_min {
            Change::Set(least) => Some(least),
            Change::Keep | Change::Clear => None,
        };
        let questionnaire = match c.questionnaire {
            Change::Set(key) => Some(key),
            Change::Keep | Change::Clear => None,
        };
        let opportunity = c.opportunity.as_ref().map(|rule| {
            let OpportunityRuleShape {
                policy,
                pipeline,
                stage,
                name,
                amount,
                close_days,
                required_fields,
            } = rule;
            json!({"policy": policy, "pipeline": pipeline, "stage": stage, "name": name,
                   "amount": amount, "close_days": close_days,
                   "required_fields": required_fields})
        });
        let qualification = c.qualification.as_ref().map(|asked| {
            let QualificationShape { mql, sql } = asked;
            json!({"mql": mql, "sql": sql})
        });
        let mut patch = json!({
            "required_state": c.required_state,
            "checklist": c.checklist,
            "required_fields": c.required_fields,
            "score_min": score_min,
            "qualification": qualification,
            "contact_required": c.contact_required,
            "account_match": c.account_match,
            "contact_match": c.contact_match,
            "owner_from": c.owner_from,
            "mapping": c.mapping,
            "opportunity": opportunity,
            "questionnaire": questionnaire,
        });
        drop_absent(&mut patch);
        patched(&base, &patch)
    }

    /// The field of the lead that this one is filled from.
    pub fn mapped(&self, to: MappedField) -> Option<LeadField> {
        self.mapping.get(to.name()).copied()
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
        faults.extend(self.mapping_faults());
        faults.extend(self.opportunity.faults());
        faults
    }

    /// A number of staff fits nowhere but where one is kept, what somebody has to say only where
    /// that is kept, and no text fits there.
    fn mapping_faults(&self) -> impl Iterator<Item = FieldError> {
        let fits = |to: MappedField, from: LeadField| match from {
            LeadField::CompanySize => to == MappedField::AccountSize,
            LeadField::UseCase => to == MappedField::OpportunityUseCase,
            LeadField::Partner => to == MappedField::OpportunityPartner,
            LeadField::Seniority => to == MappedField::ContactDecisionRole,
            LeadField::Company
            | LeadField::Industry
            | LeadField::Region
            | LeadField::Interest
            | LeadField::Product
            | LeadField::Source => takes_text(to),
            // The person goes along whole, and stays who they are.
            LeadField::PersonName
            | LeadField::Email
            | LeadField::Phone
            | LeadField::Title
            | LeadField::Budget
            | LeadField::Persona
            | LeadField::Consent => false,
        };
        self.mapping.iter().filter_map(move |(to, from)| {
            let message = match MappedField::named(to) {
                Some(to) if fits(to, *from) => return None,
                Some(_) => format!("can't be filled from {}", from.name()),
                None => {
                    let known: Vec<_> = MappedField::NAMES.iter().map(|(name, _)| *name).collect();
                    format!("is no field to fill: must be one of {}", known.join(", "))
                }
            };
            Some(fault(format!("mapping.{to}"), "bad-value", message))
        })
    }
}

impl OpportunityRule {
    /// One that is opened by default has all that nobody gives.
    fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let there = [
            ("name", self.name.is_some()),
            ("amount", self.amount.is_some()),
            ("close_days", self.close_days.is_some()),
        ];
        for (field, _) in there.into_iter().filter(|(_, there)| !there) {
            if self.policy == OpportunityPolicy::ByDefault {
                let message = "is needed for an opportunity that is opened by default";
                faults.push(fault(format!("opportunity.{field}"), "missing", message));
            }
        }
        if self.close_days.is_some_and(|days| days > CLOSE_DAYS_MAX) {
            let message = format!("must be 0 to {CLOSE_DAYS_MAX}");
            faults.push(fault("opportunity.close_days", "out-of-range", message));
        }
        faults
    }
}

/// Most days until an opportunity that is opened by default should close.
const CLOSE_DAYS_MAX: u32 = 3_650;

/// Whether any text may stand in a field.
fn takes_text(to: MappedField) -> bool {
    match to {
        MappedField::AccountName
        | MappedField::AccountIndustry
        | MappedField::AccountRegion
        | MappedField::AccountNeed
        | MappedField::OpportunityProduct
        | MappedField::OpportunityRegion
        | MappedField::OpportunitySource
        | MappedField::OpportunityUseCase => true,
        MappedField::AccountSize
        | MappedField::ContactDecisionRole
        | MappedField::OpportunityPartner => false,
    }
}

/// What a command doesn't say is null here, and would clear what it patches.
fn drop_absent(patch: &mut Value) {
    if let Value::Object(fields) = patch {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(drop_absent);
    }
}

/// The states in which a lead can be converted, if the rules want so.
const STATES: [&str; 7] =
    ["new", "verified", "contacted", "nurturing", "mql", "meeting_booked", "sql"];
