//! What makes two records the same (C8, C19–C23).

use std::collections::BTreeSet;

use event_schema::problem::FieldError;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::check::fault;

/// A version of the duplicate rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duplicates {
    /// Domains of public mail providers, in lower case. They never make an address corporate.
    pub generic_domains: BTreeSet<Box<str>>,
    /// Jaro-Winkler similarity, 0 to 1, from which two company names of one region are a proposal.
    #[serde(with = "super::decimal")]
    pub similarity: Decimal,
    /// Most proposals for one record.
    pub proposals_max: u32,
}

impl Duplicates {
    /// Whether this is the domain of a public mail provider.
    pub fn is_generic(&self, domain: &str) -> bool {
        self.generic_domains.contains(domain)
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let malformed = |domain: &str| !domain.contains('.') || domain != domain.to_lowercase();
        for (i, domain) in self.generic_domains.iter().enumerate() {
            if malformed(domain) {
                let message = format!("must be a domain in lower case: {domain}");
                faults.push(fault(format!("generic_domains[{i}]"), "bad-domain", message));
            }
        }
        if !(Decimal::ZERO..=Decimal::ONE).contains(&self.similarity) {
            faults.push(fault("similarity", "out-of-range", "must be 0 to 1"));
        }
        faults
    }
}
