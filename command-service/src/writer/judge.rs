//! Judging one command on top of everything before it, and turning what follows into a commit.

use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use event_schema::commit::About;
use event_schema::personal::Place;
use event_schema::problem::{Problem, Slug};
use event_schema::{Personal, StreamId, Timestamp};

use super::layer::Below;
use super::{Effect, Flight, IDEMPOTENCY_SECONDS, Layer, Pending, Spent, Writer};
use crate::aggregate::{Key, State};
use crate::decide::{self, Context, Decision, Holders, Record, Seen};
use crate::rejection::Rejection;
use crate::request::{Outcome, Reply, Request};
use crate::store::{Store, StoreError};

/// How often a command may name something new that it must see.
const NEEDS_ROUNDS_MAX: usize = 24;

/// Reads through what is staged and in flight to the store.
pub(super) struct View<'a, S> {
    pub writer: &'a Writer<S>,
    /// What was loaded for the command that is being decided: nothing is loaded twice.
    pub seen: Option<&'a Seen>,
}

impl<S: Store> View<'_, S> {
    /// What is on top of the store, newest first.
    fn layers(&self) -> impl Iterator<Item = &Layer> {
        let flown = match &self.writer.flight {
            Some(Flight::Appending(group, _) | Flight::Settling(group, _)) => Some(&group.layer),
            Some(Flight::Confirming(_) | Flight::CatchingUp) | None => None,
        };
        let landed = self.writer.unwritten.iter().rev().map(|(layer, _)| layer);
        [Some(&self.writer.staged.layer), flown].into_iter().flatten().chain(landed)
    }

    fn spent(&self, id: event_schema::value::LookupHash) -> Result<Option<Spent>, StoreError> {
        match self.layers().find_map(|layer| layer.spent.get(&id)) {
            Some(spent) => Ok(Some(spent.clone())),
            None => self.writer.ports.store.spent(self.writer.tenant, id),
        }
    }
}

impl<S: Store> Below for View<'_, S> {
    fn record(&self, stream: StreamId) -> Result<Record, StoreError> {
        if let Some(record) = self.seen.and_then(|seen| seen.records.get(&stream)) {
            return Ok(record.clone());
        }
        match self.layers().find_map(|layer| layer.records.get(&stream)) {
            Some(record) => Ok(record.clone()),
            None => self.writer.ports.store.record(self.writer.tenant, stream),
        }
    }

    fn holders(&self, key: Key) -> Result<Holders, StoreError> {
        if let Some(holders) = self.seen.and_then(|seen| seen.keys.get(&key)) {
            return Ok(holders.clone());
        }
        match self.layers().find_map(|layer| layer.holders.get(&key)) {
            Some(holders) => Ok(holders.clone()),
            None => self.writer.ports.store.holders(self.writer.tenant, key),
        }
    }
}

/// What judging came to.
enum Judged {
    Answer(Effect),
    Append(Decided),
    DryRun(Decided),
}

/// A command that something follows from.
pub(super) struct Decided {
    pub decision: Decision,
    /// The record that it is about, before it.
    pub own: About,
    pub times: Times,
    pub seen: Seen,
}

/// The two times of a command.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub recorded_at: Timestamp,
    pub occurred_at: Timestamp,
}

impl<S: Store> Writer<S> {
    /// Decides a command into the staged group. Gives it back if the group has no room for it.
    pub(super) fn judge(&mut self, pending: Pending) -> Result<Option<Pending>, StoreError> {
        let request = pending.request.clone();
        match self.weigh(&pending, &request)? {
            Judged::Answer(answer) => self.staged.answer(pending, answer),
            Judged::DryRun(decided) => {
                let before = self.staged.after.clone();
                let answer = match self.commit_of(
                    &pending,
                    &request,
                    &decided.seen,
                    (decided.decision, decided.own),
                    decided.times,
                )? {
                    Ok(commit) => {
                        let position = self.staged.after.position;
                        let reply = Reply::to_commit(Arc::new(commit), position);
                        Ok(Reply { dry_run: true, ..reply })
                    }
                    Err(problem) => Err(problem),
                };
                self.staged.after = before;
                let ticket = pending.ticket;
                self.staged.answer(pending, Effect::Answer(ticket, answer));
            }
            Judged::Append(decided) => return self.push(pending, &request, decided),
        }
        Ok(None)
    }

    fn weigh(&mut self, pending: &Pending, request: &Request) -> Result<Judged, StoreError> {
        let answer = |outcome| Ok(Judged::Answer(Effect::Answer(pending.ticket, outcome)));
        let last = self.staged.after.recorded_at;
        let now = self.ports.stamp.now().max(last.plus_micros(1));
        if let Some(answer) = self.replayed(pending, request, now)? {
            return Ok(Judged::Answer(answer));
        }
        let occurred_at = request.occurred_at.unwrap_or(now);
        let times = Times { recorded_at: now, occurred_at };
        if occurred_at > now.plus_seconds(decide::AHEAD_MAX_SECONDS) {
            let message = "lies in the future: business time may be at most 60 s ahead";
            let rejection = Rejection::invalid("Kith-Occurred-At", "in-future", message);
            return answer(refused(rejection));
        }
        let book = self.book();
        let ids = pending.ids;
        let (hasher, own_keys) = (&self.hasher, OnceCell::new());
        let actor = request.actor;
        let ctx = Context { actor, now, occurred_at, ids, book: &book, hasher, own_keys };
        let seen = self.look(request, &ctx)?;
        let own = decide::own_stream(&request.command, &seen, &ctx);
        let revision = seen.records.get(&own).map_or(0, |record| record.revision);
        if request.if_match.is_some_and(|expected| expected != revision) {
            let detail = format!("{own} is at revision {revision}");
            let problem = Problem::new(Slug::RevisionMismatch, detail);
            return answer(Err(Box::new(problem)));
        }
        let decided =
            catch_unwind(AssertUnwindSafe(|| decide::decide(&request.command, &seen, &ctx)));
        let own = About { stream: own, revision };
        match decided {
            Ok(Ok(decision)) if decision.drafts.is_empty() => answer(Ok(Reply {
                stream: own.stream,
                revision,
                position: self.staged.after.position,
                commit: None,
                replayed: false,
                dry_run: request.dry_run,
            })),
            Ok(Ok(decision)) if request.dry_run => {
                Ok(Judged::DryRun(Decided { decision, own, times, seen }))
            }
            Ok(Ok(decision)) => Ok(Judged::Append(Decided { decision, own, times, seen })),
            Ok(Err(rejection)) => answer(refused(rejection)),
            Err(_) => {
                tracing::error!(command = request.command.name(), "a decider panicked");
                let detail = "the command could not be decided because of a fault in kith";
                answer(Err(Box::new(Problem::new(Slug::Internal, detail))))
            }
        }
    }

    /// The first answer again, if the command's idempotency id was spent.
    fn replayed(
        &self,
        pending: &Pending,
        request: &Request,
        now: Timestamp,
    ) -> Result<Option<Effect>, StoreError> {
        let Some(idempotency) = request.idempotency else { return Ok(None) };
        let Some(spent) = (View { writer: self, seen: None }).spent(idempotency.id)? else {
            return Ok(None);
        };
        if spent.recorded_at.plus_seconds(IDEMPOTENCY_SECONDS) < now {
            return Ok(None);
        }
        let ticket = pending.ticket;
        if spent.fingerprint != idempotency.fingerprint {
            let detail = "this idempotency key was spent on another body: use a new key";
            let problem = Problem::new(Slug::KeyReused, detail);
            return Ok(Some(Effect::Answer(ticket, Err(Box::new(problem)))));
        }
        Ok(Some(match spent.commit {
            None => Effect::Replay(ticket, spent.position),
            Some(commit) => {
                let reply = Reply::to_commit(commit, spent.position);
                Effect::Answer(ticket, Ok(Reply { replayed: true, ..reply }))
            }
        }))
    }

    /// Loads what the command must see.
    fn look(&self, request: &Request, ctx: &Context<'_>) -> Result<Seen, StoreError> {
        let view = View { writer: self, seen: None };
        let mut seen = Seen::default();
        for _ in 0..NEEDS_ROUNDS_MAX {
            let needs = decide::needs(&request.command, &seen, ctx);
            let mut news = false;
            for stream in needs.streams {
                news |= seen.records.add(stream, |stream| view.record(*stream))?;
                // A merged record is seen with the one that it turned out to be, through any number
                // of merges: they take no rounds, and every step is another record.
                let mut at = stream;
                while let Some(into) = seen.merged_into(at) {
                    if !seen.records.add(into, |stream| view.record(*stream))? {
                        break;
                    }
                    (news, at) = (true, into);
                }
            }
            for key in needs.keys {
                news |= seen.keys.add(key, |key| view.holders(*key))?;
            }
            for stream in needs.personal {
                let stream = seen.survivor(stream);
                news |= seen.personal.add(stream, |stream| {
                    let state = view.record(*stream)?.state;
                    self.opened(*stream, state.as_deref())
                })?;
            }
            if !news {
                return Ok(seen);
            }
        }
        unreachable!("a command that names something new in every round")
    }

    /// A record's personal data; empty where its person was forgotten.
    fn opened(&self, stream: StreamId, state: Option<&State>) -> Result<Personal, StoreError> {
        let mut personal = Personal::default();
        for at in state.map(State::boxes).unwrap_or_default() {
            let key = self.ports.keys.key(self.tenant, at.sealed.key);
            let Some(key) = key.map_err(|e| StoreError::Files(e.to_string()))? else { continue };
            let place = Place {
                log: self.ports.log,
                tenant: self.tenant,
                stream,
                revision: at.revision,
                event: at.event,
            };
            // A box that its own key doesn't open belongs to a person whose slot was forgotten.
            personal.update(at.sealed.open(&key, &place).unwrap_or_default());
        }
        Ok(personal)
    }
}

fn refused(rejection: Rejection) -> Outcome {
    Err(Box::new(rejection.problem()))
}
