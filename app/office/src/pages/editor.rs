//! One page, to be written and shown.

use api::settings::{AdminPage, PageKind};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use domain::{Locale, Slug};
use http::StatusCode;
use maud::html;

use super::form::{Draft, fields_of, form, preview};
use super::list::state;
use super::{kind_name, read};
use crate::fields::Fields;
use crate::page::{Section, page};
use crate::setup;
use crate::visitor::{Reply, Visitor};

/// Where pages are made.
pub(super) const NEW: &str = "/admin/pages/new";

/// An empty form, or one for a page of a kind that every shop needs.
pub async fn new(visitor: Visitor) -> Reply {
    let kind = PageKind::of_code(visitor.query.get("kind")).unwrap_or_default();
    let mut typed = Fields::default();
    typed.set("kind", kind.code());
    if kind != PageKind::Other {
        typed.set("slug", kind.code());
        for locale in Locale::ALL {
            typed.set(format!("title.{}", locale.code()), kind_name(locale, kind));
        }
    }
    Ok(show_new(&visitor, &Draft { typed: &typed, kept: None, fault: None, above: None, status: StatusCode::OK }))
}

pub(super) fn show_new(visitor: &Visitor, draft: &Draft<'_>) -> Response {
    let words = words::office(visitor.locale);
    let content = html! {
        p.crumb { a href="/admin/pages" { (words.pages()) } }
        h1 { (words.new_page()) }
        @if let Some(above) = &draft.above { (above) }
        (form(visitor, NEW, draft, None))
    };
    (draft.status, page(visitor, Section::Pages, words.new_page(), &content)).into_response()
}

/// The form of a page, and what it looks like.
pub async fn edit(visitor: Visitor, Path(id): Path<String>) -> Reply {
    let kept = read(&visitor, &id, None).await?;
    let typed = fields_of(&kept);
    let above = match visitor.query.has("saved") {
        true => Some(setup::saved(&visitor, words::office(visitor.locale).saved()).await),
        false => None,
    };
    Ok(show(&visitor, &kept, &Draft { typed: &typed, kept: None, fault: None, above, status: StatusCode::OK }))
}

pub(super) fn show(visitor: &Visitor, kept: &AdminPage, draft: &Draft<'_>) -> Response {
    let words = words::office(visitor.locale);
    let title = kept.title.get(visitor.locale);
    let is_on_show = kept.published.is_some();
    let content = html! {
        p.crumb { a href="/admin/pages" { (words.pages()) } }
        h1 { (title) }
        @if let Some(above) = &draft.above { (above) }
        p { (state(visitor, kept.version, kept.published)) }
        p.actions {
            @if is_on_show {
                a.button href={ (visitor.shop()) "/pages/" (kept.slug.as_str()) } { (words.see_in_shop()) }
            }
            a.button href={ "/admin/pages/" (kept.id) "/versions" } { (words.page_versions()) }
            a.button href={ "/admin/pages/" (kept.id) "/delete" } { (words.delete()) }
        }
        (form(visitor, &format!("/admin/pages/{}", kept.id), draft, kept.published))
        (preview(visitor, &kept.title, &kept.html))
    };
    (draft.status, page(visitor, Section::Pages, title, &content)).into_response()
}

/// The address that was typed, if it can be one.
pub(super) fn slug(fields: &Fields) -> Option<Slug> {
    fields.get("slug").parse().ok()
}
