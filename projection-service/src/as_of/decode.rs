//! Decoding what a plan takes, apart from the fold, so that both can happen at the same time.

use event_log::StoredEntry;
use event_schema::Position;
use event_schema::codec::{CommitView, Damage, EntryView};
use event_schema::commit::{CommitHead, Fact, Recorded};
use smallvec::SmallVec;

use super::plan::Plan;
use crate::projection::Projection;
use crate::query::AskError;

/// What of a commit a model wants.
pub struct Decoded {
    /// Position of the commit's last event.
    pub last: Position,
    /// What it says about itself.
    pub head: CommitHead,
    facts: SmallVec<[(Position, Fact); 1]>,
}

impl Decoded {
    /// The facts as the fold takes them.
    pub fn events(&self) -> SmallVec<[Recorded<'_>; 4]> {
        let commit = &self.head;
        self.facts
            .iter()
            .map(|(position, fact)| Recorded { position: *position, commit, fact })
            .collect()
    }
}

/// Decodes the commits of these entries that are taken.
pub fn decode<P: Projection>(
    plan: &Plan,
    entries: &[StoredEntry],
) -> Result<Vec<Decoded>, AskError> {
    let commits = entries.iter().map(|entry| entry.head.commits as usize).sum();
    let mut decoded = Vec::with_capacity(commits);
    for entry in entries {
        let first = entry.head.first;
        let unknown = || AskError::Log(format!("no commit is known to begin at {first}"));
        let commits = plan.commit_at(first).ok_or_else(unknown)?..;
        let view = EntryView::with_head(entry.head, &entry.bytes).map_err(damage)?;
        for (commit, line) in commits.zip(view.lines()) {
            if let Some(positions) = plan.taken(commit) {
                let view = CommitView::parse(line, positions.start).map_err(damage)?;
                if view.events.len() as Position != positions.end - positions.start {
                    return Err(damage(Damage::Count { first: positions.start }));
                }
                decoded.push(wanted::<P>(view)?);
            }
        }
    }
    Ok(decoded)
}

fn wanted<P: Projection>(view: CommitView<'_>) -> Result<Decoded, AskError> {
    let mut facts = SmallVec::new();
    for (position, event) in (view.first..).zip(&view.events) {
        if P::wants(event.event_type()) {
            let fact = if P::KEEPS_BOXES { event.decode() } else { event.decode_without_box() };
            let fact = fact.map_err(|e| AskError::Log(format!("position {position}: {e}")))?;
            facts.push((position, fact));
        }
    }
    let last = view.first + view.events.len() as u64 - 1;
    Ok(Decoded { last, head: view.head, facts })
}

fn damage(damage: Damage) -> AskError {
    AskError::Log(damage.to_string())
}
