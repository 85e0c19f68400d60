//! Folds the log into read models and answers typed queries over them.
//!
//! A projection is deterministic and total; what it keeps can be thrown away and rebuilt, or
//! computed as it was at any past instant. Whoever asks, asks through [`query`].

pub mod query;

pub mod projection;
pub mod store;

pub mod model;

pub mod models;

pub mod as_of;
pub mod reading;
pub mod runner;

pub mod service;

pub use model::{Condition, Difference, Model, Wrong};
pub use models::person::OpenBoxes;
pub use models::settings::SettingsMark;
pub use service::{Config, Health, OpenError, Projections};
pub use store::directory::StoreKind;

mod column;
mod days;
mod quantile;
mod sheet;
mod told;

#[cfg(test)]
mod testing;
