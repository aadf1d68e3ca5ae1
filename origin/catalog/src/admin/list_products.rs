//! Staff look for products.

use api::catalog::admin::{AdminProductList, AdminProductSummary, ListAdminProducts};
use domain::catalog::ProductStatus;
use origin_platform::stores::plan_for_values;
use origin_platform::{Call, ServiceError};
use sqlx::types::Json;

use crate::Catalog;

/// How many products one page lists.
const PAGE: usize = 50;
/// How many characters of what is looked for are read.
const MAX_QUERY: usize = 200;

/// One page of the products, the newest first.
pub(super) async fn list_products(
    service: Catalog,
    call: Call<ListAdminProducts>,
) -> Result<AdminProductList, ServiceError> {
    let ListAdminProducts { status, q, after } = call.endpoint;
    let wanted: String = q.unwrap_or_default().trim().chars().take(MAX_QUERY).collect();
    let mut tx = service.stores.db.begin().await?;
    plan_for_values(&mut tx).await?;
    let products: Vec<Json<AdminProductSummary>> = sqlx::query_scalar(include_str!("list_products.sql"))
        .bind(status.map(ProductStatus::code))
        .bind(after.map(|after| after.0))
        .bind(&wanted)
        .bind(beginnings(&wanted))
        // One more tells whether there is another page.
        .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
        .fetch_all(&mut *tx)
        .await?;
    drop(tx);
    let more = products.len() > PAGE;
    let products: Vec<_> = products.into_iter().take(PAGE).map(|Json(product)| product).collect();
    let next = products.last().filter(|_| more).map(|last| last.id);
    Ok(AdminProductList { products, next })
}

/// What asks PostgreSQL for texts with words that begin as those of `wanted` do.
fn beginnings(wanted: &str) -> String {
    let words = wanted.split(|symbol: char| !symbol.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| format!("'{word}':*")).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_and_digits_are_asked_for() {
        assert_eq!(beginnings("Harbour  mug-2"), "'Harbour':* & 'mug':* & '2':*");
        assert_eq!(beginnings("'); drop | & ! :* \\"), "'drop':*");
        assert_eq!(beginnings(" – "), "");
    }
}
