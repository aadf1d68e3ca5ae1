//! The frame of every page, and the few things that forms are made of.

use api::catalog::Text;
use axum::response::{Html, IntoResponse, Response};
use domain::Locale;
use http::StatusCode;
use maud::{DOCTYPE, Markup, html};

use crate::visitor::{Visitor, fresh_name};

/// A section of the office.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// What was ordered.
    Orders,
    /// What is sold.
    Products,
}

/// A page of a section, for whoever is signed in.
pub fn page(visitor: &Visitor, section: Section, title: &str, content: &Markup) -> Response {
    let words = words::office(visitor.locale);
    let link = |to: &str, text: &str, of: Section| {
        html! { li { a href=(to) aria-current=[(of == section).then_some("true")] { (text) } } }
    };
    let bar = html! {
        nav aria-label=(words.sections()) {
            ul {
                (link("/admin/orders", words.orders(), Section::Orders))
                (link("/admin/products", words.products(), Section::Products))
            }
        }
        form method="post" action="/admin/sign-out" {
            (hidden_token(visitor))
            button.quiet { (words.sign_out()) }
        }
    };
    Html(document(visitor.locale, title, Some(&bar), content).into_string()).into_response()
}

/// A page for nobody in particular.
pub fn plain(locale: Locale, status: StatusCode, title: &str, content: &Markup) -> Response {
    (status, Html(document(locale, title, None, content).into_string())).into_response()
}

/// The page of what did not work, with a sentence of the origin's, which speaks English.
pub fn trouble(locale: Locale, status: StatusCode, title: &str, detail: Option<&str>) -> impl IntoResponse + use<> {
    let content = html! {
        h1 { (title) }
        @if let Some(detail) = detail { p lang=(Locale::default().code()) { (detail) } }
        p { a.button href="/admin" { (words::office(locale).back()) } }
    };
    plain(locale, status, title, &content)
}

fn document(locale: Locale, title: &str, bar: Option<&Markup>, content: &Markup) -> Markup {
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

/// What every form carries: that it is ours, and a name by which a repeat is known for one.
pub fn hidden(visitor: &Visitor) -> Markup {
    html! {
        (hidden_token(visitor))
        input type="hidden" name="once" value=(fresh_name());
    }
}

fn hidden_token(visitor: &Visitor) -> Markup {
    html! { input type="hidden" name="token" value=(visitor.form_token()); }
}

/// A moment of a reply (RFC 3339, UTC), to the minute.
pub fn moment(at: &str) -> Markup {
    let short = at.get(..16).unwrap_or(at).replace('T', " ");
    html! { time datetime=(at) { (short) " UTC" } }
}

/// A notice above a page's content.
pub fn notice(title: &str, text: Option<&str>) -> Markup {
    html! {
        div.notice role="alert" {
            p.notice-title { (title) }
            @if let Some(text) = text { p { (text) } }
        }
    }
}

/// A refusal of the origin's above a form; it speaks English.
pub fn refusal(locale: Locale, detail: &str) -> Markup {
    html! {
        div.notice role="alert" {
            p.notice-title { (words::office(locale).went_wrong()) }
            p lang=(Locale::default().code()) { (detail) }
        }
    }
}

/// Links to the next page of a list and back to its first.
pub fn paging(locale: Locale, list: &str, kept: &[(&str, &str)], has_before: bool, next: Option<String>) -> Markup {
    let words = words::office(locale);
    let address = |after: Option<&str>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept.iter().filter(|(_, value)| !value.is_empty()));
        if let Some(after) = after {
            query.append_pair("after", after);
        }
        format!("{list}?{}", query.finish())
    };
    html! {
        p.paging {
            @if has_before { a.button href=(address(None)) { (words.first_page()) } }
            @if let Some(next) = next { a.button href=(address(Some(&next))) { (words.next_page()) } }
        }
    }
}

/// A text of the merchant's with its language beside it; `locale` is what it is in unless it says otherwise.
pub fn written(text: &Text, locale: Locale) -> Markup {
    html! { span lang=(text.lang().unwrap_or(locale).code()) { (text.bare()) } }
}
