//! A window on a segment: reads a file in large pieces and shows frames from it.

use std::io;

use super::frame::{FRAME_HEAD, Parsed, bytes_needed, parse};
use crate::disk::DiskFile;

/// A window that moves forward over one file.
pub(crate) struct Window<'f, F> {
    file: &'f F,
    /// Nothing at or past this offset is shown.
    limit: u64,
    piece_bytes: usize,
    start: u64,
    bytes: Vec<u8>,
}

impl<'f, F: DiskFile> Window<'f, F> {
    /// A window on what `file` holds below `limit`, read in pieces of `piece_bytes`.
    pub(crate) fn new(file: &'f F, limit: u64, piece_bytes: usize) -> Self {
        Self { file, limit, piece_bytes, start: 0, bytes: Vec::new() }
    }

    /// What stands at `offset`, where a frame may begin.
    pub(crate) fn frame_at(&mut self, offset: u64) -> io::Result<Parsed<'_>> {
        let head = self.bytes_at(offset, FRAME_HEAD)?;
        if head.len() < FRAME_HEAD {
            // Less than a frame's head is left of the segment: zeros, or somebody wrote there.
            let empty = head.iter().all(|b| *b == 0);
            return Ok(if empty { Parsed::Nothing } else { Parsed::Bad });
        }
        let needed = bytes_needed(head);
        Ok(parse(self.bytes_at(offset, needed)?))
    }

    /// The `len` bytes at `offset`; fewer only where the limit or the file ends.
    pub(crate) fn bytes_at(&mut self, offset: u64, len: usize) -> io::Result<&[u8]> {
        let left = usize::try_from(self.limit.saturating_sub(offset)).unwrap_or(usize::MAX);
        let len = len.min(left);
        let within = offset
            .checked_sub(self.start)
            .and_then(|skip| usize::try_from(skip).ok())
            .filter(|skip| skip + len <= self.bytes.len());
        let skip = match within {
            Some(skip) => skip,
            None => {
                self.fill(offset, len.max(self.piece_bytes).min(left))?;
                0
            }
        };
        Ok(&self.bytes[skip..self.bytes.len().min(skip + len)])
    }

    fn fill(&mut self, offset: u64, len: usize) -> io::Result<()> {
        self.start = offset;
        // Growing only: what is filled anew needn't be zeroed first.
        if self.bytes.len() < len {
            self.bytes.resize(len, 0);
        }
        self.bytes.truncate(len);
        let filled = self.file.read_full_at(&mut self.bytes, offset)?;
        self.bytes.truncate(filled);
        Ok(())
    }

    /// The last byte from `offset` on that isn't zero: its offset.
    pub(crate) fn last_written(&mut self, offset: u64) -> io::Result<Option<u64>> {
        let (mut at, mut last) = (offset, None);
        loop {
            let piece = self.piece_bytes;
            let bytes = self.bytes_at(at, piece)?;
            if bytes.is_empty() {
                return Ok(last);
            }
            // Whole words first: this reads up to 64 MiB of zeros at every start.
            let written = if bytes.chunks(4096).all(is_zero) {
                None
            } else {
                bytes.iter().rposition(|b| *b != 0)
            };
            last = written.map(|i| at + i as u64).or(last);
            at += bytes.len() as u64;
        }
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let any = words.iter().fold(0, |any, word| any | u64::from_ne_bytes(*word));
    any == 0 && rest.iter().all(|b| *b == 0)
}
