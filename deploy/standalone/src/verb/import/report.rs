//! What became of the lines.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// How many refusals are shown one by one.
const SHOWN_MAX: usize = 20;

/// Counts by outcome, and the first refusals.
#[derive(Debug)]
pub struct Report {
    file: PathBuf,
    appended: u64,
    replayed: u64,
    unchanged: u64,
    /// How many were refused.
    pub refused: u64,
    shown: Vec<String>,
}

impl Report {
    /// Nothing yet of this file.
    pub fn new(file: &Path) -> Self {
        let file = file.to_owned();
        Self { file, appended: 0, replayed: 0, unchanged: 0, refused: 0, shown: Vec::new() }
    }

    /// Takes one line of a batch's answer; `numbers` are the lines of the file that were sent. Says
    /// how many commands it answered: one, or none if it is no answer.
    pub fn take(&mut self, answer: &[u8], numbers: &[u64]) -> usize {
        let Ok(answer) = serde_json::from_slice::<Json>(answer) else { return 0 };
        let Some(sent) = answer["line"].as_u64() else { return 0 };
        if answer.get("problem").is_some_and(was_done) {
            self.unchanged += 1;
        } else if let Some(problem) = answer.get("problem") {
            self.refused += 1;
            if self.shown.len() < SHOWN_MAX {
                let number =
                    usize::try_from(sent).ok().and_then(|at| numbers.get(at.wrapping_sub(1)));
                self.shown.push(refusal(number, problem));
            }
        } else if answer["replayed"] == true {
            self.replayed += 1;
        } else if answer["events"].as_array().is_some_and(Vec::is_empty) {
            self.unchanged += 1;
        } else {
            self.appended += 1;
        }
        1
    }
}

/// True if the command was refused because it was done before: its record is there, or its lead was
/// converted. So ends a file that is imported again after its keys were forgotten.
fn was_done(problem: &Json) -> bool {
    let conflicts = problem["conflicts_with"].as_array().map(Vec::as_slice).unwrap_or_default();
    slug(problem) == "already-converted" || conflicts.iter().any(|with| with["key"] == "id")
}

fn slug(problem: &Json) -> &str {
    problem["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default()
}

fn refusal(number: Option<&u64>, problem: &Json) -> String {
    let number = number.map_or_else(|| "?".into(), u64::to_string);
    let slug = slug(problem);
    let detail = problem["detail"].as_str().unwrap_or_default();
    format!("  line {number}: {} {slug}: {detail}", problem["status"])
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, appended, replayed, unchanged, refused, shown } = self;
        let all = appended + replayed + unchanged + refused;
        write!(
            f,
            "{}: {all} commands: {appended} appended, {replayed} replayed, {unchanged} unchanged, \
             {refused} refused",
            file.display()
        )?;
        for refusal in shown {
            write!(f, "\n{refusal}")?;
        }
        let more = refused - shown.len() as u64;
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
    fn what_was_done_before_its_key_was_forgotten_is_unchanged() {
        let conflict = |slug: &str, key: &str| {
            let with = json!([{"type": "lead", "id": "x", "key": key}]);
            json!({"type": format!("/problems/{slug}"), "status": 409, "conflicts_with": with})
        };
        let mut report = Report::new(Path::new("f"));
        for (line, problem) in (1..).zip([
            conflict("duplicate-lead", "id"),
            conflict("already-converted", "converted_into"),
            conflict("duplicate-lead", "email"),
            json!({"type": "/problems/invalid", "status": 422}),
        ]) {
            let answer = json!({"line": line, "status": problem["status"], "problem": problem});
            assert_eq!(report.take(answer.to_string().as_bytes(), &[1, 2, 3, 4]), 1);
        }
        assert_eq!((report.unchanged, report.refused), (2, 2));
    }
}
