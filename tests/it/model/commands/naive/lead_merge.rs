//! Two leads that are one: merged by hand, or by putting a new lead's facts on the one that is there.

use serde_json::{Value as Json, json};

use super::custom::custom_filled;
use super::lead::place;
use super::lead_facts::{KNOWN, derive, identity};
use super::{Judged, Record, Refused, Sent, World, done, fields, refused};

/// What people agree to, from the least strict on.
const WORDS: [&str; 3] = ["explicit", "legitimate_interest", "do_not_contact"];

impl World {
    pub fn merge_leads(&mut self, sent: &Sent) -> Judged {
        let named = |field| sent.text(field).unwrap_or_default();
        if named("survivor_id") == named("duplicate_id") {
            return Err(fields("invalid", &["duplicate_id"]));
        }
        let (id, other) =
            (self.survivor(named("survivor_id")), self.survivor(named("duplicate_id")));
        let Some(survivor) = self.find("lead", &id).cloned() else {
            return Err(refused("unknown-target"));
        };
        let Some(duplicate) = self.find("lead", &other).cloned() else {
            return Err(fields("unknown-reference", &["duplicate_id"]));
        };
        if id == other {
            return done("lead", &id, vec![]);
        }
        self.changeable(&id)?;
        self.changeable(&other)?;
        // What fills a blank is named as it would be if it were written now.
        let mut duplicate = duplicate;
        for field in ["industry", "region", "product"] {
            duplicate.fields[field] = self.named(field, &duplicate.fields[field], sent);
        }
        let mut events = vec!["LeadsMerged"];
        let merged = survivor.with(
            &duplicate,
            (&self.questions("bant", &sent.when()), &self.scoring(sent)),
            &mut events,
        );
        let owners = (survivor.fields["owner_id"].clone(), merged.fields["owner_id"].clone());
        if owners.0 != owners.1 {
            self.hand(sent, ("lead", &id), &owners.0, &owners.1, &Json::Null);
        }
        *self.find_mut("lead", &id) = merged;
        events.extend(self.inherit("lead", &id, &other));
        let gone = self.find_mut("lead", &other);
        gone.revision += 1;
        gone.merged_into = Some(id.clone());
        events.push("LeadMergedInto");
        done("lead", &id, events)
    }

    /// `on_duplicate: merge`: the lead that new facts fit, if they can be put on it. Of several that
    /// one is meant which is found by the address, else by the number, else by the reference.
    pub fn holder(&self, same: &[(String, &'static str)], answer: &Json) -> Option<String> {
        let by = |key| {
            let found: Vec<_> = same.iter().filter(|(_, by)| *by == key).collect();
            let named = found.iter().find(|(id, _)| answer["stream"]["id"] == **id);
            named.or(found.first()).map(|(id, _)| id.clone())
        };
        let id = by("email").or(by("phone")).or(by("external_id"))?;
        let holder = self.find("lead", &id)?;
        (!holder.is("state", "converted")).then_some(id)
    }

    /// Puts the facts of a new lead on one that is there.
    pub fn put_on(
        &mut self,
        id: &str,
        sent: &Sent,
        (body, custom): (&Json, &Json),
        same: &[(String, &'static str)],
        answer: &Json,
    ) -> Judged {
        let id = id.to_owned();
        let before = self.find("lead", &id).expect("it was found").clone();
        let others = |found: &[(String, &'static str)]| {
            let others = found.iter().filter(|(other, _)| *other != id);
            others.cloned().collect::<Vec<_>>()
        };
        let mut after = before.clone();
        let mut news = after.take(body);
        news |= after.fields["custom"] != *custom;
        after.fields["custom"] = custom.clone();
        let held: Vec<_> = same.iter().filter(|(_, key)| *key == "external_id").cloned().collect();
        let same = [others(&held), self.same_leads(&id, &after.fields)].concat();
        if !same.is_empty() {
            return Err(Refused { conflicts: same, ..refused("duplicate-lead") });
        }
        let updated = news;
        let mut events = vec!["LeadsMerged"];
        if !after.has("owner_id") && !body["owner_id"].is_null() {
            after.fields["owner_id"] = body["owner_id"].clone();
            after.fields["accepted"] = json!(false);
            news = true;
        }
        news |= after.also_known_as(&body["external_id"]);
        if sent.text("lead_id").is_none() && !news {
            return done("lead", &id, vec![]);
        }
        if updated {
            events.push("LeadUpdated");
            after.rescore(&self.scoring(sent), &before.fields, &mut events);
        }
        after.revision += events.len() as u64;
        events.push("LeadMergedInto");
        let mut alias =
            Record::new(&self.id(sent.text("lead_id"), "lead", answer), json!({"state": "merged"}));
        alias.merged_into = Some(id.clone());
        after.fields["merged_ids"].as_array_mut().expect("a list").push(json!(alias.id));
        let owners = (before.fields["owner_id"].clone(), after.fields["owner_id"].clone());
        if owners.0 != owners.1 {
            self.hand(sent, ("lead", &id), &owners.0, &owners.1, &Json::Null);
        }
        self.leads.push(alias);
        *self.find_mut("lead", &id) = after;
        done("lead", &id, events)
    }
}

/// Of two consents the stricter word on each channel; the one whose word was taken over has the
/// evidence.
fn stricter(own: &Json, theirs: &Json) -> Json {
    if own.is_null() || theirs.is_null() {
        return if own.is_null() { theirs } else { own }.clone();
    }
    let strictness = |word: &Json| WORDS.iter().position(|known| word == known);
    let is_stricter = |channel: &&str| strictness(&theirs[channel]) > strictness(&own[channel]);
    let taken: Vec<&str> = ["marketing", "phone"].into_iter().filter(is_stricter).collect();
    let (first, second) = if taken.is_empty() { (own, theirs) } else { (theirs, own) };
    let mut both = own.clone();
    for channel in taken {
        both[channel] = theirs[channel].clone();
    }
    for evidence in ["text_version", "captured_at"] {
        let known = Some(&first[evidence]).filter(|known| !known.is_null());
        both[evidence] = known.unwrap_or(&second[evidence]).clone();
    }
    both
}

impl Record {
    /// The survivor of two: its own values stay, its blanks are filled, and what both did counts.
    fn with(
        &self,
        other: &Self,
        (questions, model): (&[(String, bool)], &Json),
        events: &mut Vec<&'static str>,
    ) -> Self {
        let mut merged = self.clone();
        for field in KNOWN.iter().chain(&["checklist"]).filter(|field| !self.has(field)) {
            merged.fields[*field] = other.fields[*field].clone();
        }
        if !self.has("owner_id") {
            merged.fields["owner_id"] = other.fields["owner_id"].clone();
            merged.fields["accepted"] = other.fields["accepted"].clone();
        }
        merged.fields["custom"] = custom_filled(&self.fields["custom"], &other.fields["custom"]);
        merged.fields["consent"] = stricter(&self.fields["consent"], &other.fields["consent"]);
        derive(&mut merged.fields);
        for number in ["behaviour", "contacts", "keys"] {
            let number_of = |lead: &Self| lead.fields[number].as_i64().unwrap_or(0);
            merged.fields[number] = json!(number_of(self) + number_of(other));
        }
        for (behavior, times) in other.fields["did"].as_object().expect("an object") {
            let both = self.did(behavior) + times.as_u64().unwrap_or(0);
            merged.fields["did"][behavior] = json!(both);
        }
        let of = |lead: &Self, field: &str| lead.fields[field].as_array().cloned().expect("a list");
        let own = vec![identity(&other.fields)];
        merged.fields["identities"] =
            json!([of(self, "identities"), own, of(other, "identities")].concat());
        merged.fields["merged_ids"] = json!(
            [of(self, "merged_ids"), vec![json!(other.id)], of(other, "merged_ids")].concat()
        );
        let further = place(&self.fields["state"]) < place(&other.fields["state"]);
        if further {
            merged.fields["state"] = other.fields["state"].clone();
        }
        let refit = merged.refit(model, &self.fields);
        let raised = self.fields["did"] != merged.fields["did"]
            && self.fields["priority"] != merged.priority(model);
        if refit || raised || self.fields["behaviour"] != merged.fields["behaviour"] {
            events.push("LeadScored");
            merged.note_score(model);
            merged.qualify_by_rule(model, events);
        }
        if merged.take_answers(other, questions) {
            events.push("QuestionnaireAnswered");
        }
        merged.revision += events.len() as u64;
        merged
    }

    /// New values over the known ones, but for what is only filled in. True if something changed.
    fn take(&mut self, body: &Json) -> bool {
        let mut facts = body.clone();
        let sent = facts.as_object_mut().expect("a body is an object");
        sent.retain(|field, value| {
            let filled = ["utm", "external_id"].contains(&field.as_str()) && self.has(field);
            field != "source" && !value.is_null() && !filled
        });
        if !body["consent"].is_null() {
            facts["consent"] = stricter(&self.fields["consent"], &body["consent"]);
        }
        let changed = self.put(&facts, &KNOWN);
        derive(&mut self.fields);
        changed
    }

    /// Keeps another reference; true if it is one more.
    fn also_known_as(&mut self, reference: &Json) -> bool {
        let known = self.fields["identities"].as_array().expect("a list");
        let held = known.iter().any(|identity| identity["external_id"] == *reference);
        if reference.is_null() || self.fields["external_id"] == *reference || held {
            return false;
        }
        let alias = json!({"email": null, "corporate": false, "phone": null, "company": null,
                           "external_id": reference});
        self.fields["identities"].as_array_mut().expect("a list").push(alias);
        true
    }
}
