//! What rows can be made into: one line each, all else follows from the command's own description.

/// A kind of record that a table's rows become.
#[derive(Debug)]
pub struct Kind {
    /// As the command line calls it.
    pub name: &'static str,
    /// The command that makes one.
    pub command: &'static str,
    /// The field that takes its id.
    pub id: &'static str,
    /// Lists of fields of which a row needs one each: the description of the command can't say so.
    pub needs_one: &'static [&'static [&'static str]],
    /// Other names that tables give to fields. Case, spaces and punctuation never count.
    pub aliases: &'static [(&'static str, &'static str)],
}

/// The names of a person's fields, and more.
macro_rules! person {
    ($($more:expr),*) => {
        &[
            ("mail", "email"), ("email address", "email"),
            ("mobile", "phone"), ("mobile phone", "phone"), ("cell", "phone"), ("tel", "phone"),
            ("telephone", "phone"), ("phone number", "phone"),
            ("name", "person_name"), ("full name", "person_name"), ("contact name", "person_name"),
            ("job title", "title"), ("position", "title"),
            $($more),*
        ]
    };
}

/// Rows that become leads.
pub const LEADS: Kind = Kind {
    name: "leads",
    command: "CreateLead",
    id: "lead_id",
    needs_one: &[&["company", "person_name"], &["email", "phone"]],
    aliases: person![
        ("organization", "company"),
        ("organisation", "company"),
        ("company name", "company"),
        ("account name", "company"),
        ("employees", "company_size"),
        ("lead source", "source"),
        ("owner", "owner_id")
    ],
};

/// Rows that become accounts.
pub const ACCOUNTS: Kind = Kind {
    name: "accounts",
    command: "CreateAccount",
    id: "account_id",
    needs_one: &[],
    aliases: &[
        ("company", "name"),
        ("company name", "name"),
        ("account name", "name"),
        ("organization", "name"),
        ("organisation", "name"),
        ("employees", "size"),
        ("company size", "size"),
        ("annual revenue", "revenue"),
        ("turnover", "revenue"),
        ("owner", "owner_id"),
    ],
};

/// Rows that become contacts.
pub const CONTACTS: Kind = Kind {
    name: "contacts",
    command: "CreateContact",
    id: "contact_id",
    needs_one: &[],
    aliases: person![("account", "account_id")],
};
