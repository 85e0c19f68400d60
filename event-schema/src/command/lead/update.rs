//! Changing what is known of a lead.

use super::{ConsentShape, UtmShape};
use crate::event::Seniority;
use crate::field::{Change, CustomGiven, ExternalIdShape, PartnerShape, shape};
use crate::id::LeadId;
use crate::personal::PERSON_NAME_LEN_MAX;
use crate::value::{Code, Email, Money, Phone, Text};

shape! {
    /// Changes what is known of a lead: absent is as it was, null is empty (C7, C11). Company or
    /// person_name and email or phone must remain. Refused with 409 where it would become a
    /// duplicate. The fit score follows in the same commit, and only for what changed.
    UpdateLead {
        /// Which lead.
        lead_id: LeadId,
        /// Company, at most 100 characters.
        company: Change<Text<100>>,
        /// Name of the person, at most 50 characters.
        person_name: Change<Text<PERSON_NAME_LEN_MAX>>,
        /// E-mail address.
        email: Change<Email>,
        /// Phone number; without a country code it is read as one of the tenant's country.
        phone: Change<Phone>,
        /// Job title.
        title: Change<Text<100>>,
        /// How much the person has to say.
        seniority: Change<Seniority>,
        /// Industry; normalised by the dictionary.
        industry: Change<Text<100>>,
        /// Number of staff.
        company_size: Change<u32>,
        /// Region; normalised by the dictionary.
        region: Change<Text<100>>,
        /// Channel the lead came by; normalised by the dictionary. It can't be emptied.
        source: Change<Text<100>>,
        /// What they need.
        interest: Change<Text<100>>,
        /// What they would use it for, at most 200 characters (C86).
        use_case: Change<Text<200>>,
        /// What they could spend.
        budget: Change<Money>,
        /// Which kind of person they are in a purchase: a code of the list `persona`, or `other`.
        persona: Change<Code>,
        /// The partner that referred them, and the commission that was agreed, whole (C15).
        partner: Change<PartnerShape>,
        /// Product they asked for; normalised by the dictionary.
        product: Change<Text<100>>,
        /// Where the visit came from, whole.
        utm: Change<UtmShape>,
        /// What they agreed to, whole.
        consent: Change<ConsentShape>,
        /// The same lead in another system.
        external_id: Change<ExternalIdShape>,
        /// Fields that the tenant defined for leads, by key: `/v1/settings?kind=fields` has them. Null
        /// clears one, those that aren't named stay.
        custom: Option<CustomGiven>,
    }
}
