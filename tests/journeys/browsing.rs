//! Looking around.

use testing::{Shop, eventually};

#[tokio::test]
async fn a_shopper_browses_from_the_door_to_a_product_in_three_markets() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for (prefix, price, language) in [("", "€", "en"), ("/de", "€", "de"), ("/us", "$", "en-US")] {
        let home = shopper.get(if prefix.is_empty() { "/" } else { prefix }).await;
        assert_eq!(home.status, 200);
        assert!(
            home.body.contains(&format!("<html lang=\"{language}\"")),
            "{}",
            &home.body[..300.min(home.body.len())]
        );
        let collection =
            link(&home.body, &format!("{prefix}/collections/")).expect("the home page leads to collections");
        let collection = shopper.get(&collection).await;
        assert_eq!(collection.status, 200);
        let product = link(&collection.body, &format!("{prefix}/products/")).expect("a collection leads to products");
        let product = shopper.get(&product).await;
        assert_eq!(product.status, 200);
        assert!(product.body.contains(price), "prices are in the market's currency");
        assert!(product.body.contains("application/ld+json") && product.body.contains("rel=\"canonical\""));
    }
}

#[tokio::test]
async fn pages_for_everybody_carry_no_cookie_and_render_the_same_bytes() {
    let shop = Shop::start().await;
    let (first, second) = (shop.shopper(), shop.shopper());
    second.set_cookie("__Host-session", "a-token-that-belongs-to-somebody-else");
    second.set_cookie("__Host-cart", "7f2c1d3e-0000-4000-8000-000000000001");
    for path in ["/", "/collections", "/products", "/search?q=mug", "/products/no-such-thing"] {
        let one = first.get(path).await;
        let two = second.get(&format!("{path}{}utm_source=letter", if path.contains('?') { "&" } else { "?" })).await;
        assert_eq!(one.body, two.body, "{path} depends on who asks");
        assert!(!two.headers.contains_key("set-cookie") && !two.body.contains("belongs-to-somebody-else"), "{path}");
        assert!(two.header("cache-status").contains("hit"), "{path}: {}", two.header("cache-status"));
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_real_404_page() {
    let shop = Shop::start().await;
    for path in [
        "/products/no-such-thing",
        "/collections/no-such-thing",
        "/nowhere",
        "/de/nowhere",
        "/orders/7f2c1d3e-0000-4000-8000-000000000001",
    ] {
        let page = shop.shopper().get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.body.contains("<h1") && page.body.contains("</html>"), "{path} shows a page");
    }
}

#[tokio::test]
async fn search_finds_by_all_words_then_any_and_survives_odd_queries() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let found = shopper.get("/search?q=mug").await;
    assert!(found.status == 200 && link(&found.body, "/products/").is_some());
    let long = format!("/search?q={}", "a".repeat(3000));
    for odd in [
        "/search",
        "/search?q=",
        "/search?q=%22%3Cscript%3E",
        "/search?q=%F0%9F%A7%A6",
        "/search?q=AND+OR+%2B-%28",
        long.as_str(),
    ] {
        let page = shopper.get(odd).await;
        assert_eq!(page.status, 200, "{odd}");
        assert!(!page.body.contains("\"<script>"), "{odd} is written into the page as it came");
    }
}

#[tokio::test]
async fn a_mistyped_query_shows_what_was_meant_and_leads_to_what_was_typed() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for (prefix, mistyped, meant, note) in [
        ("", "blankt", "blanket", "Showing results for"),
        ("/us", "blakent", "blanket", "Showing results for"),
        ("/de", "rucksak", "rucksack", "Wir zeigen Ergebnisse für"),
    ] {
        let path = format!("{prefix}/search?q={mistyped}");
        let found = shopper.get(&path).await;
        assert_eq!(found.status, 200, "{path}");
        assert!(found.body.contains(note) && link(&found.body, &format!("{prefix}/products/")).is_some(), "{path}");
        let as_written = format!("{prefix}/search?q=%22{mistyped}%22");
        for address in [&format!("{prefix}/search?q={meant}"), &as_written] {
            assert!(found.body.contains(&format!("href=\"{address}\"")), "{path} leads to {address}");
        }
        let nothing = shopper.get(&as_written).await;
        assert!(nothing.status == 200 && !nothing.body.contains(note), "{as_written}");
        let right = shopper.get(&format!("{prefix}/search?q={meant}")).await;
        assert!(!right.body.contains(note), "a word that is there is not corrected");
        let api = shopper.get(&format!("/v1/search?q={mistyped}&market={}", market(prefix))).await.json();
        assert_eq!(api["corrected"], meant, "{mistyped}");
    }
}

#[tokio::test]
async fn a_word_that_no_product_has_is_named_above_what_has_the_others() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for (prefix, known, note) in [
        ("", "blanket", "No product has “qqzzqq”. Shown is what has “blanket”."),
        ("/de", "rucksack", "Kein Produkt hat „qqzzqq“. Gezeigt wird, was „rucksack“ hat."),
    ] {
        let found = shopper.get(&format!("{prefix}/search?q={known}+qqzzqq")).await;
        assert!(found.body.contains(note) && link(&found.body, &format!("{prefix}/products/")).is_some(), "{note}");
        let right = shopper.get(&format!("{prefix}/search?q={known}")).await;
        let says = ["Shown is what has", "Gezeigt wird, was"].into_iter().any(|says| right.body.contains(says));
        assert!(!says, "nothing is said where products have every word");
        let address = |q: &str| format!("/v1/search?q={q}&market={}", market(prefix));
        let api = shopper.get(&address(&format!("{known}+qqzzqq"))).await.json();
        assert_eq!(api["loosened"], serde_json::json!({ "missing": ["qqzzqq"], "others": [known] }));
        assert!(shopper.get(&address(known)).await.json().get("loosened").is_none());
    }
}

#[tokio::test]
async fn what_was_found_is_sorted_by_price_both_ways() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let prices = async |sort: &str| -> Vec<i64> {
        let page = shopper.get(&format!("/v1/search?q=wool&market=us&sort={sort}")).await.json();
        let hits = page["hits"].as_array().expect("hits").clone();
        hits.iter().map(|hit| hit["price"]["amount"]["minor"].as_i64().expect("a price")).collect()
    };
    let rising = prices("price_ascending").await;
    assert!(rising.len() > 2 && rising.is_sorted(), "{rising:?}");
    let falling = prices("price_descending").await;
    assert!(falling.iter().rev().is_sorted(), "{falling:?}");
    let page = shopper.get("/us/search?q=wool&sort=price_ascending").await;
    assert!(page.body.contains("<option value=\"price_ascending\" selected>"), "the form knows the order");
}

#[tokio::test]
async fn an_order_that_there_is_not_has_a_page_that_says_so_and_no_cache_keeps_it() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for (prefix, says, leads) in [
        ("/us", "This list cannot be sorted like that", "Show the list"),
        ("/de", "So lässt sich diese Liste nicht sortieren", "Die Liste anzeigen"),
    ] {
        for (list, instead) in [
            ("/search?q=wool&filter=in_stock~true&page=3&sort=", "/search?q=wool&amp;filter=in_stock%7Etrue"),
            ("/search?sort=", "/search"),
            ("/collections/table?max=50&sort=", "/collections/table?max=50"),
            ("/products?sort=", "/products"),
        ] {
            for sort in ["NEWEST", "%3Cscript%3E%00"] {
                let address = format!("{prefix}{list}{sort}");
                for _ in 0..2 {
                    let page = shopper.get(&address).await;
                    assert_eq!((page.status, page.header("cache-control")), (404, "private, no-store"), "{address}");
                    let way = format!("href=\"{prefix}{instead}\" class=\"button button-main\">{leads}</a>");
                    assert!(page.body.contains(says) && page.body.contains(&way), "{address}: {}", page.body);
                    assert!(page.body.contains("noindex") && !page.body.contains("<script>\0"), "{address}");
                    assert!(!page.header("cache-status").contains("hit"), "{}", page.header("cache-status"));
                }
            }
        }
    }
    // Without a query nothing is listed: whatever part of it is asked for fills no cache either.
    for part in ["page=7", "page=8", "filter=colour~c1", "min=3", "sort=newest"] {
        let page = shopper.get(&format!("/search?{part}")).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"), "{part}");
    }
}

#[tokio::test]
async fn lists_are_sorted_by_sales_and_narrowed_to_what_is_in_stock() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    // Of all products, whichever come first; of nine, all.
    for (path, product) in [
        ("/products", "/products/"),
        ("/de/products", "/de/products/"),
        ("/collections/table", "/products/harbour-mug\""),
    ] {
        let shows = |body: &str| body.contains(product);
        let sorted = format!("{path}?sort=best_selling");
        let page = eventually("the index", async || {
            let page = shopper.get(&sorted).await;
            shows(&page.body).then_some(page)
        })
        .await;
        assert!(page.status == 200 && page.body.contains("<option value=\"best_selling\" selected>"), "{sorted}");
        let stocked = format!("{path}?filter=in_stock~true");
        eventually("the stock", async || shows(&shopper.get(&stocked).await.body).then_some(())).await;
    }
    let refused = shopper.get("/v1/products?sort=best_selling").await;
    assert!(refused.status == 422 && refused.json()["field"] == "sort", "{}", refused.body);
}

fn market(prefix: &str) -> &str {
    if prefix.is_empty() { "eu" } else { &prefix[1..] }
}

#[tokio::test]
async fn below_a_product_stands_what_is_like_it_and_the_page_is_kept() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for (prefix, heading) in [("", "You may also like"), ("/de", "Das könnte auch gefallen")] {
        let list = shopper.get(&format!("{prefix}/products")).await;
        let product = link(&list.body, &format!("{prefix}/products/")).expect("the list leads to products");
        // A page that was made before the index knew the product is made anew when it does.
        let page = eventually("what is like it", async || {
            let page = shopper.get(&product).await;
            page.body.contains(heading).then_some(page)
        })
        .await;
        let (_, below) = page.body.split_once("class=\"section companions\"").expect("a section");
        let other = link(below, &format!("{prefix}/products/")).expect("it leads to products");
        assert_ne!(other, product, "not to itself");
        assert_eq!(shopper.get(&other).await.status, 200);
        let again = shopper.get(&product).await;
        assert!(again.header("cache-status").contains("hit"), "{}", again.header("cache-status"));
    }
}

#[tokio::test]
async fn crawlers_get_a_sitemap_and_are_kept_from_carts() {
    let shop = Shop::start().await;
    let map = shop.shopper().get("/sitemap.xml").await;
    assert_eq!((map.status, map.header("content-type")), (200, "application/xml; charset=utf-8"));
    assert!(map.body.matches("<url>").count() > 50 && map.body.contains(&format!("<loc>{}/products/", shop.edge)));
    let robots = shop.shopper().get("/robots.txt").await;
    assert!(robots.body.contains("Disallow: /cart") && robots.body.contains("/sitemap.xml"));
}

/// The first link of a page that begins with `prefix` and goes on.
pub fn link(page: &str, prefix: &str) -> Option<String> {
    let mut links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.find(|link| link.starts_with(prefix) && link.len() > prefix.len() && !link.contains('?')).map(str::to_owned)
}
