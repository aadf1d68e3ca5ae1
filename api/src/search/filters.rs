//! What a list of products is narrowed to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use domain::search::facet_code;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Values that may be chosen at once.
pub const MAX_CHOSEN: usize = 20;

/// The values that are chosen of each property: of one property any is enough, and every property must have one.
///
/// On the wire a text in one order, so that equal choices are equal questions: `colour~ink,colour~oat,material~oak`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filters(BTreeMap<String, BTreeSet<String>>);

/// The text is no choice of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFilters {
    /// A part of it is no property with a value.
    #[error(
        "“filter” is a list of properties with a value each, such as colour~ink,material~oak, with the codes that GET /v1/facets names"
    )]
    Unreadable,
    /// There are more than [`MAX_CHOSEN`].
    #[error("“filter” names more than {MAX_CHOSEN} values")]
    TooMany,
}

impl Filters {
    /// What is chosen by these texts, each `colour~ink`; what is no such text is passed over.
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = &'a str>) -> Self {
        let mut filters = Self::default();
        for (key, code) in pairs.into_iter().filter_map(pair) {
            filters.insert(key, code);
        }
        filters
    }

    /// Whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many values are chosen.
    pub fn len(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }

    /// Whether this value is chosen.
    pub fn has(&self, key: &str, code: &str) -> bool {
        self.0.get(key).is_some_and(|codes| codes.contains(code))
    }

    /// Whether anything of this property is chosen.
    pub fn has_key(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Each property with what is chosen of it, in order.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.0.iter().map(|(key, codes)| (key.as_str(), codes))
    }

    /// Each value with its property, in order.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(key, codes)| codes.iter().map(move |code| (key.as_str(), code.as_str())))
    }

    /// The texts that [`Filters::of_pairs`] reads, in order.
    pub fn pairs(&self) -> impl Iterator<Item = String> {
        self.values().map(|(key, code)| format!("{key}~{code}"))
    }

    /// The same without one value.
    #[must_use]
    pub fn without(&self, key: &str, code: &str) -> Self {
        let others = self.values().filter(|value| *value != (key, code));
        let mut filters = Self::default();
        others.for_each(|(key, code)| filters.insert(key, code));
        filters
    }

    fn insert(&mut self, key: &str, code: &str) {
        self.0.entry(key.to_owned()).or_default().insert(code.to_owned());
    }
}

/// The property and the value that a text names.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (key, code) = text.split_once('~')?;
    let is_code = |text: &str| !text.is_empty() && facet_code(text) == text;
    (is_code(key) && is_code(code)).then_some((key, code))
}

impl fmt::Display for Filters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (key, code)) in self.values().enumerate() {
            write!(f, "{}{key}~{code}", if place == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl FromStr for Filters {
    type Err = InvalidFilters;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut filters = Self::default();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (key, code) = pair(part).ok_or(InvalidFilters::Unreadable)?;
            filters.insert(key, code);
        }
        if filters.len() > MAX_CHOSEN { Err(InvalidFilters::TooMany) } else { Ok(filters) }
    }
}

impl Serialize for Filters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Filters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_choices_are_one_text() {
        let one: Filters = "material~oak,colour~oat,colour~ink,colour~oat,".parse().expect("readable");
        assert_eq!(one.to_string(), "colour~ink,colour~oat,material~oak");
        assert_eq!(one.to_string().parse(), Ok(one.clone()));
        assert_eq!((one.len(), one.has("colour", "ink"), one.has("colour", "oak")), (3, true, false));
        assert_eq!(one.without("colour", "oat").without("material", "oak").to_string(), "colour~ink");
        assert_eq!(one.without("colour", "oat").without("colour", "ink").to_string(), "material~oak");
        assert_eq!(Filters::of_pairs(["material~oak", "colour~oat", "x", "colour~ink", "~", "A~b"]), one);
        assert!("".parse::<Filters>().expect("nothing").is_empty());
    }

    #[test]
    fn what_is_no_choice_is_refused_and_so_are_too_many() {
        for bad in ["colour", "colour~", "~ink", "Colour~ink", "colour~ink blue", "colour~a~b"] {
            assert_eq!(bad.parse::<Filters>(), Err(InvalidFilters::Unreadable), "{bad}");
        }
        let several = |count: usize| (0..count).map(|number| format!("size~{number}")).collect::<Vec<_>>().join(",");
        assert!(several(MAX_CHOSEN).parse::<Filters>().is_ok());
        assert_eq!(several(MAX_CHOSEN + 1).parse::<Filters>(), Err(InvalidFilters::TooMany));
    }
}
