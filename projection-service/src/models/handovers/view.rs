//! Answers about conversions and changes of owner.

use event_schema::Position;
use event_schema::id::UserId;

use super::rows::{Converted, Handover};
use super::{CONVERSIONS, HANDOVERS, Handovers};
use crate::projection::Rows;
use crate::query::{AskError, ConversionRow, OwnershipFilter, OwnershipRow, Page, Paging, Range};

impl Handovers {
    /// A page of conversions.
    pub fn conversions(
        &self,
        rows: Rows<'_>,
        range: Range,
        owner: Option<UserId>,
        paging: &Paging,
    ) -> Result<Page<ConversionRow>, AskError> {
        let chosen = self.index.choose_conversions(range, owner, paging);
        let positions = &self.index.conversions;
        let item = |place: &u32| {
            let position = positions[*place as usize];
            let row = rows.get::<Converted>(CONVERSIONS, &position.to_be_bytes())?;
            Ok(conversion(position, row.ok_or(AskError::NotFound)?))
        };
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }

    /// A page of changes of owner.
    pub fn handovers(
        &self,
        rows: Rows<'_>,
        filter: &OwnershipFilter,
        range: Range,
        paging: &Paging,
    ) -> Result<Page<OwnershipRow>, AskError> {
        let chosen = self.index.choose_handovers(filter, range, paging);
        let positions = &self.index.handovers;
        let item = |place: &u32| {
            let position = positions[*place as usize];
            let row = rows.get::<Handover>(HANDOVERS, &position.to_be_bytes())?;
            Ok(handover(position, row.ok_or(AskError::NotFound)?))
        };
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }
}

fn conversion(position: Position, row: Converted) -> ConversionRow {
    ConversionRow {
        position,
        lead_id: row.lead_id.0,
        account_id: row.account.0.0,
        account_mode: row.account.1.name().to_owned(),
        contact_id: row.contact.map(|contact| contact.0.0),
        contact_mode: row.contact.map(|contact| contact.1.name().to_owned()),
        opportunity_id: row.opportunity.map(|id| id.0),
        owner_before: row.owner_before,
        owner_id: row.owner_id,
        actor: row.act.actor,
        on_behalf_of: row.act.on_behalf_of,
        occurred_at: row.act.occurred_at,
        recorded_at: row.act.recorded_at,
    }
}

fn handover(position: Position, row: Handover) -> OwnershipRow {
    OwnershipRow {
        position,
        stream: row.stream,
        before: row.before,
        after: row.after,
        reason: row.reason,
        command: row.command,
        actor: row.act.actor,
        on_behalf_of: row.act.on_behalf_of,
        occurred_at: row.act.occurred_at,
        recorded_at: row.act.recorded_at,
        linked: row.linked,
    }
}
