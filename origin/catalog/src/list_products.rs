//! One page of the products, of all or of one collection.

use api::catalog::{ListProducts, PAGE_SIZE, PriceEntry, ProductCard, ProductDocument, ProductPage, Sort, Text};
use api::problem::Problem;
use domain::catalog::Measure;
use domain::{Market, ProductId};
use origin_platform::{Call, ServiceError};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Catalog, collections};

/// Beyond this page nobody reads, and the database would walk over everything before it.
const LAST_PAGE: u32 = 10_000;

/// The statement for an order, of all products or of a collection's ($1 currency, $2 how many to skip, $3 how many to
/// take, $4 collection, if it is of one). Each order has a statement of its own, since each is read off another index:
/// one statement that decides by a parameter would be planned for all of them, or sort.
/// None of what sells, of which the catalogue knows nothing.
const fn statement(sort: Sort, of_collection: bool) -> Option<&'static str> {
    Some(match (sort, of_collection) {
        (Sort::BestSelling, _) => return None,
        (Sort::Featured, false) => include_str!("list_products/featured.sql"),
        (Sort::Newest, false) => include_str!("list_products/newest.sql"),
        (Sort::PriceAscending, false) => include_str!("list_products/price_ascending.sql"),
        (Sort::PriceDescending, false) => include_str!("list_products/price_descending.sql"),
        (Sort::Featured, true) => include_str!("list_products/featured_of_collection.sql"),
        (Sort::Newest, true) => include_str!("list_products/newest_of_collection.sql"),
        (Sort::PriceAscending, true) => include_str!("list_products/price_ascending_of_collection.sql"),
        (Sort::PriceDescending, true) => include_str!("list_products/price_descending_of_collection.sql"),
    })
}

/// How many products there are, and one of the page's; a page without any is one row that has no product.
#[derive(sqlx::FromRow)]
struct StoredCard {
    total: i64,
    id: Option<Uuid>,
    prices_version: Option<i64>,
    document: Option<Json<ProductDocument>>,
    amount_minor: Option<i64>,
    compare_at_minor: Option<i64>,
    lowest_before_minor: Option<i64>,
    measure: Option<Json<Measure>>,
    varies: bool,
}

impl StoredCard {
    fn card(self, market: Market) -> Option<ProductCard> {
        let document = self.document?.0;
        let swatches = document.options.iter().flat_map(|axis| &axis.values).filter_map(|value| value.swatch.clone());
        let measure = self.measure.as_ref().map(|measure| measure.0);
        let price = |amount_minor| PriceEntry {
            currency: market.currency(),
            amount_minor,
            compare_at_minor: self.compare_at_minor,
            lowest_before_minor: self.lowest_before_minor,
        };
        Some(ProductCard {
            id: ProductId(self.id?),
            slug: document.slug,
            title: Text::of(&document.title, market.locale()),
            brand: document.brand,
            price: self.amount_minor.map(|amount| price(amount).price().measured(measure)),
            from: self.varies,
            prices_version: self.prices_version?,
            picture: document.media.first().map(|media| media.view(market.locale())),
            swatches: swatches.collect(),
        })
    }
}

/// One page of the products. Sorted by price, products that are not sold in the market's currency
/// come last. A page after the last one is empty.
///
/// # Errors
/// `collection_not_found`; a problem with `page` if it is not between 1 and 10,000, and with `sort` if that is
/// `best_selling`.
pub(crate) async fn list_products(service: Catalog, call: Call<ListProducts>) -> Result<ProductPage, ServiceError> {
    let ListProducts { market, collection, sort, page } = call.endpoint;
    if !(1..=LAST_PAGE).contains(&page) {
        return Err(Problem::field("page", format!("Pages are numbered from 1 to {LAST_PAGE}.")).into());
    }
    let Some(statement) = statement(sort, collection.is_some()) else {
        let detail =
            "The search index knows what sells: ask GET /v1/search?sort=best_selling, with the same collection.";
        return Err(Problem::field("sort", detail).into());
    };
    let collection = collection.map(String::from);
    let query = sqlx::query_as(statement)
        .bind(market.currency().code())
        .bind(i64::from((page - 1) * PAGE_SIZE))
        .bind(i64::from(PAGE_SIZE));
    let query = if let Some(slug) = collection { query.bind(slug) } else { query };
    let rows: Vec<StoredCard> = query.fetch_all(&service.stores.db).await?;
    // Of all products there is always a row.
    let total = rows.first().ok_or_else(collections::not_found)?.total.unsigned_abs();
    let pages = total.div_ceil(u64::from(PAGE_SIZE)).clamp(1, u64::from(LAST_PAGE));
    let pages = u32::try_from(pages).expect("at most the last page");
    Ok(ProductPage { items: rows.into_iter().filter_map(|row| row.card(market)).collect(), total, page, pages })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Shop, plain};
    use api::problem::Code;
    use domain::catalog::ProductStatus;
    use origin_testing::sql_without;

    /// The orders that the catalogue knows.
    const ORDERS: [Sort; 4] = [Sort::Featured, Sort::Newest, Sort::PriceAscending, Sort::PriceDescending];

    #[test]
    fn the_statements_differ_in_what_they_pick_alone() {
        let frame =
            |sort, of_collection| sql_without(statement(sort, of_collection).expect("one"), "array(", "offset $2");
        for sort in ORDERS {
            for of_collection in [false, true] {
                assert_eq!(frame(sort, of_collection), frame(Sort::Featured, of_collection), "{sort:?}");
            }
        }
    }

    fn list(market: Market, sort: Sort, page: u32, collection: Option<&str>) -> ListProducts {
        ListProducts { market, collection: collection.map(|slug| slug.parse().unwrap()), sort, page }
    }

    async fn slugs(shop: &Shop, request: ListProducts) -> Vec<String> {
        let page = shop.client.call(&request).await.expect("a page");
        page.items.into_iter().map(|card| card.slug.into()).collect()
    }

    #[tokio::test]
    async fn lists_are_sorted_and_what_has_no_price_comes_last() {
        let shop = Shop::open().await;
        let mut cheap = plain("cheap", 100);
        cheap.released_on = Some("2026-01-02".to_owned());
        let mut dear = plain("dear", 900);
        dear.released_on = Some("2026-03-01".to_owned());
        let mut unpriced = plain("unpriced", 1);
        unpriced.variants[0].prices.clear();
        shop.upsert(&[dear, unpriced, cheap]).await;
        for collection in [None, Some("table")] {
            let sorted = async |sort| slugs(&shop, list(Market::Eu, sort, 1, collection)).await;
            assert_eq!(sorted(Sort::Featured).await, ["dear", "unpriced", "cheap"]);
            assert_eq!(sorted(Sort::Newest).await, ["dear", "cheap", "unpriced"]);
            assert_eq!(sorted(Sort::PriceAscending).await, ["cheap", "dear", "unpriced"]);
            assert_eq!(sorted(Sort::PriceDescending).await, ["dear", "cheap", "unpriced"]);
        }
    }

    #[tokio::test]
    async fn pages_cover_everything_once() {
        let shop = Shop::open().await;
        let products: Vec<_> = (0..50).map(|n| plain(&format!("p{n:02}"), 100 + n % 3)).collect();
        shop.upsert(&products).await;
        for sort in ORDERS {
            let mut seen = Vec::new();
            for page in 1..=3 {
                let reply = shop.client.call(&list(Market::Us, sort, page, None)).await.expect("a page");
                assert_eq!((reply.total, reply.pages, reply.page), (50, 3, page));
                seen.extend(reply.items.into_iter().map(|card| String::from(card.slug)));
            }
            seen.sort();
            let expect: Vec<String> = products.iter().map(|product| product.slug.to_string()).collect();
            assert_eq!(seen, expect, "{sort:?}");
        }
        for collection in [None, Some("table")] {
            let beyond = shop.client.call(&list(Market::Us, Sort::Featured, 4, collection)).await.expect("a page");
            assert_eq!((beyond.items.len(), beyond.total, beyond.pages), (0, 50, 3), "{collection:?}");
        }
    }

    #[tokio::test]
    async fn a_page_and_its_total_are_of_one_moment() {
        let shop = Shop::open().await;
        shop.upsert(&[plain("stays", 100), plain("comes-and-goes", 100)]).await;
        let write = async {
            for status in [ProductStatus::Draft, ProductStatus::Active].into_iter().cycle().take(30) {
                shop.upsert(&[ProductDocument { status, ..plain("comes-and-goes", 100) }]).await;
            }
        };
        let read = async {
            for _ in 0..60 {
                for collection in [None, Some("table")] {
                    let request = list(Market::Eu, Sort::Featured, 1, collection);
                    let page = shop.client.call(&request).await.expect("a page");
                    assert_eq!(page.items.len() as u64, page.total, "{collection:?}");
                }
            }
        };
        tokio::join!(write, read);
    }

    #[tokio::test]
    async fn a_card_shows_the_lowest_price_and_the_colours() {
        let shop = Shop::open().await;
        shop.upsert(&[crate::testing::mug()]).await;
        let page = shop.client.call(&list(Market::De, Sort::Featured, 1, Some("table"))).await.expect("a page");
        let card = &page.items[0];
        assert_eq!(card.title, "Hafenbecher");
        assert_eq!(card.price.map(|price| price.amount.minor), Some(1900));
        assert!(card.from);
        assert_eq!(card.swatches, ["#e8dfcf", "#26303a"]);
        assert_eq!(card.picture.as_ref().map(|picture| picture.path.as_str()), Some("products/harbour-mug-oat"));
    }

    #[tokio::test]
    async fn what_cannot_be_listed_is_refused() {
        let shop = Shop::open().await;
        for page in [0, LAST_PAGE + 1] {
            let problem = shop.client.call(&list(Market::Eu, Sort::Featured, page, None)).await.expect_err("no page");
            assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some("page")));
        }
        let problem = shop.client.call(&list(Market::Eu, Sort::BestSelling, 1, None)).await.expect_err("no order here");
        assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some("sort")));
        let problem = shop.client.call(&list(Market::Eu, Sort::Featured, 1, Some("attic"))).await.expect_err("no such");
        assert_eq!(problem.code, Code::CollectionNotFound);
    }
}
