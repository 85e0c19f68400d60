//! Pure rules that both sides of Kith need: which settings are in force, tenant time, phone
//! numbers, normalisers and look-up hashes, duplicates, scoring, rights.
//!
//! Nothing here does I/O, reads a clock or makes an id. The command side decides by these rules and
//! the query side shows the same, so that no rule exists twice. Figures are never here: they are
//! data, see [`presets`].

#![warn(missing_docs)]

pub mod presets;
pub mod settings;

pub mod country;
pub mod locale;
pub mod phone;
pub mod zone;

pub mod keys;
pub mod naming;
pub mod normalise;

pub mod conversion;
pub mod duplicates;
pub mod idle;
pub mod scoring;
pub mod views;

pub mod rights;
