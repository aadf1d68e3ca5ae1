//! A field of a form: its label, its hint, and what is said of it if it is to be mended.

use api::Problem;
use domain::Locale;
use maud::{Markup, html};

use crate::fields::Fields;
use crate::frame::told;

/// A field under its label, with what was typed into it; and marked, with what is said of it, if it is to be mended.
pub fn text_field(name: &str, label: &str, hint: Option<&str>, typed: &Fields) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(typed.get(name)) autocomplete="off"
                aria-invalid=[is_invalid(name, typed)] aria-describedby=[described_by(name, hint.is_some(), typed)];
            (fault(name, typed))
            @if let Some(hint) = hint { p.hint id={ (name) "-hint" } { (hint) } }
        }
    }
}

/// Whether a field is to be mended, as its attribute says it.
pub fn is_invalid(name: &str, typed: &Fields) -> Option<&'static str> {
    typed.fault(name).map(|_| "true")
}

/// The ids of what describes a field: what is to be mended, and its hint.
pub fn described_by(name: &str, has_hint: bool, typed: &Fields) -> Option<String> {
    let fault = typed.fault(name).map(|_| format!("{name}-fault"));
    let hint = has_hint.then(|| format!("{name}-hint"));
    let ids: Vec<String> = fault.into_iter().chain(hint).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// What is said of a field that is to be mended, below it.
pub fn fault(name: &str, typed: &Fields) -> Markup {
    html! { @if let Some(said) = typed.fault(name) { p.fault id={ (name) "-fault" } { (said) } } }
}

/// The fields that were typed, with those marked that the origin refused.
pub fn marked(locale: Locale, typed: &Fields, problem: &Problem) -> Fields {
    let field = problem.field.as_deref().unwrap_or_default();
    let mut names = if field.is_empty() { Vec::new() } else { typed.holding(field) };
    // A time that the origin calls `ends_at` is typed as `ends`.
    if names.is_empty()
        && let Some(stem) = field.strip_suffix("_at")
    {
        names = typed.holding(stem);
    }
    names.iter().fold(typed.clone(), |marked, name| marked.with_fault(name, &told(locale, problem)))
}

/// What was typed when somebody else was faster, so that the next press saves it over what they have set: of the version that
/// there is now, and where one of these fields says something else by now, that stands below it.
pub fn compared(locale: Locale, typed: &Fields, now: &Fields, names: &[&str]) -> Fields {
    let words = words::office(locale);
    let mut compared = typed.clone();
    compared.set("version", now.get("version"));
    // A browser ends lines in its own way.
    let differs = |name: &&str| !typed.get(name).lines().eq(now.get(name).lines());
    for name in names.iter().copied().filter(differs) {
        let value = now.some(name).unwrap_or(words.nothing());
        compared = compared.with_fault(name, &html! { (words.now()) " " q { (value) } });
    }
    compared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_by_now_stands_below_what_was_typed() {
        let fields = |pairs: &[(&str, &str)]| {
            let mut fields = Fields::default();
            pairs.iter().for_each(|(name, value)| fields.set(*name, *value));
            fields
        };
        let typed = fields(&[("version", "1"), ("name", "Mine"), ("note", "Mine"), ("place", "Same")]);
        let now = fields(&[("version", "2"), ("name", "<Theirs>"), ("place", "Same")]);
        let compared = compared(Locale::En, &typed, &now, &["name", "note", "place"]);
        assert_eq!((compared.get("version"), compared.get("name"), compared.get("note")), ("2", "Mine", "Mine"));
        let said = |name: &str| compared.fault(name).map(Markup::into_string);
        assert_eq!(said("name").as_deref(), Some("By now: <q>&lt;Theirs&gt;</q>"));
        assert_eq!((said("note").as_deref(), said("place")), (Some("By now: <q>nothing</q>"), None));
    }
}
