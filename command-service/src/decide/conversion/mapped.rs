//! What of a lead fills what comes of it, as the conversion rules map it (C76).

use event_schema::command::{LeadField, MappedField};
use event_schema::value::Text;
use rules::settings::ConversionRules;

use crate::aggregate::lead::Facts;

/// A lead through the eyes of the rules.
#[derive(Clone, Copy)]
pub struct Mapped<'a> {
    /// The lead.
    pub facts: &'a Facts,
    /// The rules in force.
    pub rules: &'a ConversionRules,
}

impl<'a> Mapped<'a> {
    /// The text that fills a field, if the rules map one there and the lead has it.
    pub fn text(&self, to: MappedField) -> Option<&'a Text<100>> {
        let Facts { company, industry, region, product, source, .. } = self.facts;
        match self.rules.mapped(to)? {
            LeadField::Company => company.as_ref(),
            LeadField::Industry => industry.as_ref(),
            LeadField::Region => region.as_ref(),
            LeadField::Product => product.as_ref(),
            LeadField::Source => Some(source),
            LeadField::PersonName
            | LeadField::Email
            | LeadField::Phone
            | LeadField::Title
            | LeadField::Seniority
            | LeadField::CompanySize
            | LeadField::Interest
            | LeadField::Consent => None,
        }
    }

    /// The number of staff of a new account.
    pub fn account_size(&self) -> Option<u32> {
        let from = self.rules.mapped(MappedField::AccountSize);
        self.facts.company_size.filter(|_| from == Some(LeadField::CompanySize))
    }
}
