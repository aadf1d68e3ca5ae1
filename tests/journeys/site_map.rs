//! The shop keeps to its site map: what is for one shopper, what is for everybody, and what a page reads of its
//! query.

use api::Audience;
use api::registry::endpoints;
use api::site::PAGES;
use domain::Market;
use http::Method;
use serde_json::json;
use testing::{Reply, Shop};

const SOME_ID: &str = "7f2c1d3e-0000-4000-8000-000000000001";

/// Something of the catalogue: the product's slug and id, the collection's slug; and a page of the merchant's own.
struct Things {
    product: String,
    product_id: String,
    collection: String,
    page: &'static str,
}

impl Things {
    async fn of(shop: &Shop) -> Self {
        let first = async |statement: &'static str| {
            sqlx::query_scalar::<_, String>(statement).fetch_one(&shop.stores.db).await.expect("the demo shop has one")
        };
        let page = json!({
            "slug": "about-us", "title": { "en": "About us" }, "body": { "en": "Hello" }, "publication": "publish",
        });
        let made = shop.shopper().call(Method::POST, "/v1/admin/pages", Some(&shop.staff_key), &page).await;
        assert_eq!(made.status, 200, "{}", made.body);
        // What is read from here on is not made stale by that.
        shop.quiet().await;
        Self {
            page: "about-us",
            product: first("select slug from catalog.products order by slug limit 1").await,
            product_id: first("select id::text from catalog.products order by slug limit 1").await,
            collection: first("select slug from catalog.collections order by slug limit 1").await,
        }
    }

    /// An address of the page or endpoint at `path`.
    fn address(&self, path: &str) -> String {
        let slug = match path {
            path if path.contains("products") => &self.product,
            path if path.contains("pages") => self.page,
            _ => &self.collection,
        };
        let fill = |segment: &str| match segment {
            ":slug" | "{slug}" => slug.to_owned(),
            "{product}" => self.product_id.clone(),
            "{shelf}" => "7".to_owned(),
            segment if segment.starts_with([':', '{']) => SOME_ID.to_owned(),
            segment => segment.to_owned(),
        };
        let path = path.split('/').map(fill).collect::<Vec<_>>().join("/");
        match path.rsplit('/').next() {
            Some("search") => path + "?q=mug",
            Some("companions") => format!("{path}?slug={}", self.product),
            _ => path,
        }
    }
}

fn assert_private(reply: &Reply, what: &str) {
    assert_eq!(reply.header("cache-control"), "private, no-store", "{what}");
    let status = reply.header("cache-status");
    assert!(!["hit", "stored", "collapsed"].iter().any(|word| status.contains(word)), "{what}: {status}");
}

#[tokio::test]
async fn every_page_has_the_audience_that_the_map_says() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let things = Things::of(&shop).await;
    for page in PAGES {
        for market in Market::ALL {
            let path = market.path(&things.address(page.path));
            shopper.get(&path).await;
            let again = shopper.get(&path).await;
            match page.audience {
                Audience::Private => assert_private(&again, &path),
                Audience::Public => {
                    assert_eq!(again.status, 200, "{path}");
                    assert!(again.header("cache-status").contains("hit"), "{path}: {}", again.header("cache-status"));
                    assert!(!again.headers.contains_key("set-cookie"), "{path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_read_of_the_api_has_the_audience_that_it_declares() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let things = Things::of(&shop).await;
    for endpoint in endpoints().iter().filter(|endpoint| endpoint.method == Method::GET) {
        let path = things.address(endpoint.path);
        shopper.get(&path).await;
        let again = shopper.get(&path).await;
        match endpoint.audience {
            Audience::Private => assert_private(&again, &path),
            Audience::Public => {
                assert!(again.header("cache-status").contains("hit"), "{path}: {}", again.header("cache-status"));
            }
        }
    }
}

#[tokio::test]
async fn what_nothing_reads_of_a_query_makes_no_other_copy() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let Things { product, collection, .. } = Things::of(&shop).await;
    for path in [
        "/".to_owned(),
        "/products".to_owned(),
        format!("/products/{product}"),
        format!("/de/collections/{collection}"),
        "/search?q=mug".to_owned(),
        "/v1/products".to_owned(),
        format!("/v1/products/{product}?market=us"),
        "/v1/addresses".to_owned(),
        "/v1/feed".to_owned(),
        "/feeds/google.xml".to_owned(),
        "/v1/openapi.json".to_owned(),
        "/sitemap.xml".to_owned(),
    ] {
        let plain = shopper.get(&path).await;
        let joint = if path.contains('?') { '&' } else { '?' };
        for unread in ["colour=1", "size=2", "filter.x=3", "currency=4", "limit=5&after=6", "skus=7", "utm_source=8"] {
            let other = shopper.get(&format!("{path}{joint}{unread}")).await;
            assert_eq!(other.body, plain.body, "{path} {unread}");
            let status = other.header("cache-status");
            assert!(status.contains("hit"), "{path} {unread}: {status}");
        }
    }
    // What a page reads is another page.
    let (first, second) = (shopper.get("/products").await, shopper.get("/products?page=2&colour=1").await);
    assert_ne!(first.body, second.body);
    let (first, second) = (shopper.get("/v1/products").await, shopper.get("/v1/products?colour=1&page=2").await);
    assert_eq!((first.json()["page"].as_u64(), second.json()["page"].as_u64()), (Some(1), Some(2)));
}
