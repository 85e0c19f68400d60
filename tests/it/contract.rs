//! What the platform promises over HTTP: statuses, headers, problem documents, one row at a time.

mod access;

mod activity;
mod bodies;
mod care;
mod clock;
mod complete;
mod conversion;
mod custom;
mod custom_lists;
mod customers;
mod first_contact;
mod found;
mod leads;
mod likely;
mod matched;
mod meetings;
mod merged_lists;
mod merges;
mod network;
mod records;
mod referred;
mod rules;
mod settings;
mod shipped_views;
mod timeline;

mod headers;
mod idempotency;

mod batch;
mod bulk;

mod opportunities;
mod plans;
mod questionnaires;
mod reads;
mod won;

mod as_of;
mod lists;
mod pages;
mod sifting;
mod views;

mod events;

mod tenants;

pub mod answers;
mod around;
mod connections;
mod description;
pub mod examples;
pub mod fields;
pub mod hostile;
mod statuses;
