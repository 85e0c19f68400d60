//! What a command comes to: done, or refused.

/// What was done, on which record.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    pub kind: &'static str,
    pub id: String,
    pub created: bool,
    pub events: Vec<&'static str>,
    pub revision: u64,
    pub replayed: bool,
}

/// Why it was refused. A conflict may be any of several, of which an answer names at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    pub status: u16,
    pub slug: String,
    pub fields: Vec<String>,
    pub conflicts: Vec<(String, &'static str)>,
}

pub type Judged = Result<Done, Refused>;

/// Nothing or something done to a record.
pub fn done(kind: &'static str, id: &str, events: Vec<&'static str>) -> Judged {
    let id = id.to_owned();
    Ok(Done { kind, id, created: false, events, revision: 0, replayed: false })
}

pub fn made(kind: &'static str, id: &str, events: Vec<&'static str>) -> Judged {
    done(kind, id, events).map(|done| Done { created: true, ..done })
}

pub fn refused(slug: &str) -> Refused {
    let status = match slug {
        "unknown-target" => 404,
        "revision-mismatch" => 412,
        "wrong-state" | "already-converted" => 409,
        slug if slug.starts_with("duplicate-") => 409,
        _ => 422,
    };
    Refused { status, slug: slug.into(), fields: vec![], conflicts: vec![] }
}

pub fn fields(slug: &str, fields: &[&str]) -> Refused {
    Refused { fields: fields.iter().map(|field| (*field).into()).collect(), ..refused(slug) }
}

/// Another record stands in the way, if one does.
pub fn none_of(kind: &str, conflicts: Vec<(String, &'static str)>) -> Result<(), Refused> {
    if conflicts.is_empty() {
        return Ok(());
    }
    Err(Refused { conflicts, ..refused(&format!("duplicate-{kind}")) })
}
