//! What makes two records the same (C8, C19–C23).

use std::collections::BTreeSet;

use event_schema::command::LeadKey;
use event_schema::problem::FieldError;
use event_schema::value::Code;
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
    /// What makes a lead the same as one that is there (C19, C20).
    #[serde(default = "lead_keys")]
    pub lead_keys: BTreeSet<LeadKey>,
    /// Most proposals for one record.
    pub proposals_max: u32,
    /// How likely each reason makes it that two records are one.
    #[serde(default)]
    pub scores: LikelyScores,
    /// From so many records with the same key on, the key says nothing about any two of them.
    #[serde(default = "common_from")]
    pub common_from: u32,
    /// From this likelihood on, 0 to 1, a record counts as a duplicate in the duplicate rate. Two
    /// people of one company share a domain, and are none.
    #[serde(default = "rate_from", with = "super::decimal")]
    pub rate_from: Decimal,
    /// The share of records that may be older ones, 0 to 1, that is no more than to be expected (C27).
    #[serde(default = "rate_goal", with = "super::decimal")]
    pub rate_goal: Decimal,
    /// The reasons with which a lead that was given up counts as invalid (C27).
    #[serde(default = "invalid_reasons")]
    pub invalid_reasons: Vec<Code>,
}

/// Most proposals for one record that can be asked for.
const PROPOSALS_MOST: u32 = 100;
/// The largest bound of a common key: as many records are compared with each that has it.
const COMMON_MOST: u32 = 1_000;

/// How likely each reason makes it that two records are one, 0 to 1. Of similar names it is their
/// similarity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LikelyScores {
    /// The same e-mail address.
    #[serde(with = "super::decimal")]
    pub email: Decimal,
    /// The same phone number.
    #[serde(with = "super::decimal")]
    pub phone: Decimal,
    /// The same registrable domain.
    #[serde(with = "super::decimal")]
    pub domain: Decimal,
}

/// Of a version from before proposals were scored.
impl Default for LikelyScores {
    fn default() -> Self {
        Self { email: Decimal::new(95, 2), phone: Decimal::new(9, 1), domain: Decimal::new(6, 1) }
    }
}

/// Of a version from before there was a bound.
fn common_from() -> u32 {
    200
}

/// What makes a lead the same as one that is there as shipped, and by a version from before keys could
/// be switched off.
pub fn lead_keys() -> BTreeSet<LeadKey> {
    [LeadKey::CorporateEmail, LeadKey::EmailAndCompany, LeadKey::PhoneAndCompany].into()
}

/// Of a version from before invalid leads were counted.
fn invalid_reasons() -> Vec<Code> {
    ["invalid_data", "unreachable"].map(|code| code.parse().expect("it is a code")).into()
}

/// Of a version from before there was a rate.
fn rate_from() -> Decimal {
    Decimal::new(9, 1)
}

/// Of a version from before there was a goal.
fn rate_goal() -> Decimal {
    Decimal::new(2, 2)
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
        for (field, figure, range) in [
            ("proposals_max", self.proposals_max, 1..=PROPOSALS_MOST),
            ("common_from", self.common_from, 2..=COMMON_MOST),
        ] {
            if !range.contains(&figure) {
                let message = format!("must be {} to {}", range.start(), range.end());
                faults.push(fault(field, "out-of-range", message));
            }
        }
        let LikelyScores { email, phone, domain } = &self.scores;
        for (field, figure) in [
            ("similarity", &self.similarity),
            ("scores.email", email),
            ("scores.phone", phone),
            ("scores.domain", domain),
            ("rate_from", &self.rate_from),
            ("rate_goal", &self.rate_goal),
        ] {
            if !(Decimal::ZERO..=Decimal::ONE).contains(figure) {
                faults.push(fault(field, "out-of-range", "must be 0 to 1"));
            }
        }
        faults
    }
}
