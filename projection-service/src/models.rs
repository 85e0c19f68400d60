//! The read models. One is one question's worth of the log.

pub mod settings;

pub mod leads;

pub mod funnel;

pub mod customers;

pub mod handovers;

pub mod audit;

pub mod bulk;

mod filled;
pub mod listing;
pub mod person;
pub mod similar;
pub mod sought;

pub use audit::Audit;
pub use bulk::BulkActions;
pub use customers::{Customers, Member};
pub use funnel::Funnels;
pub use handovers::Handovers;
pub use leads::Leads;
pub use settings::Settings;
