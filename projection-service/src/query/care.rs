//! Answers about how accounts are looked after.

use chrono::NaiveDate;
use event_schema::Timestamp;
use event_schema::event::Document;
use event_schema::id::UserId;
use event_schema::value::Money;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The grade that the orders of an account propose, and what it follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedGrade {
    pub grade: String,
    /// Of its orders in the base currency.
    pub amount: Money,
    /// In whatever currency.
    pub orders: u32,
    /// Over so many days, up to today.
    pub window_days: u32,
}

/// When a customer is to be heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextContact {
    /// The first instant of the day.
    pub due_at: Timestamp,
    /// Days since then.
    pub overdue_days: u32,
}

/// Where a hand-over stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverState {
    Started,
    Completed,
    Cancelled,
}

impl HandoverState {
    /// The public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A hand-over of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandoverView {
    pub state: HandoverState,
    pub to: UserId,
    pub reason: String,
    pub since: Timestamp,
    pub effective_on: NaiveDate,
    pub ended_at: Option<Timestamp>,
    /// The fields that it lacks to be completed.
    pub missing: Vec<String>,
    pub documents: Vec<Document>,
    pub joint_visit_planned_on: Option<NaiveDate>,
    pub joint_visit_ids: Vec<Uuid>,
    /// In lists none.
    pub background: Option<String>,
    pub include: Vec<String>,
}
