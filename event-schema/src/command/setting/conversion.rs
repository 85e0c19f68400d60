//! The conversion rules, published or tried.

use std::collections::BTreeMap;

use crate::choice::choice;
use crate::field::{Change, Instant, Ranged, shape};
use crate::value::{Key, LookupKind, Money, Text};

choice! {
    /// One of the five questions before a conversion (C73).
    ChecklistItem {
        /// Need and scenario are clear.
        Need = "need",
        /// The decision maker is known.
        DecisionMaker = "decision_maker",
        /// The budget is confirmed.
        Budget = "budget",
        /// The time frame is confirmed.
        Timeframe = "timeframe",
        /// Contact data are verified.
        ContactVerified = "contact_verified",
    }
}

choice! {
    /// A field of a lead that rules can ask for or take over.
    LeadField {
        /// Company.
        Company = "company",
        /// Name of the person.
        PersonName = "person_name",
        /// E-mail address.
        Email = "email",
        /// Phone number.
        Phone = "phone",
        /// Job title.
        Title = "title",
        /// How much the person has to say.
        Seniority = "seniority",
        /// Industry.
        Industry = "industry",
        /// Number of staff.
        CompanySize = "company_size",
        /// Region.
        Region = "region",
        /// What they need.
        Interest = "interest",
        /// Product.
        Product = "product",
        /// What they agreed to.
        Consent = "consent",
        /// Channel they came by.
        Source = "source",
        /// What they would use it for.
        UseCase = "use_case",
        /// What they could spend.
        Budget = "budget",
        /// Which kind of person they are in a purchase.
        Persona = "persona",
        /// The partner that referred them.
        Partner = "partner",
    }
}

choice! {
    /// A field of an opportunity that rules can ask for when a conversion opens one (C79).
    OpportunityField {
        /// Product.
        Product = "product",
        /// Region.
        Region = "region",
        /// What the customer would use it for.
        UseCase = "use_case",
        /// Who else wants it.
        Competitors = "competitors",
        /// Why the customer buys.
        BuyingMotives = "buying_motives",
        /// What is to be done next.
        NextStep = "next_step",
        /// By when.
        NextStepOn = "next_step_on",
    }
}

choice! {
    /// A field that a conversion fills from the lead (C76).
    MappedField {
        /// Name of the account.
        AccountName = "account.name",
        /// Industry of the account.
        AccountIndustry = "account.industry",
        /// Number of staff of the account.
        AccountSize = "account.size",
        /// Region of the account.
        AccountRegion = "account.region",
        /// What the account needs most.
        AccountNeed = "account.need",
        /// The contact's part in decisions, where the list of codes has it.
        ContactDecisionRole = "contact.decision_role",
        /// Product of the opportunity.
        OpportunityProduct = "opportunity.product",
        /// Region of the opportunity.
        OpportunityRegion = "opportunity.region",
        /// Source of the opportunity.
        OpportunitySource = "opportunity.source",
        /// What the customer would use it for.
        OpportunityUseCase = "opportunity.use_case",
        /// The partner that referred it, with the commission.
        OpportunityPartner = "opportunity.partner",
    }
}

choice! {
    /// Whose owner takes over what comes of a conversion (C78).
    OwnerSource {
        /// The lead's.
        Lead = "lead",
        /// The account's.
        Account = "account",
    }
}

choice! {
    /// Whether a conversion opens an opportunity (C79).
    OpportunityPolicy {
        /// If the command gives one.
        IfGiven = "if_given",
        /// A conversion without one is refused.
        Required = "required",
        /// A conversion with one is refused.
        Never = "never",
        /// A conversion that doesn't mention one opens one, as the rules describe it; `null` opens
        /// none.
        ByDefault = "by_default",
    }
}

shape! {
    /// What a conversion does about an opportunity (C79).
    OpportunityRuleShape {
        /// Whether there must be one.
        policy: Option<OpportunityPolicy>,
        /// The pipeline of one that names none.
        pipeline: Option<Key>,
        /// The stage of one that names none.
        stage: Option<Key>,
        /// What one that is opened by default is called, behind the name of the lead's company.
        name: Option<Text<60>>,
        /// What one that is opened by default would bring.
        amount: Option<Money>,
        /// In how many days one that is opened by default should close, 0 to 3650.
        close_days: Option<Ranged<0, 3_650>>,
        /// Fields that one must have when a conversion opens it.
        required_fields: Option<Vec<OpportunityField>>,
    }
}

shape! {
    /// Fields of a lead that must be there when a person qualifies it (C4). The scoring rule asks for
    /// none.
    QualificationShape {
        /// For `mql`.
        mql: Option<Vec<LeadField>>,
        /// For `sql`.
        sql: Option<Vec<LeadField>>,
    }
}

choice! {
    /// What an answer as of a past instant counts.
    Basis {
        /// What had happened by then.
        Occurred = "occurred",
        /// What had been recorded by then.
        Recorded = "recorded",
    }
}

shape! {
    /// Asks what conversion rules would have done; publishes nothing.
    TryConversionRules {
        /// The rules, as DefineConversionRules takes them; from when they would hold doesn't matter.
        rules: DefineConversionRules,
        /// Conversions from this instant on; a date is its first instant in the tenant's zone.
        from: Option<Instant>,
        /// Conversions before this instant.
        to: Option<Instant>,
        /// As it was at this instant, inclusive; now if absent.
        as_of: Option<Instant>,
        /// What `as_of` means; `occurred` if absent.
        basis: Option<Basis>,
        /// How many refused conversions to show, at most 500; 50 if absent.
        limit: Option<u32>,
    }
}

shape! {
    /// Publishes the conversion rules (C77–C79, C87). What is absent stays as it was.
    DefineConversionRules {
        /// A shipped rule set to start from, such as `strict`, in place of the one in force.
        based_on: Option<Key>,
        /// The state that the lead must be in.
        required_state: Option<Key>,
        /// The questions that must have been answered with yes.
        checklist: Option<Vec<ChecklistItem>>,
        /// Fields that the lead must have.
        required_fields: Option<Vec<LeadField>>,
        /// The least score, fit and behaviour together, that the lead must have; null asks for none.
        score_min: Change<i32>,
        /// Fields that a lead must have to be qualified by a person; a list takes the place of the
        /// one before.
        qualification: Option<QualificationShape>,
        /// Whether a conversion without a contact is refused.
        contact_required: Option<bool>,
        /// By which keys an account is looked for: domain, name.
        account_match: Option<Vec<LookupKind>>,
        /// By which keys a contact is looked for: email, phone.
        contact_match: Option<Vec<LookupKind>>,
        /// Whose owner takes over where the command names nobody.
        owner_from: Option<Vec<OwnerSource>>,
        /// From which field of the lead each field is filled, such as `account.region` from
        /// `region`; given whole.
        mapping: Option<BTreeMap<Key, LeadField>>,
        /// What to do about an opportunity.
        opportunity: Option<OpportunityRuleShape>,
        /// A questionnaire whose required questions must have been answered; null asks for none.
        questionnaire: Change<Key>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}
