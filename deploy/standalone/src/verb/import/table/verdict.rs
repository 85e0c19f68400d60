//! What the platform's answer says of a row.

use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;
use uuid::Uuid;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its record was made by this import.
    Created,
    /// Its record was there before.
    Unchanged,
    /// Another record is the same.
    Duplicate,
    /// It breaks a rule.
    Refused,
}

/// What became of a row, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What.
    pub outcome: Outcome,
    /// Records that it conflicts with.
    pub conflicts: Vec<String>,
    /// Fields that are wrong.
    pub fields: Vec<String>,
    /// In words.
    pub message: String,
    /// True if its record is there and was made of other content.
    pub differs: bool,
}

/// One line of a batch's answer.
#[derive(Debug, Deserialize)]
pub struct Answer<'a> {
    /// Which line it answers, from 1.
    pub line: u64,
    status: u16,
    #[serde(default)]
    replayed: bool,
    position: Option<u64>,
    /// The events, unread: only a dry run looks at them.
    #[serde(borrow)]
    pub events: Option<&'a RawValue>,
    #[serde(borrow)]
    problem: Option<&'a RawValue>,
}

impl Outcome {
    /// As the report calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Unchanged => "unchanged",
            Self::Duplicate => "duplicate",
            Self::Refused => "refused",
        }
    }
}

impl Verdict {
    /// An outcome with a word about it.
    pub fn of(outcome: Outcome, message: impl Into<String>) -> Self {
        let (conflicts, fields) = (Vec::new(), Vec::new());
        Self { outcome, conflicts, fields, message: message.into(), differs: false }
    }
}

impl Answer<'_> {
    /// True if the platform asks to send the line again later.
    pub fn is_busy(&self) -> bool {
        matches!(self.status, 429 | 503)
    }

    /// What it says of the row with this id, in an import that began at this position: what was
    /// kept after it is this import's own work, also where an answer was lost to a kill.
    pub fn verdict(&self, id: Uuid, began_at: u64) -> Verdict {
        if let Some(problem) = self.problem {
            let problem = serde_json::from_str(problem.get()).unwrap_or_default();
            return refused(&problem, id);
        }
        let nothing = self.events.is_some_and(|events| events.get() == "[]");
        let before = self.replayed && self.position.is_none_or(|position| position <= began_at);
        let outcome = if nothing || before { Outcome::Unchanged } else { Outcome::Created };
        Verdict::of(outcome, "")
    }
}

/// What a key says that was spent on another body: the row's record is there, of other content.
const DIFFERS: &str = "its record is there and was made of other content; an import changes none";

fn refused(problem: &Json, id: Uuid) -> Verdict {
    let slug = problem["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    if slug == "key-reused" {
        return Verdict { differs: true, ..Verdict::of(Outcome::Unchanged, DIFFERS) };
    }
    let list = |name: &str| problem[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    let conflicts = list("conflicts_with");
    let own = id.to_string();
    if conflicts.iter().any(|with| with["key"] == "id" && with["id"] == own.as_str()) {
        return Verdict::of(Outcome::Unchanged, "");
    }
    let is_duplicate = problem["status"] == 409 && slug.starts_with("duplicate-");
    let outcome = if is_duplicate { Outcome::Duplicate } else { Outcome::Refused };
    let errors = list("errors");
    let mut message = text(&problem["detail"]);
    if !errors.is_empty() {
        let said = |error: &Json| format!("{} {}", text(&error["field"]), text(&error["message"]));
        message = errors.iter().map(said).collect::<Vec<_>>().join("; ");
    }
    Verdict {
        outcome,
        conflicts: conflicts.iter().map(|with| text(&with["id"])).collect(),
        fields: match is_duplicate {
            true => conflicts.iter().map(|with| text(&with["key"])).collect(),
            false => errors.iter().map(|error| text(&error["field"])).collect(),
        },
        message,
        differs: false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: Uuid = Uuid::from_u128(7);

    fn check(answer: &Json) -> Verdict {
        let text = answer.to_string();
        serde_json::from_str::<Answer<'_>>(&text).unwrap().verdict(ID, 10)
    }

    #[test]
    fn what_was_made_since_the_beginning_is_created_and_what_was_there_unchanged() {
        let accepted = |position: u64, replayed: bool| {
            json!({"line": 1, "status": 201, "position": position, "events": [{}],
                   "replayed": replayed})
        };
        assert_eq!(check(&accepted(11, false)).outcome, Outcome::Created);
        assert_eq!(check(&accepted(11, true)).outcome, Outcome::Created, "before a kill");
        assert_eq!(check(&accepted(10, true)).outcome, Outcome::Unchanged);
        let nothing = json!({"line": 1, "status": 200, "position": 11, "events": []});
        assert_eq!(check(&nothing).outcome, Outcome::Unchanged);
    }

    #[test]
    fn a_conflict_with_itself_is_unchanged_and_with_another_a_duplicate() {
        let conflict = |id: Uuid, key: &str| {
            let with = json!([{"type": "lead", "id": id, "key": key}]);
            let problem = json!({"type": "/problems/duplicate-lead", "status": 409,
                                 "detail": "the same", "conflicts_with": with});
            check(&json!({"line": 1, "status": 409, "problem": problem}))
        };
        assert_eq!(conflict(ID, "id").outcome, Outcome::Unchanged);
        let other = conflict(Uuid::from_u128(8), "email");
        assert_eq!((other.outcome, &*other.fields[0]), (Outcome::Duplicate, "email"));
        assert_eq!(other.conflicts, [Uuid::from_u128(8).to_string()]);
        let reused = json!({"type": "/problems/key-reused", "status": 422, "detail": ""});
        let reused = check(&json!({"line": 1, "status": 422, "problem": reused}));
        assert_eq!((reused.outcome, reused.differs), (Outcome::Unchanged, true));
    }

    #[test]
    fn every_fault_of_a_row_is_told() {
        let errors = json!([{"field": "email", "code": "bad-email", "message": "is no address"},
                            {"field": "source", "code": "missing", "message": "is required"}]);
        let problem = json!({"type": "/problems/invalid", "status": 422, "detail": "2 faults",
                             "errors": errors});
        let verdict = check(&json!({"line": 1, "status": 422, "problem": problem}));
        assert_eq!(
            (verdict.outcome, verdict.fields),
            (Outcome::Refused, vec!["email".into(), "source".into()])
        );
        assert_eq!(verdict.message, "email is no address; source is required");
    }
}
