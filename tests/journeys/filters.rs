//! Narrowing lists: the page, what caches keep of it, and addresses that ask for what there is not.

use serde_json::Value;
use testing::{Reply, Shop, Shopper, eventually};

fn is_hit(page: &Reply) -> bool {
    page.header("cache-status").contains("hit")
}

async fn total(shopper: &Shopper, query: &str) -> u64 {
    shopper.get(&format!("/v1/search?{query}")).await.json()["total"].as_u64().expect("a number")
}

#[tokio::test]
async fn a_collection_is_narrowed_and_caches_keep_each_choice_once() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for (prefix, filtered) in [("", "filtered by"), ("/de", "gefiltert nach")] {
        let path = format!("{prefix}/collections/table");
        let plain = eventually("the form", async || {
            let page = shopper.get(&path).await;
            page.body.contains("name=\"filter\" value=\"material~stoneware\"").then_some(page)
        })
        .await;
        assert!(!plain.body.contains("noindex") && !plain.body.contains("filter-chips"));

        let narrowed = shopper.get(&format!("{path}?filter=material~stoneware&filter=material~glass&max=90")).await;
        assert_eq!(narrowed.status, 200);
        for expect in [filtered, "content=\"noindex\"", &format!("{path}\" rel=\"canonical\""), "filter-chips"] {
            assert!(narrowed.body.contains(expect), "{expect}\n{}", narrowed.body);
        }
        let other = "max=90&filter=material%7Eglass&utm_source=letter&filter=&filter=material~stoneware&filter=material~stoneware&page=1";
        let other = shopper.get(&format!("{path}?{other}")).await;
        assert_eq!(other.body, narrowed.body);
        assert!(is_hit(&other), "{}", other.header("cache-status"));
    }
    let stoneware = total(&shopper, "collection=table&filter=material~stoneware").await;
    let glass = total(&shopper, "collection=table&filter=material~glass").await;
    let either = total(&shopper, "collection=table&filter=material~glass,material~stoneware").await;
    assert!(
        stoneware > 0 && glass > 0 && either >= stoneware.max(glass) && either <= stoneware + glass,
        "{stoneware}, {glass}, {either}"
    );
    let facets = shopper.get("/v1/facets?collection=table&filter=material~stoneware").await.json();
    assert_eq!(facets["total"], stoneware);
    let count = |code: &str| -> Option<u64> {
        let colour = facets["facets"].as_array()?.iter().find(|facet| facet["key"] == "material")?;
        colour["values"].as_array()?.iter().find(|value| value["code"] == code)?["products"].as_u64()
    };
    assert_eq!(
        (count("stoneware"), count("glass")),
        (Some(stoneware), Some(glass)),
        "a property does not narrow itself"
    );
}

#[tokio::test]
async fn an_address_that_asks_for_what_there_is_not_leads_back_and_is_kept_by_nobody() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let many: Vec<String> = (0..21).map(|number| format!("filter=colour~c{number}")).collect();
    let unreadable = ["filter=stoneware", "filter=~", "filter=Colour~Oat&filter=material~glass"];
    let unknown = ["filter=colour~no-such-colour", "filter=no-such~stoneware", &many.join("&")];
    for asked in unreadable.into_iter().chain(unknown) {
        for (list, whole) in [
            ("/collections/table?", "href=\"/collections/table\""),
            ("/products?", "href=\"/products\""),
            ("/search?q=mug&", "href=\"/search?q=mug\""),
        ] {
            for _ in 0..2 {
                let page = shopper.get(&format!("{list}{asked}")).await;
                assert_eq!(page.status, 404, "{list}{asked}");
                assert!(
                    page.body.contains("There is no such filter here") && page.body.contains(whole),
                    "{}",
                    page.body
                );
                assert!(!is_hit(&page), "{list}{asked}: {}", page.header("cache-status"));
            }
        }
    }
    // What is empty is the list itself, and no other entry.
    let plain = shopper.get("/products").await;
    for nothing in ["filter=", "min=0", "sort=", "min=&max="] {
        let page = shopper.get(&format!("/products?{nothing}")).await;
        assert_eq!((page.status, &page.body), (200, &plain.body), "{nothing}");
        assert!(is_hit(&page), "{nothing}: {}", page.header("cache-status"));
    }
    let problem: Value = shopper.get("/v1/search?filter=colour~no-such-colour").await.json();
    assert_eq!((&problem["code"], &problem["field"]), (&"invalid_field".into(), &"filter".into()));
}

#[tokio::test]
async fn a_range_is_typed_without_scripts_and_caches_keep_it_in_the_spelling_of_links() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let form = eventually("the form", async || {
        let page = shopper.get("/collections/table").await;
        page.body.contains("name=\"from.capacity_ml\"").then_some(page)
    });
    assert!(form.await.body.contains("name=\"to.capacity_ml\""));
    let typed = shopper.get("/collections/table?from.capacity_ml=200&to.capacity_ml=400&min=&max=").await;
    assert_eq!((typed.status, typed.path.as_str()), (200, "/collections/table?filter=capacity_ml~200..400"));
    for expect in ["name=\"from.capacity_ml\" value=\"200\"", "name=\"to.capacity_ml\" value=\"400\"", "filter-chips"] {
        assert!(typed.body.contains(expect), "{expect}\n{}", typed.body);
    }
    let linked = shopper.get("/collections/table?filter=capacity_ml~200..400").await;
    assert!(linked.body == typed.body && is_hit(&linked), "{}", linked.header("cache-status"));
    let within = total(&shopper, "collection=table&filter=capacity_ml~200..400").await;
    assert!(within > 0 && within < total(&shopper, "collection=table").await, "{within}");
    eventually("products in the index", async || {
        shopper.get("/v1/search?q=mug").await.json()["total"].as_u64().filter(|total| *total > 0)
    })
    .await;
    for (bad, says, keeps) in [
        ("from.capacity_ml=400&to.capacity_ml=200", "400 is more than 200.", "name=\"from.capacity_ml\" value=\"400\""),
        ("from.capacity_ml=many", "“many” is no number.", "name=\"from.capacity_ml\" value=\"many\""),
        ("min=30&max=20", "30 is more than 20.", "name=\"min\" value=\"30\""),
        ("min=12,50", "“12,50” is no price here.", "name=\"min\" value=\"12,50\""),
        ("max=%3Cb%3E", "“&lt;b&gt;” is no price here.", "name=\"max\" value=\"&lt;b&gt;\""),
    ] {
        for list in ["/collections/table?", "/search?q=mug&"] {
            for _ in 0..2 {
                let page = shopper.get(&format!("{list}{bad}&sort=newest")).await;
                assert_eq!((page.status, page.header("cache-control")), (404, "private, no-store"), "{bad}");
                assert!(page.body.contains(says) && page.body.contains("noindex"), "{list}{bad}: {}", page.body);
                assert!(page.body.contains("class=\"grid\"") && !is_hit(&page), "{list}{bad}");
                // A search for mugs may find none with a capacity, whose fields there are not then.
                let has_field = page.body.contains(keeps) || (list.starts_with("/search") && bad.contains("capacity"));
                assert!(has_field, "{list}{bad}: {}", page.body);
            }
        }
    }
    let empty = shopper.get("/collections/table?from.capacity_ml=&to.capacity_ml=").await;
    assert_eq!((empty.status, empty.path.as_str()), (200, "/collections/table"));
}
