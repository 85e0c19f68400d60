//! The rules of conversions: their versions, and what they ask for.

use serde_json::{Value as Json, json};

use super::{Judged, Record, Refused, Sent, World, fields, refused};

const QUESTIONS: [&str; 5] = ["need", "decision_maker", "budget", "timeframe", "contact_verified"];
const STATES: [&str; 7] =
    ["new", "verified", "contacted", "nurturing", "mql", "meeting_booked", "sql"];

/// The two rule sets as shipped.
pub fn shipped() -> [(&'static str, Json); 2] {
    let default = json!({
        "required_state": "sql",
        "checklist": QUESTIONS,
        "required_fields": [],
        "contact_required": false,
        "account_match": ["domain", "name"],
        "contact_match": ["email", "phone"],
        "owner_from": ["lead", "account"],
        "mapping": {
            "account.name": "company",
            "account.industry": "industry",
            "account.size": "company_size",
            "account.region": "region",
            "account.need": "interest",
            "contact.decision_role": "seniority",
            "opportunity.product": "product",
            "opportunity.region": "region",
            "opportunity.source": "source",
            "opportunity.use_case": "use_case",
        },
    });
    let mut strict = default.clone();
    strict["required_fields"] = json!(["interest", "title", "industry", "company_size", "consent"]);
    strict["contact_required"] = json!(true);
    let three = json!(["title", "industry", "company_size"]);
    strict["qualification"] = json!({"mql": three, "sql": three});
    [("default", default), ("strict", strict)]
}

impl World {
    pub fn define_conversion_rules(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let based_on = sent.text("based_on").unwrap_or("default");
        let Some(base) = self.latest("conversion_rules", based_on) else {
            return Err(fields("unknown-reference", &["based_on"]));
        };
        let mut body = base.clone();
        if let Some(key) = sent.text("questionnaire")
            && self.latest("questionnaire", key).is_none()
        {
            return Err(fields("unknown-reference", &["questionnaire"]));
        }
        for (field, value) in sent.data.as_object().expect("a body is an object") {
            let clears = ["questionnaire", "score_min"].contains(&field.as_str());
            if ["effective_from", "based_on"].contains(&field.as_str()) {
                continue;
            }
            match value {
                Json::Null if clears => drop(body.as_object_mut().expect("one").remove(field)),
                Json::Null => {}
                // Of these a part may be given.
                Json::Object(parts) if field != "mapping" => {
                    for (name, part) in parts.iter().filter(|(_, part)| !part.is_null()) {
                        body[field][name] = part.clone();
                    }
                }
                value => body[field] = value.clone(),
            }
        }
        let mut wrong = Vec::new();
        if !STATES.iter().any(|state| body["required_state"] == *state) {
            wrong.push("required_state".to_owned());
        }
        for (field, legal) in
            [("account_match", ["domain", "name"]), ("contact_match", ["email", "phone"])]
        {
            let used = body[field].as_array().into_iter().flatten().enumerate();
            let bad = used.filter(|(_, key)| !legal.iter().any(|legal| *key == legal));
            wrong.extend(bad.map(|(nth, _)| format!("{field}[{nth}]")));
        }
        let opportunity = &body["opportunity"];
        for part in ["name", "amount", "close_days"] {
            if opportunity["policy"] == "by_default" && opportunity[part].is_null() {
                wrong.push(format!("opportunity.{part}"));
            }
        }
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        self.publish(("conversion_rules", "default"), body, sent, answer)
    }

    pub fn conversion_rules(&self, sent: &Sent) -> Json {
        self.in_force("conversion_rules", "default", &sent.when()).cloned().expect("it is shipped")
    }

    /// What a lead lacks to be qualified by a person.
    pub fn unqualified(&self, lead: &Record, sent: &Sent) -> Vec<String> {
        let level = sent.text("level").unwrap_or_default();
        let rules = self.conversion_rules(sent);
        let asked = words(&rules["qualification"][level]);
        asked.into_iter().filter(|field| !lead.has(field)).collect()
    }

    /// What a lead and its conversion lack. `deal` is what opens, as far as it is said or mapped.
    pub fn unmet(&self, lead: &Record, deal: Option<&Json>, sent: &Sent) -> Vec<String> {
        let rules = self.conversion_rules(sent);
        let mut unmet = Vec::new();
        if lead.fields["state"] != rules["required_state"] {
            unmet.push("state".to_owned());
        }
        let asked = words(&rules["checklist"]).into_iter();
        let no = asked.filter(|question| lead.fields["checklist"][question] != true);
        unmet.extend(no.map(|question| format!("checklist.{question}")));
        if rules["score_min"].as_i64().is_some_and(|least| lead.total() < least) {
            unmet.push("score".into());
        }
        unmet.extend(words(&rules["required_fields"]).into_iter().filter(|f| !lead.has(f)));
        if let Some(key) = rules["questionnaire"].as_str() {
            let missing = self.unanswered(lead, key, &sent.when());
            unmet.extend(missing.iter().map(|question| format!("questionnaire.{question}")));
        }
        if rules["contact_required"] == true && sent.data["contact"]["mode"] == "none" {
            unmet.push("contact".into());
        }
        match rules["opportunity"]["policy"].as_str() {
            Some("required") if deal.is_none() => unmet.push("opportunity".into()),
            Some("never") if deal.is_some() => unmet.push("opportunity".into()),
            Some(_) | None => {}
        }
        if let Some(deal) = deal {
            let asked = words(&rules["opportunity"]["required_fields"]).into_iter();
            let lacks = asked.filter(|field| deal[field].is_null() || deal[field] == json!([]));
            unmet.extend(lacks.map(|field| format!("opportunity.{field}")));
        }
        unmet
    }
}

/// A list of words.
pub fn words(list: &Json) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.map(|word| word.as_str().unwrap_or_default().to_owned()).collect()
}
