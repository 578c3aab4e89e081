//! The form of an event: one named struct for each, no unknown fields, and one enum of them all, externally tagged.

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $type:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$fdoc])* pub $field: $type),* }
        )*
        /// Everything that can happen.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Event { $($(#[$doc])* $name($name)),* }
        impl Event {
            /// The name of the event as the ledger writes it.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($name)),* }
            }
            /// The names of every event, in the order of the documentation.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];
        }
        $(impl From<$name> for Event { fn from(e: $name) -> Self { Self::$name(e) } })*
    };
}

pub(super) use events;
