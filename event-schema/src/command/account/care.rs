//! Commands by which accounts are looked after: grades, and hand-overs from one owner to the next.

use chrono::NaiveDate;

use super::OwnerScope;
use crate::command::DocumentShape;
use crate::field::{AtMost, Change, shape};
use crate::id::{AccountId, InteractionId, UserId};
use crate::personal::NOTE_LEN_MAX;
use crate::value::{Code, Text};

/// Most documents of a hand-over.
pub const HANDOVER_DOCUMENTS_MAX: usize = 50;

/// The documents of a hand-over.
pub type HandoverDocuments = AtMost<DocumentShape, HANDOVER_DOCUMENTS_MAX>;

shape! {
    /// Says that somebody has looked at the value grade of an account (C97), whether it stays or
    /// not.
    ReviewAccountGrade {
        /// Which account.
        account_id: AccountId,
        /// The grade from now on: a code of the list `grade`, or `other`; the present one if absent.
        grade: Option<Code>,
        /// Why, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Begins to hand an account over with documents, a joint visit and a date (C109). It has its
    /// owner until CompleteAccountHandover; ChangeAccountOwner hands it over at once.
    HandOverAccount {
        /// Which account.
        account_id: AccountId,
        /// To whom.
        to: UserId,
        /// Why.
        reason: Text<100>,
        /// From which day on the other one is responsible.
        effective_on: NaiveDate,
        /// What the other one has to know, at most 50.
        documents: Option<HandoverDocuments>,
        /// When the customer is to be visited together.
        joint_visit_planned_on: Option<NaiveDate>,
        /// An interaction with the account that was a joint visit.
        joint_visit_interaction_id: Option<InteractionId>,
        /// The history of the account in short, at most 200 characters.
        background: Option<Text<NOTE_LEN_MAX>>,
        /// What changes hands along with it.
        include: Option<Vec<OwnerScope>>,
    }
}

shape! {
    /// Changes a hand-over that is under way: absent is as it was, null is empty.
    UpdateAccountHandover {
        /// Which account.
        account_id: AccountId,
        /// From which day on the other one is responsible.
        effective_on: Option<NaiveDate>,
        /// What the other one has to know; the list takes the place of the one before.
        documents: Change<HandoverDocuments>,
        /// When the customer is to be visited together.
        joint_visit_planned_on: Change<NaiveDate>,
        /// Another interaction with the account that was a joint visit.
        joint_visit_interaction_id: Option<InteractionId>,
        /// The history of the account in short, at most 200 characters.
        background: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// Makes the other one the owner, along with what was said to change hands. Refused (422) while
    /// anything is missing that the setting `account_rules` asks for, or the day has yet to come.
    CompleteAccountHandover {
        /// Which account.
        account_id: AccountId,
    }
}

shape! {
    /// Ends a hand-over that is under way: the account stays with its owner.
    CancelAccountHandover {
        /// Which account.
        account_id: AccountId,
        /// Why.
        reason: Text<100>,
    }
}
