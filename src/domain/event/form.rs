//! The form of an event: one named struct for each, no unknown fields, and one enum of them all, externally tagged. Forms
//! about the ledger and its people are declared in `people`, about notices in `notices`, those that are recorded no more in
//! `old`.

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $type:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$fdoc])* pub $field: $type),* }
        )*
    };
}

macro_rules! events {
    (
        elsewhere [$($(#[$pdoc:meta])* $room:ident),*];
        old [$($old:ident),*];
        $($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $type:ty),* $(,)? })*
    ) => {
        form::forms! { $($(#[$doc])* $name { $($(#[$fdoc])* $field : $type),* })* }
        /// Everything that can happen.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Event {
            $($(#[$pdoc])* $room($room),)*
            $($(#[$doc])* $name($name),)*
            $(/// Recorded no more.
            $old($old),)*
        }
        impl Event {
            /// The name of the event as the ledger writes it.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$room(_) => stringify!($room),)*
                    $(Self::$name(_) => stringify!($name),)*
                    $(Self::$old(_) => stringify!($old),)*
                }
            }
            /// The schema of an event's form; none where there is no such event.
            pub fn schema(name: &str, all: &mut schemars::SchemaGenerator) -> Option<schemars::Schema> {
                match name {
                    $(stringify!($room) => Some(all.subschema_for::<$room>()),)*
                    $(stringify!($name) => Some(all.subschema_for::<$name>()),)*
                    $(stringify!($old) => Some(all.subschema_for::<$old>()),)*
                    _ => None,
                }
            }
            /// The names of every event, in the order of the documentation.
            pub const NAMES: &'static [&'static str] =
                &[$(stringify!($room),)* $(stringify!($name),)* $(stringify!($old),)*];
        }
        $(impl From<$room> for Event { fn from(e: $room) -> Self { Self::$room(e) } })*
        $(impl From<$name> for Event { fn from(e: $name) -> Self { Self::$name(e) } })*
        $(impl From<$old> for Event { fn from(e: $old) -> Self { Self::$old(e) } })*
    };
}

pub(super) use {events, forms};
