//! Small sums over what was measured.

use std::path::Path;

use crate::Result;

/// Bytes read at once while the end of a file is looked for.
const READ_BYTES: usize = 1024 * 1024;

/// A quantile of sorted values, by nearest rank; 0 of none.
pub fn quantile(sorted: &[u32], quantile: f64) -> f64 {
    if sorted.is_empty() {
        return 0.0;
    }
    let rank = (quantile * sorted.len() as f64).ceil() as usize;
    f64::from(sorted[rank.clamp(1, sorted.len()) - 1])
}

/// The middle of some values, the lower one of two; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    if values.is_empty() { 0.0 } else { values[(values.len() - 1) / 2] }
}

/// Bytes that are in use in the files of a directory: of each up to its last byte that is not zero,
/// since segments get their full length, as zeros, before anything is in them.
pub fn used_bytes(dir: &Path) -> Result<u64> {
    let mut total = 0;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            total += used_bytes(&entry.path())?;
        } else {
            total += used_bytes_of(&entry.path())?;
        }
    }
    Ok(total)
}

fn used_bytes_of(path: &Path) -> Result<u64> {
    use std::os::unix::fs::FileExt;
    let file = std::fs::File::open(path)?;
    let mut end = file.metadata()?.len();
    let mut bytes = vec![0; READ_BYTES];
    while end > 0 {
        let start = end.saturating_sub(READ_BYTES as u64);
        let piece = &mut bytes[..usize::try_from(end - start)?];
        file.read_exact_at(piece, start)?;
        if let Some(last) = piece.iter().rposition(|byte| *byte != 0) {
            return Ok(start + last as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// Bytes of the boxes of personal data in the files of a log: what the log holds of an event and no
/// reader is shown.
pub fn boxes_bytes(dir: &Path) -> Result<u64> {
    const BEGIN: &[u8] = b",\"personal\":{";
    let mut total = 0;
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            total += boxes_bytes(&path)?;
            continue;
        }
        let bytes = std::fs::read(path)?;
        let mut rest = &bytes[..];
        while let Some(at) = find(rest, BEGIN) {
            // A box is an object of texts and numbers without a brace.
            let len = rest[at..].iter().position(|byte| *byte == b'}').map_or(0, |end| end + 1);
            total += len as u64;
            rest = &rest[at + len.max(1)..];
        }
    }
    Ok(total)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(comma) = bytes[from..].iter().position(|byte| *byte == what[0]) {
        if bytes[from + comma..].starts_with(what) {
            return Some(from + comma);
        }
        from += comma + 1;
    }
    None
}
