//! Fields that a tenant gives its records beside those that they have (C94).

use rust_decimal::Decimal;

use crate::choice::choice;
use crate::field::{AtMost, Instant, Ranged, Scalar, shape};
use crate::value::{Code, Key, Text};

/// Most fields of one command.
pub const FIELDS_GIVEN_MAX: usize = 50;

choice! {
    /// What a custom field holds.
    FieldType {
        /// Free text.
        Text = "text",
        /// A whole number.
        Number = "number",
        /// A decimal number.
        Decimal = "decimal",
        /// A date.
        Date = "date",
        /// Yes or no.
        Flag = "flag",
        /// One of its codes, or `other`.
        Code = "code",
        /// Another record.
        Record = "record",
    }
}

shape! {
    /// A custom field.
    FieldShape {
        /// Its key: it stands under `custom` in commands and answers.
        key: Key,
        /// What people call it; its key if absent.
        label: Option<Text<100>>,
        /// What it holds: text, number (whole), decimal, date, flag, code or record. It can't change
        /// later.
        r#type: FieldType,
        /// Of a code: the codes, in the order to show them. `other` is legal without being named.
        codes: Option<AtMost<Code, 200>>,
        /// Of a record: which kind it names. It can't change later.
        of: Option<Key>,
        /// Of a text: the most characters, up to 200, which holds if it is absent.
        max_length: Option<Ranged<1, 200>>,
        /// Of a number or decimal: the least.
        min: Option<Decimal>,
        /// Of a number or decimal: the largest.
        max: Option<Decimal>,
        /// Whether a new record must have it; false if absent. Records that are there already need
        /// not.
        required: Option<bool>,
        /// Whether it says something about a person: it is then sealed with their key, and opened for
        /// those only who may see persons. Of leads and contacts only; false if absent. It can't
        /// change later.
        personal: Option<bool>,
        /// Whether it can't be given any more; what was recorded stays readable. False if absent.
        removed: Option<bool>,
    }
}

shape! {
    /// Publishes the fields that a kind of record has beside its own (C94). A field that isn't named
    /// stays as it was, one that is named is as the command says, whole: `removed` takes it out of use.
    DefineFields {
        /// Which kind of record: lead, account, contact, opportunity or the key of an object.
        key: Key,
        /// The fields; at most 50 of a kind can be in use.
        fields: AtMost<FieldShape, FIELDS_GIVEN_MAX>,
        /// From when they hold.
        effective_from: Option<Instant>,
    }
}

shape! {
    /// Points for a value of a custom field: for one value, or for a range of numbers.
    CustomPointsShape {
        /// The value; without it, any in the range.
        is: Option<Scalar>,
        /// The least number.
        min: Option<Decimal>,
        /// The largest number.
        max: Option<Decimal>,
        /// The points.
        points: i32,
    }
}

choice! {
    /// What the records of an object belong to.
    ObjectOf {
        /// An account each.
        Account = "account",
        /// A contact each.
        Contact = "contact",
        /// A lead each.
        Lead = "lead",
        /// Nothing.
        None = "none",
    }
}

shape! {
    /// Publishes an object: a kind of record of the tenant's own, such as the machines of a customer
    /// (C94). Its fields are defined under its key by DefineFields.
    DefineObject {
        /// Its key.
        key: Key,
        /// What people call it.
        name: Text<100>,
        /// What its records belong to: account, contact, lead or none. None if absent of a new object;
        /// it can't change later.
        of: Option<ObjectOf>,
        /// From when it holds.
        effective_from: Option<Instant>,
    }
}
