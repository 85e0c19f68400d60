//! The read models against a naive reader of the log, and two tenants against each other.

mod commands;
mod history;
mod naive;

mod customers;
mod funnel;
mod timeline;

mod tenants;
