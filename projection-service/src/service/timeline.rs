//! The page of a customer: the account with what its people did together, its organisation chart and
//! its timeline. The first and the last need two models, the second no earlier than the first.

use std::time::Duration;

use event_schema::{EventType, LeadEventType, Position, Timestamp};
use rules::scoring::{Did, engagement};
use serde::Deserialize;
use uuid::Uuid;

use super::Projections;
use super::answer::ready;
use crate::models::audit::{TimelinePlace, Wanted};
use crate::models::person::{KeptBox, Viewer};
use crate::models::settings::zone;
use crate::models::{Audit, Leads, Member};
use crate::projection::Projection;
use crate::query::{
    AccountView, Answer, AsOf, Ask, AskError, AtLeast, Engagement, Page, Paging, Query,
    TimelineFilter, TimelineRow,
};
use crate::told::ToldEvent;

/// How long one model is waited for until it is as far as the other.
const WAIT: Duration = Duration::from_secs(2);

impl Projections {
    /// What is on the page of one customer.
    pub(super) async fn of_one(
        &self,
        ask: &Ask,
        viewer: &Viewer<'_>,
    ) -> Result<(Answer, Position), AskError> {
        if let Query::Timeline { id, filter, paging } = &ask.query {
            self.timeline(ask, viewer, (*id, filter), paging).await
        } else if let Query::Account { id } = &ask.query {
            self.account(ask, viewer, *id).await
        } else if let Query::Organisation { id } = &ask.query {
            self.organisation(ask, viewer, *id).await
        } else {
            Err(AskError::NotFound)
        }
    }

    /// One account. While somebody writes, what its people did may be from a moment later: the
    /// answer is tagged with the earlier position, so whoever asks again gets both anew.
    async fn account(
        &self,
        ask: &Ask,
        viewer: &Viewer<'_>,
        id: Uuid,
    ) -> Result<(Answer, Position), AskError> {
        let (book, at) = self.book(ask)?;
        let present = (&book, at);
        let customers = &self.models.customers;
        let read = self.read(customers, ask, |m, rows| m.account(rows, viewer, present, id));
        let (mut view, position) = read.await?;
        view.engagement = self.engagement(ask, &view, position).await?;
        let mut answer = Answer::Account(Box::new(view));
        if ask.as_of != AsOf::Now {
            self.numbers(ask.tenant, &mut answer)?;
        }
        Ok((answer, position))
    }

    /// Who reports to whom at an account, and who has influence on whom.
    async fn organisation(
        &self,
        ask: &Ask,
        viewer: &Viewer<'_>,
        id: Uuid,
    ) -> Result<(Answer, Position), AskError> {
        let (book, at) = self.book(ask)?;
        let read = self.read(&self.models.customers, ask, |m, rows| {
            m.organisation(rows, viewer, id, (&book, at))
        });
        let (chart, position) = read.await?;
        Ok((Answer::Organisation(Box::new(chart)), position))
    }

    /// What the people of an account did; none where the scoring model doesn't count it.
    async fn engagement(
        &self,
        ask: &Ask,
        view: &AccountView,
        position: Position,
    ) -> Result<Option<Engagement>, AskError> {
        let (book, at) = self.book(ask)?;
        let Some(model) = book.scoring(at).ok().and_then(|model| model.body.engagement) else {
            return Ok(None);
        };
        let zone = zone(&book, at);
        // Past states are made for the question.
        if ask.as_of == AsOf::Now {
            self.wait_for(ask.tenant, Leads::NAME, AtLeast { position, wait: WAIT }).await?;
        }
        let domain = view.domain.as_deref();
        let read =
            self.read(&self.models.leads, ask, |m, rows| m.behaved(rows, &view.lead_ids, domain));
        let people = read.await?.0;
        let days = |then: &Timestamp| {
            u32::try_from(zone.day_number(at) - zone.day_number(*then)).unwrap_or(0)
        };
        let did = |did: &Vec<(Timestamp, i32)>| -> Did {
            did.iter().map(|(then, points)| (*points, days(then))).collect()
        };
        let counted: Vec<Did> = people.values().map(did).collect();
        let score = engagement(&model, &counted);
        let last_at = people.values().flatten().map(|(then, _)| *then).max();
        let people = people.len() as u32;
        Ok(Some(Engagement { score, people, last_at, mql: score >= model.line }))
    }

    /// The contacts with leads among these records by some channels; `None` if none is asked for. They
    /// are read from the log: no index has what a contact was by, and of an account they are few.
    async fn contacts_by(
        &self,
        ask: &Ask,
        members: &[Member],
        channels: &[String],
    ) -> Result<Option<Vec<Position>>, AskError> {
        if channels.is_empty() {
            return Ok(None);
        }
        let audit = ready(&self.models.audit)?;
        let name = EventType::Lead(LeadEventType::LeadContacted).name();
        let positions = audit.read(ask.tenant, |m, _| Ok(m.of_leads(members, name)))?.0;
        let events = self.told.read(&audit, ask.tenant, &positions).await?;
        let by = |told: &ToldEvent| {
            let talk = serde_json::from_str::<Talk>(&told.data);
            talk.is_ok_and(|talk| channels.contains(&talk.channel))
        };
        let found = positions.iter().zip(&events).filter(|(_, told)| by(told));
        Ok(Some(found.map(|(position, _)| *position).collect()))
    }

    /// A page of the timeline of an account.
    async fn timeline(
        &self,
        ask: &Ask,
        viewer: &Viewer<'_>,
        (id, filter): (Uuid, &TimelineFilter),
        paging: &Paging,
    ) -> Result<(Answer, Position), AskError> {
        let read =
            self.read(&self.models.customers, ask, |m, rows| m.members(rows, id, &filter.channels));
        let (members, through) = read.await?;
        // The audit is the last to follow, and what it has beyond that position is left out.
        let covers = AtLeast { position: through, wait: WAIT };
        self.wait_for(ask.tenant, Audit::NAME, covers).await?;
        let audit = ready(&self.models.audit)?;
        let (book, at) = self.book(ask)?;
        let contacts = self.contacts_by(ask, &members, &filter.channels).await?;
        let wanted = Wanted {
            filter,
            setting: book.timeline(at),
            as_of: ask.as_of,
            through,
            of_leads: contacts.as_deref(),
        };
        let chosen = audit.read(ask.tenant, |m, _| Ok(m.timeline(&members, &wanted, paging)));
        let Page { items, next, count } = chosen?.0;
        let positions: Vec<Position> = items.iter().map(|place| place.position).collect();
        let events = self.told.read(&audit, ask.tenant, &positions).await?;
        let rows = items.iter().zip(&events).map(|(place, told)| row(place, told, viewer));
        Ok((Answer::Timeline(Page { items: rows.collect(), next, count }), through))
    }
}

/// The channel of an event that says what was talked about with somebody.
#[derive(Deserialize)]
struct Talk {
    channel: String,
}

fn row(place: &TimelinePlace, told: &ToldEvent, viewer: &Viewer<'_>) -> TimelineRow {
    let words =
        |kept: &KeptBox| viewer.person(kept.person(), told.stream, std::slice::from_ref(kept));
    TimelineRow {
        position: place.position,
        occurred_at: told.occurred_at,
        recorded_at: told.recorded_at,
        event: told.event.clone(),
        stream: told.stream,
        revision: told.revision,
        importance: place.importance,
        actor: told.actor.clone(),
        on_behalf_of: told.on_behalf_of,
        data: told.data.clone(),
        changes: told.changes.clone(),
        words: told.kept.as_ref().map(words),
        reference: told.reference,
    }
}
