//! What comes with a request, and what a page says of itself: cookies of others, spellings of an address, pages that
//! are not there, where a browser is sent.

use bytes::Bytes;
use http::Method;
use testing::{Shop, Shopper};

use crate::buying::something_in_stock;
use crate::hostile::exchange;

/// The answer to a GET whose header lines are these bytes.
async fn get_raw(shop: &Shop, path: &str, lines: &[u8]) -> String {
    let host = shop.edge.trim_start_matches("http://");
    let head = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    exchange(&shop.edge, &[head.as_bytes(), lines, b"\r\n\r\n"].concat()).await
}

async fn with_a_cart(shop: &Shop) -> (Shopper, String) {
    let (sku, _) = something_in_stock(shop).await;
    let shopper = shop.shopper();
    shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let cart = shopper.cookie("__Host-cart").expect("a cart");
    (shopper, cart)
}

#[tokio::test]
async fn f07_a_foreign_cookie_empties_no_cart() {
    let shop = Shop::start().await;
    let (_, cart) = with_a_cart(&shop).await;
    for foreign in ["city=München".as_bytes(), b"city=M\xfcnchen", b"a=\"b", b"=;;", "名=前".as_bytes()] {
        for line in [
            [b"cookie: ", foreign, b"; __Host-cart=", cart.as_bytes()].concat(),
            [b"cookie: __Host-cart=", cart.as_bytes(), b"; ", foreign].concat(),
            [b"cookie: ", foreign, b"\r\ncookie: __Host-cart=", cart.as_bytes()].concat(),
        ] {
            let page = get_raw(&shop, "/cart", &line).await;
            assert!(page.contains("cart-lines"), "{}: {page}", String::from_utf8_lossy(&line));
        }
    }
}

#[tokio::test]
async fn e21_a_name_of_the_query_may_be_encoded() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for (plain, spelt) in [
        ("/search?q=mug", "/search?%71=mug"),
        ("/search?q=mug", "/search?q=%6Dug&utm=1"),
        ("/products?page=2", "/products?%70%61ge=%32"),
        ("/v1/search?q=mug", "/v1/search?%71=m%75g"),
    ] {
        let (first, second) = (shopper.get(plain).await, shopper.get(spelt).await);
        assert_eq!((first.status, second.status), (200, 200), "{spelt}");
        assert_eq!(first.body, second.body, "{spelt}");
        assert!(second.header("cache-status").contains("hit"), "{spelt}: {}", second.header("cache-status"));
    }
    let login = shopper.get("/login?%6Eext=checkout").await;
    assert_eq!(login.field("next").as_deref(), Some("checkout"));
}

#[tokio::test]
async fn f03b_a_coding_that_is_refused_is_not_sent() {
    let shop = Shop::start().await;
    let coding = async |lines: &str| {
        let answer = get_raw(&shop, "/products", lines.as_bytes()).await.to_ascii_lowercase();
        let head = answer.split("\r\n\r\n").next().unwrap_or_default().to_owned();
        head.lines().find_map(|line| line.strip_prefix("content-encoding: ").map(str::to_owned))
    };
    assert_eq!(coding("accept-encoding: br;Q=0, gzip;Q=0").await, None);
    assert_eq!(coding("accept-encoding: br;q=0\r\naccept-encoding: GZIP").await.as_deref(), Some("gzip"));
    assert_eq!(coding("accept-encoding: gzip, br").await.as_deref(), Some("br"));
}

#[tokio::test]
async fn f09_a_page_beyond_the_last_is_not_there_and_leads_back() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let collection: String = sqlx::query_scalar("select slug from catalog.collections order by slug limit 1")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one");
    let collection = format!("/collections/{collection}");
    for (list, joint) in [("/products", '?'), ("/de/products", '?'), (&collection, '?'), ("/search?q=mug", '&')] {
        for page in ["60", "99999", "4294967295"] {
            let address = format!("{list}{joint}page={page}");
            let reply = shopper.get(&address).await;
            assert_eq!(reply.status, 404, "{address}");
            assert!(reply.body.contains(&format!("href=\"{list}\"")), "{address} leads nowhere: {}", reply.body);
            assert!(reply.body.contains("noindex") && reply.body.matches(page).count() >= 2, "{address}");
            assert_eq!(reply.header("cache-control"), "private, no-store", "{address}: there is no end of numbers");
        }
    }
    let endless = "9".repeat(500);
    assert_eq!(shopper.get(&format!("/products?page={endless}")).await.status, 404);
    assert_eq!(shopper.get("/products").await.status, 200);
    for nothing in ["page=0", "page=-1", "page=%2B2", "page=1", "page=x&sort="] {
        let first = shopper.get(&format!("/products?{nothing}")).await;
        assert!(first.status == 200 && first.header("cache-status").contains("hit"), "{nothing} is not asked");
    }
    let sorted = shopper.get("/products?sort=newest&page=60").await;
    assert!(sorted.status == 404 && sorted.body.contains("href=\"/products?sort=newest\""), "{}", sorted.body);
    assert_eq!(shopper.get("/search?q=zzzz").await.status, 200, "nothing found is an answer");
}

#[tokio::test]
async fn l2_a_variant_that_there_is_not_fills_no_cache() {
    let shop = Shop::start().await;
    let (_, product) = something_in_stock(&shop).await;
    for sku in ["NONE-1", "NONE-2", "%00", "%20"] {
        let page = shop.shopper().get(&format!("{product}?variant={sku}")).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"), "{sku}");
    }
}

#[tokio::test]
async fn what_is_for_programs_is_read_alone() {
    let shop = Shop::start().await;
    for path in ["/sitemap.xml", "/robots.txt", "/manifest.webmanifest", "/products", "/", "/nowhere"] {
        let head = shop.shopper().send(Method::HEAD, path, &[], Bytes::new()).await.expect("an answer");
        assert!(matches!(head.status, 200 | 404) && head.body.is_empty(), "{path}: {}", head.status);
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let refused = shop.shopper().send(method.clone(), path, &[], Bytes::new()).await.expect("an answer");
            assert_eq!((refused.status, refused.header("allow")), (405, "GET, HEAD"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn i02_the_sitemap_has_every_language_version() {
    let shop = Shop::start().await;
    let map = shop.shopper().get("/sitemap.xml").await.body;
    for prefix in ["/products/", "/de/products/", "/us/products/", "/de/collections/"] {
        assert!(map.contains(&format!("<loc>{}{prefix}", shop.edge)), "{prefix}");
    }
    assert_eq!(map.matches("hreflang=\"x-default\"").count(), map.matches("<url>").count());
    assert_eq!(shop.shopper().get("/sitemap-1.xml").await.status, 404, "it is one file");
}

#[tokio::test]
async fn m8_no_referer_is_a_place_to_be_sent_to() {
    let shop = Shop::start().await;
    for evil in ["https://evil.example/phish", "//evil.example", "javascript:alert(1)"] {
        for path in ["/api/cart/view", "/api/cart/view?market=de&market=x"] {
            let answer = get_raw(&shop, path, format!("accept: text/html\r\nreferer: {evil}").as_bytes()).await;
            let head = answer.split("\r\n\r\n").next().unwrap_or_default().to_ascii_lowercase();
            assert!(!head.contains("location:") && !head.contains("evil") && !head.starts_with("http/1.1 3"), "{head}");
        }
    }
}

#[tokio::test]
async fn l12_logging_out_clears_what_the_browser_keeps() {
    let shop = Shop::start().await;
    let ada = shop.shopper();
    shop.register(&ada, &[("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")]).await;
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html"),
        ("origin", shop.edge.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    let left = ada.send(Method::POST, "/account", &headers, Bytes::from("action=logout")).await.expect("an answer");
    assert_eq!((left.status, left.header("clear-site-data")), (303, "\"cache\", \"storage\""));
}

#[tokio::test]
async fn l14_a_link_of_another_site_holds_no_stock() {
    let shop = Shop::start().await;
    let (shopper, _) = with_a_cart(&shop).await;
    let held = async || {
        let count = sqlx::query_scalar::<_, i64>("select count(*) from orders.reservations");
        count.fetch_one(&shop.stores.db).await.expect("a number")
    };
    let open = async |site: &str| {
        let headers = [("accept", "text/html"), ("sec-fetch-site", site)];
        shopper.send(Method::GET, "/checkout", &headers, Bytes::new()).await.expect("an answer")
    };
    let looked = shopper.send(Method::HEAD, "/checkout", &[("sec-fetch-site", "none")], Bytes::new()).await;
    assert_eq!(looked.expect("an answer").status, 200);
    assert_eq!(held().await, 0);
    let led = open("cross-site").await;
    assert!(led.status == 200 && led.body.contains("class=\"checkout\""), "{} {}", led.status, led.body);
    assert_eq!(held().await, 0);
    assert_eq!(open("same-origin").await.status, 200);
    assert!(held().await > 0);
}
