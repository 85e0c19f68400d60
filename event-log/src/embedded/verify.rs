//! Verification: reads a whole log from scratch and names everything that isn't as it was written.
//!
//! Changes nothing, takes no lock, and may run while a process writes: then it ends at the witness.
//! A start checks every frame; this checks the chain and the Merkle root of every entry too, and
//! goes on behind what it finds.

mod walk;

use std::path::Path;
use std::{fmt, io};

use event_schema::entry::{LogId, Sequence};
use event_schema::{Position, TenantId};

use self::walk::Walk;
use super::error::OpenError;
use super::segment::{LOCK_NAME, Places, SPARE_NAME, segment_first};
use super::witness::{Slots, WITNESS_BYTES, WITNESS_NAME};
use crate::disk::{Access, Disk, DiskFile, RealDisk};

/// Something that isn't as it was written. Its text names the place as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file in the log's directory.
    pub file: String,
    /// The first entry that is concerned, where it is known; for the witness the last one that it
    /// still says was acknowledged.
    pub sequence: Option<Sequence>,
    /// Whose entry it is, where that can still be read.
    pub tenant: Option<TenantId>,
    /// The first position of that tenant that is concerned.
    pub position: Option<Position>,
    /// What was found.
    pub what: String,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Which log it is.
    pub log: Option<LogId>,
    /// Entries that are as they were written.
    pub entries: u64,
    /// Events in them.
    pub events: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Tenants that have entries.
    pub tenants: usize,
    /// The last sequence that was found.
    pub last: Sequence,
    /// The last sequence that the witness says was acknowledged.
    pub acknowledged: Sequence,
    /// True if a process was writing; what it hadn't acknowledged was not looked at.
    pub in_use: bool,
    /// Side files of torn writes that recovery cut off: no damage, but worth knowing.
    pub cuts: Vec<String>,
    /// Everything that isn't as it was written.
    pub damages: Vec<Damage>,
}

impl Report {
    /// True if nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.damages.is_empty()
    }
}

impl std::error::Error for Damage {}

impl fmt::Display for Damage {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.file)?;
        if let Some(sequence) = self.sequence {
            write!(to, ", sequence {sequence}")?;
        }
        if let (Some(position), Some(tenant)) = (self.position, self.tenant) {
            write!(to, ", position {position} of {tenant}")?;
        }
        write!(to, ": {}", self.what)
    }
}

impl Damage {
    fn of_file(file: &str, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { file: file.to_owned(), sequence: None, tenant: None, position: None, what }
    }
}

/// Verifies the log below `data_dir` on the machine's disk.
pub fn verify(data_dir: &Path) -> Result<Report, OpenError> {
    verify_on(&RealDisk, data_dir)
}

/// Verifies the log below `data_dir` on this disk. An error says that it couldn't be read at all;
/// damage is in the report.
pub fn verify_on<D: Disk>(disk: &D, data_dir: &Path) -> Result<Report, OpenError> {
    let places = Places::new(data_dir);
    let in_use = disk.is_locked(&places.lock())?;
    let mut report = Report { in_use, ..Report::default() };
    // The witness before the segments: what it covers has to be in them.
    let slots = check_witness(disk, &places, &mut report)?;
    let names = disk.list(&places.dir).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => OpenError::Missing(data_dir.to_owned()),
        _ => OpenError::Disk(e),
    })?;
    let mut segments = Vec::new();
    for name in names {
        match segment_first(&name) {
            Some(first) => segments.push((first, name)),
            None => check_name(name, &mut report),
        }
    }
    let mut walk = Walk::new(&mut report);
    let last = segments.len().saturating_sub(1);
    for (i, (first, name)) in segments.iter().enumerate() {
        let file = disk.open(&places.file(name), Access::Read)?;
        walk.segment(&file, name, *first, i == last)?;
    }
    walk.finish();
    check_end(slots, &mut report);
    Ok(report)
}

fn check_witness<D: Disk>(
    disk: &D,
    places: &Places,
    report: &mut Report,
) -> Result<Option<Slots>, OpenError> {
    let file = match disk.open(&places.witness(), Access::Read) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e.into()),
    };
    // A slot that is being written looks torn: only what is seen twice is.
    let (before, mut slots) = (Slots::read(&file)?, Slots::read(&file)?);
    if report.in_use {
        for (slot, seen) in slots.0.iter_mut().zip(before.0) {
            *slot = slot.or(seen);
        }
    }
    for (i, slot) in slots.0.iter().enumerate() {
        if slot.is_none() {
            let what = format!("slot {i} is not one that was written");
            let sequence = slots.latest().map(|(_, end)| end.sequence);
            let damage = Damage { sequence, ..Damage::of_file(WITNESS_NAME, what) };
            report.damages.push(damage);
        }
    }
    if let Some((log, end)) = slots.latest() {
        if file.len()? > WITNESS_BYTES as u64 {
            let damage = Damage::of_file(WITNESS_NAME, "bytes behind its two slots");
            report.damages.push(Damage { sequence: Some(end.sequence), ..damage });
        }
        report.log = Some(log);
        report.acknowledged = end.sequence;
    }
    Ok(Some(slots))
}

fn check_name(name: String, report: &mut Report) {
    let temporary = format!("{WITNESS_NAME}.tmp");
    if name.starts_with("cut-") && name.ends_with(".bin") {
        report.cuts.push(name);
    } else if ![WITNESS_NAME, LOCK_NAME, SPARE_NAME, &temporary].contains(&name.as_str()) {
        report.damages.push(Damage::of_file(&name, "a file that doesn't belong to a log"));
    }
}

fn check_end(slots: Option<Slots>, report: &mut Report) {
    let Some(slots) = slots else {
        report.damages.push(Damage::of_file(WITNESS_NAME, "the file is missing"));
        return;
    };
    if report.acknowledged > report.last {
        let (last, acknowledged) = (report.last, report.acknowledged);
        let what = format!(
            "the log ends at sequence {last}, but sequence {acknowledged} was acknowledged"
        );
        let damage = Damage { sequence: Some(last + 1), ..Damage::of_file(WITNESS_NAME, what) };
        report.damages.push(damage);
    }
    if slots.0.iter().flatten().any(|(log, _)| Some(*log) != report.log) {
        report.damages.push(Damage::of_file(WITNESS_NAME, "a slot is of another log"));
    }
}
