//! Several slots of one set, by their numbers.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Numbers of slots, in order and each once. Whatever else is sent as such is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots(u32);

impl Slots {
    /// More than any set has.
    const MOST: u8 = 31;

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn numbers(self) -> impl Iterator<Item = u8> {
        (1..=Self::MOST).filter(move |number| self.0 & (1 << number) != 0)
    }

    /// `1、3、8`
    pub fn in_words(self) -> String {
        slots_in_words(&self.numbers().collect::<Vec<_>>())
    }
}

/// `1、3、8`
pub fn slots_in_words(slots: &[u8]) -> String {
    slots.iter().map(u8::to_string).collect::<Vec<_>>().join("、")
}

impl FromIterator<u8> for Slots {
    fn from_iter<T: IntoIterator<Item = u8>>(numbers: T) -> Self {
        let within = numbers.into_iter().filter(|number| (1..=Self::MOST).contains(number));
        Self(within.fold(0, |slots, number| slots | (1 << number)))
    }
}

impl<const N: usize> From<[u8; N]> for Slots {
    fn from(numbers: [u8; N]) -> Self {
        numbers.into_iter().collect()
    }
}

impl Serialize for Slots {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.numbers())
    }
}

impl<'de> Deserialize<'de> for Slots {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let numbers = Vec::<u8>::deserialize(deserializer)?;
        let slots: Self = numbers.iter().copied().collect();
        if slots.numbers().eq(numbers) && !slots.is_empty() {
            Ok(slots)
        } else {
            Err(D::Error::custom("no slots"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;

    #[test]
    fn slots_are_sent_as_their_numbers_and_nothing_else_is_read_as_such() {
        let slots = Slots::from([8, 1, 20, 8]);
        assert_eq!(slots.in_words(), "1、8、20");
        assert_eq!(serde_json::to_string(&slots).expect("JSON"), "[1,8,20]");
        assert_eq!(serde_json::from_str::<Slots>("[1,8,20]").ok(), Some(slots));
        for odd in ["[]", "[0]", "[8,1]", "[1,1]", "[32]", "[255]", "[-1]", "[1.5]", "7", "\"1\"", "[\"1\"]"]
        {
            assert!(serde_json::from_str::<Slots>(odd).is_err(), "{odd}");
        }
    }
}
