//! The form of a page, and a text as shoppers see it.

use api::settings::{AdminPage, PageKind};
use domain::Locale;
use domain::catalog::Localized;
use http::StatusCode;
use maud::{Markup, PreEscaped, html};

use super::kind_name;
use crate::fields::{Fields, set_localized};
use crate::page::hidden;
use crate::visitor::Visitor;

/// What the form shows.
pub(super) struct Draft<'a> {
    pub typed: &'a Fields,
    /// What the page says by now, if somebody else has changed it.
    pub kept: Option<&'a Fields>,
    /// The field that the origin refused.
    pub fault: Option<&'a str>,
    pub above: Option<Markup>,
    pub status: StatusCode,
}

/// A page as a form has it.
pub(super) fn fields_of(page: &AdminPage) -> Fields {
    let mut fields = Fields::default();
    fields.set("version", page.version.to_string());
    fields.set("kind", page.kind.code());
    fields.set("slug", page.slug.as_str());
    for (name, text) in [("title", &page.title), ("description", &page.description), ("body", &page.body)] {
        set_localized(&mut fields, name, text);
    }
    fields
}

/// How a field is called, explained and shown.
struct Field<'a> {
    name: String,
    label: String,
    hint: Option<&'a str>,
    rows: u8,
    lang: Option<&'a str>,
}

/// The form, which is sent to `action`; `published` is the version that shoppers read.
pub(super) fn form(visitor: &Visitor, action: &str, draft: &Draft<'_>, published: Option<i64>) -> Markup {
    let words = words::office(visitor.locale);
    let kinds = PageKind::ALL.into_iter().map(|kind| (kind.code(), kind_name(visitor.locale, kind)));
    let in_languages = |name: &str, label: &str, hint: Option<&str>, rows| {
        html! {
            div.languages {
                @for locale in Locale::ALL {
                    (field(draft, words, &Field {
                        name: format!("{name}.{}", locale.code()),
                        label: format!("{label}, {}", words::shell(locale).language()),
                        hint,
                        rows,
                        lang: Some(locale.code()),
                    }))
                }
            }
        }
    };
    html! {
        form method="post" action=(action) {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.typed.get("version"));
            fieldset {
                legend { (words.texts()) }
                p.hint { (words.page_languages()) }
                (in_languages("title", words.title(), None, 1))
                (in_languages("body", words.page_body(), None, 18))
                p.hint { (words.page_body_hint()) }
                (in_languages("description", words.page_description(), None, 2))
            }
            fieldset {
                legend { (words.page_place()) }
                div.columns {
                    div.field {
                        label for="kind" { (words.page_kind()) }
                        select id="kind" name="kind" aria-invalid=[(draft.fault == Some("kind")).then_some("true")]
                            aria-describedby="kind-hint" {
                            @for (code, name) in kinds {
                                option value=(code) selected[draft.typed.get("kind") == code] { (name) }
                            }
                        }
                        p.hint id="kind-hint" { (words.page_kind_hint()) }
                        @if let Some(now) = draft.kept.map(|kept| kept.get("kind")).filter(|now| *now != draft.typed.get("kind")) {
                            p.now { (words.now()) " " q { (PageKind::of_code(now).map_or(now, |kind| kind_name(visitor.locale, kind))) } }
                        }
                    }
                    (field(draft, words, &Field {
                        name: "slug".to_owned(),
                        label: words.address().to_owned(),
                        hint: Some(words.page_address_hint()),
                        rows: 1,
                        lang: None,
                    }))
                }
            }
            p.actions {
                // The first is what Enter in a field means: that puts nothing on show.
                button.button name="action" value="draft" { (words.page_save_draft()) }
                button.button.main name="action" value="publish" { (words.page_publish()) }
                @if published.is_some() { button.button name="action" value="withdraw" { (words.page_withdraw()) } }
            }
            p.hint { (words.page_draft_hint()) }
        }
    }
}

fn field(draft: &Draft<'_>, words: words::Office, field: &Field<'_>) -> Markup {
    let Field { name, label, hint, rows, lang } = field;
    let id = name.replace('.', "-");
    let is_at_fault =
        draft.fault.is_some_and(|fault| name == fault || *name == format!("{fault}.{}", Locale::default().code()));
    let (invalid, value) = (is_at_fault.then_some("true"), draft.typed.typed(name));
    let described = hint.map(|_| format!("{id}-hint"));
    let now = draft.kept.map(|kept| kept.get(name)).filter(|now| *now != value.replace("\r\n", "\n").trim());
    html! {
        div.field {
            label for=(id) { (label) }
            @if *rows > 1 {
                textarea id=(id) name=(name) rows=(rows) lang=[*lang] aria-invalid=[invalid] aria-describedby=[described] {
                    "\n" (value)
                }
            } @else {
                input id=(id) name=(name) value=(value) lang=[*lang] autocomplete="off" aria-invalid=[invalid]
                    aria-describedby=[described];
            }
            @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
            @if let Some(now) = now {
                p.now { (words.now()) " " q { (if now.is_empty() { words.nothing() } else { now }) } }
            }
        }
    }
}

/// A text as shoppers see it, in each language that it has. The origin has made the HTML, of a list of elements that can do
/// no harm.
pub(super) fn preview(visitor: &Visitor, title: &Localized, html: &Localized) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        h2 { (words.page_preview()) }
        p.hint { (words.page_preview_hint()) }
        div.languages {
            @for locale in Locale::ALL {
                @if let Some(own) = own(html, locale) {
                    section.preview lang=(locale.code()) aria-label={ (words.page_preview()) ", " (words::shell(locale).language()) } {
                        p.preview-title { (title.get(locale)) }
                        (PreEscaped(own))
                    }
                }
            }
        }
    }
}

fn own(text: &Localized, locale: Locale) -> Option<&str> {
    if locale == Locale::default() { Some(&text.en) } else { text.translation(locale) }
}
