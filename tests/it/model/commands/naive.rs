//! The platform as a program of a few hundred lines: records in lists, read from end to end, and the
//! rules as the documents tell them. It knows nothing of events, read models or stores.

pub mod asked;
pub mod bodies;
pub mod shape;
pub mod words;

mod account;
mod answers;
mod care;
pub mod care_rules;
mod codes;
mod complete;
mod contact;
mod convert;
pub mod custom;
mod customer_merge;
mod deal;
mod deal_approval;
mod deal_notes;
mod deal_work;
mod dictionary;
mod duplicate;
mod holders;
mod judged;
mod lead;
mod lead_facts;
mod lead_merge;
mod lead_work;
mod linked;
mod object;
pub mod record;
mod rules;
mod score;
pub mod settings;
mod trade;
mod wrongs;

pub mod shown;

use serde_json::{Value as Json, json};

use codes::listed;
pub use judged::{Done, Judged, Refused, done, fields, made, none_of, refused};
pub use record::Record;

/// A command as it is sent.
#[derive(Debug, Clone)]
pub struct Sent {
    pub command: &'static str,
    pub data: Json,
    pub at: Option<String>,
    pub key: Option<String>,
    pub if_match: Option<u64>,
    pub dry: bool,
}

/// A tenant.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub leads: Vec<Record>,
    pub accounts: Vec<Record>,
    pub contacts: Vec<Record>,
    pub deals: Vec<Record>,
    pub interactions: Vec<Record>,
    pub orders: Vec<Record>,
    pub contracts: Vec<Record>,
    /// Records of objects that the tenant defined.
    pub records: Vec<Record>,
    /// The streams of settings that somebody defined, and all versions of all settings.
    pub settings: Vec<Record>,
    versions: Vec<settings::Version>,
    /// Rows of the list of conversions, and of changes of owner, oldest first.
    pub conversions: Vec<Json>,
    pub handed: Vec<Json>,
    /// Above which amount in CNY a deal of the standard pipeline is large, if any is.
    pub large_above: Option<f64>,
    /// Which of several accounts that hold a key a conversion is looked at with.
    holder: usize,
    /// Records of which somebody said that they are not the same.
    pub apart: Vec<duplicate::Pair>,
    spent: Vec<(Sent, Done)>,
    /// How often somebody answered a questionnaire.
    answered: u64,
}

/// The business time of a command that doesn't say it: later than any that is said.
pub const NOW: &str = "now";

impl Sent {
    pub fn when(&self) -> Json {
        json!(self.at.as_deref().unwrap_or(NOW))
    }

    /// A field, or the time of the command.
    pub fn time(&self, field: &str) -> Json {
        self.data.get(field).filter(|at| !at.is_null()).cloned().unwrap_or(self.when())
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        self.data[field].as_str()
    }
}

impl World {
    /// A tenant with the settings that it begins with.
    pub fn new() -> Self {
        let mut world = Self::default();
        for (list, codes) in codes::shipped() {
            world.ship("codes", list, codes);
        }
        for (kind, key_fields) in complete::shipped() {
            world.ship("completeness", kind, key_fields);
        }
        for (key, rules) in rules::shipped() {
            world.ship("conversion_rules", key, rules);
        }
        world.ship("scoring_model", "default", score::shipped());
        world.ship("account_rules", "default", care_rules::shipped());
        for (key, template) in care_rules::templates() {
            world.ship("template", key, template);
        }
        world.ship("dictionary", "region", dictionary::shipped());
        world.ship("dictionary", "title", json!({}));
        for (key, questionnaire) in answers::shipped() {
            world.ship("questionnaire", key, questionnaire);
        }
        world
    }

    /// What must be answered, and what it makes of the world. The answer says which ids were made
    /// where none was given.
    pub fn judge(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let shape = bodies::BODIES.iter().find(|(name, _)| *name == sent.command);
        let (mut found, (_, shape)) = (shape::Faults::default(), shape.expect("a known command"));
        shape::faults(shape, &sent.data, "", &mut found);
        let shape::Faults { malformed, invalid } = found;
        let fields = [malformed.clone(), invalid].concat();
        if !fields.is_empty() {
            let (status, slug) =
                if malformed.is_empty() { (422, "invalid") } else { (400, "malformed") };
            return Err(Refused { status, slug: slug.into(), fields, conflicts: vec![] });
        }
        if let Some((first, done)) = self
            .spent
            .iter()
            .find(|(spent, _)| (&spent.key, spent.command) == (&sent.key, sent.command))
        {
            let replayed = Done { replayed: true, ..done.clone() };
            return if first.data == sent.data { Ok(replayed) } else { Err(refused("key-reused")) };
        }
        if let Some(expected) = sent.if_match
            && expected != self.own_revision(&self.followed(sent))
        {
            return Err(refused("revision-mismatch"));
        }
        let mut done = self.decide(&self.worded(self.followed(sent)), answer)?;
        done.revision = self.find(done.kind, &done.id).map_or(0, |record| record.revision);
        if sent.key.is_some() && !done.events.is_empty() {
            self.spent.push((sent.clone(), done.clone()));
        }
        Ok(done)
    }

    fn decide(&mut self, sent: &Sent, answer: &Json) -> Judged {
        match sent.command {
            "CreateLead" => self.create_lead(sent, answer),
            "UpdateLead" => self.update_lead(sent),
            "MergeLeads" => self.merge_leads(sent),
            "ConvertLead" => self.convert_by_any(sent, answer),
            "AnswerQuestionnaire" => self.answer_questionnaire(sent),
            "CreateAccount" => self.create_account(sent, answer),
            "UpdateAccount" => self.update_account(sent),
            "ChangeAccountOwner" => self.change_account_owner(sent, answer),
            "LinkAccounts" | "UnlinkAccounts" => self.link_accounts(sent),
            "ReviewAccountGrade" | "HandOverAccount" => self.look_after(sent, answer),
            handover if handover.ends_with("AccountHandover") => self.look_after(sent, answer),
            "MergeAccounts" => self.merge_accounts(sent),
            "MergeContacts" => self.merge_contacts(sent),
            "CreateContact" => self.create_contact(sent, answer),
            "UpdateContact" => self.update_contact(sent),
            "LogInteraction" => self.log_interaction(sent, answer),
            "RecordOrder" => self.record_order(sent, answer),
            "CancelOrder" => self.cancel_order(sent),
            "RecordContract" => self.record_contract(sent, answer),
            "OpenOpportunity" => self.open_deal(sent, answer),
            "DismissDuplicate" | "RestoreDuplicate" => self.tell_apart(sent),
            "DefineFields" => self.define_fields(sent, answer),
            "DefineCompleteness" => self.define_completeness(sent, answer),
            "DefineConversionRules" => self.define_conversion_rules(sent, answer),
            "DefineQuestionnaire" => self.define_questionnaire(sent, answer),
            "DefineDictionary" => self.define_dictionary(sent, answer),
            "DefineAccountRules" => self.define_account_rules(sent, answer),
            "DefineTemplate" => self.define_template(sent, answer),
            "DefineScoringModel" => self.define_scoring_model(sent, answer),
            "DefineCodes" => self.define_codes(sent, answer),
            "DefineObject" => self.define_object(sent, answer),
            "CreateRecord" => self.create_record(sent, answer),
            "UpdateRecord" => self.update_record(sent),
            "RemoveRecord" => self.remove_record(sent),
            lead if sent.data.get("lead_id").is_some() => self.work_on_lead(lead, sent),
            deal => self.work_on_deal(deal, sent),
        }
    }

    /// The revision of the record that the command is about; 0 where there is none.
    pub fn own_revision(&self, sent: &Sent) -> u64 {
        let kind = match sent.command {
            "CreateAccount" | "UpdateAccount" | "ChangeAccountOwner" => "account",
            "LinkAccounts" | "UnlinkAccounts" => "account",
            "ReviewAccountGrade" | "HandOverAccount" => "account",
            handover if handover.ends_with("AccountHandover") => "account",
            "CreateContact" | "UpdateContact" => "contact",
            "LogInteraction" => "interaction",
            "RecordOrder" | "CancelOrder" => "order",
            "RecordContract" => "contract",
            "MergeLeads" => "survivor",
            "MergeAccounts" | "MergeContacts" => {
                let kind = if sent.command == "MergeAccounts" { "account" } else { "contact" };
                let id = self.meant(kind, sent.text("survivor_id").unwrap_or_default());
                return self.find(kind, &id).map_or(0, |record| record.revision);
            }
            "DismissDuplicate" | "RestoreDuplicate" => {
                let (kind, [id, _]) = self.pair(sent);
                return self.find(kind, &id).map_or(0, |record| record.revision);
            }
            "CreateRecord" | "UpdateRecord" | "RemoveRecord" => "record",
            setting if setting.starts_with("Define") => return self.setting_revision(sent),
            _ if sent.data.get("lead_id").is_some() || sent.command == "CreateLead" => "lead",
            _ => "opportunity",
        };
        let id = sent.text(&format!("{kind}_id")).unwrap_or_default();
        match kind {
            "survivor" => self.find("lead", &self.survivor(id)),
            // A new lead is nobody's alias.
            "lead" if sent.command != "CreateLead" => self.find("lead", &self.survivor(id)),
            kind => self.find(kind, id),
        }
        .map_or(0, |record| record.revision)
    }

    pub fn all(&self, kind: &str) -> &Vec<Record> {
        match kind {
            "lead" => &self.leads,
            "account" => &self.accounts,
            "contact" => &self.contacts,
            "opportunity" => &self.deals,
            "interaction" => &self.interactions,
            "order" => &self.orders,
            "record" => &self.records,
            "setting" => &self.settings,
            _ => &self.contracts,
        }
    }

    pub fn find(&self, kind: &str, id: &str) -> Option<&Record> {
        self.all(kind).iter().find(|record| record.id == id)
    }

    fn find_mut(&mut self, kind: &str, id: &str) -> &mut Record {
        let all = match kind {
            "lead" => &mut self.leads,
            "account" => &mut self.accounts,
            "contact" => &mut self.contacts,
            "opportunity" => &mut self.deals,
            "interaction" => &mut self.interactions,
            "order" => &mut self.orders,
            "record" => &mut self.records,
            "setting" => &mut self.settings,
            _ => &mut self.contracts,
        };
        all.iter_mut().find(|record| record.id == id).expect("it was found before")
    }

    /// The given id, else the one that the answer says was made.
    fn id(&self, given: Option<&str>, kind: &'static str, answer: &Json) -> String {
        let made = || {
            let streams = answer["streams"].as_array().cloned().unwrap_or_default();
            let own = std::iter::once(answer["stream"].clone());
            let mut new = own.chain(streams).filter(|stream| stream["type"] == kind);
            let new = new.find(|stream| {
                self.find(kind, stream["id"].as_str().unwrap_or_default()).is_none()
            });
            new.and_then(|stream| stream["id"].as_str().map(str::to_owned)).unwrap_or_default()
        };
        given.map_or_else(made, str::to_owned)
    }
}
