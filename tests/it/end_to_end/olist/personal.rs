//! Looks for personal values in every byte of a data directory.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value as Json;

/// Letters of the part of a made name and address that is nobody else's.
const TOKEN_LEN: usize = 12;
/// Digits of a made phone number, without its plus.
const PHONE_LEN: usize = 13;

/// What identifies the people of an import.
struct Personal {
    tokens: HashSet<Vec<u8>>,
    phones: HashSet<Vec<u8>>,
}

impl Personal {
    fn of(commands: &[u8]) -> Self {
        let (mut tokens, mut phones) = (HashSet::new(), HashSet::new());
        for line in commands.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
            let command: Json = serde_json::from_slice(line).unwrap();
            if let Some(email) = command["data"]["email"].as_str() {
                tokens.insert(email.as_bytes()[..TOKEN_LEN].to_vec());
                let phone = command["data"]["phone"].as_str().unwrap();
                phones.insert(phone.as_bytes()[1..].to_vec());
            }
        }
        Self { tokens, phones }
    }

    /// The first of them in these bytes.
    fn found(&self, bytes: &[u8]) -> Option<String> {
        let mut hex = 0;
        for (end, byte) in bytes.iter().enumerate() {
            hex = if byte.is_ascii_hexdigit() { hex + 1 } else { 0 };
            for (length, known) in [(TOKEN_LEN, &self.tokens), (PHONE_LEN, &self.phones)] {
                if hex >= length {
                    let word = &bytes[end + 1 - length..=end];
                    if known.contains(word) {
                        return Some(String::from_utf8_lossy(word).into_owned());
                    }
                }
            }
        }
        None
    }
}

/// Panics if a name, an address or a phone number of the import can be read outside the key pages.
pub fn nothing_is_readable(data: &Path, commands: &[u8]) {
    let personal = Personal::of(commands);
    // The search itself works: it finds the first in the import.
    assert!(personal.found(commands).is_some());
    assert!(personal.tokens.len() == 8_000 && personal.phones.len() > 7_900);
    let (mut open, mut files) = (vec![data.to_owned()], 0);
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.extend(Some(path).filter(|path| !path.ends_with("keys")));
            } else {
                let found = personal.found(&std::fs::read(&path).unwrap());
                assert_eq!(found, None, "{} can be read in it", path.display());
                files += 1;
            }
        }
    }
    assert!(files > 3, "only {files} files were looked at");
}
