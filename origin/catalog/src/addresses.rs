//! Addresses for the sitemap.

use api::catalog::{AddressEntry, ListAddresses};
use origin_platform::{Call, ServiceError};

use crate::Catalog;

/// A sitemap file may hold 50,000 addresses (sitemaps.org); the shop's other pages need some too.
const MAX_ADDRESSES: i64 = 40_000;

/// Paths of the collections, then of the products as the merchant arranged them.
pub(crate) async fn list_addresses(
    service: Catalog,
    _: Call<ListAddresses>,
) -> Result<Vec<AddressEntry>, ServiceError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select path, to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD') from (
             (select '/collections/' || slug as path, updated_at, 0 as part, position::bigint
              from catalog.collections order by position, slug limit $1)
             union all
             (select '/products/' || slug, updated_at, 1, position from catalog.products order by position limit $1)
         ) as address order by part, position, path limit $1",
    )
    .bind(MAX_ADDRESSES)
    .fetch_all(&service.stores.db)
    .await?;
    Ok(rows.into_iter().map(|(path, changed_on)| AddressEntry { path, changed_on }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Shop, mug};

    #[tokio::test]
    async fn products_and_collections_have_addresses_with_a_date() {
        let shop = Shop::open().await;
        shop.upsert(&[mug()]).await;
        let list = shop.client.call(&ListAddresses {}).await.expect("they are there");
        let paths: Vec<&str> = list.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, ["/collections/table", "/products/harbour-mug"]);
        let format = time::macros::format_description!("[year]-[month]-[day]");
        assert!(list.iter().all(|entry| time::Date::parse(&entry.changed_on, format).is_ok()), "{list:?}");
    }
}
