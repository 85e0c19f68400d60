//! What follows from a command, turned into a commit: revisions given, personal data sealed, added
//! to the staged group and folded.

use std::sync::Arc;

use event_log::keys::KeyError;
use event_schema::codec::WrittenCommit;
use event_schema::command::Command;
use event_schema::commit::{About, Actor, Commit, CommitHead, Fact, Origin};
use event_schema::entry::{COMMIT_BYTES_MAX, ENTRY_BYTES_MAX};
use event_schema::id::CommandId;
use event_schema::personal::{KeySlot, NONCE_LEN, PersonKey, Place};
use event_schema::problem::{Problem, Slug};
use event_schema::{Sealed, Timestamp};

use super::judge::{Decided, Times, View};
use super::layer::Below;
use super::{Effect, Pending, Writer};
use crate::decide::{self, Decision, Draft, PersonalDraft, Seen};
use crate::request::{Reply, Request};
use crate::store::{Store, StoreError};

/// Business time further back than this makes a command history.
const HISTORY_SECONDS: i64 = 24 * 3_600;

/// Keys of new persons that are read at once.
const READ_AHEAD_KEYS: usize = 64;

/// What was made for a commit, or why there can be none.
pub(super) type Made<T> = Result<T, Box<Problem>>;

impl<S: Store> Writer<S> {
    /// Puts what follows into the staged group, the presets first if these are the tenant's first
    /// events.
    pub(super) fn push(
        &mut self,
        pending: Pending,
        request: &Request,
        decided: Decided,
    ) -> Result<Option<Pending>, StoreError> {
        let Decided { decision, own, times, mut seen } = decided;
        let ticket = pending.ticket;
        if self.staged.after.position == 0 {
            self.presets(times.recorded_at.plus_micros(-1))?;
            // What was seen of settings was seen before the presets were written.
            seen = Seen::default();
        }
        let before = self.staged.after.clone();
        let commit = match self.commit_of(&pending, request, &seen, (decision, own), times)? {
            Ok(made) => made,
            Err(problem) => {
                self.staged.after = before;
                self.staged.answer(pending, Effect::Answer(ticket, Err(problem)));
                return Ok(None);
            }
        };
        if self.staged.entry.bytes() + commit.line().len() + 1 > ENTRY_BYTES_MAX {
            self.staged.after = before;
            return Ok(Some(pending));
        }
        let commit = Arc::new(commit);
        self.take(&commit, &seen)?;
        let reply = Reply::to_commit(commit, self.staged.after.position);
        self.staged.answer(pending, Effect::Answer(ticket, Ok(reply)));
        Ok(None)
    }

    /// Adds a commit to the staged group and folds it.
    fn take(&mut self, written: &Arc<WrittenCommit>, seen: &Seen) -> Result<(), StoreError> {
        let commit = written.commit();
        let events = u32::try_from(commit.facts.len()).expect("a commit has few events");
        self.staged.entry.push(written.line(), events);
        self.staged.after.position += u64::from(events);
        self.staged.after.recorded_at = commit.head.recorded_at;
        let defined = self.staged.layer.settings.len();
        let mut layer = std::mem::take(&mut self.staged.layer);
        let applied = layer.apply(
            commit,
            self.staged.after.position,
            &View { writer: self, seen: Some(seen) },
        );
        layer.keep(written);
        for (setting, recorded_at) in &layer.settings[defined..] {
            self.staged.after.book.apply(setting, *recorded_at);
        }
        self.staged.layer = layer;
        applied
    }

    pub(super) fn commit_of(
        &mut self,
        pending: &Pending,
        request: &Request,
        seen: &Seen,
        (decision, own): (Decision, About),
        times: Times,
    ) -> Result<Made<WrittenCommit>, StoreError> {
        let history = times.occurred_at.plus_seconds(HISTORY_SECONDS) < times.recorded_at;
        let mut head = CommitHead {
            id: CommandId(pending.ids.command()),
            command: request.command.name().into(),
            actor: request.actor,
            on_behalf_of: request.on_behalf_of,
            correlation_id: request.correlation_id,
            causation: None,
            recorded_at: times.recorded_at,
            occurred_at: times.occurred_at,
            origin: match &request.command {
                Command::Clock(_) => Origin::Policy,
                _ if history => Origin::History,
                _ => Origin::Live,
            },
            idempotency: request.idempotency,
            about: None,
            settings: decision.settings,
        };
        let mut facts: Vec<Fact> = Vec::with_capacity(decision.drafts.len());
        for draft in decision.drafts {
            let before = facts.iter().rev().find(|fact| fact.stream == draft.stream);
            let revision = match before {
                Some(fact) => fact.revision,
                None => (View { writer: self, seen: Some(seen) }).record(draft.stream)?.revision,
            };
            match self.fact(draft, revision + 1)? {
                Ok(fact) => facts.push(fact),
                Err(problem) => return Ok(Err(problem)),
            }
        }
        head.about = facts.first().is_some_and(|first| first.stream != own.stream).then_some(own);
        let commit = WrittenCommit::new(Commit { head, facts });
        if commit.line().len() > COMMIT_BYTES_MAX {
            let detail = "the command would change too much at once: split it";
            return Ok(Err(Box::new(Problem::new(Slug::TooLarge, detail))));
        }
        Ok(Ok(commit))
    }

    fn fact(&mut self, draft: Draft, revision: u64) -> Result<Made<Fact>, StoreError> {
        let Draft { stream, event, personal } = draft;
        let personal = match personal {
            None => None,
            Some(personal) => {
                let place = Place {
                    log: self.ports.log,
                    tenant: self.tenant,
                    stream,
                    revision,
                    event: event.event_type(),
                };
                match self.seal(personal, &place)? {
                    Ok(sealed) => Some(sealed),
                    Err(problem) => return Ok(Err(problem)),
                }
            }
        };
        Ok(Ok(Fact { stream, revision, event, personal }))
    }

    fn seal(&mut self, draft: PersonalDraft, place: &Place) -> Result<Made<Sealed>, StoreError> {
        let found = match draft.slot {
            Some(slot) => self.ports.keys.key(self.tenant, slot).map(|key| (slot, key)),
            None => self.new_key(),
        };
        let (slot, key) = match found {
            Ok(found) => found,
            Err(error @ KeyError::Sync(_)) => return Err(StoreError::Keys(error)),
            Err(error) => return Ok(Err(no_keys(error))),
        };
        let Some(key) = key else {
            let detail = "the person was erased: nothing about them can be recorded any more";
            return Ok(Err(Box::new(Problem::new(Slug::WrongState, detail))));
        };
        let mut nonce = [0; NONCE_LEN];
        self.ports.stamp.random(&mut nonce);
        Ok(Ok(Sealed::seal(&draft.personal, draft.person, (slot, &key), nonce, place)))
    }

    /// A slot for a new person and its key, which is durable before anything is sealed with it.
    fn new_key(&mut self) -> Result<(KeySlot, Option<PersonKey>), KeyError> {
        let slot = self.staged.after.next_slot;
        if slot >= self.keys_until {
            let stamp = &mut self.ports.stamp;
            let fill = &mut |bytes: &mut [u8]| stamp.random(bytes);
            self.keys_until = self.ports.keys.reserve(self.tenant, slot, fill)?;
        }
        self.staged.after.next_slot += 1;
        if self.read_ahead.get(slot).is_none() {
            let keys = self.ports.keys.unused(self.tenant, slot, READ_AHEAD_KEYS)?;
            self.read_ahead.keep(slot, keys);
        }
        Ok((slot, self.read_ahead.get(slot).cloned()))
    }

    /// The tenant's first commit: the shipped settings.
    fn presets(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let presets = rules::presets::presets();
        let facts = presets.into_iter().map(|preset| Fact {
            stream: decide::setting_stream(preset.kind, preset.key),
            revision: 1,
            event: preset.into(),
            personal: None,
        });
        let head = CommitHead {
            id: CommandId(self.ports.stamp.uuid_at(now)),
            command: "InstallPresets".into(),
            actor: Actor::platform(),
            on_behalf_of: None,
            correlation_id: None,
            causation: None,
            recorded_at: now,
            occurred_at: now,
            origin: Origin::Policy,
            idempotency: None,
            about: None,
            settings: Default::default(),
        };
        let commit = Commit { head, facts: facts.collect() };
        self.take(&Arc::new(WrittenCommit::new(commit)), &Seen::default())
    }
}

fn no_keys(error: KeyError) -> Box<Problem> {
    tracing::error!(%error, "a person's key can't be had");
    let detail = "no key for a person can be had: see the log of the platform";
    Box::new(Problem::new(Slug::LogUnavailable, detail).retry_after(1))
}
