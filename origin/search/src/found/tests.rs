//! Lists that are read page by page while products are added, changed and removed, against what was found at first.

use std::collections::BTreeMap;

use api::cache::CachePolicy;
use api::catalog::{ProductDocument, Sort};
use api::problem::Code;
use api::search::{Filters, FoundPage, ListFound};
use api::{Client, Credentials};
use domain::{Market, ProductId};
use origin_platform::Stores;
use origin_platform::transport::InProcess;
use origin_search_engine::{Index, IndexWriterHandle, List};
use serde_json::json;
use tempfile::TempDir;

use crate::router;
use crate::tests::products::{id, plain, product};

const MARKET: Market = Market::Eu;

/// Numbers that look like chance, the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).expect("it is small")]
    }
}

/// What the test says of a product.
#[derive(Clone, Copy)]
struct Said {
    title: &'static str,
    material: &'static str,
    minor: u64,
}

impl Said {
    fn by(chance: &mut Chance) -> Self {
        let title = chance.one_of(&["Lamp", "Red lamp", "Red lamp lamp", "Reading lamp of steel", "Chair"]);
        Self { title, material: chance.one_of(&["Oak", "Steel", "Glass"]), minor: 100 + 100 * chance.below(5) }
    }

    fn document(self, number: u128) -> ProductDocument {
        let slug = format!("p-{number}");
        product(json!({
            "slug": slug, "title": { "en": self.title }, "attributes": { "material": self.material },
            "variants": [{ "sku": slug, "prices": [{ "currency": "EUR", "amount_minor": self.minor }] }],
        }))
    }

    fn is_asked(self, asked: &ListFound) -> bool {
        let is_found = asked.q.is_empty() || self.title.to_lowercase().contains(&asked.q);
        let is_chosen = asked.filter.is_empty() || asked.filter.has("material", &self.material.to_lowercase());
        is_found && is_chosen && asked.max.is_none_or(|max| self.minor <= u64::from(max) * 100)
    }
}

/// An index that changes, and what should be in it.
struct Shelf {
    _dir: TempDir,
    index: Index,
    writer: IndexWriterHandle,
    said: BTreeMap<u128, Said>,
    made: u128,
}

impl Shelf {
    fn empty() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let index = Index::open(dir.path()).expect("an empty index");
        let writer = index.writer().expect("nobody else writes");
        Self { _dir: dir, index, writer, said: BTreeMap::new(), made: 0 }
    }

    fn put(&mut self, number: u128, said: Said) {
        self.writer.upsert(&[(id(number), 7, said.document(number))]).expect("room on the disk");
        self.said.insert(number, said);
    }

    fn add(&mut self, chance: &mut Chance) {
        self.made += 1;
        self.put(self.made, Said::by(chance));
    }

    /// Some products more, some others, and some no longer.
    fn change(&mut self, chance: &mut Chance) {
        for _ in 0..chance.below(6) {
            self.add(chance);
        }
        let known: Vec<u128> = self.said.keys().copied().collect();
        for number in known {
            match chance.below(12) {
                0 => {
                    self.writer.delete(&[id(number)]);
                    self.said.remove(&number);
                }
                1 | 2 => self.put(number, Said::by(chance)),
                _ => {}
            }
        }
        self.commit();
    }

    fn commit(&mut self) {
        self.writer.commit().expect("room on the disk");
    }

    fn client(&self, stores: &Stores) -> Client<InProcess> {
        Client::new(InProcess(router(stores.clone(), self.index.clone())))
    }

    /// The list by the numbers of its pages, while nothing changes.
    fn by_pages(&self, asked: &ListFound) -> Vec<ProductId> {
        let ListFound { q, sort, filter, min, max, .. } = asked;
        let (sort, min, max) = (*sort, *min, *max);
        let list = List { query: q, market: MARKET, sort, collection: None, filters: filter, min, max, steering: None };
        let pages = (1..).map(|page| self.index.list(&list, page).expect("readable").hits);
        pages.take_while(|hits| !hits.is_empty()).flatten().map(|hit| hit.product).collect()
    }

    fn is_there(&self, product: ProductId) -> bool {
        self.said.keys().any(|number| id(*number) == product)
    }
}

fn asked_by(chance: &mut Chance) -> ListFound {
    let filter: Filters =
        chance.one_of(&["", "", "material~oak", "material~glass,material~oak"]).parse().expect("readable");
    let max = chance.one_of(&[None, None, Some(3)]);
    ListFound {
        sort: chance.one_of(&Sort::ALL),
        filter,
        max,
        ..ListFound::of(chance.one_of(&["lamp", "red", ""]), MARKET)
    }
}

async fn page(client: &Client<InProcess>, asked: &ListFound) -> FoundPage {
    client.call(asked).await.expect("a page")
}

#[tokio::test]
async fn nothing_comes_twice_and_nothing_that_stays_is_missed_whatever_changes_between_pages() {
    let stores = origin_testing::fresh_stores().await;
    let (mut lists, mut kept) = (0, 0);
    for seed in 0..16 {
        let mut chance = Chance(seed);
        let mut shelf = Shelf::empty();
        for _ in 0..40 + chance.below(40) {
            shelf.add(&mut chance);
        }
        shelf.commit();
        let client = shelf.client(&stores);
        let mut asked = asked_by(&mut chance);
        let expect = shelf.by_pages(&asked);
        let brute: Vec<ProductId> =
            shelf.said.iter().filter(|(_, said)| said.is_asked(&asked)).map(|(number, _)| id(*number)).collect();
        let mut sorted = expect.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, brute, "{asked:?}");
        let mut left = expect.as_slice();
        loop {
            asked.limit = u32::try_from(1 + chance.below(9)).expect("it is small");
            let found = page(&client, &asked).await;
            let (own, others) = left.split_at(left.len().min(asked.limit as usize));
            let seen: Vec<ProductId> = found.hits.iter().map(|hit| hit.product).collect();
            let still: Vec<ProductId> = own.iter().copied().filter(|product| shelf.is_there(*product)).collect();
            assert_eq!((&seen, found.total), (&still, expect.len() as u64), "{asked:?}");
            assert_eq!(found.next.is_some(), !others.is_empty(), "{asked:?}");
            kept += seen.len();
            left = others;
            let Some(next) = found.next else { break };
            asked.cursor = Some(next);
            shelf.change(&mut chance);
        }
        lists += usize::from(asked.cursor.is_some());
    }
    assert!(lists > 10 && kept > 200, "{lists} lists with several pages, {kept} products");
}

#[tokio::test]
async fn a_list_is_gone_on_with_by_another_machine_whose_index_is_another() {
    let stores = origin_testing::fresh_stores().await;
    let mut chance = Chance(5);
    let [mut one, mut other] = [Shelf::empty(), Shelf::empty()];
    for number in 1..60 {
        let said = Said { title: "Lamp", ..Said::by(&mut chance) };
        one.put(number, said);
        other.put(60 - number, said);
    }
    one.commit();
    other.commit();
    let mut asked = ListFound { limit: 20, ..ListFound::of("lamp", MARKET) };
    let first = page(&one.client(&stores), &asked).await;
    asked.cursor = first.next;
    let second = page(&other.client(&stores), &asked).await;
    asked.cursor = second.next;
    let third = page(&one.client(&stores), &asked).await;
    let seen: Vec<ProductId> =
        [first.hits, second.hits, third.hits].into_iter().flatten().map(|hit| hit.product).collect();
    asked.cursor = None;
    assert_eq!(seen, one.by_pages(&asked));
    assert_eq!((seen.len(), third.next), (59, None));
}

#[tokio::test]
async fn a_cursor_that_is_made_up_of_another_list_or_over_is_told_apart_and_nobody_keeps_a_page() {
    let stores = origin_testing::fresh_stores().await;
    let mut shelf = Shelf::empty();
    for number in 1..=30 {
        shelf.put(number, Said { title: "Lamp", material: "Oak", minor: 100 });
    }
    shelf.commit();
    let client = shelf.client(&stores);
    let asked = ListFound { limit: 10, ..ListFound::of("lamp", MARKET) };
    let reply = client.call_cached(&asked, &Credentials::default()).await;
    assert_eq!(reply.policy, CachePolicy::Never);
    let begun = reply.reply.expect("a page").next.expect("two pages more");
    let at = |cursor: &str| ListFound { cursor: Some(cursor.to_owned()), ..asked.clone() };
    let refused = async |asked: &ListFound, field: &str| {
        let problem = client.call(asked).await.expect_err("refused");
        assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some(field)), "{asked:?}");
        problem.detail
    };
    for limit in [0, 101, u32::MAX] {
        refused(&ListFound { limit, ..asked.clone() }, "limit").await;
    }
    let (slot, rest) = begun.split_once('-').expect("a slot");
    let unreadable = ["", "next", "\0", &"9".repeat(10_000), &format!("{begun}0000000"), &format!("{slot}-x-10")];
    for cursor in unreadable {
        assert!(refused(&at(cursor), "cursor").await.contains("This is no cursor"), "{cursor}");
    }
    let other_slot = format!("{}-{rest}", (slot.parse::<u32>().expect("a number") + 1) % 64);
    let made_up = format!("{slot}-{}-10", uuid::Uuid::from_u128(1 << 120).simple());
    for cursor in [&other_slot, &made_up] {
        assert!(refused(&at(cursor), "cursor").await.contains("This list is over"), "{cursor}");
    }
    for other in [
        ListFound { q: "chair".to_owned(), ..at(&begun) },
        ListFound { sort: Sort::Newest, ..at(&begun) },
        ListFound { market: Market::Us, ..at(&begun) },
        ListFound { filter: "material~oak".parse().expect("readable"), ..at(&begun) },
    ] {
        assert!(refused(&other, "cursor").await.contains("of another list"), "{other:?}");
    }
    // How the query is written, and how long the pages are, makes no difference.
    let page = |found: FoundPage| (found.hits.len(), found.next.is_some());
    let spelt = ListFound { q: "  LAMP ".to_owned(), limit: 15, ..at(&begun) };
    assert_eq!(client.call(&spelt).await.map(page), Ok((15, true)));
    // A place that was made up is one in a list of one's own.
    let end = begun.rsplit_once('-').expect("a place").0;
    assert_eq!(client.call(&at(&format!("{end}-30"))).await.map(page), Ok((0, false)));
    assert_eq!(client.call(&at(&format!("{end}-24000"))).await.map(page), Ok((0, false)));
    // So many others make room of it.
    for _ in 0..64 {
        client.call(&asked).await.expect("a page");
    }
    assert!(refused(&at(&begun), "cursor").await.contains("This list is over"));
    let short = ListFound { limit: 100, ..asked.clone() };
    assert_eq!(client.call(&short).await.map(page), Ok((30, false)), "what is on one page is kept by nobody");
}

#[test]
fn products_of_the_same_moment_have_one_order_however_the_index_was_filled() {
    let document = |number: &u128| (id(*number), 7, plain(&format!("p-{number}"), "Lamp"));
    let filled = |numbers: &[u128]| {
        let mut shelf = Shelf::empty();
        // As whoever fills an index does: the first products are of no type otherwise, and worth less.
        let all: Vec<_> = numbers.iter().map(document).collect();
        shelf.writer.learn(&all);
        for some in all.chunks(7) {
            shelf.writer.upsert(some).expect("room on the disk");
            shelf.commit();
        }
        shelf
    };
    let numbers: Vec<u128> = (1..50).collect();
    let one = filled(&numbers);
    let mut turned: Vec<u128> = numbers.iter().rev().copied().collect();
    turned.rotate_left(20);
    let mut other = filled(&turned);
    other.writer.join_small();
    for sort in Sort::ALL {
        let asked = ListFound { sort, ..ListFound::of("lamp", MARKET) };
        let pages = one.by_pages(&asked);
        assert_eq!(pages, other.by_pages(&asked), "{sort:?}");
        assert_eq!(pages[0], id(49), "the newest first: {sort:?}");
    }
}
