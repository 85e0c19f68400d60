//! Points of leads, by the scoring model in force. What was given stays given.

use serde_json::{Map, Value as Json, json};

use super::bodies::BEHAVIORS;
use super::lead::is_ahead;
use super::words::plain;
use super::{Judged, Record, Refused, Sent, World, custom, refused};

/// Rules about who somebody is.
const FIT: [&str; 8] = [
    "seniority.decision_maker",
    "seniority.mid_level",
    "industry",
    "company_size",
    "region",
    "use_case",
    "mailbox.corporate",
    "mailbox.generic",
];

/// The model as shipped, as far as leads are scored by it.
pub fn shipped() -> Json {
    json!({
        "icp": {"industries": [], "regions": [], "size_min": 50, "size_max": 500},
        "fit": {"seniority.decision_maker": 30, "seniority.mid_level": 20, "industry": 20,
            "company_size": 20, "region": 10, "mailbox.corporate": 10, "mailbox.generic": -10},
        "behaviour": {"email_opened": 2, "email_clicked": 5, "whitepaper_downloaded": 10,
            "event_attended": 25, "pricing_page_visited": 20, "meeting_booked": 40,
            "unsubscribed": -50, "soft_bounced": -10, "idle": -15},
        "sources": {}, "custom": {}, "mql_total": 70, "warm_total": 40,
        "key_behaviours": ["event_attended", "pricing_page_visited", "meeting_booked"],
        "trial": {"logins": 2, "key_pages": ["pricing_page_visited"]},
    })
}

impl World {
    pub fn define_scoring_model(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let mut body = self.latest("scoring_model", "default").cloned().unwrap_or_default();
        let from = sent.data.get("effective_from").filter(|from| !from.is_null());
        let at = match from {
            Some(from) if is_ahead(from) => json!("~"),
            Some(from) => from.clone(),
            None => sent.when(),
        };
        let wrong = self.unfit(&sent.data["custom"], &at);
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        for (field, value) in sent.data.as_object().expect("a body is an object") {
            match (field.as_str(), value) {
                ("effective_from", _) | (_, Json::Null) => {}
                ("sources", Json::Array(sources)) => {
                    for of in sources {
                        body["sources"][of["source"].as_str().unwrap_or_default()] =
                            of["points"].clone();
                    }
                }
                // Who has been a trial user is said whole; of the others a part may be.
                (field, Json::Object(parts)) if field != "trial" => {
                    for (name, part) in parts.iter().filter(|(_, part)| !part.is_null()) {
                        body[field][name] = part.clone();
                    }
                }
                (field, value) => body[field] = value.clone(),
            }
        }
        let known = |name: &&String| !FIT.contains(&name.as_str());
        let mut wrong: Vec<String> = Vec::new();
        let fit = body["fit"].as_object().expect("an object");
        wrong.extend(fit.keys().filter(known).map(|name| format!("fit.{name}")));
        let did = body["behaviour"].as_object().expect("an object").keys();
        let did = did.filter(|name| *name != "idle" && !BEHAVIORS.contains(&name.as_str()));
        wrong.extend(did.map(|name| format!("behaviour.{name}")));
        let (min, max) = (body["icp"]["size_min"].as_u64(), body["icp"]["size_max"].as_u64());
        wrong.extend((min > max).then(|| "icp.size_max".to_owned()));
        if !wrong.is_empty() {
            return Err(Refused { fields: wrong, ..refused("invalid") });
        }
        self.publish(("scoring_model", "default"), body, sent, answer)
    }

    /// Lines for fields that leads don't have, or that can't have such a value.
    fn unfit(&self, by_field: &Json, at: &Json) -> Vec<String> {
        let fields = self.fields_of("lead", at);
        let mut wrong = Vec::new();
        for (key, lines) in by_field.as_object().unwrap_or(&Map::new()) {
            let lines = lines.as_array().cloned().unwrap_or_default();
            let field = fields.iter().find(|f| f["key"] == **key && f["removed"] != true);
            let Some(field) = field.filter(|field| field["personal"] != true) else {
                wrong.extend((!lines.is_empty()).then(|| format!("custom.{key}")));
                continue;
            };
            for (nth, line) in lines.iter().enumerate() {
                let bad = !line["is"].is_null() && custom::taken(field, &line["is"]).is_none();
                wrong.extend(bad.then(|| format!("custom.{key}[{nth}].is")));
            }
        }
        wrong
    }

    pub fn scoring(&self, sent: &Sent) -> Json {
        self.in_force("scoring_model", "default", &sent.when()).cloned().expect("it is shipped")
    }
}

/// What a rule looks at.
fn looked_at(rule: &str, lead: &Json) -> Json {
    match rule.strip_prefix("custom.") {
        Some(key) => lead["custom"][key].clone(),
        None => {
            let field = rule.split('.').next().unwrap_or_default();
            lead[field].clone()
        }
    }
}

/// The points that a model gives for a lead as it is, by rule; a rule that gives none is left out.
fn points(model: &Json, lead: &Json) -> Map<String, Json> {
    let icp = &model["icp"];
    let among = |list: &Json, value: &Json| {
        let same = |word: &Json| plain(word.as_str().unwrap_or_default());
        value.is_string()
            && list.as_array().is_some_and(|l| l.iter().any(|w| same(w) == same(value)))
    };
    let size = lead["company_size"].as_u64();
    let in_size = size.is_some_and(|size| {
        icp["size_min"].as_u64().is_none_or(|min| min <= size)
            && icp["size_max"].as_u64().is_none_or(|max| size <= max)
    });
    let mut points = Map::new();
    for rule in FIT {
        let matches = match rule {
            "industry" => among(&icp["industries"], &lead["industry"]),
            "region" => among(&icp["regions"], &lead["region"]),
            "company_size" => in_size,
            // What the game writes there is one word.
            "use_case" => among(&icp["use_cases"], &lead["use_case"]),
            rule => {
                let (field, value) = rule.split_once('.').expect("a field and its value");
                lead[field] == value
            }
        };
        points.insert(rule.into(), if matches { model["fit"][rule].clone() } else { Json::Null });
    }
    for (source, given) in model["sources"].as_object().into_iter().flatten() {
        if among(&json!([source]), &lead["source"]) {
            points.insert("source".into(), given.clone());
        }
    }
    for (key, lines) in model["custom"].as_object().into_iter().flatten() {
        let value = &lead["custom"][key];
        let line = lines.as_array().into_iter().flatten().find(|line| meets(line, value));
        let given = line.map_or(Json::Null, |line| line["points"].clone());
        points.insert(format!("custom.{key}"), given);
    }
    points.retain(|_, given| given.as_i64().is_some_and(|given| given != 0));
    points
}

fn meets(line: &Json, value: &Json) -> bool {
    if !line["is"].is_null() {
        return line["is"] == *value;
    }
    let number = |value: &Json| value.as_f64().or_else(|| value.as_str()?.parse().ok());
    number(value).is_some_and(|found| {
        number(&line["min"]).is_none_or(|min| min <= found)
            && number(&line["max"]).is_none_or(|max| found <= max)
    })
}

impl Record {
    pub fn total(&self) -> i64 {
        self.sum("fit") + self.sum("behaviour")
    }

    fn sum(&self, field: &str) -> i64 {
        self.fields[field].as_i64().unwrap_or(0)
    }

    pub fn did(&self, behavior: &str) -> u64 {
        self.fields["did"][behavior].as_u64().unwrap_or(0)
    }

    pub fn priority(&self, model: &Json) -> &'static str {
        let pages = model["trial"]["key_pages"].as_array().into_iter().flatten();
        let mut pages = pages.filter_map(Json::as_str);
        let trial = Some(self.did("trial_login")) >= model["trial"]["logins"].as_u64()
            && pages.any(|page| self.did(page) > 0);
        match self.total() {
            total if trial || Some(total) >= model["mql_total"].as_i64() => "high",
            total if Some(total) >= model["warm_total"].as_i64() => "medium",
            _ => "low",
        }
    }

    /// Notes what follows from the points, as it stays until there are others.
    pub fn note_score(&mut self, model: &Json) {
        let band = match self.total() {
            total if Some(total) >= model["mql_total"].as_i64() => "hot",
            total if Some(total) >= model["warm_total"].as_i64() => "warm",
            _ => "cold",
        };
        self.fields["priority"] = json!(self.priority(model));
        self.fields["band"] = json!(band);
    }

    /// The total has reached the line, and a behaviour was shown that was key then.
    pub fn crosses(&self, model: &Json) -> bool {
        Some(self.total()) >= model["mql_total"].as_i64() && self.sum("keys") > 0
    }

    /// Judges the fit again after fields have changed; true if points were given or taken. Rules that
    /// look at another field keep what they gave.
    pub fn refit(&mut self, model: &Json, before: &Json) -> bool {
        let (old, new) = (points(model, before), points(model, &self.fields));
        let mut given = self.fields["given"].as_object().cloned().unwrap_or_default();
        let had = given.clone();
        let rules = had.keys().chain(new.keys()).cloned().collect::<Vec<_>>();
        for rule in rules {
            if looked_at(&rule, before) == looked_at(&rule, &self.fields) {
                continue;
            }
            let by_value = rule == "source" || rule.starts_with("custom.");
            match (had.get(&rule), new.get(&rule)) {
                (Some(_), None) => drop(given.remove(&rule)),
                (Some(_), Some(now)) if by_value => drop(given.insert(rule, now.clone())),
                // By this model it was met before, whatever the one of that day gave for it.
                (None, Some(_)) if old.contains_key(&rule) => {}
                (None, Some(now)) => drop(given.insert(rule, now.clone())),
                (Some(_) | None, _) => {}
            }
        }
        let fit: i64 = given.values().filter_map(Json::as_i64).sum();
        self.fields["fit"] = json!(fit);
        self.fields["given"] = json!(given);
        given != had
    }
}
