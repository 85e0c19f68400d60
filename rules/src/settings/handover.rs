//! What the hand-over of an account asks for before it can be completed (C109). Asked by the decision
//! and shown beside the account, so that both say the same.

use chrono::NaiveDate;
use event_schema::id::UserId;
use event_schema::problem::FieldError;
use event_schema::value::Text;
use serde::{Deserialize, Serialize};

use super::check::fault;
use crate::normalise::fold;

/// What a hand-over asks for. The date from which it holds is always waited for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HandoverRules {
    /// Least number of documents.
    pub documents_min: u32,
    /// Least number of joint visits.
    pub joint_visits_min: u32,
    /// By which ways of an interaction a customer is visited; empty: by any.
    pub visit_channels: Vec<Text<100>>,
    /// Whether both must have taken part in a visit: who has the account and who is to have it.
    pub both_attend: bool,
    /// Whether the background must be written down.
    pub background: bool,
}

/// An interaction that was named as a joint visit.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// On which day it was.
    pub on: NaiveDate,
    /// By which way.
    pub channel: &'a str,
    /// Who took part.
    pub attendees: &'a [UserId],
}

/// How far a hand-over is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// On which day it began.
    pub started_on: NaiveDate,
    /// From which day on it holds.
    pub effective_on: NaiveDate,
    /// Who has the account, if somebody does.
    pub from: Option<UserId>,
    /// Who is to have it.
    pub to: UserId,
    /// How many documents were listed.
    pub documents: usize,
    /// Whether the background was written down.
    pub background: bool,
    /// The interactions that were named as joint visits.
    pub visits: &'a [Visit<'a>],
}

impl HandoverRules {
    /// Everything that is missing for a hand-over to be completed on a day.
    pub fn missing(&self, progress: &Progress<'_>, today: NaiveDate) -> Vec<FieldError> {
        let mut missing = Vec::new();
        if progress.documents < self.documents_min as usize {
            let message = format!("must be {} or more", self.documents_min);
            missing.push(fault("documents", "unmet", message));
        }
        let visits = progress.visits.iter().filter(|visit| self.counts(visit, progress)).count();
        if visits < self.joint_visits_min as usize {
            let message = self.visits_asked();
            missing.push(fault("joint_visit_interaction_id", "unmet", message));
        }
        if self.background && !progress.background {
            missing.push(fault("background", "unmet", "must be written down"));
        }
        if today < progress.effective_on {
            let message = format!("has yet to come: {}", progress.effective_on);
            missing.push(fault("effective_on", "unmet", message));
        }
        missing
    }

    fn counts(&self, visit: &Visit<'_>, progress: &Progress<'_>) -> bool {
        let by = fold(visit.channel);
        let visited = self.visit_channels.iter().any(|channel| fold(channel.as_str()) == by);
        let there = |user: UserId| visit.attendees.contains(&user);
        let both = there(progress.to) && progress.from.is_none_or(there);
        visit.on >= progress.started_on
            && (visited || self.visit_channels.is_empty())
            && (both || !self.both_attend)
    }

    fn visits_asked(&self) -> String {
        let channels: Vec<_> = self.visit_channels.iter().map(Text::as_str).collect();
        let by = if channels.is_empty() {
            String::new()
        } else {
            format!(" by {}", channels.join(" or "))
        };
        let both = if self.both_attend { ", attended by both owners" } else { "" };
        format!("must name {} or more since the hand-over began{by}{both}", self.joint_visits_min)
    }
}
