//! Likely duplicates: comparing all records of a kind goes on over several readings, so that nobody
//! waits long for it, and what was compared is kept.

use std::time::Duration;

use event_schema::Position;

use super::Projections;
use crate::models::person::Viewer;
use crate::query::{Alike, Answer, Ask, AskError, Duplicates, DuplicatesAsked, Paging};

/// How long one question may compare.
const COMPARING: Duration = Duration::from_secs(2);

impl Projections {
    /// The records of a kind that may be older ones.
    pub(super) async fn duplicates(
        &self,
        ask: &Ask,
        viewer: &Viewer<'_>,
        wanted: (DuplicatesAsked, &Paging),
    ) -> Result<(Answer, Position), AskError> {
        let compared = async {
            loop {
                let (found, position) = self.compared(ask, viewer, wanted).await?;
                match found {
                    Some(found) => return Ok((Answer::Duplicates(found), position)),
                    None => tokio::task::yield_now().await,
                }
            }
        };
        let late = |_| AskError::Unavailable {
            model: "duplicates".into(),
            why: "the records are still being compared; ask again, it goes on where it is".into(),
        };
        tokio::time::timeout(COMPARING, compared).await.map_err(late)?
    }

    async fn compared(
        &self,
        ask: &Ask,
        viewer: &Viewer<'_>,
        (asked, paging): (DuplicatesAsked, &Paging),
    ) -> Result<(Option<Duplicates>, Position), AskError> {
        let (book, at) = self.book(ask)?;
        let Ok(rules) = book.duplicates(at).map(|rules| rules.body) else {
            // Before a tenant's first commit there are neither settings nor records.
            return Ok((Some(Duplicates::default()), 0));
        };
        let (leads, customers) = (&self.models.leads, &self.models.customers);
        let wanted = (rules, asked.score_min, paging);
        match asked.of {
            Alike::Leads => {
                let present = (&book, at);
                self.read(leads, ask, |m, rows| m.duplicates(rows, wanted, present)).await
            }
            Alike::Accounts => {
                self.read(customers, ask, |m, rows| m.duplicate_accounts(rows, wanted)).await
            }
            Alike::Contacts => {
                let read =
                    self.read(customers, ask, |m, rows| m.duplicate_contacts(rows, viewer, wanted));
                read.await
            }
        }
    }
}
