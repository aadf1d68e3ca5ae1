//! The job on real stores: several indexes of one catalogue, each in a folder of its own.

use std::path::Path;

use api::event::{Event, ProductChanged, STREAM};
use async_nats::jetstream::consumer::pull;
use domain::EventId;
use futures::TryStreamExt as _;
use origin_messaging::stream;
use origin_platform::clock;
use origin_testing::{Nats, wait_until};
use tempfile::TempDir;
use time::format_description::well_known::Rfc3339;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::*;
use crate::tests::products::plain;

/// A shop's stores, and a catalogue that grows.
struct Shop {
    stores: Stores,
    jetstream: jetstream::Context,
    nats: Nats,
}

/// One who keeps an index.
struct Keeper {
    stop: oneshot::Sender<()>,
    job: JoinHandle<anyhow::Result<()>>,
}

impl Shop {
    async fn open() -> Self {
        let nats = Nats::started().await;
        let stores = nats.stores().await;
        let jetstream = jetstream::new(stores.nats.clone());
        stream::ensure(&jetstream, 1).await.expect("NATS is up");
        Self { stores, jetstream, nats }
    }

    /// Puts a product into the catalogue, and says so once.
    async fn add(&self, slug: &str) {
        self.put(slug).await;
        self.tell(slug).await;
    }

    /// Puts a product into the catalogue.
    async fn put(&self, slug: &str) {
        let mut tx = self.stores.db.begin().await.expect("PostgreSQL is up");
        origin_catalog::upsert_products(&mut tx, &[plain(slug, "Lamp")]).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
    }

    /// Says once that a product has changed.
    async fn tell(&self, slug: &str) {
        let ids = origin_catalog::ids_of_slugs(&self.stores.db, &[slug.to_owned()]).await.expect("PostgreSQL is up");
        let event = Event {
            id: EventId(Uuid::now_v7()),
            subject: PRODUCT_CHANGED.to_owned(),
            occurred_at: clock::utc().format(&Rfc3339).expect("a moment"),
            tags: Vec::new(),
            data: serde_json::to_value(ProductChanged { product: ids[slug] }).expect("plain data"),
            replay_of: None,
            hard: false,
        };
        wait_until("NATS takes the event", async || stream::publish(&self.jetstream, &event).await.is_ok()).await;
    }

    fn keep(&self, folder: &TempDir) -> Keeper {
        let (stop, asked) = oneshot::channel::<()>();
        let job = job(self.stores.clone(), folder.path().to_owned());
        let job = tokio::spawn(origin_messaging::job::run(vec![job], async { drop(asked.await) }));
        Keeper { stop, job }
    }

    /// Has an index kept, and waits until it holds the first product of the catalogue and follows what comes.
    async fn keep_first(&self, folder: &TempDir) -> Keeper {
        self.add("first").await;
        let keeper = self.keep(folder);
        holds(folder, 1).await;
        is_compared(folder).await;
        keeper
    }

    /// The consumers of whoever follows the catalogue.
    async fn consumers(&self) -> Vec<String> {
        let stream = self.jetstream.get_stream(STREAM).await.expect("it is there");
        let all: Vec<_> = stream.consumers().try_collect().await.expect("NATS is up");
        all.into_iter().map(|consumer| consumer.name).filter(|name| name.starts_with("search")).collect()
    }

    /// As NATS does with those that nobody has asked for an hour.
    async fn remove_consumers(&self) {
        for name in self.consumers().await {
            self.jetstream.delete_consumer_from_stream(name, STREAM).await.expect("NATS is up");
        }
    }
}

impl Keeper {
    async fn end(self) {
        self.stop.send(()).expect("it runs");
        self.job.await.expect("no panic").expect("it ends when it is asked to");
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

async fn holds(folder: &TempDir, products: u64) {
    let index = Index::open(folder.path()).expect("an index");
    wait_until("the index holds all products", async || index.len().is_ok_and(|len| len == products)).await;
}

/// From then on it reads the whole catalogue again after an hour, unless it misses events.
async fn is_compared(folder: &TempDir) {
    wait_until("the index was compared", async || folder.path().join(FOLLOWED).exists()).await;
}

fn id_in(folder: &Path) -> String {
    let said = std::fs::read_to_string(folder.join("reader")).expect("it has one");
    said.split(' ').next().expect("a word").to_owned()
}

#[tokio::test]
async fn every_folder_hears_every_event_and_a_new_one_catches_up_by_itself() {
    let shop = Shop::open().await;
    let [one, other, new] = [(); 3].map(|()| folder());
    shop.add("first").await;
    let mut keepers = vec![shop.keep(&one), shop.keep(&other)];
    for folder in [&one, &other] {
        holds(folder, 1).await;
        is_compared(folder).await;
    }
    for (slug, products) in [("second", 2), ("third", 3)] {
        shop.add(slug).await;
        holds(&one, products).await;
        holds(&other, products).await;
    }
    keepers.push(shop.keep(&new));
    holds(&new, 3).await;
    is_compared(&new).await;
    shop.add("fourth").await;
    for folder in [&one, &other, &new] {
        holds(folder, 4).await;
    }
    let ids = [&one, &other, &new].map(|folder| id_in(folder.path()));
    let mut expected: Vec<String> = ["search", "search-prices", "search-stock", "search-sales"]
        .iter()
        .flat_map(|name| ids.iter().map(move |id| format!("{name}-{id}")))
        .collect();
    expected.sort();
    // Each is made by a task of its own.
    wait_until("every folder has its consumers", async || {
        let mut known = shop.consumers().await;
        known.sort();
        known == expected
    })
    .await;
    for keeper in keepers {
        keeper.end().await;
    }
}

#[tokio::test]
async fn whose_consumers_are_gone_goes_on_where_it_was_and_reads_all_if_events_are_gone_too() {
    let shop = Shop::open().await;
    let folder = folder();
    let keeper = shop.keep_first(&folder).await;
    shop.remove_consumers().await;
    shop.add("while-it-ran").await;
    holds(&folder, 2).await;
    keeper.end().await;

    shop.remove_consumers().await;
    shop.add("while-it-was-away").await;
    let keeper = shop.keep(&folder);
    holds(&folder, 3).await;
    keeper.end().await;

    shop.remove_consumers().await;
    shop.add("before-the-events-were-lost").await;
    let stream = shop.jetstream.get_stream(STREAM).await.expect("it is there");
    stream.purge().await.expect("NATS is up");
    let keeper = shop.keep(&folder);
    holds(&folder, 4).await;
    keeper.end().await;
}

#[tokio::test]
async fn what_could_not_be_written_is_written_once_it_can_be_and_nothing_is_lost() {
    let shop = Shop::open().await;
    let folder = folder();
    let keeper = shop.keep_first(&folder).await;
    keeper.end().await;
    // No commit succeeds while another process writes, as none does on a disk that is full.
    let index = Index::open(folder.path()).expect("an index");
    let held = index.writer().expect("nobody else writes");
    let keeper = shop.keep(&folder);
    shop.add("second").await;
    shop.add("third").await;
    let own = format!("search-{}", id_in(folder.path()));
    wait_until("the events are told again", async || {
        let stream = shop.jetstream.get_stream(STREAM).await.expect("it is there");
        let info = stream.consumer_info(&own).await;
        info.is_ok_and(|info| info.num_redelivered > 0)
    })
    .await;
    assert_eq!(index.len().expect("readable"), 1, "nobody could write");
    drop(held);
    holds(&folder, 3).await;
    keeper.end().await;
}

#[tokio::test]
async fn an_index_that_shared_its_consumers_with_others_takes_in_what_they_were_told() {
    let shop = Shop::open().await;
    let folder = folder();
    let keeper = shop.keep_first(&folder).await;
    keeper.end().await;
    shop.remove_consumers().await;
    // As a version of before leaves it: another index of the shop has heard the last event, and all of them are settled.
    std::fs::remove_file(folder.path().join("reader")).expect("it has one");
    for name in ["search", "search-prices", "search-stock", "search-sales"] {
        let config = pull::Config { durable_name: Some(name.to_owned()), ..pull::Config::default() };
        shop.jetstream.create_consumer_on_stream(config, STREAM).await.expect("NATS is up");
    }
    shop.add("heard-by-another").await;
    let stream = shop.jetstream.get_stream(STREAM).await.expect("it is there");
    gap::keep(&Position::from(stream.cached_info()), &folder.path().join(FOLLOWED)).await.expect("a disk");
    let keeper = shop.keep(&folder);
    holds(&folder, 2).await;
    is_compared(&folder).await;
    let id = id_in(folder.path());
    assert!(shop.consumers().await.iter().all(|name| name.ends_with(&id)), "the shared ones are removed");
    keeper.end().await;
}

#[tokio::test]
async fn an_index_is_searched_while_nats_is_away_and_takes_in_what_changed_meanwhile() {
    let mut shop = Shop::open().await;
    let folder = folder();
    let keeper = shop.keep_first(&folder).await;
    shop.nats.stop();
    for slug in ["second", "third"] {
        shop.put(slug).await;
    }
    let index = Index::open(folder.path()).expect("an index");
    let found = index.search("lamp", domain::Market::Eu, api::catalog::Sort::Featured, 1).expect("readable");
    assert_eq!(found.total, 1, "what it knows is found");
    shop.nats.start().await;
    // As the relay does, which has kept them.
    for slug in ["second", "third"] {
        shop.tell(slug).await;
    }
    holds(&folder, 3).await;
    shop.add("fourth").await;
    holds(&folder, 4).await;
    keeper.end().await;
}

#[tokio::test]
async fn events_that_are_lost_while_an_index_is_kept_are_noticed_and_everything_is_read() {
    let shop = Shop::open().await;
    let folder = folder();
    let keeper = shop.keep_first(&folder).await;
    // A server that has lost its disk: nobody was told of the product, and all consumers are gone with the stream.
    shop.put("told-to-nobody").await;
    shop.jetstream.delete_stream(STREAM).await.expect("NATS is up");
    stream::ensure(&shop.jetstream, 1).await.expect("NATS is up");
    holds(&folder, 2).await;
    shop.add("told-again").await;
    holds(&folder, 3).await;
    keeper.end().await;
}

#[tokio::test]
async fn programs_of_two_versions_keep_an_index_each_and_neither_is_said_to_be_filled_by_the_other() {
    let shop = Shop::open().await;
    let folder = folder();
    shop.add("first").await;
    // As a program of the next version leaves it: an index of its own that this one cannot read, filled to the end.
    let later = folder.path().join(format!("v{}", Index::VERSION + 1));
    std::fs::create_dir(&later).expect("a disk");
    std::fs::write(later.join("meta.json"), "what this program cannot read").expect("a disk");
    std::fs::write(folder.path().join(COMPLETE), (Index::VERSION + 1).to_string()).expect("a disk");
    let index = Index::open(folder.path()).expect("an empty index");
    assert!(!is_filled(&index) && index.is_empty().expect("readable"), "that of the other is not this one's");
    let keeper = shop.keep(&folder);
    holds(&folder, 1).await;
    is_compared(&folder).await;
    wait_until("it says so", async || is_filled(&index)).await;
    assert!(later.join("meta.json").exists(), "that of a later version is left to it");
    keeper.end().await;
    // And back: what the later version says of itself does not hold for this one.
    shop.put("while-the-later-one-ran").await;
    std::fs::write(folder.path().join(COMPLETE), (Index::VERSION + 1).to_string()).expect("a disk");
    assert!(!is_filled(&index), "it may have missed anything");
    let keeper = shop.keep(&folder);
    holds(&folder, 2).await;
    keeper.end().await;
}
