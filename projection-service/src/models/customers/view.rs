//! Answers about accounts, contacts and opportunities.

use event_schema::{StreamId, StreamType};
use uuid::Uuid;

use super::index::referred;
use super::rows::{AccountRow, ContactRow, OpportunityRow, Standing};
use super::{ACCOUNTS, CONTACTS, Customers, OPPORTUNITIES};
use crate::column::Place;
use crate::models::listing::choose;
use crate::models::person::Viewer;
use crate::projection::Rows;
use crate::query::{
    AccountFilter, AccountView, AskError, ContactFilter, ContactView, OpportunityFilter,
    OpportunityView, Page, Paging,
};
use crate::store::key::place;

impl Customers {
    /// A page of accounts, without their contacts and opportunities.
    pub fn accounts(
        &self,
        rows: Rows<'_>,
        filter: &AccountFilter,
        paging: &Paging,
    ) -> Result<Page<AccountView>, AskError> {
        let number =
            |value: &Option<String>| value.as_ref().map(|v| self.accounts.values.number(v));
        let (grade, region) = (number(&filter.grade), number(&filter.region));
        let candidates = referred(&self.accounts.external, &filter.external_id);
        let chosen = choose(&self.accounts.positions, candidates, paging, |at| {
            let columns = &self.accounts.columns[at as usize];
            filter.owner.is_none_or(|owner| columns.owner == Some(owner))
                && grade.is_none_or(|grade| grade == Some(columns.grade))
                && region.is_none_or(|region| region == Some(columns.region))
        });
        let item = |at: &Place| account_row(rows, *at).map(account);
        let items = chosen.places.iter().map(item).collect::<Result<_, _>>()?;
        Ok(chosen.page(items))
    }

    /// One account with its contacts and opportunities.
    pub fn account(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        id: Uuid,
    ) -> Result<AccountView, AskError> {
        let at = self.accounts.place(id).ok_or(AskError::NotFound)?;
        let mut view = account(account_row(rows, at)?);
        for at in self.contacts.by_account.get(&id).into_iter().flatten() {
            view.contacts.push(contact(contact_row(rows, *at)?, viewer));
        }
        for at in self.opportunities.by_account.get(&id).into_iter().flatten() {
            view.opportunities.push(opportunity(opportunity_row(rows, *at)?));
        }
        Ok(view)
    }

    /// The number that an account was given. It is asked of the live model for past states, too.
    pub fn number(&self, rows: Rows<'_>, id: Uuid) -> Result<String, AskError> {
        let at = self.accounts.place(id).ok_or(AskError::NotFound)?;
        Ok(account_row(rows, at)?.number)
    }

    /// A page of contacts.
    pub fn contacts(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        filter: &ContactFilter,
        paging: &Paging,
    ) -> Result<Page<ContactView>, AskError> {
        let of_account = filter.account.map(|id| {
            self.contacts.by_account.get(&id).map_or(&[][..], |places| places.as_slice())
        });
        let external = referred(&self.contacts.external, &filter.external_id);
        let chosen = choose(&self.contacts.positions, of_account.or(external), paging, |at| {
            external.is_none_or(|places| places.contains(&at))
        });
        let item = |at: &Place| contact_row(rows, *at).map(|row| contact(row, viewer));
        let items = chosen.places.iter().map(item).collect::<Result<_, _>>()?;
        Ok(chosen.page(items))
    }

    /// One contact.
    pub fn contact(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        id: Uuid,
    ) -> Result<ContactView, AskError> {
        let at = self.contacts.place(id).ok_or(AskError::NotFound)?;
        Ok(contact(contact_row(rows, at)?, viewer))
    }

    /// A page of opportunities.
    pub fn opportunities(
        &self,
        rows: Rows<'_>,
        filter: &OpportunityFilter,
        paging: &Paging,
    ) -> Result<Page<OpportunityView>, AskError> {
        let index = &self.opportunities;
        let number = |value: &Option<String>| value.as_ref().map(|v| index.values.number(v));
        let (stage, pipeline) = (number(&filter.stage), number(&filter.pipeline));
        let of_account = filter
            .account
            .map(|id| index.by_account.get(&id).map_or(&[][..], |places| places.as_slice()));
        let external = referred(&index.external, &filter.external_id);
        let chosen = choose(&index.positions, of_account.or(external), paging, |at| {
            let columns = &index.columns[at as usize];
            filter.owner.is_none_or(|owner| columns.owner == Some(owner))
                && filter.state.is_none_or(|state| columns.state == state)
                && stage.is_none_or(|stage| stage == Some(columns.stage))
                && pipeline.is_none_or(|pipeline| pipeline == Some(columns.pipeline))
                && external.is_none_or(|places| places.contains(&at))
        });
        let item = |at: &Place| opportunity_row(rows, *at).map(opportunity);
        let items = chosen.places.iter().map(item).collect::<Result<_, _>>()?;
        Ok(chosen.page(items))
    }

    /// One opportunity.
    pub fn opportunity(&self, rows: Rows<'_>, id: Uuid) -> Result<OpportunityView, AskError> {
        let at = self.opportunities.place(id).ok_or(AskError::NotFound)?;
        opportunity_row(rows, at).map(opportunity)
    }
}

fn account_row(rows: Rows<'_>, at: Place) -> Result<AccountRow, AskError> {
    rows.get(ACCOUNTS, &place(at))?.ok_or(AskError::NotFound)
}

fn contact_row(rows: Rows<'_>, at: Place) -> Result<ContactRow, AskError> {
    rows.get(CONTACTS, &place(at))?.ok_or(AskError::NotFound)
}

fn opportunity_row(rows: Rows<'_>, at: Place) -> Result<OpportunityRow, AskError> {
    rows.get(OPPORTUNITIES, &place(at))?.ok_or(AskError::NotFound)
}

fn account(row: AccountRow) -> AccountView {
    AccountView {
        id: row.id,
        revision: row.revision,
        number: row.number,
        name: row.name,
        industry: row.industry,
        size: row.size,
        region: row.region,
        owner_id: row.owner_id,
        grade: row.grade.map(|grade| grade.to_string()),
        tags: row.tags,
        domain: row.domain,
        external_id: row.external_id,
        lead_ids: row.lead_ids,
        contacts: Vec::new(),
        opportunities: Vec::new(),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn contact(row: ContactRow, viewer: &Viewer<'_>) -> ContactView {
    let stream = StreamId::new(StreamType::Contact, row.id);
    ContactView {
        id: row.id,
        revision: row.revision,
        account_id: row.account_id,
        person: viewer.person(row.person_id, stream, &row.boxes),
        decision_role: row.decision_role.map(|role| role.to_string()),
        influence: row.influence.map(|influence| influence.name().to_owned()),
        from_lead_id: row.from_lead_id,
        external_id: row.external_id,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn opportunity(row: OpportunityRow) -> OpportunityView {
    let state = row.standing.state();
    let (won_at, lost_at, loss_reason) = match row.standing {
        Standing::Open => (None, None, None),
        Standing::Won { at } => (Some(at), None, None),
        Standing::Lost { at, reason } => (None, Some(at), Some(reason.to_string())),
    };
    OpportunityView {
        id: row.id,
        revision: row.revision,
        account_id: row.account_id,
        lead_id: row.lead_id,
        name: row.name,
        state,
        pipeline: row.pipeline.to_string(),
        stage: row.stage.to_string(),
        probability: row.probability,
        amount: row.amount,
        expected_close: row.expected_close,
        kind: row.kind.name().to_owned(),
        product: row.product,
        region: row.region,
        source: row.source,
        owner_id: row.owner_id,
        external_id: row.external_id,
        opened_at: row.opened_at,
        won_at,
        lost_at,
        loss_reason,
        updated_at: row.updated_at,
    }
}
