//! The cache over a platform in memory: an origin that changes, and purges that come in any order.

mod feed;
mod shop;

use futures::FutureExt as _;
use futures::executor::block_on;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use feed::Feed;
use shop::{Change, Part, Seen, Shop};

fn read(shop: &Arc<Shop>, part: Part) -> Seen {
    read_by(&CatalogCache::new(Arc::clone(shop)), part)
}

fn read_by(cache: &CatalogCache<Shop>, part: Part) -> Seen {
    let response = block_on(cache.read(shop::request(part))).expect("an answer");
    shop::seen(part, response.body())
}

#[test]
fn what_is_told_is_laid_over_and_what_is_not_is_asked_for() {
    let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
    for part in Part::ALL {
        read(&shop, part);
    }
    assert_eq!(shop.asked(), 4);
    for change in [Change::Price, Change::Stock, Change::Price] {
        let told = shop.change(change);
        feed.deliver(&shop, &told);
        // Read twice: what was laid over once is kept so.
        for part in Part::ALL.into_iter().chain(Part::ALL) {
            assert_eq!(read(&shop, part), shop.now(part), "{change:?} {part:?}");
        }
    }
    assert_eq!(shop.asked(), 4, "nobody had to ask");
    feed.deliver(&shop, &shop.change(Change::Title));
    for part in Part::ALL {
        assert_eq!(read(&shop, part), shop.now(part));
    }
    assert_eq!(shop.asked(), 7, "three of them show titles or list what does");
    feed.deliver(&shop, &shop.change(Change::StockUntold));
    for part in Part::ALL {
        assert_eq!(read(&shop, part), shop.now(part));
    }
    assert_eq!(shop.asked(), 8);
}

#[test]
fn an_answer_that_is_older_than_what_was_told_is_brought_up() {
    let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
    shop.hold_the_index();
    feed.deliver(&shop, &shop.change(Change::Price));
    // The index has not taken the price in, and the fill begins after the purge.
    assert_eq!(read(&shop, Part::Search), shop.now(Part::Search));
    assert_eq!(read(&shop, Part::Search), shop.now(Part::Search));
    assert_eq!(shop.asked(), 1);
}

#[test]
fn while_the_origin_is_away_the_newest_volatile_values_are_shown() {
    let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
    let before = read(&shop, Part::Product);
    feed.deliver(&shop, &shop.change(Change::Title));
    feed.deliver(&shop, &shop.change(Change::Price));
    shop.close();
    let shown = read(&shop, Part::Product);
    assert_eq!((shown.title, shown.version), (before.title, shop.now(Part::Product).version));
}

#[test]
fn after_a_hard_purge_no_old_answer_is_shown() {
    let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
    let before = read(&shop, Part::Product);
    feed.deliver(&shop, &shop.change(Change::Title));
    shop.close();
    assert_eq!(read(&shop, Part::Product).title, before.title, "the purge was soft");
    let asked = || block_on(CatalogCache::new(Arc::clone(&shop)).read(shop::request(Part::Product)));
    let applied = block_on(number(&*shop, FeedKey::Applied));
    block_on(shop.set(&FeedKey::Hard(Tag::all().as_str()).to_string(), applied.to_string().into_bytes()));
    assert!(asked().is_err(), "none rather than an old one");
}

#[test]
fn a_fragment_of_a_page_never_asks_for_what_has_only_grown_old() {
    let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
    let fragment = || {
        let answer = block_on(CatalogCache::for_fragments(Arc::clone(&shop)).read(shop::request(Part::Stock)));
        answer.expect("an answer")
    };
    read(&shop, Part::Stock);
    shop.pass(120);
    feed.deliver(&shop, &shop.change(Change::Stock));
    let answer = fragment();
    assert_eq!(shop::seen(Part::Stock, answer.body()), shop.now(Part::Stock));
    let CachePolicy::UntilPurged(lifetime, _) = CachePolicy::of(&answer) else { panic!("it may be kept") };
    assert!(
        lifetime.fresh > Lifetime::UNGUARDED.fresh,
        "its purges keep it right, and the page has a time: {lifetime:?}"
    );
    assert_eq!((shop.asked(), shop.refreshes()), (1, 0));
    read(&shop, Part::Stock);
    assert_eq!((shop.asked(), shop.refreshes()), (1, 1), "a page does ask, beside its answer");
    shop.pass(3600);
    fragment();
    assert_eq!(shop.asked(), 2, "it is too old to be shown at all");
}

#[test]
fn what_is_remembered_is_not_read_again_until_something_is_purged_or_it_is_old() {
    let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
    let memory = Arc::new(Memory::default());
    let ask = || read_by(&CatalogCache::new(Arc::clone(&shop)).remembering(&memory), Part::Product);
    block_on(shop.set(&FeedKey::State.to_string(), b"0".to_vec()));
    ask();
    ask();
    let reads = shop.reads();
    ask();
    assert_eq!(shop.reads(), reads + 1, "of the state alone");
    feed.deliver(&shop, &shop.change(Change::Price));
    assert_eq!(ask(), shop.now(Part::Product));
    assert_eq!(ask(), shop.now(Part::Product));
    let reads = shop.reads();
    shop.forget_the_state();
    ask();
    assert!(shop.reads() > reads + 1, "while purges do not arrive nothing is trusted");
    shop.pass(120);
    let refreshes = shop.refreshes();
    ask();
    assert_eq!(shop.refreshes(), refreshes + 1);
}

#[test]
fn what_a_purge_does_not_concern_is_known_to_be_right_by_one_read_more() {
    let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
    let memory = Arc::new(Memory::default());
    let ask = || read_by(&CatalogCache::new(Arc::clone(&shop)).remembering(&memory), Part::Product);
    let reads_of = |ask: &dyn Fn() -> Seen| {
        let before = shop.reads();
        ask();
        shop.reads() - before
    };
    feed.deliver(&shop, &shop.change(Change::Stock));
    ask();
    assert_eq!(reads_of(&ask), 3, "of the state, the entry, and all its tags' versions");
    assert_eq!(reads_of(&ask), 1, "of the state");
    feed.deliver(&shop, &shop.change(Change::Stock));
    assert_eq!(reads_of(&ask), 2, "of the state, and the versions");
    assert_eq!(reads_of(&ask), 1, "of the state");
    feed.deliver(&shop, &shop.change(Change::Title));
    assert_eq!(ask(), shop.now(Part::Product));
    assert_eq!(shop.asked(), 2);
}

#[test]
fn an_entry_grows_old_soon_where_nobody_guards_the_purges() {
    for (guarded, refreshes) in [(false, 1), (true, 0)] {
        let shop = Arc::new(Shop::default());
        if guarded {
            block_on(shop.set(&FeedKey::Guarded.to_string(), b"1".to_vec()));
            block_on(shop.set(&FeedKey::State.to_string(), b"1".to_vec()));
        }
        read(&shop, Part::Product);
        shop.pass(120);
        read(&shop, Part::Product);
        assert_eq!((shop.asked(), shop.refreshes()), (1, refreshes), "guarded: {guarded}");
    }
}

/// What an event was laid over is as old as it was: while purges do not arrive, it is asked for anew.
#[test]
fn while_purges_do_not_arrive_nothing_old_is_good_however_it_was_brought_up() {
    let shop = Arc::new(Shop::default());
    block_on(shop.set(&FeedKey::Guarded.to_string(), b"1".to_vec()));
    read(&shop, Part::Product);
    shop.pass(6);
    read(&shop, Part::Product);
    assert_eq!((shop.asked(), shop.refreshes()), (2, 0));
}

#[test]
fn a_request_sees_one_truth() {
    let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
    read(&shop, Part::Product);
    feed.deliver(&shop, &shop.change(Change::Price));
    let first = shop.now(Part::Product);
    let cache = CatalogCache::new(Arc::clone(&shop));
    let shown = |cache: &CatalogCache<Shop>| {
        let response = block_on(cache.read(shop::request(Part::Product))).expect("an answer");
        shop::seen(Part::Product, response.body())
    };
    assert_eq!(shown(&cache), first);
    feed.deliver(&shop, &shop.change(Change::Price));
    assert_eq!(shown(&cache), first, "the same request");
    assert_eq!(read(&shop, Part::Product), shop.now(Part::Product), "the next one");
}

#[test]
fn volatile_values_that_cannot_be_laid_over_are_no_answer() {
    let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
    read(&shop, Part::Stock);
    feed.deliver(&shop, &shop.change(Change::Stock));
    let tag = shop::stock_tag();
    for rubbish in [&b"no json"[..], b"{}", b""] {
        block_on(shop.set(&format!("f:{tag}"), rubbish.to_vec()));
        let asked = shop.asked();
        assert_eq!((read(&shop, Part::Stock), shop.asked()), (shop.now(Part::Stock), asked + 1), "{rubbish:?}");
        feed.deliver(&shop, &shop.change(Change::StockUntold));
    }
    // Volatile values that are behind the version: what came in between is not known.
    let old = json!({ "since": 0, "version": 1 });
    block_on(shop.set(&format!("f:{tag}"), serde_json::to_vec(&old).expect("plain data")));
    assert_eq!(read(&shop, Part::Stock), shop.now(Part::Stock));
}

/// What happens next. Numbers pick one of those that are there.
#[derive(Clone, Debug)]
enum Step {
    /// The origin commits a change; its event is recorded.
    Change(Change),
    /// An event arrives that has not arrived yet: any of them, for two relays may be at work.
    Deliver(prop::sample::Index),
    /// One arrives again, as news.
    Repeat(prop::sample::Index),
    /// A read begins, and the origin answers late.
    Begin(Part),
    /// A late answer arrives.
    Finish(prop::sample::Index),
    /// The values of a tag are forgotten.
    Forget(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let change = prop::sample::select(Change::ALL.to_vec());
    let part = prop::sample::select(vec![Part::Product, Part::List, Part::Stock]);
    prop_oneof![
        4 => change.prop_map(Step::Change),
        4 => any::<prop::sample::Index>().prop_map(Step::Deliver),
        1 => any::<prop::sample::Index>().prop_map(Step::Repeat),
        2 => part.prop_map(Step::Begin),
        2 => any::<prop::sample::Index>().prop_map(Step::Finish),
        1 => any::<bool>().prop_map(Step::Forget),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever comes in whatever order: what is shown was told or is newer, and it was true once.
    #[test]
    fn nothing_told_is_ever_taken_back(steps in prop::collection::vec(step(), 1..60)) {
        let (shop, mut feed) = (Arc::new(Shop::default()), Feed::default());
        let memory = Arc::new(Memory::default());
        let mut late = Vec::new();
        let (mut waiting, mut arrived) = (Vec::new(), Vec::new());
        let check = |feed: &Feed| {
            for part in [Part::Product, Part::List, Part::Stock] {
                let remembering = CatalogCache::new(Arc::clone(&shop)).remembering(&memory);
                for shown in [read_by(&remembering, part), read(&shop, part)] {
                    let told = feed.told(part);
                    prop_assert!(shown.version >= told.version && shown.title >= told.title, "{:?} {:?} {:?}", part, shown, told);
                    prop_assert_eq!(shown.value, shop::value_of(shown.version), "{:?}", part);
                }
            }
            Ok(())
        };
        for step in steps {
            match step {
                Step::Change(change) => waiting.push(shop.change(change)),
                Step::Deliver(which) if !waiting.is_empty() => {
                    let event = waiting.swap_remove(which.index(waiting.len()));
                    // A reader may come between any two writes of those who take in purges.
                    for _ in feed.begin(&event) {
                        feed.write_next(&shop);
                        check(&feed)?;
                    }
                    feed.end(&event);
                    arrived.push(event);
                }
                Step::Repeat(which) if !arrived.is_empty() => feed.deliver(&shop, which.get(&arrived)),
                Step::Begin(part) => {
                    let open = shop.answer_late();
                    let shop = Arc::clone(&shop);
                    let mut read = Box::pin(async move { CatalogCache::new(shop).read(shop::request(part)).await.is_ok() });
                    // Answered from the cache, it is over at once.
                    if (&mut read).now_or_never().is_none() {
                        late.push((open, read));
                    }
                }
                Step::Finish(which) if !late.is_empty() => {
                    let (open, read) = late.swap_remove(which.index(late.len()));
                    drop(open);
                    prop_assert!(block_on(read));
                }
                Step::Forget(stock) => shop.forget(&if stock { shop::stock_tag() } else { shop::price_tag() }),
                _ => {}
            }
            shop.answer_at_once();
            check(&feed)?;
        }
    }
}
