//! Types of products: which there are, what each asks for, and which products lack some of it.

pub mod delete;
pub(super) mod fields;
mod form;
mod gaps;
pub mod save;

use api::catalog::Text;
use api::catalog::admin::{AdminProductType, GetProductType, ListProductTypes};
use axum::extract::Path;
use domain::Slug;
use http::StatusCode;
use maud::html;
use origin_staff::Permission;

use self::form::{Draft, fields_of, show};
use crate::fields::Fields;
use crate::page::{Section, done, page, written};
use crate::visitor::{Refused, Reply, Visitor};

/// Every type.
pub async fn list(visitor: Visitor) -> Reply {
    let (words, office) = (words::office_types(visitor.locale), words::office(visitor.locale));
    let all = visitor.read(&ListProductTypes {}).await?;
    let content = html! {
        p.crumb { a href="/admin/products" { (office.products()) } }
        div.head {
            h1 { (words.product_types()) }
            @if visitor.may(Permission::CatalogWrite) {
                p.actions { a.button.main href="/admin/product-types/_new" { (words.new_product_type()) } }
            }
        }
        @if visitor.query.has("deleted") { (done(words.type_deleted())) }
        p.hint { (words.product_types_hint()) }
        @if all.is_empty() { p { (words.no_product_types()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (words.product_type()) }
                        th scope="col" { (words.asked_attributes()) }
                        th scope="col" { (words.type_products()) }
                    }
                }
                tbody {
                    @for one in &all {
                        tr {
                            th scope="row" {
                                a href={ "/admin/product-types/" (one.handle) } {
                                    (written(&Text::of(&one.name, visitor.locale), visitor.locale))
                                }
                                span.soft { (one.handle) }
                            }
                            td data-label=(words.asked_attributes()) { (one.attributes.len()) }
                            td data-label=(words.type_products()) { (one.products) }
                        }
                    }
                }
            }
        }
    };
    Ok(page(&visitor, Section::Products, words.product_types(), &content))
}

/// The form for a new one.
pub async fn new(visitor: Visitor) -> Reply {
    let typed = Fields::default();
    show(&visitor, None, &Draft { typed: &typed, above: None, status: StatusCode::OK }).await
}

/// A type as it is kept.
pub async fn edit(visitor: Visitor, Path(handle): Path<String>) -> Reply {
    let kept = read(&visitor, &handle).await?;
    let typed = fields_of(&kept);
    let above = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    show(&visitor, Some(&kept), &Draft { typed: &typed, above, status: StatusCode::OK }).await
}

/// A type by its handle.
async fn read(visitor: &Visitor, handle: &str) -> Result<AdminProductType, Refused> {
    let handle: Slug = handle.parse().map_err(|_| visitor.nothing_here())?;
    visitor.read(&GetProductType { handle }).await
}
