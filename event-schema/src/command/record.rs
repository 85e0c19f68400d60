//! Commands on records of objects that a tenant defined for itself (C94).

use uuid::Uuid;

use crate::field::{Change, CustomGiven, ExternalIdShape, shape};
use crate::id::RecordId;
use crate::value::{Key, Text};

shape! {
    /// Makes a record of an object that DefineObject defined.
    CreateRecord {
        /// Its id; else the platform makes one.
        record_id: Option<RecordId>,
        /// Which object: the key that it was defined under.
        object: Key,
        /// The account, contact or lead that it belongs to: required where the object belongs to one,
        /// and not legal where it belongs to none.
        of_id: Option<Uuid>,
        /// What it is called.
        name: Text<100>,
        /// Fields that the tenant defined for the object, by key.
        custom: Option<CustomGiven>,
        /// The same record in another system.
        external_id: Option<ExternalIdShape>,
    }
}

shape! {
    /// Changes fields of a record: absent is as it was, null is empty.
    UpdateRecord {
        /// Which record.
        record_id: RecordId,
        /// The account, contact or lead that it belongs to; it can't be emptied.
        of_id: Change<Uuid>,
        /// What it is called; it can't be emptied.
        name: Change<Text<100>>,
        /// Fields that the tenant defined for the object, by key. Null clears one, those that aren't
        /// named stay.
        custom: Option<CustomGiven>,
        /// The same record in another system.
        external_id: Change<ExternalIdShape>,
    }
}

shape! {
    /// Takes a record away: lists leave it out and nothing about it can change. It stays readable by
    /// its id, and its reference in another system stays its own.
    RemoveRecord {
        /// Which record.
        record_id: RecordId,
        /// Why.
        reason: Option<Text<100>>,
    }
}
