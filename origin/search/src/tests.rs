//! The service from the outside: queries in, pages of hits out.

#[path = "../engine/src/tests/products.rs"]
mod products;

use api::catalog::{ProductDocument, Sort};
use api::problem::Code;
use api::search::{Search, SearchPage};
use api::{CachePolicy, Client, Credentials, Tag};
use domain::{Currency, Market, ProductId};
use origin_platform::transport::InProcess;
use tempfile::TempDir;

use self::products::{harbour_mug, id, index_of, plain};
use crate::{Index, router};

struct Shelf {
    _dir: TempDir,
    index: Index,
}

impl Shelf {
    fn with(products: &[(ProductId, ProductDocument)]) -> Self {
        let (dir, index) = index_of(products);
        Self { _dir: dir, index }
    }

    fn demo() -> Self {
        Self::with(&[(id(1), harbour_mug()), (id(2), plain("net-loft-blanket", "Net loft blanket"))])
    }

    async fn client(&self) -> Client<InProcess> {
        let stores = origin_testing::fresh_stores().await;
        Client::new(InProcess(router(stores, self.index.clone())))
    }
}

fn ask(q: &str, market: Market, page: u32) -> Search {
    Search { q: q.to_owned(), market, sort: Sort::Featured, page }
}

#[tokio::test]
async fn a_hit_has_the_language_and_the_prices_of_its_market() {
    let shelf = Shelf::demo();
    let client = shelf.client().await;
    let hit = async |q: &str, market| client.call(&ask(q, market, 1)).await.expect("a page").hits.remove(0);
    let eu = hit("harbour", Market::Eu).await;
    let price = eu.price.expect("sold for euros");
    assert_eq!((price.amount.minor, price.amount.currency, price.compare_at), (2200, Currency::Eur, None));
    assert!(eu.from);
    assert_eq!((eu.title.bare(), eu.brand.as_str(), eu.sku.as_str()), ("Harbour mug", "Kleiwarft", "TBL-MUG-OAT"));
    let us = hit("harbour", Market::Us).await;
    assert_eq!(us.price.map(|price| (price.amount.minor, price.amount.currency)), Some((2600, Currency::Usd)));
    assert!(!us.from);
    let de = hit("becher", Market::De).await;
    assert_eq!(de.title, "Becher „Hafen“");
    assert_eq!(de.picture.expect("a picture").alt, "Ein Becher");
    assert_eq!(hit("blanket", Market::Eu).await.price, None);
}

#[tokio::test]
async fn pages_hold_24_hits_and_each_hit_is_on_one() {
    let products: Vec<_> = (0..50).map(|number| (id(number), plain(&format!("lamp-{number}"), "Red lamp"))).collect();
    let client = Shelf::with(&products);
    let client = client.client().await;
    let mut seen = std::collections::BTreeSet::new();
    for (page, expect) in [(1, 24), (2, 24), (3, 2), (4, 0), (1000, 0)] {
        let reply: SearchPage = client.call(&ask("lamp", Market::Eu, page)).await.expect("a page");
        assert_eq!((reply.hits.len(), reply.total, reply.pages, reply.page), (expect, 50, 3, page));
        seen.extend(reply.hits.into_iter().map(|hit| hit.slug));
    }
    assert_eq!(seen.len(), 50);
    for page in [0, 1001, u32::MAX] {
        let problem = client.call(&ask("lamp", Market::Eu, page)).await.expect_err("no such page");
        assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some("page")));
    }
}

#[tokio::test]
async fn nothing_asked_is_nothing_found_and_every_answer_may_be_cached() {
    let shelf = Shelf::demo();
    let client = shelf.client().await;
    for query in ["", "  ", "!?…", &"y".repeat(10_000)] {
        let reply = client.call_cached(&ask(query, Market::Eu, 1), &Credentials::default()).await;
        let page = reply.reply.expect("a page");
        assert_eq!((page.hits.len(), page.total, page.pages), (0, 0, 1));
        assert!(matches!(reply.policy, CachePolicy::UntilPurged(_, tags) if tags == [Tag::search()]));
    }
    let page = client.call(&ask("  Harbour   MUG ", Market::Eu, 1)).await.expect("a page");
    assert_eq!((page.query.as_str(), page.total), ("harbour mug", 1));
}
