//! Values that leave out empty fields where they are JSON, as rows of the store, which can't.

/// Where a visit came from.
pub mod utm {
    use event_schema::event::{REFERRER_LEN_MAX, Utm};
    use event_schema::value::Text;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    type Row = ([Option<Text<100>>; 6], Option<Text<REFERRER_LEN_MAX>>);

    pub fn serialize<S: Serializer>(utm: &Option<Utm>, to: S) -> Result<S::Ok, S::Error> {
        let row: Option<Row> = utm.clone().map(|utm| {
            let Utm { source, medium, campaign, term, content, id, referrer } = utm;
            ([source, medium, campaign, term, content, id], referrer)
        });
        row.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Utm>, D::Error> {
        let row = Option::<Row>::deserialize(from)?;
        Ok(row.map(|([source, medium, campaign, term, content, id], referrer)| Utm {
            id,
            referrer,
            source,
            medium,
            campaign,
            term,
            content,
        }))
    }
}

/// What a person agreed to.
pub mod consent {
    use event_schema::Timestamp;
    use event_schema::event::{Consent, ConsentState};
    use event_schema::value::Text;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    type State = Option<ConsentState>;
    type Row = (State, State, Option<Text<100>>, Option<Timestamp>);

    pub fn serialize<S: Serializer>(consent: &Option<Consent>, to: S) -> Result<S::Ok, S::Error> {
        let row: Option<Row> = consent.clone().map(|consent| {
            let Consent { marketing, phone, text_version, captured_at } = consent;
            (marketing, phone, text_version, captured_at)
        });
        row.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Consent>, D::Error> {
        let row = Option::<Row>::deserialize(from)?;
        Ok(row.map(|(marketing, phone, text_version, captured_at)| Consent {
            marketing,
            phone,
            text_version,
            captured_at,
        }))
    }
}
