//! What is done to each record: the command that anybody would send for it alone.

use event_schema::command::{
    AccountCommand, AssignLead, ChangeAccountOwner, ChangeOpportunityOwner, Command, LeadCommand,
    OpportunityCommand, UpdateAccount,
};
use event_schema::event::{BulkAct, BulkList};
use event_schema::field::Change;
use event_schema::id::{AccountId, LeadId, OpportunityId};
use uuid::Uuid;

/// The command for one record; `None` for an act that has none, which is refused as it is read.
pub fn command(on: BulkList, action: &BulkAct, id: Uuid) -> Option<Command> {
    match (action, on) {
        (BulkAct::Assign { owner_id, reason }, BulkList::Leads) => {
            let (lead_id, owner_id, reason) = (LeadId(id), *owner_id, reason.clone());
            let assign = AssignLead { lead_id, owner_id, reason };
            Some(Command::Lead(LeadCommand::AssignLead(Box::new(assign))))
        }
        (BulkAct::Assign { owner_id, reason }, BulkList::Accounts) => {
            let (account_id, reason) = (AccountId(id), reason.clone()?);
            let change =
                ChangeAccountOwner { account_id, owner_id: *owner_id, reason, include: None };
            Some(Command::Account(AccountCommand::ChangeAccountOwner(Box::new(change))))
        }
        (BulkAct::Assign { owner_id, reason }, BulkList::Opportunities) => {
            let (opportunity_id, reason) = (OpportunityId(id), reason.clone()?);
            let change = ChangeOpportunityOwner { opportunity_id, owner_id: *owner_id, reason };
            let change = OpportunityCommand::ChangeOpportunityOwner(Box::new(change));
            Some(Command::Opportunity(change))
        }
        (BulkAct::Tag { add, remove }, BulkList::Accounts) => {
            let update = UpdateAccount {
                add_tags: Some(add.clone()),
                remove_tags: Some(remove.clone()),
                ..unchanged(AccountId(id))
            };
            Some(Command::Account(AccountCommand::UpdateAccount(Box::new(update))))
        }
        (
            BulkAct::Assign { .. } | BulkAct::Tag { .. } | BulkAct::Export { .. },
            BulkList::Leads | BulkList::Accounts | BulkList::Contacts | BulkList::Opportunities,
        ) => None,
    }
}

/// An update that changes nothing.
fn unchanged(account_id: AccountId) -> UpdateAccount {
    UpdateAccount {
        account_id,
        name: Change::Keep,
        industry: Change::Keep,
        size: Change::Keep,
        revenue: Change::Keep,
        region: Change::Keep,
        grade: Change::Keep,
        tags: Change::Keep,
        add_tags: None,
        remove_tags: None,
        website: Change::Keep,
        phone: Change::Keep,
        address: Change::Keep,
        need: Change::Keep,
        parent_id: Change::Keep,
        domain: Change::Keep,
        life_cycle: Change::Keep,
        external_id: Change::Keep,
        custom: None,
    }
}
