//! The verbs that speak to a platform: the one that runs on the data directory, the one that is
//! named, or one that is started in this process for as long as the verb takes.

mod client;
mod output;
mod target;

pub mod export;
pub mod import;
pub mod schema;
pub mod token;
pub mod verify;

pub use client::{Answer, Client};
pub use target::{Need, Target};
