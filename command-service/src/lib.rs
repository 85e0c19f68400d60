//! Takes commands, decides them against aggregates and appends what follows to the log.
//!
//! The core is synchronous and deterministic: deciders are plain functions, the writer is a state
//! machine, and time, ids, keys and nonces come from [`stamp`] alone. The same code runs in the
//! simulation and, inside a shell of tokio, in production.

pub mod stamp;

pub mod aggregate;
pub mod decide;
pub mod rejection;

pub mod writer;

pub mod store;

pub mod request;
pub mod service;

pub mod http;

#[cfg(test)]
mod bench;

pub use request::{Reply, Request};
pub use service::{CommandService, Config};
