//! One fact as the fields of a form, and as a document keeps it.

use api::catalog::Attribute;
use api::catalog::properties::readable_key;
use domain::Locale;
use domain::catalog::Localized;
use serde_json::{Map, Number, Value, json};
use words::OfficeAttributes;

use crate::fields::Fields;

/// What kind of a fact it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Words, of several a line each.
    #[default]
    Text,
    /// A number, perhaps with a unit.
    Number,
    /// It is so.
    Yes,
    /// It is not so.
    No,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Text, Self::Number, Self::Yes, Self::No];

    /// Its word in a form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// What it is called.
    pub const fn said(self, words: OfficeAttributes) -> &'static str {
        match self {
            Self::Text => words.kind_text(),
            Self::Number => words.kind_number(),
            Self::Yes => words.kind_yes(),
            Self::No => words.kind_no(),
        }
    }
}

/// Why a row is no fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It says something, and of nothing.
    Nameless,
    /// It is to be a number.
    NotANumber,
    /// The languages have not as many values.
    Uneven,
}

impl Wrong {
    /// What whoever typed it is told.
    pub const fn said(self, words: OfficeAttributes) -> &'static str {
        match self {
            Self::Nameless => words.fact_nameless(),
            Self::NotANumber => words.fact_not_a_number(),
            Self::Uneven => words.fact_uneven(),
        }
    }
}

/// A fact as it is typed: in each language what it is called and what it is, of several values a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    labels: Vec<String>,
    values: Vec<String>,
    unit: String,
    /// What kind of a fact it is.
    pub kind: Kind,
}

impl Row {
    /// What is kept, as it is typed.
    pub fn of(key: &str, value: &Value) -> Self {
        let Attribute { label, value, unit } = value.into();
        let own = |text: &Localized, locale: Locale| match locale == Locale::default() {
            true => text.en.clone(),
            false => text.translation(locale).unwrap_or_default().to_owned(),
        };
        let label = label.unwrap_or_else(|| Localized::same(readable_key(key)));
        let (kind, parts) = match &value {
            Value::Bool(true) => (Kind::Yes, Vec::new()),
            Value::Bool(false) => (Kind::No, Vec::new()),
            Value::Number(_) => (Kind::Number, vec![said(&value)]),
            Value::Array(parts) => (Kind::Text, parts.iter().map(said).collect()),
            _ => (Kind::Text, vec![said(&value)]),
        };
        let joined = |locale: Locale| {
            // In a language in which nobody wrote any of them, there are none, and not so many empty lines; where some are
            // written, English stands for the others.
            let is_written = parts.iter().any(|part| !own(part, locale).is_empty());
            let lines = parts.iter().filter(|_| is_written).map(|part| part.get(locale));
            lines.collect::<Vec<_>>().join("\n")
        };
        Self {
            labels: Locale::ALL.map(|locale| own(&label, locale)).into(),
            values: Locale::ALL.map(joined).into(),
            unit,
            kind,
        }
    }

    /// What a form says at this place.
    pub fn read(fields: &Fields, place: usize) -> Self {
        let each = |name: &str| {
            let of = |locale: Locale| fields.get(&format!("{name}.{place}.{}", locale.code())).replace("\r\n", "\n");
            Locale::ALL.map(of).into()
        };
        let kind = fields.get(&format!("kind.{place}"));
        let kind = Kind::ALL.into_iter().find(|one| one.code() == kind).unwrap_or_default();
        Self {
            labels: each("label"),
            values: each("value"),
            unit: fields.get(&format!("unit.{place}")).to_owned(),
            kind,
        }
    }

    /// A fact that a field of its own asks for, with its name.
    pub fn typed(label: &Localized, values: Vec<String>, unit: String, kind: Kind) -> Self {
        let own = |locale: Locale| match locale == Locale::default() {
            true => label.en.clone(),
            false => label.translation(locale).unwrap_or_default().to_owned(),
        };
        Self { labels: Locale::ALL.map(own).into(), values, unit, kind }
    }

    /// What it is, in each language.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// What it is, in the language that every text has.
    pub fn first_value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// Writes it into the fields of this place.
    pub fn set(&self, fields: &mut Fields, place: usize) {
        for (index, locale) in Locale::ALL.into_iter().enumerate() {
            fields.set(format!("label.{place}.{}", locale.code()), self.labels[index].as_str());
            fields.set(format!("value.{place}.{}", locale.code()), self.values[index].as_str());
        }
        fields.set(format!("unit.{place}"), self.unit.as_str());
        fields.set(format!("kind.{place}"), self.kind.code());
    }

    /// What it is called, in the language that every text has.
    pub fn name(&self) -> &str {
        self.labels.first().map_or("", String::as_str)
    }

    /// Whether it says nothing: such a row takes its fact away.
    pub fn is_empty(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Number) && self.values.iter().all(String::is_empty)
            || self.labels.iter().all(String::is_empty)
                && self.values.iter().all(String::is_empty)
                && self.unit.is_empty()
    }

    /// The fact as a document keeps it.
    pub fn value(&self, key: &str) -> Result<Value, Wrong> {
        if self.name().is_empty() {
            return Err(Wrong::Nameless);
        }
        let value = match self.kind {
            Kind::Yes => Value::Bool(true),
            Kind::No => Value::Bool(false),
            Kind::Number => Value::Number(number(&self.values).ok_or(Wrong::NotANumber)?),
            Kind::Text => words_of(&self.values)?,
        };
        let label = localized(&self.labels.iter().map(String::as_str).collect::<Vec<_>>());
        let is_plain = self.unit.is_empty() && label == Localized::same(readable_key(key));
        // A text in languages is written out, lest it be taken for one with a name.
        Ok(if is_plain { value } else { json!({ "label": label, "value": value, "unit": self.unit }) })
    }
}

fn said(value: &Value) -> Localized {
    match value {
        Value::String(text) => Localized::same(text.trim()),
        Value::Object(_) => {
            serde_json::from_value(value.clone()).unwrap_or_else(|_| Localized::same(value.to_string()))
        }
        Value::Null => Localized::default(),
        other => Localized::same(other.to_string().trim_end_matches(".0")),
    }
}

/// A number is the same in every language, and typed once.
fn number(values: &[String]) -> Option<Number> {
    let text = values.iter().find(|text| !text.is_empty())?.replace(',', ".");
    match text.parse::<i64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => Number::from_f64(text.parse().ok()?),
    }
}

fn localized(texts: &[&str]) -> Localized {
    let all = Locale::ALL.into_iter().zip(texts);
    let others = all.filter(|(locale, text)| *locale != Locale::default() && !text.is_empty());
    others.fold(Localized::same(texts.first().copied().unwrap_or_default()), |all, (locale, text)| {
        all.with(locale, *text)
    })
}

fn words_of(values: &[String]) -> Result<Value, Wrong> {
    let lines: Vec<Vec<&str>> = values.iter().map(|text| text.lines().map(str::trim).collect()).collect();
    let count = lines.first().map_or(0, Vec::len);
    if count == 0 || lines.iter().any(|lines| !lines.is_empty() && lines.len() != count) {
        return Err(Wrong::Uneven);
    }
    let one = |line: usize| {
        let texts: Vec<&str> = lines.iter().map(|lines| lines.get(line).copied().unwrap_or_default()).collect();
        // What is said as in English is not said.
        if texts.iter().skip(1).all(|text| text.is_empty() || Some(text) == texts.first()) {
            return Value::from(texts.first().copied().unwrap_or_default());
        }
        let all = Locale::ALL.into_iter().zip(texts).filter(|(_, text)| !text.is_empty());
        Value::Object(all.map(|(locale, text)| (locale.code().to_owned(), text.into())).collect::<Map<_, _>>())
    };
    Ok(if count == 1 { one(0) } else { (0..count).map(one).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(key: &str, value: &Value) -> Value {
        let mut fields = Fields::default();
        Row::of(key, value).set(&mut fields, 3);
        Row::read(&fields, 3).value(key).expect("it is a fact")
    }

    #[test]
    fn what_is_kept_is_the_same_after_the_form() {
        for value in [
            json!("Oak"),
            json!({ "en": "Oak", "de": "Eiche" }),
            json!(300),
            json!(0.5),
            json!(true),
            json!(false),
            json!(["USB", "VGA"]),
            json!([{ "en": "Oak", "de": "Eiche" }, "Steel"]),
            json!({ "label": { "en": "Capacity", "de": "Inhalt" }, "value": 300, "unit": "ml" }),
            json!({ "label": { "en": "Care" }, "value": { "en": "By hand", "de": "Von Hand" }, "unit": "" }),
        ] {
            let (before, after) = (Attribute::from(&value), Attribute::from(&again("lid_size", &value)));
            assert_eq!((before.label, before.value, before.unit), (after.label, after.value, after.unit), "{value}");
        }
    }

    #[test]
    fn what_is_typed_is_read_or_it_is_said_why_not() {
        let row = |kind: Kind, label: &str, en: &str, de: &str| Row {
            labels: vec![label.to_owned(), String::new()],
            values: vec![en.to_owned(), de.to_owned()],
            unit: String::new(),
            kind,
        };
        assert_eq!(row(Kind::Number, "Lid", "0,5", "").value("lid"), Ok(json!(0.5)));
        assert_eq!(row(Kind::Number, "Lid", "", "7").value("lid"), Ok(json!(7)));
        assert_eq!(row(Kind::Number, "Lid", "wide", "").value("lid"), Err(Wrong::NotANumber));
        assert_eq!(row(Kind::Number, "Lid", "inf", "").value("lid"), Err(Wrong::NotANumber));
        assert_eq!(row(Kind::Text, "", "Oak", "").value("lid"), Err(Wrong::Nameless));
        assert_eq!(row(Kind::Text, "Lid", "Oak\nSteel", "Eiche").value("lid"), Err(Wrong::Uneven));
        assert_eq!(row(Kind::Text, "Lid", "", "Eiche").value("lid"), Err(Wrong::Uneven));
        assert!(row(Kind::Text, "Lid", "", "").is_empty() && row(Kind::Yes, "", "", "").is_empty());
        assert!(!row(Kind::Yes, "Lid", "", "").is_empty() && !row(Kind::Text, "", "Oak", "").is_empty());
    }
}
