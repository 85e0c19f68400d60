//! Personal data, and the box it travels in.
//!
//! What identifies a natural person is sealed from the first event on (XChaCha20-Poly1305, one key
//! per person), so that forgetting the key forgets the person in every copy of the log at once. The
//! box is bound to the place it was written for: moved to another event, it doesn't open.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use arrayvec::ArrayString;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, AeadInPlace, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::choice::Choice;
use crate::entry::LogId;
use crate::event::{EventType, PersonalField};
use crate::id::{PersonId, TenantId};
use crate::plain;
use crate::stream::{Revision, StreamId};
use crate::value::{CustomFields, Email, Key, Phone, Text};

/// Longest name of a person, in characters (C93).
pub const PERSON_NAME_LEN_MAX: usize = 50;
/// Longest note, in characters (C93).
pub const NOTE_LEN_MAX: usize = 200;
/// Bytes of a nonce.
pub const NONCE_LEN: usize = 24;

/// Room for the names and ids of a place.
const PLACE_LEN_MAX: usize = 256;
/// Room for what is known of a person.
const PLAIN_ROOM: usize = 256;

/// Room for a common box in base64.
const BOX_TEXT_ROOM: usize = 512;

/// A person's key. Not printable on purpose.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonKey(pub [u8; 32]);

/// Where a person's key lies among the tenant's key pages: a slot number, from 1.
pub type KeySlot = u64;

/// What identifies a person or is said about them, in the clear: only ever in memory of the request that may see it.
/// `None` means that this event says nothing about the field.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    /// Name as it is spoken to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_name: Option<Text<PERSON_NAME_LEN_MAX>>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Phone number in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Job title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text<100>>,
    /// Free text about or from the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text<NOTE_LEN_MAX>>,
    /// How the person likes to talk (C115).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<Text<100>>,
    /// What the person likes and doesn't (C115).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferences: Option<Text<NOTE_LEN_MAX>>,
    /// What the person decides by (C115).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_factors: Option<Text<NOTE_LEN_MAX>>,
    /// What the person said of it (C120).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Text<NOTE_LEN_MAX>>,
    /// What is to be done next (C120).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_action: Option<Text<NOTE_LEN_MAX>>,
    /// What the person holds against it (C61).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objections: Option<Text<NOTE_LEN_MAX>>,
    /// What the person answered in free text, by questionnaire and question; a questionnaire stands
    /// here whole (C74).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<Key, BTreeMap<Key, Text<NOTE_LEN_MAX>>>,
    /// Fields that the tenant defined and that say something about the person (C94).
    #[serde(default, skip_serializing_if = "CustomFields::is_empty")]
    pub custom: CustomFields,
}

impl Personal {
    /// Whether a field that events name is there.
    pub fn has(&self, field: PersonalField) -> bool {
        match field {
            PersonalField::PersonName => self.person_name.is_some(),
            PersonalField::Email => self.email.is_some(),
            PersonalField::Phone => self.phone.is_some(),
            PersonalField::Title => self.title.is_some(),
            PersonalField::Style => self.style.is_some(),
            PersonalField::Preferences => self.preferences.is_some(),
            PersonalField::DecisionFactors => self.decision_factors.is_some(),
        }
    }

    /// The fields that events name and that are there.
    pub fn given(&self) -> Vec<PersonalField> {
        let all = PersonalField::NAMES.iter().map(|(_, field)| *field);
        all.filter(|field| self.has(*field)).collect()
    }

    /// Those of the changed fields that aren't there from now on.
    pub fn emptied(&self, changed: &[PersonalField]) -> Vec<PersonalField> {
        changed.iter().copied().filter(|field| !self.has(*field)).collect()
    }

    /// True if there is nothing to seal.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Takes over every field that `later` says something about.
    pub fn update(&mut self, later: Self) {
        let Self {
            person_name,
            email,
            phone,
            title,
            note,
            style,
            preferences,
            decision_factors,
            feedback,
            next_action,
            objections,
            answers,
            custom,
        } = later;
        self.person_name = person_name.or(self.person_name.take());
        self.email = email.or(self.email.take());
        self.phone = phone.or(self.phone.take());
        self.title = title.or(self.title.take());
        self.note = note.or(self.note.take());
        self.style = style.or(self.style.take());
        self.preferences = preferences.or(self.preferences.take());
        self.decision_factors = decision_factors.or(self.decision_factors.take());
        self.feedback = feedback.or(self.feedback.take());
        self.next_action = next_action.or(self.next_action.take());
        self.objections = objections.or(self.objections.take());
        self.answers.extend(answers);
        self.custom.extend(custom);
    }
}

impl std::fmt::Debug for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Personal(…)")
    }
}

/// The place a box is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The log.
    pub log: LogId,
    /// Whose log it is.
    pub tenant: TenantId,
    /// The event's stream.
    pub stream: StreamId,
    /// The event's revision in its stream.
    pub revision: Revision,
    /// The event's type.
    pub event: EventType,
}

impl Place {
    fn text(&self) -> ArrayString<PLACE_LEN_MAX> {
        let Self { log, tenant, stream, revision, event } = self;
        let mut text = ArrayString::new();
        write!(text, "{log}\n{tenant}\n{stream}\n{revision}\n{}", event.name())
            .expect("ids and names have their limits");
        text
    }
}

/// A sealed [`Personal`]: what stands in an event's `personal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Whose data it is.
    pub person: PersonId,
    /// Where that person's key lies.
    pub key: KeySlot,
    /// Nonce and ciphertext.
    #[serde(rename = "box")]
    pub sealed: BoxBytes,
}

/// Nonce (24 bytes) and ciphertext with its tag. Base64 in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxBytes(pub Vec<u8>);

/// Why a box didn't open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Wrong key or place, or changed bytes.
    #[error("the box of personal data doesn't open with this key at this place")]
    Refused,
    /// It opened, and holds something that is no personal data.
    #[error("the box of personal data holds something unreadable")]
    Unreadable,
}

impl Sealed {
    /// Seals `personal` for one place. The nonce must never have been used with this key.
    pub fn seal(
        personal: &Personal,
        person: PersonId,
        (slot, key): (KeySlot, &PersonKey),
        nonce: [u8; NONCE_LEN],
        place: &Place,
    ) -> Self {
        let mut sealed = Vec::with_capacity(NONCE_LEN + PLAIN_ROOM);
        sealed.extend_from_slice(&nonce);
        serde_json::to_writer(&mut sealed, personal).expect("personal data is plain text fields");
        let cipher = XChaCha20Poly1305::new((&key.0).into());
        let tag = cipher
            .encrypt_in_place_detached(
                XNonce::from_slice(&nonce),
                place.text().as_bytes(),
                &mut sealed[NONCE_LEN..],
            )
            .expect("a few hundred bytes are no more than a cipher takes");
        sealed.extend_from_slice(&tag);
        Self { person, key: slot, sealed: BoxBytes(sealed) }
    }

    /// Opens the box, if this is the key and the place it was sealed for.
    pub fn open(&self, key: &PersonKey, place: &Place) -> Result<Personal, OpenError> {
        let (nonce, closed) =
            self.sealed.0.split_at_checked(NONCE_LEN).ok_or(OpenError::Refused)?;
        let place = place.text();
        let cipher = XChaCha20Poly1305::new((&key.0).into());
        let plain = cipher
            .decrypt(XNonce::from_slice(nonce), Payload { msg: closed, aad: place.as_bytes() })
            .map_err(|_| OpenError::Refused)?;
        serde_json::from_slice(&plain).map_err(|_| OpenError::Unreadable)
    }
}

impl Serialize for BoxBytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            let mut room = [0; BOX_TEXT_ROOM];
            match BASE64.encode_slice(&self.0, &mut room).map(|len| str::from_utf8(&room[..len])) {
                Ok(Ok(text)) => to.serialize_str(text),
                _ => to.serialize_str(&BASE64.encode(&self.0)),
            }
        } else {
            // As a list of bytes would be written, but not byte by byte.
            to.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for BoxBytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            plain::read(from, |text| BASE64.decode(text).map(Self))
        } else {
            from.deserialize_byte_buf(Bytes)
        }
    }
}

/// Takes bytes over at once.
struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = BoxBytes;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the bytes of a box")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<BoxBytes, E> {
        Ok(BoxBytes(bytes.to_vec()))
    }

    fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<BoxBytes, E> {
        Ok(BoxBytes(bytes))
    }
}

#[cfg(test)]
mod tests;
