//! Trouble: kills with clients at work, races, bytes that rot, tails that are cut.

mod bulk;
mod damage;

mod kills;
mod races;

mod trace;

mod trouble;
