//! The public origin: routes, access, the API description, the live feed. It asks the read models
//! through [`port::Reads`], passes commands on to the router it is given, and keeps nothing.
//!
//! Invariants: no log is appended to here ([`port::Commands`] hands commands to whoever does), no clock is read here (`port::Platform` tells the time),
//! and everything but the five open pages of [`router`] is answered only to a known token.

mod router;

pub mod port;

mod access;
mod around;
mod posted;
mod problem;

mod params;
mod read;

mod body;
mod resource;

mod bulk;
mod clock;
pub mod table;

mod events;
mod platform;
mod token;
mod trial;

mod docs;
mod openapi;

pub use bulk::resume;
pub use clock::act_by_the_clock;
pub use openapi::document;
pub use router::router;

#[cfg(test)]
mod tests;
