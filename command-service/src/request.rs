//! A command on its way to its tenant's writer, and the answer on its way back.

use std::sync::Arc;

use event_schema::codec::WrittenCommit;
use event_schema::command::Command;
use event_schema::commit::{Actor, Commit, CorrelationId, Fact, Idempotency};
use event_schema::id::UserId;
use event_schema::problem::Problem;
use event_schema::{Position, Revision, StreamId, Timestamp};

/// A command whose fields are checked, with what its headers say.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is asked.
    pub command: Command,
    /// Who asks.
    pub actor: Actor,
    /// For whom they ask.
    pub on_behalf_of: Option<UserId>,
    /// What makes a repetition of it known.
    pub idempotency: Option<Idempotency>,
    /// The revision that its stream must have.
    pub if_match: Option<Revision>,
    /// When it happened; now, if absent.
    pub occurred_at: Option<Timestamp>,
    /// What it belongs to.
    pub correlation_id: Option<CorrelationId>,
    /// Decide and answer, append nothing.
    pub dry_run: bool,
}

/// What an accepted command did.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The command's own stream.
    pub stream: StreamId,
    /// Its revision now.
    pub revision: Revision,
    /// The tenant's last position that this command appended; for a no-op its head.
    pub position: Position,
    /// The commit, unless nothing was to be done.
    pub commit: Option<Arc<WrittenCommit>>,
    /// True if this is the first answer to the same command again.
    pub replayed: bool,
    /// True if nothing was appended because that was asked.
    pub dry_run: bool,
}

impl Reply {
    /// The answer to a commit whose last event has this position.
    pub fn to_commit(commit: Arc<WrittenCommit>, position: Position) -> Self {
        let Commit { head, facts } = commit.commit();
        let about = head.about;
        let stream = about.map_or(facts[0].stream, |about| about.stream);
        let changed = facts.iter().rev().find(|fact| fact.stream == stream);
        let before = about.map_or(0, |about| about.revision);
        let revision = changed.map_or(before, |fact| fact.revision);
        Self { stream, revision, position, commit: Some(commit), replayed: false, dry_run: false }
    }

    /// True if the command's own stream was created by it.
    pub fn created(&self) -> bool {
        let own = self.facts().iter().find(|fact| fact.stream == self.stream);
        own.is_some_and(|fact| fact.revision == 1)
    }

    /// What happened; nothing for a no-op.
    pub fn facts(&self) -> &[Fact] {
        self.commit.as_ref().map_or(&[], |commit| &commit.commit().facts)
    }
}

/// How a command ended.
pub type Outcome = Result<Reply, Box<Problem>>;
