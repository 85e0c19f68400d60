//! Bulk actions: the body of a request for one, and the commands that write down how it goes. Those
//! are the platform's own: nobody may claim a report that isn't true.

use uuid::Uuid;

use crate::event::{BulkActionFinished, BulkActionStarted, BulkList, ExportFormat};
use crate::field::{AsWrittenJson, Ids, shape};
use crate::id::{BulkActionId, UserId};
use crate::value::Text;

/// Most records of one bulk action.
pub const BULK_RECORDS_MAX: usize = 100_000;
/// Most records that one event of a bulk action names, so that a commit stays within its limit.
pub const BULK_PART_RECORDS_MAX: usize = 5_000;
/// Most records that a request can name one by one.
pub const BULK_NAMED_MAX: usize = 20_000;
/// Most bytes of a request for a bulk action.
pub const BULK_BYTES_MAX: usize = 1024 * 1024;

shape! {
    /// One act on many records: those that meet a condition, or those that are named; exactly one of
    /// `filter` and `records`, and exactly one of `assign`, `tag` and `export`.
    BulkRequest {
        /// The act's id; the same request with it goes on where the first one stopped and gives the
        /// same report. Without it the id follows from the `Idempotency-Key`, else the platform
        /// makes one.
        bulk_id: Option<BulkActionId>,
        /// Records of which list; contacts can be exported only.
        on: BulkList,
        /// A condition, as in the parameter `filter` of the list: those that meet it when the act
        /// begins, at most 100,000.
        filter: Option<AsWrittenJson>,
        /// Their ids, at most 20,000; one that is named twice counts once.
        records: Option<Ids<BULK_NAMED_MAX>>,
        /// Gives each to somebody: as AssignLead, ChangeAccountOwner or ChangeOpportunityOwner.
        assign: Option<BulkAssign>,
        /// Changes the tags of each account, as UpdateAccount does.
        tag: Option<BulkTag>,
        /// Writes each out as the answer.
        export: Option<BulkExport>,
    }
}

shape! {
    /// To whom records go.
    BulkAssign {
        /// To whom.
        owner_id: UserId,
        /// Why; of accounts and opportunities it must be said.
        reason: Option<Text<100>>,
    }
}

shape! {
    /// Which tags change; one at least.
    BulkTag {
        /// Tags to have besides.
        add: Option<Vec<Text<50>>>,
        /// Tags to have no longer.
        remove: Option<Vec<Text<50>>>,
    }
}

shape! {
    /// How records are written out.
    BulkExport {
        /// One JSON object a line, or a table.
        format: ExportFormat,
    }
}

/// Begins a bulk action; its first records come with it.
#[derive(Debug, Clone, PartialEq)]
pub struct StartBulkAction {
    /// Which one.
    pub bulk_id: BulkActionId,
    /// What it is.
    pub started: BulkActionStarted,
    /// The first of its records, at most [`BULK_PART_RECORDS_MAX`].
    pub records: Vec<Uuid>,
    /// Its report, if that is known as it begins: an export changes nothing.
    pub finished: Option<BulkActionFinished>,
}

/// Writes down more of a bulk action's records.
#[derive(Debug, Clone, PartialEq)]
pub struct ChooseBulkRecords {
    /// Which act.
    pub bulk_id: BulkActionId,
    /// Counted from 2: the first come with the beginning.
    pub part: u32,
    /// The next records, at most [`BULK_PART_RECORDS_MAX`].
    pub records: Vec<Uuid>,
}

/// Writes down the report of a bulk action.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishBulkAction {
    /// Which act.
    pub bulk_id: BulkActionId,
    /// Its report.
    pub finished: BulkActionFinished,
}
