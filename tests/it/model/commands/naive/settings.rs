//! Settings: their versions in the order in which they were published, and which of them holds when.

use serde_json::Value as Json;

use super::lead::is_ahead;
use super::{Judged, NOW, Record, Sent, World, done, made};

/// A version of a setting. What is shipped holds from the empty text on, before every time.
#[derive(Debug, Clone)]
pub struct Version {
    kind: &'static str,
    key: String,
    from: String,
    body: Json,
}

/// Later than the present, which every time that is said lies before.
const NEVER: &str = "~";

impl World {
    fn versions(&self, kind: &str, key: &str) -> impl Iterator<Item = &Version> {
        self.versions.iter().filter(move |version| version.kind == kind && version.key == key)
    }

    /// The version that was published last.
    pub fn latest(&self, kind: &str, key: &str) -> Option<&Json> {
        self.versions(kind, key).last().map(|version| &version.body)
    }

    /// The version in force at a time: the latest by the time from which it holds, of two from the
    /// same the one that was published later.
    pub fn in_force(&self, kind: &str, key: &str, at: &Json) -> Option<&Json> {
        let at = at.as_str().unwrap_or(NOW);
        let mut found: Option<&Version> = None;
        for version in self.versions(kind, key).filter(|version| &*version.from <= at) {
            if found.is_none_or(|found| found.from <= version.from) {
                found = Some(version);
            }
        }
        found.map(|version| &version.body)
    }

    /// A version that is there without being said by anybody.
    pub fn ship(&mut self, kind: &'static str, key: &str, body: Json) {
        self.versions.push(Version { kind, key: key.into(), from: String::new(), body });
    }

    /// The stream of a setting, whose name is its kind and key.
    pub fn setting(&self, kind: &str, key: &str) -> Option<&Record> {
        let name = format!("{kind}/{key}");
        self.settings.iter().find(|setting| setting.is("name", &name))
    }

    /// The revision of the setting that a command defines: what is shipped is its first event.
    pub fn setting_revision(&self, sent: &Sent) -> u64 {
        let kind = match sent.command {
            "DefineFields" => "fields",
            "DefineCodes" => "codes",
            "DefineScoringModel" => "scoring_model",
            "DefineAccountRules" => "account_rules",
            "DefineTemplate" => "template",
            "DefineDictionary" => "dictionary",
            "DefineQuestionnaire" => "questionnaire",
            "DefineConversionRules" => "conversion_rules",
            "DefineCompleteness" => "completeness",
            _ => "object",
        };
        let key = sent.text("key").unwrap_or("default");
        let shipped = self.versions(kind, key).next().is_some();
        self.setting(kind, key).map_or(u64::from(shipped), |setting| setting.revision)
    }

    /// Publishes a version; what holds already, and is to hold from no other time, is none.
    pub fn publish(
        &mut self,
        (kind, key): (&'static str, &str),
        body: Json,
        sent: &Sent,
        answer: &Json,
    ) -> Judged {
        let told = answer["stream"]["id"].as_str().unwrap_or_default();
        let known = self.setting(kind, key).map(|setting| setting.id.clone());
        let id = known.clone().unwrap_or(told.to_owned());
        let from = sent.data.get("effective_from").filter(|from| !from.is_null());
        let first = self.versions(kind, key).next().is_none();
        if known.is_none() {
            // What is shipped is the first event of its stream.
            let name = serde_json::json!({"name": format!("{kind}/{key}")});
            let revision = u64::from(!first);
            self.settings.push(Record { revision, ..Record::new(&id, name) });
        }
        if from.is_none() && self.latest(kind, key) == Some(&body) {
            return done("setting", &id, vec![]);
        }
        let from = match from {
            Some(from) if is_ahead(from) => NEVER.to_owned(),
            Some(from) => from.as_str().unwrap_or_default().to_owned(),
            None if first => String::new(),
            None => NOW.to_owned(),
        };
        self.versions.push(Version { kind, key: key.into(), from, body });
        self.find_mut("setting", &id).revision += 1;
        if first {
            return made("setting", &id, vec!["SettingDefined"]);
        }
        done("setting", &id, vec!["SettingDefined"])
    }
}
