//! Duplicates inside a file that is only tried: nothing is kept in a dry run, so the platform can't
//! see the rows before. What it answers says by which keys each row would be found, so the rule is
//! the platform's own.

use std::collections::{BTreeSet, HashMap};

use event_schema::command::LeadKey;
use event_schema::event::MailboxClass;
use event_schema::value::{LookupHash, LookupKey, LookupKind};
use rules::duplicates::{LeadFacts, exact};
use rules::settings::lead_keys;
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::verdict::{Outcome, Verdict};
use crate::say::Failure;
use crate::verb::Client;

/// The rows of a file that would be records.
pub struct Twins {
    keys: BTreeSet<LeadKey>,
    rows: Vec<(u64, Uuid, LeadFacts)>,
    by_key: HashMap<(LookupKind, LookupHash), Vec<usize>>,
}

#[derive(Deserialize)]
struct Event {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    keys: Vec<LookupKey>,
    mailbox: Option<MailboxClass>,
    company_hash: Option<LookupHash>,
}

impl Twins {
    /// No rows yet, by the duplicate rules in force.
    pub fn new(client: &Client) -> Result<Self, Failure> {
        let answer = client.get("/v1/settings?kind=duplicates")?.json()?;
        let body = answer["items"][0]["body"]["lead_keys"].clone();
        // A tenant without a commit has the shipped rules, as have rules from before there were keys.
        let keys = serde_json::from_value(body).unwrap_or_else(|_| lead_keys());
        Ok(Self { keys, rows: Vec::new(), by_key: HashMap::new() })
    }

    /// Takes a row that would be a record, by the events that would make it; else says whose
    /// duplicate it is.
    pub fn take(&mut self, number: u64, id: Uuid, events: &RawValue) -> Option<Verdict> {
        let events: Vec<Event> = serde_json::from_str(events.get()).ok()?;
        let Data { keys, mailbox, company_hash } = events.into_iter().next()?.data;
        let of = |kind| keys.iter().find(|key| key.kind == kind).map(|key| key.hash);
        let (email, phone) = (of(LookupKind::Email), of(LookupKind::Phone));
        let new = LeadFacts { email, mailbox, phone, company: company_hash };
        for key in &keys {
            for at in self.by_key.get(&(key.kind, key.hash)).into_iter().flatten() {
                let (row, holder, held) = &self.rows[*at];
                let by = match key.kind {
                    LookupKind::External => Some(LookupKind::External),
                    _ => exact(&self.keys, &new, held),
                };
                if let Some(by) = by {
                    return Some(duplicate(*row, *holder, by.name()));
                }
            }
        }
        for key in &keys {
            self.by_key.entry((key.kind, key.hash)).or_default().push(self.rows.len());
        }
        self.rows.push((number, id, new));
        None
    }
}

/// A row that is the record of an earlier one.
pub fn duplicate(row: u64, id: Uuid, key: &str) -> Verdict {
    Verdict {
        conflicts: vec![id.to_string()],
        fields: vec![key.into()],
        ..Verdict::of(
            Outcome::Duplicate,
            format!("duplicate in file: row {row} has the same {key}"),
        )
    }
}
