//! The words Kith is made of: identities, values, events, command shapes, the envelope they travel
//! in and the one codec that turns them into log bytes.
//!
//! Nothing here does I/O, reads a clock, makes an id or knows a transport: the same input gives the
//! same output on every machine, for ever. Other teams read these bytes, so a published event
//! version never changes; it gets a successor and an upcast.

#![warn(missing_docs)]

mod plain;

pub mod id;
pub mod time;

pub mod choice;
pub mod value;

pub mod personal;
pub mod stream;

pub mod event;

pub mod commit;
pub mod entry;

pub mod codec;
pub mod upcast;

pub mod field;

pub mod command;

pub mod problem;

pub use commit::{Actor, CommitHead, Origin};
pub use entry::{Chain, EntryHead, EntryId, Head, LogId, Position};
pub use event::{
    AccountEvent, AccountEventType, BulkEvent, BulkEventType, ContactEvent, ContactEventType,
    ContractEvent, ContractEventType, DuplicateEvent, DuplicateEventType, Event, EventType,
    InteractionEvent, InteractionEventType, LeadEvent, LeadEventType, OpportunityEvent,
    OpportunityEventType, OrderEvent, OrderEventType, RecordEvent, RecordEventType, SettingEvent,
    SettingEventType,
};
pub use id::TenantId;
pub use personal::{Personal, Sealed};
pub use stream::{Revision, StreamId, StreamType};
pub use time::Timestamp;
