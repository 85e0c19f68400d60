//! One lead, beside the accounts and contacts that it may belong to before it is converted (C16, C21).

use std::time::Duration;

use event_schema::Position;
use uuid::Uuid;

use super::Projections;
use crate::models::Customers;
use crate::models::person::Viewer;
use crate::projection::Projection;
use crate::query::{Answer, AsOf, Ask, AskError, AtLeast};

/// How long the customers are waited for until they are as far as the leads.
const WAIT: Duration = Duration::from_secs(2);

impl Projections {
    /// One lead. While somebody writes, what it may belong to may be from a moment later: the answer
    /// is tagged with the earlier position, so whoever asks again gets both anew.
    pub(super) async fn lead(
        &self,
        ask: &Ask,
        viewer: &Viewer<'_>,
        id: Uuid,
    ) -> Result<(Answer, Position), AskError> {
        let (book, at) = self.book(ask)?;
        let read = self.read(&self.models.leads, ask, |m, rows| {
            Ok((m.one(rows, viewer, id, (&book, at))?, m.compared_by(rows, id)?))
        });
        let ((mut view, traits), position) = read.await?;
        // Before a tenant's first commit there are neither settings nor leads.
        if let (Some(traits), Ok(rules)) = (traits, book.duplicates(at)) {
            // Past states are made for the question.
            if ask.as_of == AsOf::Now {
                self.wait_for(ask.tenant, Customers::NAME, AtLeast { position, wait: WAIT })
                    .await?;
            }
            let customers = &self.models.customers;
            let read = self.read(customers, ask, |m, rows| m.matches(rows, rules.body, &traits));
            view.matches = read.await?.0;
        }
        Ok((Answer::Lead(Box::new(view)), position))
    }
}
