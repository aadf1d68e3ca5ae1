//! Texts of the merchant in the shop's languages.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Locale;

/// A text in the shop's languages: `{"en": "Mug", "de": "Becher"}`. English is always there; others
/// fall back to it. Languages that the shop is not written in are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Localized {
    /// English.
    pub en: String,
    translations: BTreeMap<Locale, String>,
}

impl Localized {
    /// The same text for every language.
    pub fn same(text: impl Into<String>) -> Self {
        Self { en: text.into(), translations: BTreeMap::new() }
    }

    /// This text with its translation into `locale`.
    #[must_use]
    pub fn with(mut self, locale: Locale, text: impl Into<String>) -> Self {
        if locale == Locale::default() {
            self.en = text.into();
        } else {
            self.translations.insert(locale, text.into());
        }
        self
    }

    /// The text in `locale`, or in English.
    pub fn get(&self, locale: Locale) -> &str {
        self.translations.get(&locale).unwrap_or(&self.en)
    }

    /// The text in `locale`; none where English stands in for it.
    pub fn translation(&self, locale: Locale) -> Option<&str> {
        self.translations.get(&locale).map(String::as_str)
    }

    /// The languages that English does not stand in for.
    pub fn translated(&self) -> impl Iterator<Item = Locale> {
        self.translations.keys().copied()
    }
}

impl Serialize for Localized {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + self.translations.len()))?;
        map.serialize_entry(&Locale::default(), &self.en)?;
        for (locale, text) in &self.translations {
            map.serialize_entry(locale, text)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Localized {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Texts)
    }
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Localized;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text in the shop's languages, such as {\"en\": \"Mug\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Localized, A::Error> {
        let (mut english, mut translations) = (None, BTreeMap::new());
        while let Some(key) = map.next_key::<String>()? {
            match Locale::of_code(&key) {
                Some(locale) if locale == Locale::default() => english = Some(map.next_value()?),
                Some(locale) => translations.extend(map.next_value::<Option<String>>()?.map(|text| (locale, text))),
                None => {
                    map.next_value::<serde::de::IgnoredAny>()?;
                }
            }
        }
        let en = english.ok_or_else(|| A::Error::missing_field("en"))?;
        Ok(Localized { en, translations })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_translation_falls_back_to_english() {
        let text = Localized::same("Mug").with(Locale::De, "Becher");
        assert_eq!((text.get(Locale::En), text.get(Locale::De)), ("Mug", "Becher"));
        assert_eq!(Localized::same("Mug").get(Locale::De), "Mug");
    }
}
