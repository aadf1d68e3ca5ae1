//! Products as somebody names them in a form: by their addresses or by SKUs of theirs, one a line.

use api::catalog::admin::{GetAdminProduct, ListAdminProducts};
use domain::ProductId;

use crate::visitor::{Refused, Visitor};

/// The products of so many lines at most, in their order, none twice.
///
/// # Errors
/// The first line that names no product; or the page that stands for what went wrong.
pub async fn named(visitor: &Visitor, text: &str, most: usize) -> Result<Result<Vec<ProductId>, String>, Refused> {
    let mut found: Vec<ProductId> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(most) {
        // What was copied from the browser's bar is an address, too.
        let name = line.rsplit_once("/products/").map_or(line, |(_, slug)| slug).trim_end_matches('/');
        let asked = ListAdminProducts { q: Some(name.to_owned()), ..ListAdminProducts::default() };
        let list = visitor.read(&asked).await?.products;
        let by_slug = list.iter().find(|product| product.slug.as_str() == name);
        let mut product = by_slug.map(|product| product.id);
        // A search also finds what has the name in its texts: it is meant only by its SKU.
        if let ([one], None) = (list.as_slice(), product) {
            let kept = visitor.read(&GetAdminProduct { product: one.id }).await?.product;
            product = kept.variants.iter().any(|variant| variant.sku.as_str() == name).then_some(one.id);
        }
        let Some(product) = product else { return Ok(Err(line.to_owned())) };
        if !found.contains(&product) {
            found.push(product);
        }
    }
    Ok(Ok(found))
}
