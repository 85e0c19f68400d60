//! Closed lists of words, such as a lead's level or a behaviour, written once: the type, its names
//! in JSON, its parser and its part of the API description.

/// A type whose values are a closed list of names.
pub trait Choice: Copy + 'static {
    /// Every value with its public name, in the order to document them.
    const NAMES: &'static [(&'static str, Self)];

    /// The value with this public name.
    fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// Defines an enum of unit variants with their public names.
macro_rules! choice {
    ($(#[doc = $doc:literal])* $name:ident {
        $($(#[doc = $vdoc:literal])* $variant:ident = $text:literal),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[doc = $vdoc])* #[serde(rename = $text)] $variant),*
        }

        impl $name {
            /// The public name of this value.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl crate::choice::Choice for $name {
            const NAMES: &'static [(&'static str, Self)] = &[$(($text, Self::$variant)),*];
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                crate::event::of_value::<Self>()
            }
        }

        impl crate::field::Value for $name {
            fn parse(
                given: crate::field::Given<'_>,
                _: &crate::field::Path<'_>,
                _: &dyn crate::field::Locale,
            ) -> Result<Self, crate::field::Fault> {
                crate::field::parse_choice(given)
            }

            fn schema() -> serde_json::Value {
                crate::field::choice_schema::<Self>()
            }
        }
    };
}

pub(crate) use choice;
