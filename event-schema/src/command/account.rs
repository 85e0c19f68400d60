//! Commands on accounts, and the fields that conversions share with them.

use crate::choice::choice;
use crate::event::ACCOUNT_NAME_LEN_MAX;
use crate::event::Influence;
use crate::field::{ExternalIdShape, shape};
use crate::id::{AccountId, UserId};
use crate::personal::PERSON_NAME_LEN_MAX;
use crate::value::{Code, Email, Phone, Text};

shape! {
    /// What is known of an account.
    AccountFields {
        /// Full legal name, at most 120 characters.
        name: Option<Text<ACCOUNT_NAME_LEN_MAX>>,
        /// Industry.
        industry: Option<Text<100>>,
        /// Number of staff.
        size: Option<u32>,
        /// Region.
        region: Option<Text<100>>,
        /// Value grade A to D.
        grade: Option<Code>,
        /// Free tags.
        tags: Option<Vec<Text<50>>>,
        /// The same account in another system.
        external_id: Option<ExternalIdShape>,
    }
}

shape! {
    /// What is known of a contact.
    ContactFields {
        /// Name of the person, at most 50 characters.
        person_name: Option<Text<PERSON_NAME_LEN_MAX>>,
        /// E-mail address.
        email: Option<Email>,
        /// Phone number.
        phone: Option<Phone>,
        /// Job title.
        title: Option<Text<100>>,
        /// Their part in decisions.
        decision_role: Option<Code>,
        /// How much their word weighs.
        influence: Option<Influence>,
        /// The same contact in another system.
        external_id: Option<ExternalIdShape>,
    }
}

choice! {
    /// What changes hands along with an account.
    OwnerScope {
        /// Its contacts; they have no owner of their own, so this changes who looks after them.
        Contacts = "contacts",
        /// Its open opportunities.
        OpenOpportunities = "open_opportunities",
    }
}

shape! {
    /// Gives an account to another owner, with a reason; with its open opportunities if asked.
    ChangeAccountOwner {
        /// Which account.
        account_id: AccountId,
        /// To whom.
        owner_id: UserId,
        /// Why.
        reason: Text<100>,
        /// What changes hands along with it.
        include: Option<Vec<OwnerScope>>,
    }
}
