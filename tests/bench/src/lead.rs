//! Bodies of `CreateLead`: the nth is always the same, and no two are duplicates of each other.

use std::io::Write;

const SOURCES: [&str; 8] = [
    "web",
    "trade_show",
    "referral",
    "paid_search",
    "organic_search",
    "social",
    "email",
    "partner",
];
const REGIONS: [&str; 6] = ["north", "east", "south", "west", "central", "overseas"];
const INDUSTRIES: [&str; 6] =
    ["textiles", "machinery", "chemicals", "software", "logistics", "retail"];
const PRODUCTS: [&str; 5] = ["Loom 3", "Loom 5", "Dye 2", "Spin X", "Press 9"];
const SENIORITIES: [&str; 3] = ["decision_maker", "mid_level", "other"];

/// Owners of leads.
const OWNERS: u64 = 40;
/// Numbers below this have a phone number of their own.
pub const LEADS_MAX: u64 = 100_000_000;

/// A number made from another, spread evenly: SplitMix64.
pub fn spread(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The id of the nth record of a kind. Spread like the UUIDv5 of an import, which is harder for
/// stores than ids in order of time.
pub fn id(kind: u64, n: u64) -> Id {
    Id(spread(n ^ (kind << 56)), spread(!n ^ (kind << 48)))
}

/// A UUID, written where it is needed.
pub struct Id(u64, u64);

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (a, b) = (self.0, self.1);
        let (high, mid, low) = (a >> 32, (a >> 16) & 0xffff, a & 0xfff);
        let (variant, node) = ((b >> 48) & 0x3fff | 0x8000, b & 0xffff_ffff_ffff);
        write!(f, "{high:08x}-{mid:04x}-5{low:03x}-{variant:04x}-{node:012x}")
    }
}

pub const LEAD: u64 = 1;
pub const OPPORTUNITY: u64 = 2;
const OWNER: u64 = 3;

fn pick(of: &'static [&'static str], by: u64) -> &'static str {
    of[usize::try_from(by % of.len() as u64).expect("a remainder of a length is small")]
}

/// Writes the body of the nth lead; with the client's own id where something is to follow.
pub fn write(to: &mut Vec<u8>, n: u64, own_id: OwnId) {
    assert!(n < LEADS_MAX, "phone numbers would repeat");
    let dice = spread(n);
    let owner = id(OWNER, dice % OWNERS);
    let (source, region) = (pick(&SOURCES, dice >> 8), pick(&REGIONS, dice >> 16));
    let (industry, product) = (pick(&INDUSTRIES, dice >> 24), pick(&PRODUCTS, dice >> 32));
    let (seniority, size) = (pick(&SENIORITIES, dice >> 40), 10 + (dice >> 48) % 2_000);
    to.push(b'{');
    if own_id == OwnId::Given {
        write!(to, r#""lead_id":"{}","#, id(LEAD, n)).expect("a vector takes everything");
    }
    write!(
        to,
        concat!(
            r#""company":"Company {n} Ltd","person_name":"Person {n}","#,
            r#""email":"person{n}@company{n}.example","phone":"+86138{n:08}","#,
            r#""title":"Head of purchasing","seniority":"{seniority}","industry":"{industry}","#,
            r#""company_size":{size},"region":"{region}","source":"{source}","#,
            r#""product":"{product}","utm":{{"source":"newsletter","campaign":"spring"}},"#,
            r#""owner_id":"{owner}"}}"#
        ),
        n = n,
        seniority = seniority,
        industry = industry,
        size = size,
        region = region,
        source = source,
        product = product,
        owner = owner,
    )
    .expect("a vector takes everything");
}

/// Whether the client gives the lead's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnId {
    Given,
    Made,
}
