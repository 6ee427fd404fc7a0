//! A draft that several windows write: what becomes of a text that arrives (C11, F3). Nothing typed is lost, nothing is
//! overwritten unseen, and windows that change different fields do not disturb each other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

use crate::fields::Fields;

/// What a page showed when its text was last known to the server: whose draft, and a fingerprint of each input that was not
/// empty. The form carries it ([`MadeOf`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// The owner of the draft; nothing while there was none.
    of: Option<Uuid>,
    prints: BTreeMap<String, u64>,
}

impl Base {
    /// Of a page that shows these texts.
    pub fn new(of: Option<Uuid>, shown: &Fields) -> Self {
        let texts = shown.0.iter().filter(|(_, text)| !text.is_empty());
        Self { of, prints: texts.map(|(input, text)| (input.clone(), fingerprint(text))).collect() }
    }

    /// Was the page made for this draft, or for the place in which it began?
    fn is_of(&self, draft: Uuid) -> bool {
        self.of.is_none_or(|of| of == draft)
    }

    /// Did the page show this text there?
    fn showed(&self, input: &str, text: &str) -> bool {
        let print = (!text.is_empty()).then(|| fingerprint(text));
        self.prints.get(input).copied() == print
    }
}

/// FNV-1a, 64 bits: the same in every release and on every machine.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// `0193…;course=9f3a…;history=…`; `-` where there was no draft.
impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            Some(of) => write!(f, "{}", of.simple())?,
            None => f.write_str("-")?,
        }
        self.prints.iter().try_for_each(|(input, print)| write!(f, ";{input}={print:x}"))
    }
}

/// No such text: nothing is known of what the page showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoBase;

impl FromStr for Base {
    type Err = NoBase;

    fn from_str(text: &str) -> Result<Self, NoBase> {
        let (of, prints) = text.split_once(';').map_or((text, None), |(of, prints)| (of, Some(prints)));
        let of = match of {
            "-" => None,
            of => Some(of.parse().map_err(|_| NoBase)?),
        };
        let read = |pair: &str| {
            let (input, print) = pair.split_once('=').ok_or(NoBase)?;
            Ok((input.to_owned(), u64::from_str_radix(print, 16).map_err(|_| NoBase)?))
        };
        let prints = prints.into_iter().flat_map(|prints| prints.split(';')).map(read);
        Ok(Self { of, prints: prints.collect::<Result<_, NoBase>>()? })
    }
}

/// What the hidden input `version` of a form says: the version of the draft that the page was made of, and what it showed.
/// `12;0193…;course=9f3a…`, or `12` alone of a page from before it said so and of what a browser kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeOf {
    pub version: i64,
    pub base: Option<Base>,
}

impl fmt::Display for MadeOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.version)?;
        self.base.iter().try_for_each(|base| write!(f, ";{base}"))
    }
}

impl FromStr for MadeOf {
    type Err = NoBase;

    fn from_str(text: &str) -> Result<Self, NoBase> {
        let (version, base) =
            text.split_once(';').map_or((text, None), |(version, base)| (version, Some(base)));
        Ok(Self {
            version: version.parse().map_err(|_| NoBase)?,
            base: base.and_then(|base| base.parse().ok()),
        })
    }
}

impl Serialize for MadeOf {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MadeOf {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(|NoBase| D::Error::custom("no version"))
    }
}

/// The draft as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    /// The owner.
    pub of: Uuid,
    pub fields: &'a Fields,
}

/// What a page sends.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    pub fields: &'a Fields,
    /// What the page showed, where it says so.
    pub base: Option<&'a Base>,
    /// It names the version that is stored: of a page that does not say what it showed, nothing newer is there.
    pub newest: bool,
}

/// Typed text that is kept beside the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictCopy {
    pub fields: Fields,
    /// The inputs that it is about; nothing: the whole form.
    pub inputs: Option<BTreeSet<String>>,
}

impl ConflictCopy {
    /// The draft with the text of this copy.
    #[must_use]
    pub fn over(&self, draft: &Fields) -> Fields {
        match &self.inputs {
            None => self.fields.clone(),
            Some(inputs) => {
                let mut fields = draft.clone();
                for input in inputs {
                    fields.set(input.as_str(), self.fields.get(input));
                }
                fields
            }
        }
    }

    /// What the draft says where this copy says something.
    #[must_use]
    pub fn of_draft(&self, draft: &Fields) -> Self {
        let fields = match &self.inputs {
            None => draft.clone(),
            Some(inputs) => draft.tidy(inputs.iter().map(String::as_str)),
        };
        Self { fields, inputs: self.inputs.clone() }
    }
}

/// What is to be done with a text that arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The draft from now on; nothing: it stays as it is.
    pub store: Option<Fields>,
    /// What is kept beside it.
    pub copies: Vec<ConflictCopy>,
    /// The draft says something that the page did not show.
    pub unseen: bool,
}

/// Decides what becomes of a text that arrived for a draft. `writable`: the state allows it to change. `field_of` names the
/// field that an input belongs to: what met another text in one field is one copy.
pub fn arrive(
    stored: Stored<'_>,
    incoming: Incoming<'_>,
    writable: bool,
    field_of: impl Fn(&str) -> String,
) -> Arrival {
    if incoming.fields == stored.fields {
        return Arrival::default();
    }
    let whole = || ConflictCopy { fields: incoming.fields.clone(), inputs: None };
    let Some(base) = incoming.base.filter(|base| base.is_of(stored.of)) else {
        return if writable && incoming.newest {
            Arrival { store: Some(incoming.fields.clone()), ..Arrival::default() }
        } else {
            Arrival { copies: vec![whole()], ..Arrival::default() }
        };
    };
    let mut fields = stored.fields.clone();
    let mut copies: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut unseen = false;
    let inputs: BTreeSet<&String> = stored.fields.0.keys().chain(incoming.fields.0.keys()).collect();
    for input in inputs {
        let (there, here) = (stored.fields.get(input), incoming.fields.get(input));
        if there == here {
            continue;
        }
        if base.showed(input, here) {
            unseen = true;
        } else if !writable {
            copies.entry(String::new()).or_default().insert(input.clone());
        } else if base.showed(input, there) {
            fields.set(input.as_str(), here);
        } else {
            copies.entry(field_of(input)).or_default().insert(input.clone());
        }
    }
    let copies = copies
        .into_values()
        .map(|inputs| ConflictCopy {
            fields: incoming.fields.tidy(inputs.iter().map(String::as_str)),
            inputs: Some(inputs),
        })
        .collect();
    Arrival { store: (fields != *stored.fields).then_some(fields), copies, unseen }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OF: Uuid = Uuid::from_u128(7);

    fn fields(texts: &[(&str, &str)]) -> Fields {
        texts.iter().copied().collect()
    }

    fn arrives(stored: &Fields, shown: &Fields, sent: &Fields) -> Arrival {
        let base = Base::new(Some(OF), shown);
        let incoming = Incoming { fields: sent, base: Some(&base), newest: false };
        arrive(Stored { of: OF, fields: stored }, incoming, true, str::to_owned)
    }

    #[test]
    fn c11_windows_that_change_different_fields_do_not_meet() {
        let shown = fields(&[("history", "発症"), ("course", "経過")]);
        let stored = fields(&[("history", "発症は春"), ("course", "経過")]);
        let sent = fields(&[("history", "発症"), ("course", "経過は良好"), ("memo", "覚え")]);
        let both = fields(&[("history", "発症は春"), ("course", "経過は良好"), ("memo", "覚え")]);
        let expected = Arrival { store: Some(both), copies: vec![], unseen: true };
        assert_eq!(arrives(&stored, &shown, &sent), expected);
    }

    #[test]
    fn c11_the_same_field_is_a_conflict_of_this_field_alone() {
        let shown = fields(&[("history", "発症"), ("course", "経過")]);
        let stored = fields(&[("history", "発症は春"), ("course", "経過")]);
        let sent = fields(&[("history", "発症は秋"), ("course", "経過は良好")]);
        let arrival = arrives(&stored, &shown, &sent);
        assert_eq!(arrival.store, Some(fields(&[("history", "発症は春"), ("course", "経過は良好")])));
        let [copy] = arrival.copies.as_slice() else { panic!("{arrival:?}") };
        assert_eq!(
            (&copy.fields, copy.inputs.as_ref().map(BTreeSet::len)),
            (&fields(&[("history", "発症は秋")]), Some(1))
        );
        let draft = arrival.store.expect("a draft");
        assert_eq!(copy.over(&draft), fields(&[("history", "発症は秋"), ("course", "経過は良好")]));
        assert_eq!(copy.of_draft(&draft).fields, fields(&[("history", "発症は春")]));
        assert!(!arrival.unseen);
    }

    #[test]
    fn c11_an_emptied_field_is_changed_too() {
        let shown = fields(&[("history", "発症")]);
        let stored = fields(&[("history", "発症は春")]);
        let arrival = arrives(&stored, &shown, &Fields::default());
        assert_eq!(arrival.store, None);
        assert_eq!(arrival.copies[0].over(&stored), Fields::default());
        assert_eq!(arrives(&shown, &shown, &Fields::default()).store, Some(Fields::default()));
    }

    #[test]
    fn c11_a_page_of_another_draft_never_writes_into_this_one() {
        let sent = fields(&[("history", "前の症例の続き")]);
        let base = Base::new(Some(Uuid::from_u128(8)), &Fields::default());
        let stored = Fields::default();
        let incoming = Incoming { fields: &sent, base: Some(&base), newest: false };
        let arrival = arrive(Stored { of: OF, fields: &stored }, incoming, true, str::to_owned);
        assert_eq!((arrival.store, arrival.copies[0].inputs.as_ref()), (None, None));
        let empty = Base::new(None, &Fields::default());
        let incoming = Incoming { base: Some(&empty), ..incoming };
        let arrival = arrive(Stored { of: OF, fields: &stored }, incoming, true, str::to_owned);
        assert_eq!(arrival.store, Some(sent.clone()), "typed into the empty place in which it began");
    }

    #[test]
    fn c9_while_it_cannot_be_written_what_was_changed_is_kept_beside_it() {
        let shown = fields(&[("history", "発症"), ("course", "経過")]);
        let sent = fields(&[("history", "発症は秋"), ("course", "経過")]);
        let base = Base::new(Some(OF), &shown);
        let incoming = Incoming { fields: &sent, base: Some(&base), newest: true };
        let arrival = arrive(Stored { of: OF, fields: &shown }, incoming, false, str::to_owned);
        assert_eq!(
            (arrival.store, arrival.copies[0].fields.clone()),
            (None, fields(&[("history", "発症は秋")]))
        );
        let old = fields(&[("history", "発症は冬"), ("course", "経過")]);
        let incoming = Incoming { fields: &shown, ..incoming };
        let arrival = arrive(Stored { of: OF, fields: &old }, incoming, false, str::to_owned);
        assert_eq!(arrival.copies, [], "nothing was typed there");
    }

    #[test]
    fn c11_a_page_that_does_not_say_what_it_showed_goes_by_its_version() {
        let (stored, sent) = (fields(&[("history", "発症")]), fields(&[("history", "発症は秋")]));
        let arrival = |newest| {
            let incoming = Incoming { fields: &sent, base: None, newest };
            arrive(Stored { of: OF, fields: &stored }, incoming, true, str::to_owned)
        };
        assert_eq!(arrival(true).store, Some(sent.clone()));
        assert_eq!(arrival(false).copies, [ConflictCopy { fields: sent.clone(), inputs: None }]);
    }

    #[test]
    fn c11_what_a_page_showed_travels_as_text() {
        let shown = fields(&[("history", "発症"), ("start_on", "2026-04-01"), ("memo", "")]);
        for of in [None, Some(OF)] {
            let base = Base::new(of, &shown);
            assert_eq!(base.to_string().parse(), Ok(base.clone()));
        }
        assert_eq!("-".parse(), Ok(Base::default()));
        let made_of = MadeOf { version: 12, base: Some(Base::new(Some(OF), &shown)) };
        assert_eq!(made_of.to_string().parse(), Ok(made_of));
        assert_eq!("12".parse(), Ok(MadeOf { version: 12, base: None }));
        assert_eq!("12;x".parse(), Ok(MadeOf { version: 12, base: None }));
        assert_eq!(";-".parse::<MadeOf>(), Err(NoBase));
        for text in ["", "x", "-;history", "-;history=g", "0193;a=1"] {
            assert_eq!(text.parse::<Base>(), Err(NoBase), "{text}");
        }
        assert_eq!(fingerprint("a"), 0xaf63_dc4c_8601_ec8c, "FNV-1a as everywhere");
    }

    fn any_fields() -> impl Strategy<Value = Fields> {
        prop::collection::btree_map("[abc]", "[xyz]?", 0..4).prop_map(|texts| texts.into_iter().collect())
    }

    proptest! {
        /// Whatever met whatever: a text that was typed stands in the draft or in a copy, and one that others wrote stays.
        #[test]
        fn c11_nothing_is_lost_and_nothing_is_overwritten_unseen(
            shown in any_fields(), stored in any_fields(), sent in any_fields(),
        ) {
            let arrival = arrives(&stored, &shown, &sent);
            let draft = arrival.store.clone().unwrap_or_else(|| stored.clone());
            for input in ["a", "b", "c"] {
                let typed = sent.get(input) != shown.get(input);
                let others = stored.get(input) != shown.get(input);
                let beside = arrival.copies.iter().any(|copy| {
                    copy.inputs.as_ref().is_some_and(|inputs| inputs.contains(input))
                        && copy.fields.get(input) == sent.get(input)
                });
                prop_assert!(!typed || draft.get(input) == sent.get(input) || beside);
                prop_assert!(!others || draft.get(input) == stored.get(input));
                prop_assert!(typed || draft.get(input) == stored.get(input));
            }
        }
    }
}
