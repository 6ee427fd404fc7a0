//! Closed vocabularies: enums whose values are words that are stored, sent or shown. Each is declared once, by
//! [`vocabulary!`](crate::vocabulary!), with every word beside its value.

/// Declares an enum together with its words: `Draft = "draft" "作成中"`.
///
/// The first word of a value is its key: the database stores it, addresses, forms and serde carry it. What has been stored or
/// sent can never be spelled differently. The second is its label, which people read; a vocabulary that nobody reads has
/// none. A value without its words does not compile.
///
/// The enum gets `ALL` in the order of the declaration, `key()`, `FromStr` by key, and `label()` where there are labels.
/// With `impl Name { … }` an enum that is declared elsewhere gets them; its serde is its own.
#[macro_export]
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$about:meta])* $value:ident = $key:literal $($label:literal)?),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize,
        )]
        $visibility enum $name {
            $($(#[$about])* #[serde(rename = $key)] $value),+
        }

        $crate::vocabulary! { impl $name { $($value = $key $($label)?),+ } }
    };
    (impl $name:ident { $($value:ident = $key:literal $label:literal),+ $(,)? }) => {
        $crate::vocabulary! { impl $name { $($value = $key),+ } }

        impl $name {
            /// The word that people read.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$value => $label),+ }
            }
        }
    };
    (impl $name:ident { $($value:ident = $key:literal),+ $(,)? }) => {
        impl $name {
            /// Every value, in the order in which lists name them.
            pub const ALL: [Self; [$($key),+].len()] = [$(Self::$value),+];

            /// The word that is stored and sent.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$value => $key),+ }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ();

            fn from_str(key: &str) -> Result<Self, ()> {
                match key { $($key => Ok(Self::$value),)+ _ => Err(()) }
            }
        }
    };
}
