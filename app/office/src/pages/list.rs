//! All pages of the merchant's own.

use api::catalog::Text;
use api::settings::{AdminPageSummary, ListAdminPages, PageKind};
use maud::{Markup, html};

use super::kind_name;
use crate::page::{Section, done, page, time, written};
use crate::visitor::{Reply, Visitor};

/// The list.
pub async fn list(visitor: Visitor) -> Reply {
    let words = words::office(visitor.locale);
    let pages = visitor.read(&ListAdminPages {}).await?;
    let missing = PageKind::ALL.into_iter().filter(|kind| *kind != PageKind::Other);
    let missing: Vec<PageKind> = missing.filter(|kind| !pages.iter().any(|page| page.kind == *kind)).collect();
    let content = html! {
        div.head {
            h1 { (words.pages()) }
            p.actions {
                a.button.main href="/admin/pages/new" { (words.new_page()) }
                a.button href="/admin/home" { (words::shop(visitor.locale).home()) }
                a.button href="/admin/menus" { (words.menus()) }
                a.button href="/admin/redirects" { (words::redirects(visitor.locale).redirects()) }
            }
        }
        @if visitor.query.has("deleted") { (done(words.page_deleted())) }
        p.hint { (words.pages_hint()) }
        @if !missing.is_empty() {
            h2 { (words.pages_missing()) }
            ul.rows {
                @for kind in missing {
                    li { a href={ "/admin/pages/new?kind=" (kind.code()) } { (kind_name(visitor.locale, kind)) } }
                }
            }
        }
        @if !pages.is_empty() {
            table {
                thead {
                    tr {
                        th scope="col" { (words.title()) }
                        th scope="col" { (words.page_kind()) }
                        th scope="col" { (words.status()) }
                        th scope="col" { (words.changed()) }
                    }
                }
                tbody { @for one in &pages { (row(&visitor, one)) } }
            }
        }
    };
    Ok(page(&visitor, Section::Pages, words.pages(), &content))
}

fn row(visitor: &Visitor, one: &AdminPageSummary) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        tr {
            th scope="row" {
                a href={ "/admin/pages/" (one.id) } { (written(&Text::of(&one.title, visitor.locale), visitor.locale)) }
                span.soft { "/pages/" (one.slug) }
            }
            td data-label=(words.page_kind()) { (kind_name(visitor.locale, one.kind)) }
            td data-label=(words.status()) { (state(visitor, one.version, one.published)) }
            td data-label=(words.changed()) { (time(&one.saved_at)) }
        }
    }
}

/// Whether shoppers read a page, and whether they read the newest of it.
pub(super) fn state(visitor: &Visitor, version: i64, published: Option<i64>) -> Markup {
    let words = words::office(visitor.locale);
    let (code, name) = match published {
        None => ("draft", words.draft()),
        Some(shown) if shown == version => ("active", words.page_shown()),
        Some(_) => ("active", words.page_shown_with_draft()),
    };
    html! { span.state data-state=(code) { (name) } }
}
