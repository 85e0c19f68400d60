//! Commands on contacts.

use crate::event::Influence;
use crate::field::{Change, CustomGiven, ExternalIdShape, shape};
use crate::id::{AccountId, ContactId};
use crate::personal::{NOTE_LEN_MAX, PERSON_NAME_LEN_MAX};
use crate::value::{Code, Email, Phone, Text};

shape! {
    /// Makes a record of a person at an account (C113). Refused if one has the same id or reference
    /// in another system, or if one of the same account has the same e-mail address or phone number.
    CreateContact {
        /// Its id; else the platform makes one.
        contact_id: Option<ContactId>,
        /// At which account.
        account_id: AccountId,
        /// Name of the person, at most 50 characters.
        person_name: Text<PERSON_NAME_LEN_MAX>,
        /// E-mail address.
        email: Option<Email>,
        /// Phone number.
        phone: Option<Phone>,
        /// Job title.
        title: Option<Text<100>>,
        /// Their part in decisions: a code of the list `decision_role`, or `other`.
        decision_role: Option<Code>,
        /// How much their word weighs.
        influence: Option<Influence>,
        /// How they like to talk.
        style: Option<Text<100>>,
        /// What they like and don't, at most 200 characters.
        preferences: Option<Text<NOTE_LEN_MAX>>,
        /// What they decide by, at most 200 characters.
        decision_factors: Option<Text<NOTE_LEN_MAX>>,
        /// Whether it is the account's main contact; the one before is it no longer.
        main: Option<bool>,
        /// The contact of the same account that they report to.
        reports_to: Option<ContactId>,
        /// The same contact in another system.
        external_id: Option<ExternalIdShape>,
        /// Fields that the tenant defined for contacts, by key: `/v1/settings?kind=fields` has them.
        custom: Option<CustomGiven>,
    }
}

shape! {
    /// Changes fields of a contact: absent is as it was, null is empty. Another account moves it:
    /// it is then no main contact and reports to nobody, unless the command says so, and whoever
    /// reported to it at the old account reports to nobody.
    UpdateContact {
        /// Which contact.
        contact_id: ContactId,
        /// At which account; it can't be emptied.
        account_id: Change<AccountId>,
        /// Name of the person, at most 50 characters; it can't be emptied.
        person_name: Change<Text<PERSON_NAME_LEN_MAX>>,
        /// E-mail address.
        email: Change<Email>,
        /// Phone number.
        phone: Change<Phone>,
        /// Job title.
        title: Change<Text<100>>,
        /// Their part in decisions: a code of the list `decision_role`, or `other`.
        decision_role: Change<Code>,
        /// How much their word weighs.
        influence: Change<Influence>,
        /// How they like to talk.
        style: Change<Text<100>>,
        /// What they like and don't, at most 200 characters.
        preferences: Change<Text<NOTE_LEN_MAX>>,
        /// What they decide by, at most 200 characters.
        decision_factors: Change<Text<NOTE_LEN_MAX>>,
        /// Whether it is the account's main contact; the one before is it no longer.
        main: Change<bool>,
        /// The contact of the same account that they report to.
        reports_to: Change<ContactId>,
        /// The same contact in another system.
        external_id: Change<ExternalIdShape>,
        /// Fields that the tenant defined for contacts, by key: `/v1/settings?kind=fields` has them. Null
        /// clears one, those that aren't named stay.
        custom: Option<CustomGiven>,
    }
}

shape! {
    /// Makes one contact of two that are the same person (C24). The survivor's values stay and its
    /// blanks are filled; whatever finds the duplicate finds the survivor, who stays at its account.
    /// If the duplicate was the main contact of that account, the survivor is it from then on.
    /// Whoever reported to the duplicate at another account reports to nobody. Ids of contacts that
    /// were merged before stand for their survivors.
    MergeContacts {
        /// The contact that goes on.
        survivor_id: ContactId,
        /// The contact that turns out to be the same. Refused (422) if one of the two reports to the
        /// other by way of others: it would report to itself.
        duplicate_id: ContactId,
        /// Why.
        reason: Option<Text<100>>,
    }
}

shape! {
    /// Says what a contact is to another one (C116), of the same account or another: `influences`,
    /// `advises`, `supports` or `blocks` them, as shipped. It is read from this one to the other; whom
    /// somebody reports to is `reports_to`. A link with itself is refused (422).
    LinkContacts {
        /// Which contact.
        contact_id: ContactId,
        /// The other one.
        other_id: ContactId,
        /// What it does to the other one: a code of the list `contact_relation`, or `other`.
        relation: Code,
    }
}

shape! {
    /// Takes back what LinkContacts said.
    UnlinkContacts {
        /// Which contact.
        contact_id: ContactId,
        /// The other one.
        other_id: ContactId,
        /// What it did to the other one.
        relation: Code,
    }
}
