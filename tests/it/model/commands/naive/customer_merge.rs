//! Two accounts or two contacts that are one: whatever named the one that is gone names the other.

use serde_json::{Value as Json, json};

use super::account::{self, distinct};
use super::contact;
use super::custom::custom_filled;
use super::{Judged, Record, Refused, Sent, World, done, fields, refused};

impl World {
    /// The command with the ids of merged accounts and contacts replaced by those of the ones that
    /// they turned out to be. A merge looks at its ids as they were given, and so does a new record at
    /// its own.
    pub fn followed(&self, sent: &Sent) -> Sent {
        let own: &[&str] = match sent.command {
            "MergeAccounts" | "MergeContacts" => return sent.clone(),
            "CreateAccount" => &["account_id"],
            "CreateContact" => &["contact_id"],
            _ => &[],
        };
        let mut data = sent.data.clone();
        for (field, value) in data.as_object_mut().expect("a body is an object") {
            if !own.contains(&field.as_str()) {
                *value = self.meaning(value);
            }
        }
        Sent { data, ..sent.clone() }
    }

    fn meaning(&self, value: &Json) -> Json {
        match value {
            Json::String(id) => json!(self.meant("contact", &self.meant("account", id))),
            Json::Object(fields) => {
                fields.iter().map(|(field, value)| (field.clone(), self.meaning(value))).collect()
            }
            other => other.clone(),
        }
    }

    /// The record of a kind that an id means.
    pub fn meant(&self, kind: &str, id: &str) -> String {
        let into = self.find(kind, id).and_then(|record| record.merged_into.as_deref());
        into.map_or_else(|| id.to_owned(), |into| self.meant(kind, into))
    }

    /// Survivor and duplicate of a merge, or nothing if they are one already.
    fn two(
        &self,
        kind: &'static str,
        above: &str,
        sent: &Sent,
    ) -> Result<Option<[Record; 2]>, Refused> {
        let [one, other] = ["survivor_id", "duplicate_id"]
            .map(|field| sent.text(field).unwrap_or_default().to_owned());
        if one == other {
            return Err(fields("invalid", &["duplicate_id"]));
        }
        let [one, other] = [one, other].map(|id| self.meant(kind, &id));
        let survivor = self.find(kind, &one).ok_or(refused("unknown-target"))?;
        let unknown = || fields("unknown-reference", &["duplicate_id"]);
        let duplicate = self.find(kind, &other).ok_or_else(unknown)?;
        let between = |low: &Record, high: &Record| {
            let superior = |of: &Record| self.find(kind, of.fields[above].as_str()?);
            let mut next = superior(low).and_then(superior);
            while let Some(record) = next {
                if record.id == high.id {
                    return true;
                }
                next = superior(record);
            }
            false
        };
        if one == other {
            return Ok(None);
        }
        if between(survivor, duplicate) || between(duplicate, survivor) {
            return Err(fields("invalid", &["duplicate_id"]));
        }
        Ok(Some([survivor.clone(), duplicate.clone()]))
    }

    pub fn merge_accounts(&mut self, sent: &Sent) -> Judged {
        let Some([own, theirs]) = self.two("account", "parent_id", sent)? else {
            return done(
                "account",
                &self.meant("account", sent.text("survivor_id").unwrap()),
                vec![],
            );
        };
        let (id, other) = (own.id.clone(), theirs.id.clone());
        let mut merged = own.clone();
        merged.fill(
            &theirs,
            &account::KNOWN.map(|field| if field == "parent_id" { "domain" } else { field }),
        );
        merged.fill(&theirs, &["owner_id"]);
        merged.fields["custom"] = custom_filled(&own.fields["custom"], &theirs.fields["custom"]);
        if !own.has("grade") && merged.has("grade") {
            merged.fields["grade_reviewed_at"] = sent.when();
        }
        merged.above("parent_id", &theirs, true);
        merged.known_as(account::keys(&theirs.fields).into_iter().map(|key| json!(key)), &theirs);
        let both = |field: &str| {
            let all = [&own, &theirs].map(|a| a.fields[field].as_array().cloned().unwrap());
            all.concat()
        };
        merged.fields["tags"] = distinct(both("tags"));
        let links = |of: &Record| {
            let all = of.fields["links"].as_array().cloned().unwrap();
            all.into_iter().filter(|link| link[0] != *id && link[0] != *other).collect::<Vec<_>>()
        };
        let own_links = links(&own);
        let more = links(&theirs).into_iter().filter(|link| !own_links.contains(link));
        let more = distinct(more).as_array().cloned().unwrap();
        merged.fields["links"] = json!([own_links, more].concat());
        let mut events = vec!["AccountsMerged"];
        if own.fields["owner_id"] != merged.fields["owner_id"] {
            let owners = (&own.fields["owner_id"], &merged.fields["owner_id"]);
            self.hand(sent, ("account", &id), owners.0, owners.1, &sent.data["reason"]);
        }
        *self.find_mut("account", &id) = merged;
        let main = |c: &&mut Record, at: &str| c.is("account_id", at) && c.fields["main"] == true;
        if self.contacts.iter_mut().any(|contact| main(&contact, &id)) {
            for ended in self.contacts.iter_mut().filter(|contact| main(contact, &other)) {
                ended.fields["main"] = json!(false);
                ended.revision += 1;
                events.push("ContactUpdated");
            }
        }
        events.extend(self.inherit("account", &id, &other));
        self.gone("account", &other, &id, json!({"tags": [], "links": []}));
        for all in [
            &mut self.contacts,
            &mut self.deals,
            &mut self.interactions,
            &mut self.orders,
            &mut self.contracts,
        ] {
            all.iter_mut().for_each(|record| record.rename("account_id", &other, &id));
        }
        for account in &mut self.accounts {
            account.rename("parent_id", &other, &id);
            for link in account.fields["links"].as_array_mut().expect("a list") {
                if link[0] == *other {
                    link[0] = json!(id);
                }
            }
        }
        events.push("AccountMergedInto");
        done("account", &id, events)
    }

    pub fn merge_contacts(&mut self, sent: &Sent) -> Judged {
        let Some([own, theirs]) = self.two("contact", "reports_to", sent)? else {
            return done(
                "contact",
                &self.meant("contact", sent.text("survivor_id").unwrap()),
                vec![],
            );
        };
        let (id, other) = (own.id.clone(), theirs.id.clone());
        let together = own.fields["account_id"] == theirs.fields["account_id"];
        let mut merged = own.clone();
        merged.fill(&theirs, &contact::KNOWN);
        merged.fill(&theirs, &["from_lead_id"]);
        merged.fields["custom"] = custom_filled(&own.fields["custom"], &theirs.fields["custom"]);
        merged.above("reports_to", &theirs, together);
        let of = &theirs.fields;
        let alias = json!({"email": of["email"], "phone": of["phone"],
                           "external_id": of["external_id"]});
        merged.known_as([alias], &theirs);
        if together && of["main"] == true {
            merged.fields["main"] = json!(true);
        }
        let mut events = vec!["ContactsMerged"];
        *self.find_mut("contact", &id) = merged;
        if !together {
            events.extend(vec!["ContactUpdated"; self.leave_behind(&other)]);
        }
        events.extend(self.inherit("contact", &id, &other));
        self.gone("contact", &other, &id, json!({"main": false}));
        self.contacts.iter_mut().for_each(|contact| contact.rename("reports_to", &other, &id));
        self.interactions.iter_mut().for_each(|call| call.rename("contact_id", &other, &id));
        for deal in &mut self.deals {
            let roles = deal.fields["roles"].as_object_mut().expect("an object");
            if let Some(role) = roles.remove(&other) {
                roles.entry(&id).or_insert(role);
            }
        }
        events.push("ContactMergedInto");
        done("contact", &id, events)
    }

    /// A record is there no more, and its id means another one.
    fn gone(&mut self, kind: &str, id: &str, into: &str, fields: Json) {
        let gone = self.find_mut(kind, id);
        gone.revision += 1;
        gone.fields = fields;
        gone.merged_into = Some(into.into());
    }
}

impl Record {
    fn fill(&mut self, theirs: &Self, fields: &[&str]) {
        for field in fields.iter().filter(|field| theirs.has(field)) {
            if !self.has(field) {
                self.fields[*field] = theirs.fields[*field].clone();
            }
        }
    }

    /// Who stands above it stays, unless that is the one that it takes in; a blank is filled.
    fn above(&mut self, field: &str, theirs: &Self, fills: bool) {
        if self.has(field) && !self.is(field, &theirs.id) {
            return;
        }
        let next = Some(&theirs.fields[field]).filter(|next| fills && **next != *self.id);
        self.fields[field] = next.cloned().unwrap_or_default();
    }

    /// Is found by what another one was found by, and as old as the older; all in one event.
    fn known_as(&mut self, by: impl IntoIterator<Item = Json>, theirs: &Self) {
        let held = |of: &Self| of.fields["identities"].as_array().cloned().unwrap_or_default();
        self.fields["identities"] =
            json!([held(self), by.into_iter().collect(), held(theirs)].concat());
        let created =
            [&*self, theirs].map(|of| of.fields["created_at"].as_str().unwrap().to_owned());
        self.fields["created_at"] = json!(created.iter().min());
        self.revision += 1;
    }

    fn rename(&mut self, field: &str, from: &str, to: &str) {
        if self.is(field, from) {
            self.fields[field] = json!(to);
        }
    }
}
