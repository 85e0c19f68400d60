//! A lead becomes a customer: account, contact and deal at once, or nothing.

use serde_json::{Value as Json, json};

use super::account::keys;
use super::lead::{QUESTIONS, place};
use super::words::{addressed, company, region};
use super::wrongs::Wrongs;
use super::{Judged, Record, Sent, World, contact, deal, done, fields, none_of, refused};

/// A record that the conversion comes to: its id, how it was come by, and itself if it is new.
type Linked = (String, &'static str, Option<Record>);

impl World {
    pub fn convert_lead(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let id = self.changeable(sent.text("lead_id").unwrap_or_default())?;
        let lead = self.find("lead", &id).expect("it is there").clone();
        if place(&lead.fields["state"]).is_none() {
            return Err(refused("wrong-state"));
        }
        let mut wrong = Wrongs::default();
        if !lead.is("state", "sql") {
            wrong.unmet.push("state".to_owned());
        }
        let no = QUESTIONS.iter().filter(|q| lead.fields["checklist"][**q] != true);
        wrong.unmet.extend(no.map(|question| format!("checklist.{question}")));
        let account = self.linked_account(sent, &lead, &mut wrong, answer);
        let at = account.as_ref().map(|account| account.0.as_str());
        let contact = self.linked_contact(sent, &lead, at, &mut wrong, answer);
        let new = &sent.data["opportunity"];
        let placed = self.deal_place(new, &mut wrong);
        let custom = (!new.is_null()).then(|| {
            let carried = self.carried(&lead.fields["custom"], "opportunity", sent);
            self.custom_made(("opportunity", "opportunity.custom"), &new["custom"], carried, sent)
        });
        let custom = custom.and_then(|custom| wrong.note(custom)).unwrap_or_default();
        wrong.finish()?;
        let mut account = account.expect("an account");
        let theirs = self.find("account", &account.0).map(|a| a.fields["owner_id"].clone());
        let owners = [sent.data["owner_id"].clone(), lead.fields["owner_id"].clone()];
        let owner = owners.into_iter().chain(theirs).find(|owner| !owner.is_null());
        let owner = owner.unwrap_or_default();
        let deal = placed.map(|place| {
            let region = &sent.data["account"]["fields"]["region"];
            let region = if region.is_null() { &lead.fields["region"] } else { region };
            let deal = self.linked_deal((new, &place), (&account.0, region, &owner), &lead, answer);
            let mut fields = with_time(deal.fields, sent);
            fields["custom"] = custom;
            Record { fields, ..deal }
        });
        let mut events = vec!["LeadConverted"];
        let deal = deal.map(|deal| self.decided_by(contact.as_ref(), deal));
        let modes = (account.1, contact.as_ref().map(|contact| contact.1));
        if let Some(record) = account.2.take() {
            events.push("AccountCreated");
            let fields = with_time(record.fields, sent);
            self.accounts.push(Record { fields, ..record });
            self.find_mut("account", &account.0).fields["owner_id"] = owner.clone();
        }
        let contact_id = contact.as_ref().map(|contact| contact.0.clone());
        if let Some(record) = contact.and_then(|contact| contact.2) {
            events.push("ContactCreated");
            let fields = with_time(record.fields, sent);
            self.contacts.push(Record { fields, ..record });
        }
        let deal_id = deal.as_ref().map(|deal| deal.id.clone());
        if let Some(record) = deal {
            events.push("OpportunityOpened");
            self.deals.push(record);
        }
        let before = lead.fields["owner_id"].clone();
        self.conversions.push(json!({"lead_id": id, "account_id": account.0,
            "account_mode": modes.0, "contact_id": contact_id, "contact_mode": modes.1,
            "opportunity_id": deal_id, "owner_before": before, "owner_id": owner,
            "occurred_at": sent.when()}));
        if before != owner {
            self.hand(sent, ("lead", &id), &before, &owner, &Json::Null);
        }
        self.find_mut("lead", &id).became(json!(account.0), json!(contact_id), json!(deal_id));
        done("lead", &id, events)
    }

    /// Whoever the lead became has a part in the decision, if they have one at all.
    fn decided_by(&self, contact: Option<&Linked>, mut deal: Record) -> Record {
        let known = |(id, _, new): &Linked| {
            let known = new.as_ref().or_else(|| self.find("contact", id))?;
            Some((id.clone(), known.fields["decision_role"].clone()))
        };
        let part = contact.and_then(known).filter(|(_, role)| !role.is_null());
        if let Some((who, role)) = part {
            deal.fields["roles"][who] = role;
        }
        deal
    }

    fn linked_account(
        &self,
        sent: &Sent,
        lead: &Record,
        wrong: &mut Wrongs,
        answer: &Json,
    ) -> Option<Linked> {
        let link = &sent.data["account"];
        let given = link["id"].as_str();
        let there = given.filter(|id| self.find("account", id).is_some());
        let mode = link["mode"].as_str().unwrap_or_default();
        if mode == "use" {
            return wrong.note(match (given, there) {
                (None, _) => Err(fields("invalid", &["account.id"])),
                (Some(_), None) => Err(fields("unknown-reference", &["account.id"])),
                (Some(given), Some(_)) => Ok((given.into(), "use", None)),
            });
        }
        let or_lead = |field: &str, of: &str| {
            let given = &link["fields"][field];
            if given.is_null() { lead.fields[of].clone() } else { given.clone() }
        };
        let (name, at) = (or_lead("name", "company"), or_lead("region", "region"));
        if mode == "match" {
            let found = there.map(|id| (id.to_owned(), "id"));
            let found = found.or_else(|| self.account_like(lead, &name, &at, answer));
            if let Some(found) = found {
                return wrong.note(match link["on_match"] == "refuse" {
                    true => none_of("account", vec![found]).map(|()| unreachable!()),
                    false => Ok((found.0, "match", None)),
                });
            }
        }
        wrong.note(none_of("account", there.map(|id| (id.into(), "id")).into_iter().collect()));
        if name.is_null() {
            wrong.note::<()>(Err(fields("invalid", &["account.fields.name"])));
        }
        let id = self.id(given, "account", answer);
        let carried = self.carried(&lead.fields["custom"], "account", sent);
        let of = ("account", "account.fields.custom");
        let custom = wrong.note(self.custom_made(of, &link["fields"]["custom"], carried, sent));
        let account = json!({"custom": custom, "name": name, "region": at, "industry": lead.fields["industry"],
            "size": lead.fields["company_size"], "domain": lead.fields["domain"], "need": lead.fields["interest"], "tags": [],
            "links": []});
        let keys = if name.is_null() { Vec::new() } else { keys(&account) };
        wrong.note(none_of("account", self.accounts_with(given.unwrap_or_default(), &keys)));
        Some((id.clone(), "create", Some(Record::new(&id, account))))
    }

    /// An account of the same domain, else of the same name in the same region.
    fn account_like(
        &self,
        lead: &Record,
        name: &Json,
        at: &Json,
        answer: &Json,
    ) -> Option<(String, &'static str)> {
        let domain = lead.has("domain").then(|| ("domain", lead.fields["domain"].clone()));
        let place = region(at.as_str().unwrap_or_default()).to_lowercase();
        let name = name.as_str().map(|name| ("name", json!([company(name), place])));
        let like = |key: Option<(&'static str, Json)>| {
            key.map_or(vec![], |key| self.accounts_with("", &[key]))
        };
        let domain = like(domain);
        let found = if domain.is_empty() { like(name) } else { domain };
        let named = found.iter().find(|(account, _)| answer.to_string().contains(account));
        named.or(found.get(self.holder)).or(found.first()).cloned()
    }

    fn linked_contact(
        &self,
        sent: &Sent,
        lead: &Record,
        account: Option<&str>,
        wrong: &mut Wrongs,
        answer: &Json,
    ) -> Option<Linked> {
        let link = &sent.data["contact"];
        let given = link["id"].as_str();
        let there = given.and_then(|id| self.find("contact", id));
        let mode = link["mode"].as_str().unwrap_or("match");
        let elsewhere = |contact: &Record| account.is_some_and(|at| !contact.is("account_id", at));
        if there.is_some_and(elsewhere) && mode != "create" {
            return wrong.note(Err(fields("unknown-reference", &["contact.id"])));
        }
        if mode == "none" {
            return None;
        }
        let of = |field: &str| {
            let given = &link["fields"][field];
            if given.is_null() { lead.fields[field].clone() } else { given.clone() }
        };
        let mut contact = json!({"account_id": account, "person_name": lead.fields["person_name"],
            "email": of("email"), "phone": of("phone"), "title": lead.fields["title"], "main": false,
            "from_lead_id": lead.id});
        contact = addressed(contact);
        let roles = self.codes("decision_role", sent);
        if roles.iter().any(|role| lead.is("seniority", role)) {
            contact["decision_role"] = lead.fields["seniority"].clone();
        }
        contact["created_at"] = sent.when();
        match (mode, there) {
            ("use", None) => return wrong.note(Err(fields("unknown-reference", &["contact.id"]))),
            ("use", Some(there)) => return Some((there.id.clone(), "use", None)),
            ("match", Some(there)) => return Some((there.id.clone(), "match", None)),
            ("match", None) => {
                let found = account.and_then(|at| self.contact_like(&contact, at, answer));
                if let Some(found) = found {
                    return Some((found, "match", None));
                }
            }
            (_, there) => {
                if contact["person_name"].is_null() {
                    wrong.note::<()>(Err(fields("invalid", &["contact.fields.person_name"])));
                }
                let taken = there.map(|there| (there.id.clone(), "id")).into_iter().collect();
                wrong.note(none_of("contact", taken));
            }
        }
        if account.is_some() {
            let held = self.contacts_with(given.unwrap_or_default(), &contact::keys(&contact));
            wrong.note(none_of("contact", held));
        }
        let carried = self.carried(&lead.fields["custom"], "contact", sent);
        let of = ("contact", "contact.fields.custom");
        let custom = wrong.note(self.custom_made(of, &link["fields"]["custom"], carried, sent));
        contact["custom"] = custom.unwrap_or_default();
        let id = self.id(given, "contact", answer);
        Some((id.clone(), "create", Some(Record::new(&id, contact))))
    }

    /// A contact at the account with the same e-mail address, else with the same number.
    fn contact_like(&self, contact: &Json, account: &str, answer: &Json) -> Option<String> {
        let email = |other: &&Record| {
            let lower = |value: &Json| value.as_str().map(str::to_lowercase);
            let same = |face: &Json| lower(&face["email"]) == lower(&contact["email"]);
            !contact["email"].is_null() && other.faces().iter().any(same)
        };
        let phone = |other: &&Record| {
            let same = |face: &Json| face["phone"] == contact["phone"];
            !contact["phone"].is_null() && other.faces().iter().any(same)
        };
        let here = self.contacts.iter().filter(|other| other.is("account_id", account));
        let here: Vec<&Record> = here.collect();
        let all = |fits: &dyn Fn(&&Record) -> bool| {
            here.iter().copied().filter(|c| fits(c)).collect::<Vec<_>>()
        };
        let (emails, phones) = (all(&email), all(&phone));
        let found = if emails.is_empty() { phones } else { emails };
        let named = found.iter().find(|c| answer.to_string().contains(&c.id));
        named.or(found.first()).map(|found| found.id.clone())
    }

    /// The pipeline and the stage of the deal that is to be opened, if one is.
    fn deal_place(&self, new: &Json, wrong: &mut Wrongs) -> Option<(String, String)> {
        if new.is_null() {
            return None;
        }
        let pipeline = new["pipeline"].as_str().unwrap_or("standard");
        let stage = wrong.note(deal::placed(pipeline, new["stage"].as_str(), "opportunity."));
        wrong.note(self.no_such_deal(new["opportunity_id"].as_str(), &Json::Null));
        Some((pipeline.into(), stage?))
    }

    fn linked_deal(
        &self,
        (new, (pipeline, stage)): (&Json, &(String, String)),
        (account, region, owner): (&str, &Json, &Json),
        lead: &Record,
        answer: &Json,
    ) -> Record {
        let given = new["opportunity_id"].as_str();
        let mut deal = deal::opened(new, pipeline, stage, Json::Null);
        for field in ["product", "use_case"] {
            if deal[field].is_null() {
                deal[field] = lead.fields[field].clone();
            }
        }
        for (field, value) in [
            ("account_id", json!(account)),
            ("region", region.clone()),
            ("owner_id", owner.clone()),
            ("lead_id", json!(lead.id)),
            ("source", lead.fields["source"].clone()),
        ] {
            deal[field] = value;
        }
        Record::new(&self.id(given, "opportunity", answer), deal)
    }
}

impl Record {
    /// It is locked, and names what came of it.
    fn became(&mut self, account: Json, contact: Json, deal: Json) {
        self.revision += 1;
        self.fields["state"] = json!("converted");
        self.fields["account_id"] = account;
        self.fields["contact_id"] = contact;
        self.fields["opportunity_id"] = deal;
    }
}

/// The fields of a record that begins with the conversion.
fn with_time(mut fields: Json, sent: &Sent) -> Json {
    fields["created_at"] = sent.when();
    fields["opened_at"] = sent.when();
    fields
}
