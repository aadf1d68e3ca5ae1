//! The frame of every page, and pages that are of nobody in particular.

mod problems;

use api::Problem;
use axum::response::{Html, IntoResponse, Response};
use domain::Locale;
use http::StatusCode;
use maud::{DOCTYPE, Markup, html};

pub use problems::{as_sentence, sentence, told};

use crate::fields::Fields;

/// A page for nobody in particular.
pub fn plain(locale: Locale, status: StatusCode, title: &str, content: &Markup) -> Response {
    (status, Html(document(locale, title, None, content).into_string())).into_response()
}

/// The page of what did not work, and why, if more is known than its title says.
pub fn trouble(
    locale: Locale,
    status: StatusCode,
    title: &str,
    problem: Option<&Problem>,
) -> impl IntoResponse + use<> {
    let content = html! {
        h1 { (title) }
        @if let Some(problem) = problem { p { (told(locale, problem)) } }
        p { a.button href="/admin" { (words::office(locale).back()) } }
    };
    plain(locale, status, title, &content)
}

/// The page of a form that came too late, with what was typed, so that it is not lost.
pub fn lost(locale: Locale, status: StatusCode, title: &str, fields: &Fields) -> Response {
    let words = words::office(locale);
    let typed: Vec<(&str, &str)> = fields.typed_by_people().collect();
    let content = html! {
        h1 { (title) }
        p { a.button.main href="/admin" { (words.back()) } }
        @if !typed.is_empty() {
            h2 { (words.what_you_typed()) }
            dl.attributes { @for (name, value) in typed { div { dt { (name) } dd.written { (value) } } } }
        }
    };
    plain(locale, status, title, &content)
}

/// A page as browsers are given it; `bar` is what stands in its header of whoever is signed in.
pub fn document(locale: Locale, title: &str, bar: Option<&Markup>, content: &Markup) -> Markup {
    let words = words::office(locale);
    html! {
        (DOCTYPE)
        html lang=(locale.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " – " (words.name()) }
                link rel="stylesheet" href="/admin/office.css";
            }
            body {
                a.skip href="#content" { (words.skip()) }
                header.bar {
                    a.name href="/admin" { (words.name()) }
                    @if let Some(bar) = bar { (bar) }
                }
                main id="content" { (content) }
            }
        }
    }
}
