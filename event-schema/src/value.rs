//! Values that are checked once, where they come in, and trusted after.

pub mod text;

pub mod code;
pub mod custom;
pub mod decimal;
pub mod email;
pub mod money;
pub mod percent;
pub mod phone;
pub mod url;

pub mod lookup;

pub use code::{Code, Key};
pub use custom::{CUSTOM_TEXT_LEN_MAX, CustomFields, CustomValue};
pub use decimal::plain_decimal;
pub use email::Email;
pub use lookup::{LookupHash, LookupKey, LookupKind};
pub use money::{Currency, Money};
pub use percent::Percent;
pub use phone::Phone;
pub use text::Text;
pub use url::Url;
