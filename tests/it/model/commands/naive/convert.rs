//! A lead becomes a customer: account, contact and deal at once, or nothing.

use chrono::{Days, NaiveDate};
use serde_json::{Value as Json, json};

use super::lead::place;
use super::rules::words;
use super::wrongs::Wrongs;
use super::{Judged, Record, Sent, World, deal, done, refused};

/// A record that the conversion comes to: its id, how it was come by, and itself if it is new.
pub type Linked = (String, &'static str, Option<Record>);

impl World {
    pub fn convert_lead(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let id = self.changeable(sent.text("lead_id").unwrap_or_default())?;
        let lead = self.find("lead", &id).expect("it is there").clone();
        if place(&lead.fields["state"]).is_none() {
            return Err(refused("wrong-state"));
        }
        let rules = self.conversion_rules(sent);
        let new = self.wanted_deal(&lead, &rules, sent);
        let mut wrong = Wrongs::default();
        wrong.unmet = self.unmet(&lead, (!new.is_null()).then_some(&new), sent);
        let account = self.linked_account(sent, &lead, &mut wrong, answer);
        let at = account.as_ref().map(|account| account.0.as_str());
        let contact = self.linked_contact(sent, &lead, at, &mut wrong, answer);
        let placed = self.deal_place(&new, &mut wrong);
        let custom = (!new.is_null()).then(|| {
            let carried = self.carried(&lead.fields["custom"], "opportunity", sent);
            self.custom_made(("opportunity", "opportunity.custom"), &new["custom"], carried, sent)
        });
        let custom = custom.and_then(|custom| wrong.note(custom)).unwrap_or_default();
        wrong.finish()?;
        let mut account = account.expect("an account");
        let theirs = self.find("account", &account.0).map(|a| a.fields["owner_id"].clone());
        let theirs = theirs.unwrap_or_default();
        let from = words(&rules["owner_from"]).into_iter();
        let from = from.map(|of| if of == "lead" { &lead.fields["owner_id"] } else { &theirs });
        let mut owners = std::iter::once(&sent.data["owner_id"]).chain(from);
        let owner = owners.find(|owner| !owner.is_null()).cloned().unwrap_or_default();
        let deal = placed.map(|place| {
            let deal = self.linked_deal((&new, &place), (&account.0, &owner), &lead, answer);
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

    /// The deal that is to be opened: given or by default, with what the lead fills. Null if none is.
    fn wanted_deal(&self, lead: &Record, rules: &Json, sent: &Sent) -> Json {
        let rule = &rules["opportunity"];
        let by_default = sent.data.get("opportunity").is_none() && rule["policy"] == "by_default";
        let mut deal = sent.data["opportunity"].clone();
        if by_default {
            let days = rule["close_days"].as_u64().unwrap_or(0);
            let today = sent.when().as_str().and_then(|at| at[..10].parse::<NaiveDate>().ok());
            let close = today.expect("a conversion says its time") + Days::new(days);
            let kind = rule["name"].as_str().unwrap_or_default();
            let company = lead.fields["company"].as_str();
            let name = company.map_or(kind.to_owned(), |company| format!("{company}: {kind}"));
            deal = json!({"name": name, "amount": rule["amount"], "expected_close": close});
        }
        if deal.is_null() {
            return deal;
        }
        if deal["pipeline"].is_null() {
            deal["pipeline"] = rule["pipeline"].clone();
        }
        if deal["stage"].is_null() && deal["pipeline"] == rule["pipeline"] {
            deal["stage"] = rule["stage"].clone();
        }
        for field in ["product", "use_case"] {
            if deal[field].is_null() {
                deal[field] = mapped(rules, lead, &format!("opportunity.{field}"));
            }
        }
        let given = &sent.data["account"]["fields"]["region"];
        let lead_region = mapped(rules, lead, "opportunity.region");
        deal["region"] = if given.is_null() { lead_region } else { given.clone() };
        deal["source"] = mapped(rules, lead, "opportunity.source");
        for field in ["product", "region", "source"] {
            deal[field] = self.named(field, &deal[field], sent);
        }
        deal
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
        (account, owner): (&str, &Json),
        lead: &Record,
        answer: &Json,
    ) -> Record {
        let given = new["opportunity_id"].as_str();
        let mut deal = deal::opened(new, pipeline, stage, Json::Null);
        for (field, value) in [
            ("account_id", json!(account)),
            ("region", new["region"].clone()),
            ("owner_id", owner.clone()),
            ("lead_id", json!(lead.id)),
            ("source", new["source"].clone()),
        ] {
            deal[field] = value;
        }
        Record::new(&self.id(given, "opportunity", answer), deal)
    }
}

/// What a lead fills a field with, as the rules map it.
pub fn mapped(rules: &Json, lead: &Record, to: &str) -> Json {
    let from = rules["mapping"][to].as_str();
    from.map_or(Json::Null, |from| lead.fields[from].clone())
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
