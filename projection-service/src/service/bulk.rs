//! What bulk actions ask: the acts themselves, which records of a list meet a condition, and records
//! by their ids.

use event_schema::{Position, TenantId};
use rules::views::List;
use uuid::Uuid;

use super::Projections;
use super::answer::ready;
use crate::model::Follower;
use crate::models::person::Viewer;
use crate::models::{Customers, Leads};
use crate::projection::Rows;
use crate::query::{Answer, Ask, AskError, IdleOf, Query};

impl Projections {
    /// The acts that were open where the log ended when the models were opened, by tenant, as soon as
    /// their model has come so far; nothing if the models are stopped before.
    pub async fn left_open(&self) -> Vec<(TenantId, Uuid)> {
        let mut progress = self.subscribe();
        let mut stopping = self.shared.stop.subscribe();
        loop {
            if let Ok(model) = ready(&self.models.bulk)
                && model.sequence() >= self.opening.ended
            {
                let tenants = model.marks().into_iter().map(|(tenant, _)| tenant);
                let open = |tenant| {
                    let acts = model.read(tenant, |m, _| Ok(m.open()));
                    let acts = acts.map(|(acts, _)| acts).unwrap_or_default();
                    acts.into_iter().map(move |act| (tenant, act))
                };
                return tenants.flat_map(open).collect();
            }
            tokio::select! {
                moved = progress.changed() => if moved.is_err() { return Vec::new() },
                _ = stopping.wait_for(|stop| *stop) => return Vec::new(),
            }
        }
    }

    /// The tenants that anything is known of.
    pub fn tenants(&self) -> Vec<TenantId> {
        let settings = ready(&self.models.settings);
        let marks = settings.map(|model| model.marks()).unwrap_or_default();
        marks.into_iter().map(|(tenant, _)| tenant).collect()
    }

    pub(super) async fn idle(
        &self,
        ask: &Ask,
        of: IdleOf,
        most: usize,
    ) -> Result<(Answer, Position), AskError> {
        let (book, at) = self.book(ask)?;
        let present = (&book, at);
        match of {
            IdleOf::Leads => {
                let due = |m: &Leads, rows: Rows<'_>| m.idle(rows, present, most);
                self.read(&self.models.leads, ask, due).await
            }
            IdleOf::Opportunities => {
                let due = |m: &Customers, rows: Rows<'_>| m.idle(rows, present, most);
                self.read(&self.models.customers, ask, due).await
            }
        }
        .map(|(due, position)| (Answer::Idle(due), position))
    }

    pub(super) async fn bulk(&self, ask: &Ask) -> Result<(Answer, Position), AskError> {
        self.read(&self.models.bulk, ask, |m, rows| match &ask.query {
            Query::BulkActions { paging } => m.list(rows, paging).map(Answer::BulkActions),
            Query::BulkAction { id } => {
                m.one(rows, *id).map(|act| Answer::BulkAction(Box::new(act)))
            }
            Query::BulkRecords { id, part } => m.records(rows, *id, *part).map(Answer::BulkRecords),
            _ => Err(AskError::NotFound),
        })
        .await
    }

    pub(super) async fn of_list(
        &self,
        list: List,
        ask: &Ask,
        viewer: &Viewer<'_>,
    ) -> Result<(Answer, Position), AskError> {
        match (list, &ask.query) {
            (List::Leads, Query::Matching { condition, most, .. }) => {
                let (book, at) = self.book(ask)?;
                let found = self.read(&self.models.leads, ask, |m, _| {
                    m.matching(condition, (&book, at), *most).map(Answer::Matching)
                });
                found.await
            }
            (List::Leads, Query::Named { ids, .. }) => {
                let (book, at) = self.book(ask)?;
                let found = self.read(&self.models.leads, ask, |m, rows| {
                    m.named(rows, viewer, ids, (&book, at)).map(Answer::Leads)
                });
                found.await
            }
            (_, Query::Named { ids, .. }) => {
                let (book, at) = self.book(ask)?;
                let present = (&book, at);
                let found = self.read(&self.models.customers, ask, |m, rows| match list {
                    List::Accounts => m.accounts_named(rows, present, ids).map(Answer::Accounts),
                    List::Contacts => {
                        m.contacts_named(rows, viewer, ids, present).map(Answer::Contacts)
                    }
                    List::Opportunities => {
                        m.opportunities_named(rows, viewer, present, ids).map(Answer::Opportunities)
                    }
                    List::Leads
                    | List::Interactions
                    | List::Orders
                    | List::Contracts
                    | List::Records
                    | List::NewAccounts => Err(AskError::NotFound),
                });
                found.await
            }
            (_, Query::Matching { condition, most, .. }) => {
                let (book, at) = self.book(ask)?;
                let found = self.read(&self.models.customers, ask, |m, _| {
                    m.matching(list, condition, (&book, at), *most).map(Answer::Matching)
                });
                found.await
            }
            _ => Err(AskError::NotFound),
        }
    }
}
