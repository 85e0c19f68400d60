//! Commands on accounts, and the fields that conversions share with them.

mod care;

use crate::choice::choice;
use crate::event::{ACCOUNT_NAME_LEN_MAX, ACCOUNT_TEXT_LEN_MAX, Influence};
use crate::field::{Change, CustomGiven, ExternalIdShape, shape};
use crate::id::{AccountId, ContactId, UserId};
use crate::personal::{NOTE_LEN_MAX, PERSON_NAME_LEN_MAX};
use crate::value::{Code, Email, Key, Money, Phone, Text};

pub use care::{
    CancelAccountHandover, CompleteAccountHandover, HandOverAccount, HandoverDocuments,
    ReviewAccountGrade, UpdateAccountHandover,
};

shape! {
    /// What is known of an account.
    AccountFields {
        /// Full legal name, at most 120 characters.
        name: Option<Text<ACCOUNT_NAME_LEN_MAX>>,
        /// Industry; normalised by the dictionary.
        industry: Option<Text<100>>,
        /// Number of staff.
        size: Option<u32>,
        /// Revenue of a year, 0 or more.
        revenue: Option<Money>,
        /// Region; normalised by the dictionary.
        region: Option<Text<100>>,
        /// Value grade: a code of the list `grade`, A to D as shipped, or `other`.
        grade: Option<Code>,
        /// Free tags.
        tags: Option<Vec<Text<50>>>,
        /// Its web site.
        website: Option<Text<ACCOUNT_TEXT_LEN_MAX>>,
        /// The company's phone number, not a person's.
        phone: Option<Phone>,
        /// Where the company is, at most 200 characters.
        address: Option<Text<ACCOUNT_TEXT_LEN_MAX>>,
        /// What it needs most, at most 200 characters.
        need: Option<Text<ACCOUNT_TEXT_LEN_MAX>>,
        /// The account that it belongs to.
        parent_id: Option<AccountId>,
        /// Domain of its mail addresses; else the lead's, else that of its web site.
        domain: Option<Text<253>>,
        /// Where it is in its life as a customer: a code of the list `life_cycle`.
        life_cycle: Option<Code>,
        /// The same account in another system.
        external_id: Option<ExternalIdShape>,
        /// Fields that the tenant defined for accounts, by key: `/v1/settings?kind=fields` has them.
        custom: Option<CustomGiven>,
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
    /// Makes a record of a customer company (C90). Refused if one has the same id, reference in
    /// another system, domain, or the same name in the same region.
    CreateAccount {
        /// Its id; else the platform makes one.
        account_id: Option<AccountId>,
        /// Full legal name, at most 120 characters.
        name: Text<ACCOUNT_NAME_LEN_MAX>,
        /// Industry; normalised by the dictionary.
        industry: Option<Text<100>>,
        /// Number of staff.
        size: Option<u32>,
        /// Revenue of a year, 0 or more.
        revenue: Option<Money>,
        /// Region; normalised by the dictionary.
        region: Option<Text<100>>,
        /// Who owns it.
        owner_id: Option<UserId>,
        /// Value grade: a code of the list `grade`, A to D as shipped, or `other`.
        grade: Option<Code>,
        /// Free tags.
        tags: Option<Vec<Text<50>>>,
        /// Its web site.
        website: Option<Text<ACCOUNT_TEXT_LEN_MAX>>,
        /// The company's phone number, not a person's.
        phone: Option<Phone>,
        /// Where the company is, at most 200 characters.
        address: Option<Text<ACCOUNT_TEXT_LEN_MAX>>,
        /// What it needs most, at most 200 characters.
        need: Option<Text<ACCOUNT_TEXT_LEN_MAX>>,
        /// The account that it belongs to.
        parent_id: Option<AccountId>,
        /// Domain of its mail addresses; else that of its web site.
        domain: Option<Text<253>>,
        /// Where it is in its life as a customer: a code of the list `life_cycle`, as shipped
        /// prospect, active, at_risk or lost, or `other`.
        life_cycle: Option<Code>,
        /// The template whose values fill the fields that are absent here.
        template: Option<Key>,
        /// The same account in another system.
        external_id: Option<ExternalIdShape>,
        /// Fields that the tenant defined for accounts, by key: `/v1/settings?kind=fields` has them.
        custom: Option<CustomGiven>,
    }
}

shape! {
    /// Changes fields of an account: absent is as it was, null is empty. Refused where it would
    /// become a duplicate. Its owner is changed by ChangeAccountOwner.
    UpdateAccount {
        /// Which account.
        account_id: AccountId,
        /// Full legal name, at most 120 characters; it can't be emptied.
        name: Change<Text<ACCOUNT_NAME_LEN_MAX>>,
        /// Industry; normalised by the dictionary.
        industry: Change<Text<100>>,
        /// Number of staff.
        size: Change<u32>,
        /// Revenue of a year, 0 or more.
        revenue: Change<Money>,
        /// Region; normalised by the dictionary.
        region: Change<Text<100>>,
        /// Value grade: a code of the list `grade`, or `other`.
        grade: Change<Code>,
        /// Free tags, whole.
        tags: Change<Vec<Text<50>>>,
        /// Tags to have besides.
        add_tags: Option<Vec<Text<50>>>,
        /// Tags to have no longer.
        remove_tags: Option<Vec<Text<50>>>,
        /// Its web site.
        website: Change<Text<ACCOUNT_TEXT_LEN_MAX>>,
        /// The company's phone number.
        phone: Change<Phone>,
        /// Where the company is, at most 200 characters.
        address: Change<Text<ACCOUNT_TEXT_LEN_MAX>>,
        /// What it needs most, at most 200 characters.
        need: Change<Text<ACCOUNT_TEXT_LEN_MAX>>,
        /// The account that it belongs to.
        parent_id: Change<AccountId>,
        /// Domain of its mail addresses; where it has none, a new web site gives it one.
        domain: Change<Text<253>>,
        /// Where it is in its life as a customer: a code of the list `life_cycle`, or `other`.
        life_cycle: Change<Code>,
        /// The same account in another system.
        external_id: Change<ExternalIdShape>,
        /// Fields that the tenant defined for accounts, by key: `/v1/settings?kind=fields` has them. Null
        /// clears one, those that aren't named stay.
        custom: Option<CustomGiven>,
    }
}

shape! {
    /// Says what another account is to this one. A `parent` stands above it, and no account stands
    /// above itself; a `partner` is one from both sides; any other relation is read from this one.
    LinkAccounts {
        /// Which account.
        account_id: AccountId,
        /// The other one.
        other_id: AccountId,
        /// What the other one is to it: a code of the list `relation`, or `other`.
        relation: Code,
    }
}

shape! {
    /// Takes back what LinkAccounts or `parent_id` said.
    UnlinkAccounts {
        /// Which account.
        account_id: AccountId,
        /// The other one.
        other_id: AccountId,
        /// What the other one was to it.
        relation: Code,
    }
}

shape! {
    /// Makes one account of two that are the same (C24). The survivor's values stay, its blanks are
    /// filled, tags are united, and whatever finds the duplicate finds the survivor. Contacts,
    /// opportunities, orders, contracts and interactions of both read as the survivor's, which has
    /// one main contact. What the two were to each other is nothing any more. Ids of accounts that
    /// were merged before stand for their survivors.
    MergeAccounts {
        /// The account that goes on.
        survivor_id: AccountId,
        /// The account that turns out to be the same. Refused (422) if other accounts stand between
        /// the two, one the parent of the next: it would stand above itself.
        duplicate_id: AccountId,
        /// Why.
        reason: Option<Text<100>>,
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
