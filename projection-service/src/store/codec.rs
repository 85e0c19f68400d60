//! Row bytes: one byte with the number of the row format, then bincode.

use bincode::config::{Configuration, standard};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;

/// The format that is written today. Another one is never guessed at: the model is rebuilt.
pub const ROW_FORMAT: u8 = 1;

/// Room for a row at first: most have less, and growing byte by byte would copy the others often.
const ROW_BYTES_USUAL: usize = 192;

const CONFIG: Configuration = standard();

/// A row as bytes.
pub fn encode<R: Serialize>(row: &R) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(ROW_BYTES_USUAL);
    bytes.push(ROW_FORMAT);
    bincode::serde::encode_into_std_write(row, &mut bytes, CONFIG)
        .expect("a row is plain data and memory takes what is written");
    bytes
}

/// Bytes as a row.
pub fn decode<R: DeserializeOwned>(bytes: &[u8]) -> Result<R, StoreError> {
    let Some((&ROW_FORMAT, body)) = bytes.split_first() else {
        return Err(StoreError::Row(format!("its format is not {ROW_FORMAT}")));
    };
    match bincode::serde::decode_from_slice(body, CONFIG) {
        Ok((row, read)) if read == body.len() => Ok(row),
        Ok(_) => Err(StoreError::Row("it has bytes to spare".into())),
        Err(e) => Err(StoreError::Row(e.to_string())),
    }
}
