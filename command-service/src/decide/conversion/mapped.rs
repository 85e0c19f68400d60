//! What of a lead fills what comes of it, as the conversion rules map it (C76).

use event_schema::Personal;
use event_schema::command::{LeadField, MappedField};
use event_schema::event::Partner;
use event_schema::value::{Code, Text};
use rules::settings::{ConversionRules, DECISION_ROLE};

use crate::aggregate::lead::Facts;
use crate::decide::Context;
use crate::decide::codes::list;
use crate::decide::custom::{Customs, carried};
use crate::rejection::Rejection;

/// A lead through the eyes of the rules.
#[derive(Clone, Copy)]
pub struct Mapped<'a> {
    /// The lead.
    pub facts: &'a Facts,
    /// The person, opened.
    pub personal: &'a Personal,
    /// The rules in force.
    pub rules: &'a ConversionRules,
}

impl<'a> Mapped<'a> {
    /// The text that fills a field, if the rules map one there and the lead has it.
    pub fn text(&self, to: MappedField) -> Option<&'a Text<100>> {
        let Facts { company, industry, region, interest, product, source, .. } = self.facts;
        match self.rules.mapped(to)? {
            LeadField::Company => company.as_ref(),
            LeadField::Industry => industry.as_ref(),
            LeadField::Region => region.as_ref(),
            LeadField::Interest => interest.as_ref(),
            LeadField::Product => product.as_ref(),
            LeadField::Source => Some(source),
            LeadField::PersonName
            | LeadField::Email
            | LeadField::Phone
            | LeadField::Title
            | LeadField::Seniority
            | LeadField::CompanySize
            | LeadField::UseCase
            | LeadField::Budget
            | LeadField::Persona
            | LeadField::Partner
            | LeadField::Consent => None,
        }
    }

    /// The same for a field that takes longer text.
    pub fn longer<const MAX: usize>(&self, to: MappedField) -> Option<Text<MAX>> {
        Text::new(self.text(to)?.as_str()).ok()
    }

    /// What a new opportunity would be used for.
    pub fn use_case(&self) -> Option<Text<200>> {
        match self.rules.mapped(MappedField::OpportunityUseCase)? {
            LeadField::UseCase => self.facts.use_case.clone(),
            LeadField::Company
            | LeadField::PersonName
            | LeadField::Email
            | LeadField::Phone
            | LeadField::Title
            | LeadField::Seniority
            | LeadField::Industry
            | LeadField::CompanySize
            | LeadField::Region
            | LeadField::Interest
            | LeadField::Product
            | LeadField::Budget
            | LeadField::Persona
            | LeadField::Partner
            | LeadField::Consent
            | LeadField::Source => self.longer(MappedField::OpportunityUseCase),
        }
    }

    /// Who referred a new opportunity.
    pub fn partner(&self) -> Option<Partner> {
        let from = self.rules.mapped(MappedField::OpportunityPartner);
        self.facts.partner.filter(|_| from == Some(LeadField::Partner))
    }

    /// The custom fields that fill those of a new record of this kind.
    pub fn customs(&self, kind: &str, ctx: &Context<'_>) -> Result<Customs, Rejection> {
        let plain = self.facts.custom.clone();
        carried(&Customs { plain, personal: self.personal.custom.clone() }, kind, ctx)
    }

    /// The number of staff of a new account.
    pub fn account_size(&self) -> Option<u32> {
        let from = self.rules.mapped(MappedField::AccountSize);
        self.facts.company_size.filter(|_| from == Some(LeadField::CompanySize))
    }

    /// The part of a new contact in decisions: what the lead has to say, where the tenant's list has a
    /// code of that name. Who prepares decisions has none as shipped, and what isn't known stays
    /// empty.
    pub fn decision_role(&self, ctx: &Context<'_>) -> Result<Option<Code>, Rejection> {
        let from = self.rules.mapped(MappedField::ContactDecisionRole);
        let seniority = self.facts.seniority.filter(|_| from == Some(LeadField::Seniority));
        let Some(code) = seniority.and_then(|seniority| seniority.name().parse().ok()) else {
            return Ok(None);
        };
        let known = ctx.book.codes(list(DECISION_ROLE), ctx.occurred_at)?;
        Ok(Some(code).filter(|code| known.body.codes.contains(code)))
    }
}
