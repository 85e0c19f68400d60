//! How complete records are: one kind, one model, the settings in force.

use event_schema::Position;

use super::Projections;
use crate::query::{Answer, Ask, AskError, CompletenessBy, Keyed, Query, Range};

impl Projections {
    /// What is asked of key fields and of results.
    pub(super) async fn filled(&self, ask: &Ask) -> Result<(Answer, Position), AskError> {
        if let Query::Completeness { of, by } = &ask.query {
            self.completeness(ask, *of, *by).await
        } else if let Query::Meetings { range, by_user } = &ask.query {
            self.meetings(ask, range, *by_user).await
        } else {
            Err(AskError::NotFound)
        }
    }

    /// How complete the records of a kind are.
    async fn completeness(
        &self,
        ask: &Ask,
        of: Keyed,
        by: Option<CompletenessBy>,
    ) -> Result<(Answer, Position), AskError> {
        let (book, at) = self.book(ask)?;
        let present = (&book, at);
        let (leads, customers) = (&self.models.leads, &self.models.customers);
        let (found, position) = match of {
            Keyed::Leads => self.read(leads, ask, |m, _| Ok(m.completeness(by, present))).await?,
            Keyed::Accounts | Keyed::Contacts | Keyed::Interactions => {
                self.read(customers, ask, |m, _| Ok(m.completeness(of, by, present))).await?
            }
        };
        Ok((Answer::Completeness(found), position))
    }

    /// Whether the results of the meetings in a range are entered in time.
    async fn meetings(
        &self,
        ask: &Ask,
        range: &Range,
        by_user: bool,
    ) -> Result<(Answer, Position), AskError> {
        let (book, at) = self.book(ask)?;
        let read = self.read(&self.models.customers, ask, |m, _| {
            Ok(m.meeting_figures(range, by_user, (&book, at)))
        });
        read.await.map(|(found, position)| (Answer::Meetings(found), position))
    }
}
