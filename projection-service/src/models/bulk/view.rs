//! Answers about bulk actions.

use uuid::Uuid;

use super::rows::ActRow;
use super::{ACTS, BulkActions, CHOSEN, REFUSED, part_key};
use crate::column::Place;
use crate::models::listing::choose;
use crate::projection::Rows;
use crate::query::{AskError, BulkView, Page, Paging};
use crate::store::key::place;

impl BulkActions {
    /// A page of acts, without what was said of single records.
    pub fn list(&self, rows: Rows<'_>, paging: &Paging) -> Result<Page<BulkView>, AskError> {
        let chosen = choose(&self.positions, None, paging, |_| true);
        let item = |at: &Place| act_row(rows, *at).map(view);
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }

    /// One act with the refusals that are told one by one.
    pub fn one(&self, rows: Rows<'_>, id: Uuid) -> Result<BulkView, AskError> {
        let at = self.ids.place(id).ok_or(AskError::NotFound)?;
        let mut view = view(act_row(rows, at)?);
        view.refusals = rows.get(REFUSED, &place(at))?.unwrap_or_default();
        Ok(view)
    }

    /// One part of the records that were chosen; parts count from 1.
    pub fn records(&self, rows: Rows<'_>, id: Uuid, part: u32) -> Result<Vec<Uuid>, AskError> {
        let at = self.ids.place(id).ok_or(AskError::NotFound)?;
        rows.get(CHOSEN, &part_key(at, part))?.ok_or(AskError::NotFound)
    }

    /// Every act that has not come to its end, oldest first.
    pub fn open(&self) -> Vec<Uuid> {
        self.open.iter().map(|at| self.ids.id(*at)).collect()
    }
}

fn act_row(rows: Rows<'_>, at: Place) -> Result<ActRow, AskError> {
    rows.get(ACTS, &place(at))?.ok_or(AskError::NotFound)
}

fn view(row: ActRow) -> BulkView {
    BulkView {
        id: row.id,
        revision: row.revision,
        actor: row.actor,
        on_behalf_of: row.on_behalf_of,
        correlation_id: row.correlation_id,
        on: row.on,
        condition: row.condition,
        action: row.action,
        fingerprint: row.fingerprint,
        chosen_at: row.chosen_at,
        count: row.count,
        parts: row.parts,
        state: row.state,
        changed: row.changed,
        unchanged: row.unchanged,
        refused: row.refused,
        refusals: Vec::new(),
        started_at: row.started_at,
        finished_at: row.finished_at,
    }
}
