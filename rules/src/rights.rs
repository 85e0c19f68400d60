//! Who may do what (PRESETS.md, 9; C294–C299). Every refusal says which right is missing.
//!
//! Rights are granted and never taken away by a rule: what no line grants is refused. Roles whose
//! data are only a part of the tenant's (own, team, tickets) are refused until records carry that
//! scope, since a role without its scope would be a role for everything.

mod role;

use std::collections::BTreeSet;

use event_schema::id::UserId;
use event_schema::{Actor, TenantId};

pub use role::Role;

/// Who asks, as their token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The token's subject; recorded as the actor.
    pub subject: Actor,
    /// The role that it was made for.
    pub role: Role,
    /// The tenant that it is valid for.
    pub tenant: TenantId,
    /// The only commands that it may send; `None` if the token names none.
    pub allow: Option<BTreeSet<Box<str>>>,
    /// The user behind it, where the subject is one.
    pub user: Option<UserId>,
}

/// The right that is missing, in words for the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MissingRight(pub String);

/// Commands of those who answer for a deal: admins and, once records carry their scope, sales
/// directors and managers. No program decides what these do (C129, C130).
const MANAGERS_ONLY: [&str; 3] = ["OverrideProbability", "ApproveStage", "RejectStage"];

/// The command that everybody who reads lists may send, for views of their own.
const SAVE_VIEW: &str = "DefineView";

/// Whether views may be saved for all; one's own may be saved by whoever reads lists.
pub fn may_share_views(who: &Principal) -> Result<(), MissingRight> {
    granted(who, &[Role::Admin, Role::Service], "share views")
}

/// Whether a command may be sent. A token that names commands may send no other, whatever its role;
/// a service may send only named ones, and never a manager's.
pub fn may_command(who: &Principal, command: &str) -> Result<(), MissingRight> {
    let named = who.allow.as_ref().map(|allow| allow.contains(command));
    if command == SAVE_VIEW && who.role != Role::Service && named != Some(false) {
        return may_read(who);
    }
    match (who.role, named) {
        (Role::Service, _) if MANAGERS_ONLY.contains(&command) => missing(format!(
            "a service may not send {command}: it takes an admin, a sales director or a sales \
             manager"
        )),
        (Role::Admin | Role::Service, Some(true)) | (Role::Admin, None) => Ok(()),
        (_, Some(false)) => missing(format!("the token isn't made for the command {command}")),
        (Role::Service, None) => {
            missing(format!("a service's token must name {command} among its commands"))
        }
        (role, _) => missing(format!("the role {} may not send {command}", role.name())),
    }
}

/// Whether records may be read at all.
pub fn may_read(who: &Principal) -> Result<(), MissingRight> {
    granted(who, &[Role::Admin, Role::Analyst, Role::Service], "read records")
}

/// Whether conversion rules may be tried (C87): by those who may publish them, and by those who may
/// read what they are tried on.
pub fn may_try_rules(who: &Principal) -> Result<(), MissingRight> {
    may_command(who, "DefineConversionRules").or_else(|_| {
        granted(who, &[Role::Admin, Role::Analyst, Role::Service], "try conversion rules")
    })
}

/// Whether the log may be read as events.
pub fn may_read_events(who: &Principal) -> Result<(), MissingRight> {
    granted(who, &[Role::Admin, Role::Analyst, Role::Auditor, Role::Service], "read events")
}

/// Whether the audit may be read.
pub fn may_read_audit(who: &Principal) -> Result<(), MissingRight> {
    granted(who, &[Role::Admin, Role::Analyst, Role::Auditor], "read the audit")
}

/// Whether a command's business time may be given (`Kith-Occurred-At`).
pub fn may_set_occurred_at(who: &Principal) -> Result<(), MissingRight> {
    granted(who, &[Role::Admin, Role::Service], "say when a command happened")
}

/// Whether a command may be sent on behalf of a user (`Kith-On-Behalf-Of`).
pub fn may_act_for_others(who: &Principal) -> Result<(), MissingRight> {
    granted(who, &[Role::Admin, Role::Service], "act on behalf of a user")
}

/// Whether personal fields are opened in answers. A service reads them sealed: a web form's token
/// that gets lost must not open the customer base.
pub fn sees_personal(who: &Principal) -> bool {
    match who.role {
        Role::Admin
        | Role::SalesDirector
        | Role::SalesManager
        | Role::SalesRep
        | Role::SupportLead
        | Role::SupportAgent
        | Role::Quality
        | Role::Marketing => true,
        Role::KnowledgeAdmin
        | Role::Analyst
        | Role::ReportViewer
        | Role::Auditor
        | Role::Service => false,
    }
}

/// Whether records may be looked for by a person's address: by those who see it in answers.
pub fn may_find_persons(who: &Principal) -> Result<(), MissingRight> {
    if sees_personal(who) {
        return Ok(());
    }
    missing(format!("the role {} may not look for persons by their addresses", who.role.name()))
}

fn granted(who: &Principal, roles: &[Role], right: &str) -> Result<(), MissingRight> {
    if roles.contains(&who.role) {
        return Ok(());
    }
    missing(format!("the role {} may not {right}", who.role.name()))
}

fn missing(right: String) -> Result<(), MissingRight> {
    Err(MissingRight(right))
}

#[cfg(test)]
mod tests;
