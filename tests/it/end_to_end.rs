//! The whole path from outside, as its users walk it.

mod olist;

mod path;

mod starting;
