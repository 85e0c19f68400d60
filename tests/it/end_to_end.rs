//! The whole path from outside, as its users walk it.

mod first_hour;

mod olist;

mod hostile;
mod lists;

mod schema;

mod tables;

mod path;

mod starting;
