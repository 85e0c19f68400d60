//! Commands on contracts.

use chrono::NaiveDate;

use crate::field::{ExternalIdShape, shape};
use crate::id::{AccountId, ContractId};
use crate::value::Money;

shape! {
    /// Records a contract with a customer.
    RecordContract {
        /// Its id; else the platform makes one.
        contract_id: Option<ContractId>,
        /// With which customer.
        account_id: AccountId,
        /// Its first day.
        starts_on: NaiveDate,
        /// Its last day, not before the first.
        ends_on: NaiveDate,
        /// What it is worth; 0 or more.
        amount: Option<Money>,
        /// The same contract in another system.
        external_id: Option<ExternalIdShape>,
    }
}
