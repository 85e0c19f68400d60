//! What is known of a lead: what follows from it, and by what it is found.

use serde_json::{Value as Json, json};

use super::words::{addressed, company, corporate, domain};
use super::{Record, Refused, World, none_of};

/// Fields of a lead that a client sends, but for the source.
pub const KNOWN: [&str; 16] = [
    "company",
    "person_name",
    "email",
    "phone",
    "title",
    "seniority",
    "industry",
    "company_size",
    "region",
    "interest",
    "use_case",
    "product",
    "utm",
    "consent",
    "external_id",
    "source",
];

/// A body as it is kept: a phone number by its digits, consent with its time, utm with its blanks.
pub fn kept(body: &Json, when: &Json) -> Json {
    let mut body = addressed(body.clone());
    if body["consent"].is_object() && body["consent"]["captured_at"].is_null() {
        body["consent"]["captured_at"] = when.clone();
    }
    for (field, parts) in [
        ("consent", &["marketing", "phone", "text_version"][..]),
        ("utm", &["source", "medium", "campaign", "term", "content", "id", "referrer"]),
    ] {
        if body[field].is_object() {
            for part in parts {
                body[field][*part] = body[field][*part].clone();
            }
        }
    }
    if let Some(page) = body["utm"]["referrer"].as_str() {
        let path = page.split(['?', '#']).next().unwrap_or_default().trim().to_owned();
        body["utm"]["referrer"] = if path.is_empty() { Json::Null } else { path.into() };
    }
    body
}

/// What follows from the e-mail address.
pub fn derive(lead: &mut Json) {
    let email = lead["email"].as_str().map(str::to_owned);
    let corporate = email.as_deref().and_then(corporate);
    lead["mailbox"] = match (&email, &corporate) {
        (None, _) => Json::Null,
        (Some(_), Some(_)) => json!("corporate"),
        (Some(_), None) => json!("generic"),
    };
    lead["domain"] = json!(corporate.map(|host| domain(&host)));
}

/// By what a lead is found.
pub fn identity(lead: &Json) -> Json {
    json!({"email": lead["email"].as_str().map(str::to_lowercase),
           "corporate": lead["mailbox"] == "corporate",
           "phone": lead["phone"], "company": lead["company"].as_str().map(company),
           "external_id": lead["external_id"]})
}

/// The key by which one identity is another one.
fn same(one: &Json, other: &Json) -> Vec<&'static str> {
    let both = |field: &str| !one[field].is_null() && one[field] == other[field];
    let company = one["company"].is_null() || other["company"].is_null() || both("company");
    let mut keys = Vec::new();
    if both("email") && (one["corporate"] == true || company) {
        keys.push("email");
    }
    if both("phone") && company {
        keys.push("phone");
    }
    if both("external_id") {
        keys.push("external_id");
    }
    keys
}

impl World {
    /// The lead that an id means.
    pub fn survivor(&self, id: &str) -> String {
        let into = self.find("lead", id).and_then(|lead| lead.merged_into.as_deref());
        into.map_or_else(|| id.to_owned(), |into| self.survivor(into))
    }

    /// Other leads that are the same as this one, and by which key.
    pub fn same_leads(&self, own: &str, lead: &Json) -> Vec<(String, &'static str)> {
        let new = identity(lead);
        let mut found = Vec::new();
        let others = self.leads.iter().filter(|lead| lead.id != own && lead.merged_into.is_none());
        for other in others {
            let converted = other.is("state", "converted");
            let held = other.fields["identities"].as_array().cloned().unwrap_or_default();
            for held in std::iter::once(identity(&other.fields)).chain(held) {
                let keys = same(&new, &held).into_iter();
                let keys = keys.filter(|key| !converted || *key == "external_id");
                found.extend(keys.map(|key| (other.id.clone(), key)));
            }
        }
        found
    }

    pub fn no_same_lead(&self, own: &str, lead: &Json) -> Result<(), Refused> {
        none_of("lead", self.same_leads(own, lead))
    }
}

impl Record {
    /// Open, and below `mql`.
    pub fn before_mql(&self) -> bool {
        ["new", "verified", "contacted", "nurturing"].iter().any(|state| self.is("state", state))
    }

    pub fn is_out(&self) -> bool {
        self.is("state", "disqualified") || self.is("state", "recycled")
    }
}
