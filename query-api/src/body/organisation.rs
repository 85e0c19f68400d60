//! The organisation chart of an account.

use event_schema::id::PersonId;
use projection_service::query::{
    self, ContactLinkView, ContactView, OrganisationView, ReportingLine,
};
use uuid::Uuid;

use super::body;

body! {
    /// Another contact, and the influence between the two.
    ContactLink {
        /// The other contact.
        contact_id: Uuid,
        /// Such as influences, advises, supports or blocks.
        relation: String,
    }
}

body! {
    /// The people of an account, and the lines between them.
    Organisation {
        /// Which account.
        account_id: Uuid,
        /// Its contacts, oldest first; behind them those of other accounts to whom a line leads.
        people: Vec<Seat>,
        /// Who reports to whom.
        reporting: Vec<Reporting>,
        /// Who has influence on whom.
        influences: Vec<InfluenceLine>,
    }
}

body! {
    /// A person of an organisation chart.
    Seat {
        /// Which contact.
        contact_id: Uuid,
        /// At which account: another one where only influence leads here.
        account_id: Uuid,
        /// The person, without saying who.
        person_id: PersonId,
        /// True if the personal fields are withheld or the person was erased; they are null then.
        sealed: bool,
        /// Name of the person.
        person_name: Option<String>,
        /// Job title.
        title: Option<String>,
        /// Their part in decisions.
        decision_role: Option<String>,
        /// How much their word weighs.
        influence: Option<String>,
        /// Whether it is the account's main contact.
        main: bool,
    }
}

body! {
    /// A line of report.
    Reporting {
        /// Who reports.
        contact_id: Uuid,
        /// To whom.
        reports_to: Uuid,
    }
}

body! {
    /// A line of influence.
    InfluenceLine {
        /// Who has it.
        contact_id: Uuid,
        /// On whom.
        other_id: Uuid,
        /// Such as influences, advises, supports or blocks.
        relation: String,
    }
}

impl From<ContactLinkView> for ContactLink {
    fn from(link: ContactLinkView) -> Self {
        Self { contact_id: link.contact_id, relation: link.relation }
    }
}

impl From<OrganisationView> for Organisation {
    fn from(chart: OrganisationView) -> Self {
        Self {
            account_id: chart.account_id,
            people: chart.people.into_iter().map(Into::into).collect(),
            reporting: chart.reporting.into_iter().map(Into::into).collect(),
            influences: chart.influences.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<ContactView> for Seat {
    fn from(contact: ContactView) -> Self {
        Self {
            contact_id: contact.id,
            account_id: contact.account_id,
            person_id: contact.person.person_id,
            sealed: contact.person.sealed,
            person_name: contact.person.person_name,
            title: contact.person.title,
            decision_role: contact.decision_role,
            influence: contact.influence,
            main: contact.main,
        }
    }
}

impl From<ReportingLine> for Reporting {
    fn from(line: ReportingLine) -> Self {
        Self { contact_id: line.contact_id, reports_to: line.reports_to }
    }
}

impl From<query::InfluenceLine> for InfluenceLine {
    fn from(line: query::InfluenceLine) -> Self {
        Self { contact_id: line.contact_id, other_id: line.other_id, relation: line.relation }
    }
}
