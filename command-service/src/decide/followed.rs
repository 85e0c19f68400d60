//! Commands that name a merged record: whatever is asked of it is asked of the one that it turned
//! out to be, as far as records were loaded. A merge itself looks at both ids as they were given.

use std::borrow::Cow;

use event_schema::StreamId;
use event_schema::command::{
    AccountCommand, Command, ContactCommand, ContractCommand, DuplicateCommand, InteractionCommand,
    LeadCommand, OpportunityCommand, OrderCommand,
};
use event_schema::field::{Change, PartnerShape};
use event_schema::id::{AccountId, ContactId, LeadId};

use super::{Seen, duplicate};

/// The command with the ids of merged records replaced by those of their survivors.
pub fn followed<'a>(command: &'a Command, seen: &Seen) -> Cow<'a, Command> {
    if !seen.any_merged() {
        return Cow::Borrowed(command);
    }
    let mut followed = command.clone();
    let to = Follow(seen);
    match &mut followed {
        Command::Lead(c) => to.in_lead(c),
        Command::Account(c) => to.in_account(c),
        Command::Contact(c) => to.in_contact(c),
        Command::Duplicate(c) => to.in_duplicate(c),
        Command::Interaction(InteractionCommand::LogInteraction(c)) => {
            to.some(&mut c.account_id);
            to.some(&mut c.contact_id);
            to.some(&mut c.lead_id);
        }
        Command::Order(OrderCommand::RecordOrder(c)) => to.one(&mut c.account_id),
        Command::Order(OrderCommand::CancelOrder(_)) => {}
        Command::Contract(ContractCommand::RecordContract(c)) => to.one(&mut c.account_id),
        Command::Opportunity(c) => to.in_opportunity(c),
        // A bulk action names only what it found; of which kind a record's own is, its object knows.
        Command::Setting(_) | Command::Bulk(_) | Command::Clock(_) | Command::Record(_) => {}
    }
    Cow::Owned(followed)
}

/// An id of a kind of record that can be merged.
trait Merging: Copy + Into<StreamId> {
    fn of(stream: StreamId) -> Self;
}

impl Merging for LeadId {
    fn of(stream: StreamId) -> Self {
        Self(stream.id)
    }
}

impl Merging for AccountId {
    fn of(stream: StreamId) -> Self {
        Self(stream.id)
    }
}

impl Merging for ContactId {
    fn of(stream: StreamId) -> Self {
        Self(stream.id)
    }
}

struct Follow<'a>(&'a Seen);

impl Follow<'_> {
    fn one<Id: Merging>(&self, id: &mut Id) {
        *id = Id::of(self.0.survivor(*id));
    }

    fn some<Id: Merging>(&self, id: &mut Option<Id>) {
        if let Some(id) = id {
            self.one(id);
        }
    }

    fn change<Id: Merging>(&self, change: &mut Change<Id>) {
        match change {
            Change::Set(id) => self.one(id),
            Change::Keep | Change::Clear => {}
        }
    }

    fn partner(&self, partner: &mut Option<PartnerShape>) {
        if let Some(partner) = partner {
            self.one(&mut partner.account_id);
        }
    }

    fn new_partner(&self, change: &mut Change<PartnerShape>) {
        match change {
            Change::Set(partner) => self.one(&mut partner.account_id),
            Change::Keep | Change::Clear => {}
        }
    }

    fn in_lead(&self, command: &mut LeadCommand) {
        match command {
            LeadCommand::RecordLeadBehavior(c) => self.one(&mut c.lead_id),
            LeadCommand::QualifyLead(c) => self.one(&mut c.lead_id),
            LeadCommand::DisqualifyLead(c) => self.one(&mut c.lead_id),
            LeadCommand::ConvertLead(c) => {
                self.one(&mut c.lead_id);
                self.some(&mut c.account.id);
                if let Some(fields) = &mut c.account.fields {
                    self.some(&mut fields.parent_id);
                }
                if let Some(contact) = &mut c.contact {
                    self.some(&mut contact.id);
                    if let Some(fields) = &mut contact.fields {
                        self.some(&mut fields.reports_to);
                    }
                }
                match &mut c.opportunity {
                    Change::Set(new) => self.partner(&mut new.partner),
                    Change::Keep | Change::Clear => {}
                }
            }
            LeadCommand::UpdateLead(c) => {
                self.one(&mut c.lead_id);
                self.new_partner(&mut c.partner);
            }
            LeadCommand::VerifyLead(c) => self.one(&mut c.lead_id),
            LeadCommand::AssignLead(c) => self.one(&mut c.lead_id),
            LeadCommand::AcceptLead(c) => self.one(&mut c.lead_id),
            LeadCommand::DeclineLead(c) => self.one(&mut c.lead_id),
            LeadCommand::LogLeadContact(c) => self.one(&mut c.lead_id),
            LeadCommand::NurtureLead(c) => self.one(&mut c.lead_id),
            LeadCommand::RecycleLead(c) => self.one(&mut c.lead_id),
            LeadCommand::AnswerQuestionnaire(c) => self.one(&mut c.lead_id),
            LeadCommand::PlanLeadContacts(c) => self.one(&mut c.lead_id),
            LeadCommand::StopLeadContacts(c) => self.one(&mut c.lead_id),
            // A new lead is nobody's alias.
            LeadCommand::CreateLead(c) => self.partner(&mut c.partner),
            LeadCommand::MergeLeads(_) => {}
        }
    }

    fn in_account(&self, command: &mut AccountCommand) {
        match command {
            AccountCommand::CreateAccount(c) => self.some(&mut c.parent_id),
            AccountCommand::UpdateAccount(c) => {
                self.one(&mut c.account_id);
                self.change(&mut c.parent_id);
            }
            AccountCommand::ChangeAccountOwner(c) => self.one(&mut c.account_id),
            AccountCommand::LinkAccounts(c) => {
                self.one(&mut c.account_id);
                self.one(&mut c.other_id);
            }
            AccountCommand::UnlinkAccounts(c) => {
                self.one(&mut c.account_id);
                self.one(&mut c.other_id);
            }
            AccountCommand::MergeAccounts(_) => {}
            AccountCommand::ReviewAccountGrade(c) => self.one(&mut c.account_id),
            AccountCommand::HandOverAccount(c) => self.one(&mut c.account_id),
            AccountCommand::UpdateAccountHandover(c) => self.one(&mut c.account_id),
            AccountCommand::CompleteAccountHandover(c) => self.one(&mut c.account_id),
            AccountCommand::CancelAccountHandover(c) => self.one(&mut c.account_id),
        }
    }

    fn in_contact(&self, command: &mut ContactCommand) {
        match command {
            ContactCommand::CreateContact(c) => {
                self.one(&mut c.account_id);
                self.some(&mut c.reports_to);
            }
            ContactCommand::UpdateContact(c) => {
                self.one(&mut c.contact_id);
                self.change(&mut c.account_id);
                self.change(&mut c.reports_to);
            }
            ContactCommand::MergeContacts(_) => {}
            ContactCommand::LinkContacts(c) => {
                self.one(&mut c.contact_id);
                self.one(&mut c.other_id);
            }
            ContactCommand::UnlinkContacts(c) => {
                self.one(&mut c.contact_id);
                self.one(&mut c.other_id);
            }
        }
    }

    fn in_duplicate(&self, command: &mut DuplicateCommand) {
        let (kind, first, second) = duplicate::pair(command);
        let [first, second] =
            [first, second].map(|id| self.0.survivor(duplicate::stream(kind, id)).id);
        match command {
            DuplicateCommand::DismissDuplicate(c) => (c.first_id, c.second_id) = (first, second),
            DuplicateCommand::RestoreDuplicate(c) => (c.first_id, c.second_id) = (first, second),
        }
    }

    fn in_opportunity(&self, command: &mut OpportunityCommand) {
        match command {
            OpportunityCommand::OpenOpportunity(c) => {
                self.one(&mut c.account_id);
                self.partner(&mut c.partner);
            }
            OpportunityCommand::UpdateOpportunity(c) => self.new_partner(&mut c.partner),
            OpportunityCommand::SetBuyingRole(c) => self.one(&mut c.contact_id),
            OpportunityCommand::ChangeOpportunityStage(_)
            | OpportunityCommand::WinOpportunity(_)
            | OpportunityCommand::LoseOpportunity(_)
            | OpportunityCommand::ReopenOpportunity(_)
            | OpportunityCommand::ChangeOpportunityAmount(_)
            | OpportunityCommand::ChangeExpectedClose(_)
            | OpportunityCommand::ChangeOpportunityOwner(_)
            | OpportunityCommand::OverrideProbability(_)
            | OpportunityCommand::RequestStageApproval(_)
            | OpportunityCommand::ApproveStage(_)
            | OpportunityCommand::RejectStage(_)
            | OpportunityCommand::MarkOpportunityRisk(_)
            | OpportunityCommand::ClearOpportunityRisk(_)
            | OpportunityCommand::SetMilestone(_)
            | OpportunityCommand::CompleteMilestone(_) => {}
        }
    }
}
