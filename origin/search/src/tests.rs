//! The service from the outside: queries in, pages of hits out.

#[path = "../engine/src/tests/products.rs"]
pub(crate) mod products;

use api::cache::Lifetime;
use api::catalog::ProductDocument;
use api::problem::Code;
use api::search::{ListCompanions, ListFacets, ListSuggestions, Search, SearchPage};
use api::{CachePolicy, Client, Credentials, Tag};
use domain::{Currency, Market, ProductId};
use origin_platform::transport::InProcess;
use serde_json::json;
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
    Search { page, ..Search::of(q, market) }
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

#[tokio::test]
async fn what_is_typed_so_far_is_gone_on_with_and_the_answer_may_be_cached() {
    let shelf = Shelf::demo();
    let stores = origin_testing::fresh_stores().await;
    let table = json!({ "slug": "table", "title": { "en": "Harbour table", "de": "Tisch" } });
    let table = serde_json::from_value(table).expect("a collection");
    let mut tx = stores.db.begin().await.expect("PostgreSQL answers");
    origin_catalog::upsert_collections(&mut tx, &[table]).await.expect("PostgreSQL answers");
    tx.commit().await.expect("PostgreSQL answers");
    let client = Client::new(InProcess(router(stores, shelf.index.clone())));
    let ask = async |q: &str, market| {
        let asked = ListSuggestions { q: q.to_owned(), market };
        let reply = client.call_cached(&asked, &Credentials::default()).await;
        (reply.reply.expect("suggestions"), reply.policy)
    };
    let (found, policy) = ask("  HARB", Market::Us).await;
    assert_eq!((found.query.as_str(), found.queries), ("harb", vec!["harbour".to_owned()]));
    let hit = &found.products[0];
    assert_eq!(hit.price.map(|price| (price.amount.minor, price.amount.currency)), Some((2600, Currency::Usd)));
    assert!(hit.picture.is_some());
    assert!(
        matches!(policy, CachePolicy::UntilPurged(_, tags) if tags == [Tag::search(), Tag::navigation(), Tag::price(id(1))])
    );
    let collection =
        found.collections.iter().map(|found| (found.slug.as_str(), found.title.bare())).collect::<Vec<_>>();
    assert_eq!(collection, [("table", "Harbour table")]);
    assert!(ask("harb", Market::De).await.0.collections.is_empty());
    assert_eq!(ask("kleiw", Market::De).await.0.brands, ["Kleiwarft"]);
    for nothing in ["", "!?", &"y".repeat(10_000)] {
        let (found, policy) = ask(nothing, Market::Eu).await;
        assert!(found.queries.is_empty() && found.brands.is_empty() && found.products.is_empty());
        assert!(matches!(policy, CachePolicy::UntilPurged(_, tags) if tags == [Tag::search(), Tag::navigation()]));
    }
}

fn narrowed(filter: &str, market: Market) -> Search {
    Search { filter: filter.parse().expect("readable"), ..Search::of("", market) }
}

fn facets(filter: &str, market: Market) -> ListFacets {
    let Search { q, market, sort, collection, filter, min, max, .. } = narrowed(filter, market);
    ListFacets { q, market, collection, sort, filter, min, max, prices: true }
}

#[tokio::test]
async fn a_list_is_narrowed_and_says_by_what_in_the_words_of_its_market() {
    let shelf = Shelf::demo();
    let client = shelf.client().await;
    let found = client.call(&narrowed("colour~ink,brand~kleiwarft", Market::De)).await.expect("a page");
    assert_eq!((found.total, found.hits[0].slug.as_str()), (1, "harbour-mug"));
    let found = client.call(&facets("colour~ink,brand~kleiwarft", Market::De)).await.expect("the properties");
    let names: Vec<_> = found.facets.iter().map(|facet| (facet.key.as_str(), facet.name.bare())).collect();
    assert!(names.contains(&("brand", "Marke")) && names.contains(&("colour", "Farbe")), "{names:?}");
    let dishes = found.facets.iter().find(|facet| facet.key == "dishwasher_safe");
    assert!(dishes.is_none_or(|facet| facet.values[0].label == "Ja"));
    assert_eq!(found.price.map(|price| price.lowest.currency), Some(Currency::Eur));
    let us = client.call(&facets("colour~ink", Market::Us)).await.expect("the properties");
    assert_eq!(us.price.map(|price| (price.lowest.minor, price.lowest.currency)), Some((2600, Currency::Usd)));
    let plain = client.call(&ListFacets { prices: false, ..facets("", Market::Eu) }).await.expect("the properties");
    assert_eq!((plain.total, plain.price), (2, None));
}

#[tokio::test]
async fn what_cannot_be_chosen_is_refused_by_its_field() {
    let shelf = Shelf::demo();
    let client = shelf.client().await;
    let unknown = client.call(&narrowed("colour~pink", Market::Eu)).await.expect_err("nothing is pink");
    assert_eq!((unknown.code, unknown.field.as_deref()), (Code::InvalidField, Some("filter")));
    assert!(unknown.detail.contains("colour~pink"), "{}", unknown.detail);
    let unknown = client.call(&facets("taste~sweet", Market::Eu)).await.expect_err("nothing is sweet");
    assert_eq!(unknown.field.as_deref(), Some("filter"));
    let turned = Search { min: Some(30), max: Some(20), ..Search::of("mug", Market::Eu) };
    let turned = client.call(&turned).await.expect_err("no price is in it");
    assert_eq!((turned.code, turned.field.as_deref()), (Code::InvalidField, Some("min")));
}

#[tokio::test]
async fn facets_are_kept_as_long_as_what_they_follow_from() {
    let shelf = Shelf::demo();
    let client = shelf.client().await;
    let policy = async |asked: &ListFacets| {
        let reply = client.call_cached(asked, &Credentials::default()).await;
        reply.reply.expect("the properties");
        let CachePolicy::UntilPurged(lifetime, tags) = reply.policy else { panic!("it may be kept") };
        (lifetime, tags)
    };
    let plain = ListFacets { prices: false, ..facets("", Market::Eu) };
    assert_eq!(policy(&plain).await, (Lifetime::PAGE, vec![Tag::search(), Tag::attributes(), Tag::search_by_stock()]));
    let table = "table".parse().expect("a slug");
    let tag = Tag::search_collection(&table);
    let by_stock = Tag::search_collection_stock(&table);
    let table = ListFacets { collection: Some(table), ..plain.clone() };
    assert_eq!(
        policy(&table).await,
        (Lifetime::PAGE, vec![tag, Tag::attributes(), by_stock, Tag::search_collections_stock()]),
        "other collections' products do not matter"
    );
    let by_price = vec![Tag::search(), Tag::attributes(), Tag::search_by_price()];
    assert_eq!(policy(&ListFacets { prices: true, ..table.clone() }).await, (Lifetime::SEARCH, by_price.clone()));
    assert_eq!(policy(&ListFacets { min: Some(1), ..table }).await, (Lifetime::SEARCH, by_price));
    let nowhere = ListFacets { collection: Some("attic".parse().expect("a slug")), ..plain };
    assert_eq!(policy(&nowhere).await.0, Lifetime::SEARCH, "an index that is being filled is asked again soon");
}

#[tokio::test]
async fn what_is_like_a_product_is_kept_until_one_of_them_changes_and_an_unknown_one_until_it_is_known() {
    let stores = origin_testing::fresh_stores().await;
    let mut tx = stores.db.begin().await.expect("PostgreSQL answers");
    let products = [plain("red-lamp", "Red oak lamp"), plain("blue-lamp", "Blue oak lamp"), plain("new", "New lamp")];
    origin_catalog::upsert_products(&mut tx, &products).await.expect("PostgreSQL answers");
    tx.commit().await.expect("PostgreSQL answers");
    let slugs = ["red-lamp", "blue-lamp"].map(str::to_owned);
    let ids = origin_catalog::ids_of_slugs(&stores.db, &slugs).await.expect("PostgreSQL answers");
    let known: Vec<_> = products.iter().filter_map(|one| Some((*ids.get(one.slug.as_str())?, one.clone()))).collect();
    let (_dir, index) = index_of(&known);
    let client = Client::new(InProcess(router(stores, index)));
    let ask = async |slug: &str| {
        let asked = ListCompanions { slug: slug.parse().expect("a slug"), market: Market::Eu };
        client.call_cached(&asked, &Credentials::default()).await
    };
    let tags = |policy: CachePolicy| match policy {
        CachePolicy::UntilPurged(lifetime, tags) if lifetime == Lifetime::PAGE => tags,
        other => panic!("{other:?}"),
    };
    let found = ask("red-lamp").await;
    let reply = found.reply.expect("companions");
    assert!(reply.bought_together.is_empty());
    assert_eq!(reply.alike.iter().map(|hit| hit.slug.as_str()).collect::<Vec<_>>(), ["blue-lamp"]);
    let other = ids["blue-lamp"];
    let own = Tag::companions(&"red-lamp".parse().expect("a slug"));
    assert_eq!(tags(found.policy), [own, Tag::product(other), Tag::price(other)]);
    for unknown in ["new", "nothing"] {
        let found = ask(unknown).await;
        assert_eq!(found.reply.expect_err("the index does not hold it").code, Code::NotFound);
        assert_eq!(tags(found.policy), [Tag::companions(&unknown.parse().expect("a slug"))]);
    }
}
