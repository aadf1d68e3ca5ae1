//! What a form or a query says, by name.

use std::collections::BTreeMap;

use domain::catalog::Localized;
use domain::{Currency, Locale, Quantity};
use http::Uri;
use maud::{Markup, PreEscaped};

/// Fields as they were typed. Of a name that comes twice, the last counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    typed: BTreeMap<String, String>,
    /// What is said of a field that is to be mended, as HTML.
    faults: BTreeMap<String, String>,
}

/// Why a form cannot be read: which field is to be mended, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field's name.
    pub name: String,
    /// What to do.
    pub said: &'static str,
}

impl Fault {
    /// What is said of a field.
    pub fn of(name: impl Into<String>, said: &'static str) -> Self {
        Self { name: name.into(), said }
    }
}

impl Fields {
    /// Those of a body that a browser sends for a form.
    pub fn of_form(body: &[u8]) -> Self {
        Self { typed: form_urlencoded::parse(body).into_owned().collect(), ..Self::default() }
    }

    /// Those behind the question mark.
    pub fn of_query(uri: &Uri) -> Self {
        Self::of_form(uri.query().unwrap_or_default().as_bytes())
    }

    /// A field without the spaces around it; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.typed(name).trim()
    }

    /// A field just as it was typed, but for its line ends.
    pub fn typed(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// A field that says something.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|text| !text.is_empty())
    }

    /// Whether there is such a field: a box that is checked.
    pub fn has(&self, name: &str) -> bool {
        self.typed.contains_key(name)
    }

    /// What somebody typed or chose, by the names of the fields: none of what forms carry for themselves, and no secret.
    pub fn typed_by_people(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = |name: &str| {
            matches!(
                name,
                "token"
                    | "once"
                    | "version"
                    | "password"
                    | "code"
                    | "had"
                    | "refundable"
                    | "secret_key"
                    | "webhook_secret"
            ) || name.starts_with("row.")
                || name.starts_with("had.")
        };
        let all = self.typed.iter().map(|(name, value)| (name.as_str(), value.trim()));
        all.filter(move |(name, value)| !own(name) && !value.is_empty())
    }

    /// Every field, by name, as it was typed.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.typed.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same behind a question mark.
    pub fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.typed).finish()
    }

    /// Sets a field.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.typed.insert(name.into(), value.into());
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) {
        self.typed.remove(name);
    }

    /// The same fields, of which one is to be mended: it is marked where it is shown, with what is said of it.
    pub fn with_fault(&self, name: &str, said: &Markup) -> Self {
        let mut marked = self.clone();
        marked.faults.insert(name.to_owned(), said.clone().into_string());
        marked
    }

    /// What is said of a field that is to be mended.
    pub fn fault(&self, name: &str) -> Option<Markup> {
        self.faults.get(name).map(|said| PreEscaped(said.clone()))
    }

    /// The names of the fields that hold what the origin calls so: `refund-reason` holds a `reason`, `title.en` a `title`.
    pub fn holding(&self, field: &str) -> Vec<String> {
        let field = field.replace('_', "-");
        let holds = |name: &str| {
            let name = name.replace('_', "-");
            name == field
                || name.strip_suffix(&field).is_some_and(|rest| rest.ends_with(['-', '.']))
                || name.strip_prefix(&field).is_some_and(|rest| rest.starts_with('.'))
        };
        self.typed.keys().filter(|name| holds(name)).cloned().collect()
    }

    /// The names that begin so, without their beginning.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.typed.keys().filter_map(move |name| name.strip_prefix(prefix))
    }
}

/// A price in minor units, as people type it: `12.5`, `12,50`, `12`. None for what is no price, or too fine for the currency.
pub fn minor_units(text: &str, currency: Currency) -> Option<i64> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = text.rsplit_once(['.', ',']).unwrap_or((text, ""));
    let exponent = currency.exponent() as usize;
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > exponent {
        return None;
    }
    format!("{whole}{part:0<exponent$}").parse().ok()
}

/// A number of units of a line; none for nothing and for what is no number.
pub fn units(text: &str) -> Option<Quantity> {
    Quantity::try_from(text.trim().parse::<i64>().ok()?).ok()
}

/// The text of a field in every language it was typed in.
pub fn localized(fields: &Fields, name: &str) -> Localized {
    let own = |locale: Locale| fields.get(&format!("{name}.{}", locale.code()));
    let others = Locale::ALL.into_iter().filter(|locale| *locale != Locale::default());
    let others = others.map(|locale| (locale, own(locale))).filter(|(_, text)| !text.is_empty());
    others.fold(Localized::same(own(Locale::default())), |all, (locale, text)| all.with(locale, text))
}

/// Sets the fields of a text, one a language.
pub fn set_localized(fields: &mut Fields, name: &str, text: &Localized) {
    for locale in Locale::ALL {
        let own = if locale == Locale::default() { Some(text.en.as_str()) } else { text.translation(locale) };
        fields.set(format!("{name}.{}", locale.code()), own.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_as_people_type_them() {
        let cases = [
            ("12", Some(1200)),
            ("12.5", Some(1250)),
            ("12,50", Some(1250)),
            ("0.05", Some(5)),
            ("12.505", None),
            ("1.200,50", None),
            ("-3", None),
            ("", None),
            (".5", None),
            ("12 €", None),
            ("99999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(minor_units(text, Currency::Eur), expected, "{text}");
        }
        assert_eq!(minor_units("1500", Currency::Jpy), Some(1500));
        assert_eq!(minor_units("15.5", Currency::Jpy), None);
    }

    #[test]
    fn a_field_is_found_by_what_the_origin_calls_it() {
        let fields = Fields::of_form(b"refund-reason=x&tracking-url=x&title.en=x&reasons=x&note=x&do=save");
        for (field, names) in [
            ("reason", vec!["refund-reason"]),
            ("tracking_url", vec!["tracking-url"]),
            ("title", vec!["title.en"]),
            ("note", vec!["note"]),
            ("url", vec!["tracking-url"]),
            ("code", vec![]),
        ] {
            assert_eq!(fields.holding(field), names, "{field}");
        }
        let marked = fields.with_fault("note", &maud::html! { "<too long>" });
        assert_eq!(marked.fault("note").map(Markup::into_string).as_deref(), Some("&lt;too long&gt;"));
        assert_eq!((fields.fault("note").is_none(), marked.get("note")), (true, "x"));
    }

    #[test]
    fn a_form_is_read_by_name() {
        let fields = Fields::of_form(b"title.en=Harbour+mug&stock.A%2F1=3&box=on&title.en=Mug");
        assert_eq!((fields.get("title.en"), fields.get("gone"), fields.has("box")), ("Mug", "", true));
        assert_eq!(fields.below("stock.").collect::<Vec<_>>(), ["A/1"]);
    }
}
