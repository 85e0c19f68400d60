//! The account and the contact that a conversion comes to: there already, or new.

use serde_json::{Value as Json, json};

use super::account::keys;
use super::convert::{Linked, mapped};
use super::rules::words;
use super::words::{addressed, company};
use super::wrongs::Wrongs;
use super::{Record, Sent, World, contact, fields, none_of};

impl World {
    pub fn linked_account(
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
        let rules = self.conversion_rules(sent);
        let or_lead = |field: &str| {
            let given = &link["fields"][field];
            let from_lead = mapped(&rules, lead, &format!("account.{field}"));
            if given.is_null() { from_lead } else { given.clone() }
        };
        let (name, at) = (or_lead("name"), self.named("region", &or_lead("region"), sent));
        let industry = self.named("industry", &or_lead("industry"), sent);
        if mode == "match" {
            let found = there.map(|id| (id.to_owned(), "id"));
            let found = found.or_else(|| self.account_like((lead, &rules), &name, &at, answer));
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
        let account = json!({"custom": custom, "name": name, "region": at, "industry": industry,
            "size": or_lead("size"), "domain": lead.fields["domain"], "need": or_lead("need"),
            "tags": [], "links": []});
        let mut account = account;
        account["tags"] = self.tagged(&account, &lead.fields["source"], sent);
        let keys = if name.is_null() { Vec::new() } else { keys(&account) };
        wrong.note(none_of("account", self.accounts_with(given.unwrap_or_default(), &keys)));
        Some((id.clone(), "create", Some(Record::new(&id, account))))
    }

    /// An account of the same domain, else of the same name in the same region, in the order in
    /// which the rules ask.
    fn account_like(
        &self,
        (lead, rules): (&Record, &Json),
        name: &Json,
        at: &Json,
        answer: &Json,
    ) -> Option<(String, &'static str)> {
        let domain = lead.has("domain").then(|| ("domain", lead.fields["domain"].clone()));
        let place = at.as_str().unwrap_or_default().to_lowercase();
        let name = name.as_str().map(|name| ("name", json!([company(name), place])));
        let by = |key: &str| {
            let key = if key == "domain" { domain.clone() } else { name.clone() };
            key.map_or(vec![], |key| self.accounts_with("", &[key]))
        };
        let found = words(&rules["account_match"]).into_iter().map(|key| by(&key));
        let found = found.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
        let named = found.iter().find(|(account, _)| answer.to_string().contains(account));
        named.or(found.get(self.holder)).or(found.first()).cloned()
    }

    pub fn linked_contact(
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
        let (roles, rules) = (self.codes("decision_role", sent), self.conversion_rules(sent));
        let role = mapped(&rules, lead, "contact.decision_role");
        if roles.iter().any(|known| role == **known) {
            contact["decision_role"] = role;
        }
        contact["created_at"] = sent.when();
        match (mode, there) {
            ("use", None) => return wrong.note(Err(fields("unknown-reference", &["contact.id"]))),
            ("use", Some(there)) => return Some((there.id.clone(), "use", None)),
            ("match", Some(there)) => return Some((there.id.clone(), "match", None)),
            ("match", None) => {
                let found = account.and_then(|at| self.contact_like(&contact, at, &rules, answer));
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

    /// A contact at the account with the same e-mail address, else with the same number, in the
    /// order in which the rules ask.
    fn contact_like(
        &self,
        contact: &Json,
        account: &str,
        rules: &Json,
        answer: &Json,
    ) -> Option<String> {
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
        let by = |key: &str| if key == "email" { all(&email) } else { all(&phone) };
        let found = words(&rules["contact_match"]).into_iter().map(|key| by(&key));
        let found = found.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
        let named = found.iter().find(|c| answer.to_string().contains(&c.id));
        named.or(found.first()).map(|found| found.id.clone())
    }
}
