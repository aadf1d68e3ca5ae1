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
