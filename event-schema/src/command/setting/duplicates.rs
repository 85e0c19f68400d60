//! What makes two records the same, or look like it.

use rust_decimal::Decimal;

use crate::choice::choice;
use crate::field::{Instant, Ranged, shape};
use crate::value::{Code, Text};

choice! {
    /// What makes a lead the same as one that is there (C19, C20).
    LeadKey {
        /// The same e-mail address, if it is of a mailbox of its company's own.
        CorporateEmail = "corporate_email",
        /// The same e-mail address and the same company; one that is missing on either side counts as
        /// the same.
        EmailAndCompany = "email_and_company",
        /// The same phone number and the same company; as above.
        PhoneAndCompany = "phone_and_company",
    }
}

shape! {
    /// How likely each reason makes it that two records are one.
    LikelyScoresShape {
        /// The same e-mail address, 0 to 1.
        email: Option<Decimal>,
        /// The same phone number, 0 to 1.
        phone: Option<Decimal>,
        /// The same registrable domain, 0 to 1.
        domain: Option<Decimal>,
    }
}

shape! {
    /// Publishes what makes two records the same, and what makes them look like it (C8, C19, C20, C23,
    /// C27). What is judged from then on is judged by it; the class of an address and the keys that
    /// records hold already stay as they were recorded. Proposals and figures follow the version in
    /// force at once.
    DefineDuplicates {
        /// Domains of public mail providers, whole: their addresses are nobody's own.
        generic_domains: Option<Vec<Text<253>>>,
        /// Domains that are on that list, too.
        add_generic_domains: Option<Vec<Text<253>>>,
        /// Domains that are on that list no longer.
        remove_generic_domains: Option<Vec<Text<253>>>,
        /// What makes a lead the same as one that is there, whole; a reference in another system
        /// always does.
        lead_keys: Option<Vec<LeadKey>>,
        /// Similarity of two company names of one region from which they are a proposal
        /// (Jaro-Winkler), 0 to 1.
        similarity: Option<Decimal>,
        /// How likely each reason makes it that two records are one.
        scores: Option<LikelyScoresShape>,
        /// Most proposals for one record, 1 to 100.
        proposals_max: Option<Ranged<1, 100>>,
        /// From so many records with the same key on, 2 to 1000, the key says nothing about any two of
        /// them.
        common_from: Option<Ranged<2, 1_000>>,
        /// Likelihood from which a record counts in the duplicate rate, 0 to 1.
        rate_from: Option<Decimal>,
        /// The duplicate rate that is no more than to be expected, 0 to 1.
        rate_goal: Option<Decimal>,
        /// Codes of the list `disqualify` with which a lead counts as invalid.
        invalid_reasons: Option<Vec<Code>>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}
