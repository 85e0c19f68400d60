//! What became of the lines.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::line::CREATING;

/// How many refusals are shown one by one.
const SHOWN_MAX: usize = 20;

/// Commands that a converted lead has behind it.
const BEFORE_CONVERSION: [&str; 2] = ["ConvertLead", "QualifyLead"];

/// A line as it was sent.
pub struct Sent<'a> {
    /// Its number in the file.
    pub number: u64,
    /// Its bytes.
    pub line: &'a [u8],
}

/// Counts by outcome, and the first refusals.
#[derive(Debug)]
pub struct Report {
    file: PathBuf,
    appended: u64,
    replayed: u64,
    unchanged: u64,
    /// Refused because what they ask was done before under another key, or under one forgotten.
    before: u64,
    /// How many were refused.
    pub refused: u64,
    shown: Vec<String>,
}

impl Report {
    /// Nothing yet of this file.
    pub fn new(file: &Path) -> Self {
        let file = file.to_owned();
        let shown = Vec::new();
        Self { file, appended: 0, replayed: 0, unchanged: 0, before: 0, refused: 0, shown }
    }

    /// Takes one line of a batch's answer; `sent` finds what it answers. Says how many commands it
    /// answered: one, or none if it is no answer.
    pub fn take<'a>(&mut self, answer: &[u8], sent: impl Fn(u64) -> Option<Sent<'a>>) -> usize {
        let Ok(answer) = serde_json::from_slice::<Json>(answer) else { return 0 };
        let Some(place) = answer["line"].as_u64() else { return 0 };
        if let Some(problem) = answer.get("problem") {
            self.refused(problem, sent(place));
        } else if answer["replayed"] == true {
            self.replayed += 1;
        } else if answer["events"].as_array().is_some_and(Vec::is_empty) {
            self.unchanged += 1;
        } else {
            self.appended += 1;
        }
        1
    }

    fn refused(&mut self, problem: &Json, sent: Option<Sent<'_>>) {
        match sent.as_ref().is_some_and(|sent| was_done(problem, sent.line)) {
            true => self.before += 1,
            false => self.refused += 1,
        }
        // Those of before, too: whether it was the same that was done is for a person to see.
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(refusal(sent.map(|sent| sent.number), problem));
        }
    }
}

/// True if the command was refused because it was done before: it makes a record with an id that is
/// there, or its lead was converted since. So ends a file that is imported again after its keys were
/// forgotten. Anything else that a converted lead or a known id refuses was not done.
fn was_done(problem: &Json, line: &[u8]) -> bool {
    let Ok(line) = serde_json::from_slice::<Json>(line) else { return false };
    let command = line["command"].as_str().unwrap_or_default();
    let conflicts = problem["conflicts_with"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_there = conflicts.iter().any(|with| with["key"] == "id");
    let is_converted = slug(problem) == "already-converted";
    (is_there && CREATING.iter().any(|(creating, _)| *creating == command))
        || (is_converted && BEFORE_CONVERSION.contains(&command))
}

fn slug(problem: &Json) -> &str {
    problem["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default()
}

fn refusal(number: Option<u64>, problem: &Json) -> String {
    let number = number.map_or_else(|| "?".into(), |number| number.to_string());
    let slug = slug(problem);
    let detail = problem["detail"].as_str().unwrap_or_default();
    format!("  line {number}: {} {slug}: {detail}", problem["status"])
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, appended, replayed, unchanged, before, refused, shown } = self;
        let all = appended + replayed + unchanged + before + refused;
        write!(
            f,
            "{}: {all} commands: {appended} appended, {replayed} replayed, {unchanged} unchanged, \
             {refused} refused",
            file.display()
        )?;
        if *before > 0 {
            write!(f, ", {before} done before")?;
        }
        for refusal in shown {
            write!(f, "\n{refusal}")?;
        }
        let more = before + refused - shown.len() as u64;
        if more > 0 {
            write!(f, "\n  and {more} more")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_done_before_its_key_was_forgotten_is_told_apart_and_nothing_else() {
        let conflict = |slug: &str, key: &str| {
            let with = json!([{"type": "lead", "id": "x", "key": key}]);
            json!({"type": format!("/problems/{slug}"), "status": 409, "conflicts_with": with})
        };
        let converted = conflict("already-converted", "converted_into");
        let mut report = Report::new(Path::new("f"));
        let cases = [
            ("CreateLead", conflict("duplicate-lead", "id"), true),
            ("CreateLead", conflict("duplicate-lead", "email"), false),
            ("ConvertLead", conflict("duplicate-opportunity", "id"), false),
            ("ConvertLead", converted.clone(), true),
            ("QualifyLead", converted.clone(), true),
            ("RecordLeadBehavior", converted, false),
            ("CreateLead", json!({"type": "/problems/invalid", "status": 422}), false),
        ];
        for (command, problem, done) in cases {
            let (before, line) = (report.before, json!({"command": command}).to_string());
            let answer = json!({"line": 1, "status": problem["status"], "problem": problem});
            let sent = |_| Some(Sent { number: 7, line: line.as_bytes() });
            assert_eq!(report.take(answer.to_string().as_bytes(), sent), 1);
            assert_eq!(report.before - before, u64::from(done), "{command}: {problem}");
        }
        assert_eq!((report.before, report.refused), (3, 4));
        let said = report.to_string();
        assert!(said.contains("4 refused, 3 done before\n  line 7: 409 duplicate-lead"), "{said}");
    }
}
