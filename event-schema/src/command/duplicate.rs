//! What a person says about two records that look like one.

use uuid::Uuid;

use crate::choice::choice;
use crate::field::shape;
use crate::value::Code;

choice! {
    /// The kinds of record that may be one.
    DuplicateKind {
        /// Two leads.
        Lead = "lead",
        /// Two accounts.
        Account = "account",
        /// Two contacts.
        Contact = "contact",
    }
}

shape! {
    /// Says that two records are not the same (C23): neither proposes the other any more, and the
    /// duplicate rate leaves the two out. Ids of records that were merged before stand for their
    /// survivors, and whoever takes in one of the two inherits what was said of it. The two may
    /// still be merged. A converted lead is locked.
    DismissDuplicate {
        /// Two records of which kind.
        kind: DuplicateKind,
        /// One of them; the answer is about it.
        first_id: Uuid,
        /// The other one.
        second_id: Uuid,
        /// Why they only look like one: a code of the list `not_duplicate`; other is always legal.
        reason: Option<Code>,
    }
}

shape! {
    /// Takes back that two records are not the same: they may be proposed again.
    RestoreDuplicate {
        /// Two records of which kind.
        kind: DuplicateKind,
        /// One of them; the answer is about it.
        first_id: Uuid,
        /// The other one.
        second_id: Uuid,
        /// Why: a code of the list `not_duplicate`; other is always legal.
        reason: Option<Code>,
    }
}
