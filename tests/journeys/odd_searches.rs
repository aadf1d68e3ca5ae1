//! What nobody should look for, through the edge and at the origin: a sane answer, the same each time, and the shop goes on.

use testing::{Shop, Shopper, eventually};

/// Whatever is asked for by a query.
const ASKED: [&str; 5] =
    ["/search?q=", "/v1/search?q=", "/v1/search/suggestions?q=", "/v1/facets?q=", "/v1/search/found?q="];

/// Percent-encoded, each byte by itself.
fn encoded(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

fn odd_queries() -> Vec<(&'static str, String)> {
    let words: Vec<String> = (0..1_000).map(|number| format!("word{number}")).collect();
    vec![
        ("10,000 characters", "x".repeat(10_000)),
        ("10,000 words of one letter", "a+".repeat(10_000)),
        ("1,000 words", words.join("+")),
        ("a word a thousand times", "mug+".repeat(1_000)),
        ("only punctuation", encoded("!?*…„“\\/~^:()[]{}".repeat(20).as_bytes())),
        ("mixed scripts", encoded("mug שלום 茶碗 кружка ﷺ ｍｕｇ".as_bytes())),
        ("right to left", encoded("\u{202e}gum\u{202c} \u{2067}שלום\u{2069} \u{200f}".as_bytes())),
        ("null bytes", "mug%00tea%00".to_owned()),
        ("invalid UTF-8", "mug%FF%FE%C0%80+%ED%A0%80".to_owned()),
        ("broken escapes", "mug%+%zz%1".to_owned()),
        ("a mark that does not end", "%22mug".to_owned()),
        ("marks inside", "mug%22+%22tea+%E2%80%9E".to_owned()),
        ("a query language", "title:mug%5E9+AND+NOT+(tea".to_owned()),
        ("statements", "%27;+drop+table+catalog.products;--".to_owned()),
        ("markup", "%3Cscript%3Ealert(1)%3C/script%3E".to_owned()),
    ]
}

#[tokio::test]
async fn whatever_is_looked_for_has_a_sane_answer_at_the_edge_and_at_the_origin() {
    let shop = Shop::start().await;
    // Before the node alone: what a firewall makes of these is its own affair.
    let shopper = Shopper::new(&shop.node);
    eventually("the index", async || shopper.get("/search?q=mug").await.body.contains("/products/").then_some(()))
        .await;
    let origin = shop.caller();
    for (what, query) in odd_queries() {
        for asked in ASKED {
            let address = format!("{asked}{query}");
            let answer = shopper.get(&address).await;
            assert_eq!(answer.status, 200, "{what}: {asked} {}", answer.body);
            if asked.starts_with("/v1/") {
                let at_origin = origin.get(&address).await;
                let understood = [&at_origin, &answer].map(|answer| answer.json()["query"].as_str().map(str::to_owned));
                assert_eq!((at_origin.status, &understood[0]), (200, &understood[1]), "{what}: {asked}");
                assert!(understood[0].as_ref().is_none_or(|query| query.chars().count() <= 200), "{what}: {asked}");
            } else {
                assert!(!answer.body.contains("<script>alert"), "{what}: it is written into the page as it came");
                assert!(answer.body.contains("<h1") && answer.body.contains("</html>"), "{what}: a page");
            }
        }
    }
    assert!(shopper.get("/search?q=mug").await.body.contains("/products/"), "the shop goes on");
}

#[tokio::test]
async fn all_that_is_found_is_read_page_by_page_through_the_edge_and_no_cache_keeps_a_page() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let listed = async || {
        let all = shopper.get("/v1/search/found?sort=price_ascending&limit=100").await.json();
        let hits = all["hits"].as_array().expect("hits").clone();
        (hits.len() as u64 == all["total"] && hits.len() > 20).then_some(hits)
    };
    let all = eventually("the index", listed).await;
    let (mut seen, mut address) = (Vec::new(), "/v1/search/found?sort=price_ascending&limit=7".to_owned());
    loop {
        let page = shopper.get(&address).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"), "{}", page.body);
        let page = page.json();
        seen.extend(page["hits"].as_array().expect("hits").clone());
        let Some(next) = page["next"].as_str() else { break };
        address = format!("/v1/search/found?sort=price_ascending&limit=7&cursor={next}");
    }
    assert_eq!(seen, all);
    let stale = shopper.get("/v1/search/found?cursor=3-00000000000040008000000000000001-7").await;
    let problem = stale.json();
    assert_eq!((stale.status, &problem["field"]), (422, &"cursor".into()), "{problem}");
    assert!(
        problem["detail"].as_str().is_some_and(|detail| detail.contains("Ask again without a cursor")),
        "{problem}"
    );
}
