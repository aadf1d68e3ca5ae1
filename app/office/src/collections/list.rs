//! Every collection, as the merchant arranged them.

use api::catalog::Text;
use api::catalog::admin::{AdminCollection, ListAdminCollections};
use maud::{Markup, html};
use origin_staff::Permission;

use super::tree::arranged;
use crate::page::{Section, done, page, written};
use crate::visitor::{Reply, Visitor};

/// The list.
pub async fn list(visitor: Visitor) -> Reply {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let all = visitor.read(&ListAdminCollections {}).await?;
    let content = html! {
        div.head {
            h1 { (office.collections()) }
            @if visitor.may(Permission::CatalogWrite) {
                p.actions { a.button.main href="/admin/collections/_new" { (words.new_collection()) } }
            }
        }
        @if visitor.query.has("deleted") { (done(words.collection_deleted())) }
        @if all.is_empty() { p { (office.no_collections()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (office.title()) }
                        th scope="col" { (words.on_sale()) }
                        th scope="col" { (office.menu_position()) }
                    }
                }
                tbody { @for (level, one) in arranged(&all) { (row(&visitor, level, one)) } }
            }
        }
    };
    Ok(page(&visitor, Section::Collections, office.collections(), &content))
}

fn row(visitor: &Visitor, level: usize, AdminCollection { products, collection, .. }: &AdminCollection) -> Markup {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    html! {
        tr {
            th scope="row" {
                @if level > 0 { span aria-hidden="true" { @for _ in 0..level { "— " } } }
                a href={ "/admin/collections/" (collection.slug) } {
                    (written(&Text::of(&collection.title, visitor.locale), visitor.locale))
                }
                span.soft { "/collections/" (collection.slug) }
                @if let Some(parent) = &collection.parent {
                    span.soft { (words.collection_stands_under()) " /collections/" (parent) }
                }
                @if collection.rule.is_some() { span.soft { " · " (words.by_rule()) } }
            }
            td data-label=(words.on_sale()) { (words::counted(visitor.locale, products.cast_signed())) }
            td data-label=(office.menu_position()) { (collection.position) }
        }
    }
}
