//! The merchant's texts as shoppers read them, each with the language it is in.

use std::fmt;

use domain::Locale;
use domain::catalog::Localized;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text of the merchant's, with its language where that is not the market's. A text that nobody translated is in
/// English everywhere, and a voice that reads English by German rules is not understood (WCAG 2.2, 3.1.2).
///
/// It is neither shown nor lent as a string: whoever writes it into a page has its language written beside it, and
/// whoever cannot takes it [bare](Self::bare) and says so.
///
/// On the wire it is a string, `"Becher"`, or else W3C's localizable string, `{"value": "Mug", "lang": "en"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    value: String,
    lang: Option<Locale>,
}

impl Text {
    /// What shoppers of `locale` read of `text`.
    pub fn of(text: &Localized, locale: Locale) -> Self {
        let lang = text.translation(locale).map_or_else(Locale::default, |_| locale);
        Self::in_language(text.get(locale), lang, locale)
    }

    /// A text in the language `lang`, for shoppers of `locale`. What has no letters is in no language.
    pub fn in_language(value: impl Into<String>, lang: Locale, locale: Locale) -> Self {
        let value = value.into();
        let is_foreign = lang != locale && value.chars().any(char::is_alphabetic);
        Self { value, lang: is_foreign.then_some(lang) }
    }

    /// A text in the language `lang`, or in the market's; for whoever has kept both.
    pub fn kept(value: impl Into<String>, lang: Option<Locale>) -> Self {
        Self { value: value.into(), lang }
    }

    /// A text in the market's language, or in none, such as a number.
    pub fn plain(value: impl Into<String>) -> Self {
        Self { value: value.into(), lang: None }
    }

    /// Texts one after the other, with `between` them. If none has a letter in the market's language, they are in the
    /// language of the first that has another.
    pub fn joined(parts: &[Self], between: &str) -> Self {
        let has_letters = |part: &&Self| part.value.chars().any(char::is_alphabetic);
        let is_foreign = parts.iter().filter(has_letters).all(|part| part.lang.is_some());
        let value = parts.iter().map(Self::bare).collect::<Vec<_>>().join(between);
        Self { value, lang: parts.iter().find_map(|part| part.lang).filter(|_| is_foreign) }
    }

    /// What sentences call what has this title: “Harbour mug, Oat”.
    #[must_use]
    pub fn with_choice(&self, choice: &Self) -> Self {
        if choice.value.is_empty() { self.clone() } else { Self::joined(&[self.clone(), choice.clone()], ", ") }
    }

    /// The same text for pages in the language `page`, if it was made for those in `made_for`.
    #[must_use]
    pub fn seen_from(self, made_for: Locale, page: Locale) -> Self {
        let lang = self.lang.unwrap_or(made_for);
        Self::in_language(self.value, lang, page)
    }

    /// Its characters without its language: for where none can be told, such as an address, or a label that is put
    /// together.
    pub fn bare(&self) -> &str {
        &self.value
    }

    /// Its language, where that is not the market's.
    pub const fn lang(&self) -> Option<Locale> {
        self.lang
    }

    /// Whether there is nothing to read.
    pub fn is_blank(&self) -> bool {
        self.value.trim().is_empty()
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.value == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.value == *other
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(lang) = self.lang else { return serializer.serialize_str(&self.value) };
        let mut said = serializer.serialize_struct("Text", 2)?;
        said.serialize_field("value", &self.value)?;
        said.serialize_field("lang", lang.code())?;
        said.end()
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either)
    }
}

/// A string, or a string with its language.
struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or one with its language: {\"value\": \"Mug\", \"lang\": \"en\"}")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::plain(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Text, E> {
        Ok(Text::plain(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        let mut text = Text::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "value" => text.value = map.next_value()?,
                // A language that nobody here knows is not told.
                "lang" => text.lang = map.next_value::<Option<String>>()?.and_then(|code| Locale::of_code(&code)),
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(text)
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A text in the market's language; with its language, if it is in another because nobody \
                            translated it.",
            "oneOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": {
                        "value": { "type": "string" },
                        "lang": { "type": "string", "description": "BCP 47", "examples": ["en"] },
                    },
                    "required": ["value", "lang"],
                },
            ],
            "examples": ["Becher", { "value": "Mug", "lang": "en" }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j02_english_is_foreign_where_it_stands_in_for_a_translation() {
        let text = Localized::same("Mug");
        assert_eq!(Text::of(&text, Locale::De), Text::kept("Mug", Some(Locale::En)));
        assert_eq!(Text::of(&text, Locale::En), Text::plain("Mug"));
        assert_eq!(Text::of(&text.with(Locale::De, "Becher"), Locale::De), Text::plain("Becher"));
        for nothing_to_say in [" ", "38", "30 × 40"] {
            assert_eq!(Text::of(&Localized::same(nothing_to_say), Locale::De).lang(), None, "{nothing_to_say}");
        }
    }

    #[test]
    fn j02_a_text_is_a_string_unless_it_says_its_language() {
        let written = |text: &Text| serde_json::to_string(text).expect("plain data");
        assert_eq!(written(&Text::plain("Becher")), r#""Becher""#);
        let english = Text::kept("Mug", Some(Locale::En));
        assert_eq!(written(&english), r#"{"value":"Mug","lang":"en"}"#);
        let read = |text: &str| serde_json::from_str::<Text>(text).expect("a text");
        for (text, expect) in [
            (r#""Mug""#, Text::plain("Mug")),
            (r#"{"value":"Mug","lang":"en"}"#, english.clone()),
            (r#"{"lang":"en","more":[1],"value":"Mug"}"#, english.clone()),
            (r#"{"value":"Mug","lang":null}"#, Text::plain("Mug")),
            (r#"{"value":"Kopp","lang":"nn"}"#, Text::plain("Kopp")),
        ] {
            assert_eq!(read(text), expect, "{text}");
            let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(serde_json::from_value::<Text>(value).expect("a text"), expect, "{text}");
        }
        assert!(serde_json::from_str::<Text>("7").is_err());
    }

    #[test]
    fn j02_texts_put_together_are_foreign_if_none_is_in_the_market_s_language() {
        let (oat, large) = (Text::kept("Oat", Some(Locale::En)), Text::kept("Large", Some(Locale::En)));
        let (hafer, size) = (Text::plain("Hafer"), Text::plain("38"));
        let joined = |parts: &[&Text]| Text::joined(&parts.iter().map(|&part| part.clone()).collect::<Vec<_>>(), ", ");
        assert_eq!(joined(&[&oat, &large]), Text::kept("Oat, Large", Some(Locale::En)));
        assert_eq!(joined(&[&size, &oat]), Text::kept("38, Oat", Some(Locale::En)));
        assert_eq!(joined(&[&hafer, &large]), Text::plain("Hafer, Large"));
        assert_eq!(joined(&[&size]), Text::plain("38"));
        assert_eq!(joined(&[]), Text::default());
    }

    #[test]
    fn j02_a_text_is_seen_from_pages_in_other_languages() {
        let (english, german) = (Text::kept("Mug", Some(Locale::En)), Text::plain("Becher"));
        let from = |text: &Text, page| text.clone().seen_from(Locale::De, page).lang();
        assert_eq!((from(&english, Locale::De), from(&english, Locale::En)), (Some(Locale::En), None));
        assert_eq!((from(&german, Locale::De), from(&german, Locale::En)), (None, Some(Locale::De)));
        assert_eq!(from(&Text::plain("500"), Locale::En), None);
    }
}
