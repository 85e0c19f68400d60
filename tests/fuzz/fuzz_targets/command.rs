#![no_main]
//! Bodies of any bytes for every command: refused or read, never a panic, and a refusal names at
//! least one field.

use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::command::Command;
use event_schema::field::{Given, Locale};
use event_schema::value::{Phone, phone::BadPhone};
use libfuzzer_sys::fuzz_target;

/// A tenant whose zone is UTC and whose phone numbers carry their country code.
struct Utc;

impl Locale for Utc {
    fn phone(&self, text: &str) -> Result<Phone, BadPhone> {
        text.parse()
    }

    fn day_start(&self, date: NaiveDate) -> Timestamp {
        date.and_hms_opt(0, 0, 0).expect("midnight is a time").and_utc().into()
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(Given::Object(body)) = serde_json::from_slice(bytes) else { return };
    for name in Command::NAMES {
        let read = Command::read(name, body.clone(), &Utc).expect("the name is known");
        if let Err(faults) = read {
            assert!(!faults.is_empty());
            let _ = faults.problem();
        }
    }
});
