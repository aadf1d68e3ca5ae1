//! What is sold: the list, the editor, its pictures, and the way out.

pub mod addresses;
pub mod attributes;
pub mod bulk;
pub mod delete;
pub mod editor;
mod form;
pub mod history;
pub mod lines;
pub mod list;
pub mod options;
pub mod pictures;
mod prices;
mod safety;
mod sale_times;
pub mod save;
mod terms;
#[cfg(test)]
mod testing;
pub mod types;
pub mod variant;
pub mod views;

use api::catalog::admin::{AdminProductView, GetAdminProduct};
use domain::catalog::ProductStatus;
use domain::{Locale, ProductId, Sku};

use crate::visitor::{Refused, Visitor};

/// What a status is called.
fn status_name(locale: Locale, status: ProductStatus) -> &'static str {
    let words = words::office(locale);
    match status {
        ProductStatus::Draft => words.draft(),
        ProductStatus::Scheduled => words.scheduled(),
        ProductStatus::Active => words.active(),
        ProductStatus::Archived => words.archived(),
    }
}

/// The product of an address's part, as it is kept.
///
/// # Errors
/// The page that says that there is none, or why it cannot be shown.
async fn view_of(visitor: &Visitor, product: &str) -> Result<AdminProductView, Refused> {
    let product: ProductId = product.parse().map_err(|_| visitor.nothing_here())?;
    visitor.read(&GetAdminProduct { product }).await
}

/// Where the page of a variant is.
fn variant_address(product: ProductId, sku: &Sku) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("sku", sku.as_str());
    format!("/admin/products/{product}/variant?{}", query.finish())
}
