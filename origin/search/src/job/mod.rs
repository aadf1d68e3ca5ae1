//! Keeps the search index as the catalogue is.

mod events;
mod gap;
mod identity;
mod scan;
#[cfg(test)]
mod tests;
mod untold;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use api::event::{AVAILABILITY_CHANGED, ORDER_PLACED, PRICES_CHANGED, PRODUCT_CHANGED};
use async_nats::jetstream;
use domain::catalog::Localized;
use domain::{ProductId, Slug};
use origin_catalog::Versioned;
use origin_messaging::{Job, Position, Reader, Shutdown, Subscription, consumer};
use origin_orders::inventory::stocked_products;
use origin_orders::orders::units_sold;
use origin_platform::{Database, Stores};
use origin_search_engine::{Index, IndexWriterHandle, Volatile};
use tokio::sync::watch;

use self::events::{Prices, Sales, Stock};
use self::identity::id_of;
use self::untold::Untold;
use crate::announce::announce;
use crate::background::Background;

const SUBSCRIPTION: Subscription = Subscription { name: "search", subject: PRODUCT_CHANGED, max_batch: MAX_BATCH };

const PRICES: Subscription = Subscription { name: "search-prices", subject: PRICES_CHANGED, max_batch: MAX_BATCH };

const STOCK: Subscription = Subscription { name: "search-stock", subject: AVAILABILITY_CHANGED, max_batch: MAX_BATCH };

const SALES: Subscription = Subscription { name: "search-sales", subject: ORDER_PLACED, max_batch: MAX_BATCH };

/// Days in which what was sold counts for the order by sales.
const SALES_DAYS: i32 = 90;

/// Events of one commit at most. A commit costs as much as a hundred products, and what it wrote is merged later: the
/// shorter the commits, the more often.
const MAX_BATCH: usize = 2048;

/// How many products are read and committed at once.
const BATCH: u32 = 500;
/// After so many products it is said how far a reading of all has come.
const PROGRESS: usize = 10_000;
/// The file in the index directory that says that the index was once filled to the end, and of which version that was.
const COMPLETE: &str = "complete";
/// The file in the index directory that says up to where events were followed.
const FOLLOWED: &str = "followed";

/// The job that keeps the index in the directory `index`, in one process only. It fails if the index cannot be opened.
pub fn job(stores: Stores, index: PathBuf) -> Job {
    Job::always("search", move |shutdown| run(stores, index, shutdown))
}

/// Fills the index in a directory from the catalogue, anew and completely; returns how many products it holds. Not
/// while another process writes it.
///
/// # Errors
/// If PostgreSQL does not answer, the directory cannot be written or another process is writing it.
pub async fn reindex(stores: &Stores, index: &Path) -> anyhow::Result<usize> {
    let indexer = Indexer::open(stores.clone(), index.to_owned()).await?;
    let products = indexer.refresh_all().await?;
    let (filled, writer) = (indexer.index.clone(), indexer.writer.clone());
    drop(indexer);
    let settled = tokio::task::spawn_blocking(move || {
        let writer = writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        writer.map_or(Ok(()), IndexWriterHandle::end)?;
        filled.settle()
    });
    // The index is whole without it, and a job may have begun to write it meanwhile.
    if let Err(error) = settled.await.context("settling the search index")? {
        let error = format!("{error:#}");
        tracing::warn!(error, "the index is filled; small segments of it stay as they are");
    }
    Ok(products)
}

/// Follows the catalogue until the job shall end.
async fn run(stores: Stores, index: PathBuf, shutdown: Shutdown) -> anyhow::Result<()> {
    let indexer = Indexer::open(stores.clone(), index).await?;
    let reader = &indexer.reader;
    let follow = consumer::run_own(stores.clone(), SUBSCRIPTION, reader, &indexer, shutdown.clone());
    let (prices, stock, sales) = (Prices(&indexer), Stock(&indexer), Sales(&indexer));
    let follow_prices = consumer::run_own(stores.clone(), PRICES, reader, &prices, shutdown.clone());
    let follow_stock = consumer::run_own(stores.clone(), STOCK, reader, &stock, shutdown.clone());
    let follow_sales = consumer::run_own(stores, SALES, reader, &sales, shutdown.clone());
    tokio::join!(follow, follow_prices, follow_stock, follow_sales, indexer.scan_regularly(shutdown));
    Ok(())
}

/// Products of which caches are told, once the index knows them as they are.
#[derive(Default)]
struct Told {
    /// Those that it did not know.
    new: Vec<Slug>,
    /// Those that are no longer in it.
    left: Vec<ProductId>,
}

/// Which of products are written.
#[derive(Clone, Copy)]
enum Which {
    All,
    /// Those that are in stock in the index although they are not here, or the other way round.
    OtherwiseStocked,
}

/// The one who writes the index.
struct Indexer {
    stores: Stores,
    jetstream: jetstream::Context,
    index: Index,
    complete: PathBuf,
    /// Which of all indexes of the shop this is: each has consumers of events of its own.
    reader: Reader,
    /// The file that says up to where it has followed events.
    followed: PathBuf,
    /// The same for whoever makes its consumers.
    known: watch::Sender<Option<Position>>,
    /// Where the index is written.
    background: Background,
    /// Opened when it is first needed: another process that is about to end may have it still.
    writer: Arc<Mutex<Option<IndexWriterHandle>>>,
    /// Held from reading the catalogue until the commit: so older data never follows newer.
    turn: tokio::sync::Mutex<()>,
    /// What the index has taken in of stock and caches may not know, whoever wrote it. At the start nobody can say.
    untold: Mutex<Untold>,
}

impl Indexer {
    async fn open(stores: Stores, index: PathBuf) -> anyhow::Result<Self> {
        let [complete, followed] = [COMPLETE, FOLLOWED].map(|file| index.join(file));
        let (marker, position) = (complete.clone(), followed.clone());
        let opened =
            tokio::task::spawn_blocking(move || anyhow::Ok((open(&index, &marker)?, id_of(&index, &position)?)));
        let (index, id) = opened.await??;
        let (known, told) = watch::channel(None);
        let reader = Reader { id, followed: told };
        let jetstream = jetstream::new(stores.nats.clone());
        let background = Background::start("search-index").context("a thread for the search index")?;
        let (writer, turn) = (Arc::default(), tokio::sync::Mutex::default());
        let untold = Mutex::new(Untold::All);
        Ok(Self { stores, jetstream, index, complete, reader, followed, known, background, writer, turn, untold })
    }

    /// Brings these products' entries up to date, in one commit. Returns the addresses of those that the index did not hold
    /// before.
    async fn refresh(&self, products: &[ProductId]) -> anyhow::Result<Told> {
        self.write(products, Which::All).await
    }

    async fn write(&self, products: &[ProductId], which: Which) -> anyhow::Result<Told> {
        let _turn = self.turn.lock().await;
        let volatile = volatile(&self.stores.db, products).await?;
        let stock = volatile.iter().filter_map(|(id, known)| Some((*id, known.is_in_stock?)));
        let (stock, looked, asked) = (stock.collect::<Vec<_>>(), self.index.clone(), products.to_vec());
        let seen = tokio::task::spawn_blocking(move || {
            anyhow::Ok((looked.otherwise_stocked(&stock)?, looked.missing(&asked)?))
        });
        let (others, missing) = seen.await.context("looking at the index")??;
        let [others, missing] = [others, missing].map(|seen| seen.into_iter().collect::<HashSet<ProductId>>());
        let products: Vec<ProductId> = match which {
            Which::All => products.to_vec(),
            Which::OtherwiseStocked => products.iter().copied().filter(|id| others.contains(id)).collect(),
        };
        if products.is_empty() {
            return Ok(Told::default());
        }
        let current =
            origin_catalog::versioned_documents(&self.stores.db, &products).await.context("reading products")?;
        let gone = products.iter().filter(|id| !current.iter().any(|(known, _, _)| known == *id));
        let gone: Vec<ProductId> = gone.copied().collect();
        let turned = current.iter().filter(|(id, _, _)| others.contains(id));
        let collections: Vec<Slug> = turned.flat_map(|(_, _, product)| product.collections.iter().cloned()).collect();
        if !others.is_empty() {
            // Before they are written: whoever dies in between tells all of them at the next start.
            self.untold().add(Untold::Of(collections.into_iter().collect()));
        }
        let names = origin_catalog::product_type_names(&self.stores.db).await.context("reading product types")?;
        let new = current.iter().filter(|(id, _, _)| missing.contains(id)).map(|(_, _, product)| product.slug.clone());
        let new: Vec<Slug> = new.collect();
        let left = gone.clone();
        let (index, writer) = (self.index.clone(), self.writer.clone());
        let written = self.background.run(move || {
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            let outcome = write(&index, &mut writer, names, &current, &volatile, &gone);
            if outcome.is_err() {
                // A writer that failed is of no further use; the next turn opens another.
                *writer = None;
            }
            outcome
        });
        written.await.context("writing the search index")??;
        Ok(Told { new, left })
    }

    fn untold(&self) -> MutexGuard<'_, Untold> {
        self.untold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells caches of stock that the index has taken in, if they may not know.
    async fn tell_stock(&self) -> anyhow::Result<()> {
        let untold = std::mem::take(&mut *self.untold());
        let tags = untold.tags();
        if tags.is_empty() {
            return Ok(());
        }
        let told = announce(&self.jetstream, uuid::Uuid::now_v7(), tags).await;
        if told.is_err() {
            self.untold().add(untold);
        }
        told
    }

    /// Brings every product's entry up to date and removes those of products that are gone.
    /// Returns how many products there are.
    async fn refresh_all(&self) -> anyhow::Result<usize> {
        let index = self.index.clone();
        if tokio::task::spawn_blocking(move || index.is_empty()).await?? {
            self.learn_all().await?;
        }
        let mut seen = BTreeSet::new();
        let mut last = None;
        loop {
            let page = origin_catalog::product_ids_after(&self.stores.db, last, BATCH).await;
            let page = page.context("listing products")?;
            let Some(next) = page.last().copied() else { break };
            self.refresh(&page).await?;
            seen.extend(page);
            last = Some(next);
            if seen.len().is_multiple_of(PROGRESS) {
                tracing::info!(products = seen.len(), "the search index is being compared with the catalogue");
            }
        }
        let index = self.index.clone();
        let indexed = tokio::task::spawn_blocking(move || index.products()).await??;
        // They are read again: one that was made in the meantime is not gone.
        let stale: Vec<ProductId> = indexed.into_iter().filter(|id| !seen.contains(id)).collect();
        for batch in stale.chunks(BATCH as usize) {
            self.refresh(batch).await?;
        }
        let version = Index::VERSION.to_string();
        tokio::fs::write(&self.complete, version)
            .await
            .with_context(|| format!("writing {}", self.complete.display()))?;
        Ok(seen.len())
    }

    /// Begins to join what the reading of all products has left in small pieces.
    async fn join_small(&self) {
        let writer = self.writer.clone();
        let begun = self.background.run(move || {
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            writer.iter_mut().for_each(IndexWriterHandle::join_small);
        });
        if let Err(error) = begun.await {
            tracing::debug!(%error, "small segments of the search index stay as they are");
        }
    }

    /// Reads all products once for what types there are: the first to be added need to know.
    async fn learn_all(&self) -> anyhow::Result<()> {
        let mut last = None;
        loop {
            let page = origin_catalog::product_ids_after(&self.stores.db, last, BATCH).await;
            let page = page.context("listing products")?;
            let Some(next) = page.last().copied() else { return Ok(()) };
            let products = origin_catalog::versioned_documents(&self.stores.db, &page).await;
            let products = products.context("reading products")?;
            let names = origin_catalog::product_type_names(&self.stores.db).await.context("reading product types")?;
            let _turn = self.turn.lock().await;
            let (index, writer) = (self.index.clone(), self.writer.clone());
            let learnt = self.background.run(move || {
                let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                let writer = opened(&index, &mut writer)?;
                writer.name_types(names);
                writer.learn(&products);
                anyhow::Ok(())
            });
            learnt.await.context("learning types")??;
            last = Some(next);
        }
    }
}

/// What the shop knows of products beside what the merchant says of them.
async fn volatile(db: &Database, products: &[ProductId]) -> anyhow::Result<HashMap<ProductId, Volatile>> {
    let mut known: HashMap<ProductId, Volatile> = HashMap::new();
    for (product, is_here) in stocked_products(db, products).await.context("reading stock")? {
        known.entry(product).or_default().is_in_stock = Some(is_here);
    }
    for (product, units) in units_sold(db, products, SALES_DAYS).await.context("counting sales")? {
        known.entry(product).or_default().sold = units;
    }
    Ok(known)
}

/// Whether an index was once filled to the end. One that holds nothing may have been made a moment ago, beside one of another
/// version of which that is said. Reads files: not for an async thread.
pub(crate) fn is_filled(index: &Index) -> bool {
    let Ok(version) = std::fs::read_to_string(index.folder().join(COMPLETE)) else { return false };
    version == Index::VERSION.to_string() || version.is_empty() && index.is_empty().is_ok_and(|is_empty| !is_empty)
}

/// Opens the index. What is said of its filling is forgotten if it is empty, since it was made anew, or if it was said by a
/// program of another version: that filled an index beside this one, and this one has missed what happened meanwhile.
fn open(dir: &Path, complete: &Path) -> anyhow::Result<Index> {
    let index = Index::open_sound(dir)?;
    let said = std::fs::read_to_string(complete).ok();
    let is_other = said.as_ref().is_some_and(|version| !version.is_empty() && *version != Index::VERSION.to_string());
    if said.is_some() && (is_other || index.is_empty()?) {
        std::fs::remove_file(complete).with_context(|| format!("removing {}", complete.display()))?;
    }
    Ok(index)
}

fn write(
    index: &Index,
    writer: &mut Option<IndexWriterHandle>,
    names: HashMap<Slug, Localized>,
    current: &[Versioned],
    volatile: &HashMap<ProductId, Volatile>,
    gone: &[ProductId],
) -> anyhow::Result<()> {
    let writer = opened(index, writer)?;
    writer.name_types(names);
    writer.upsert_with(current, volatile)?;
    writer.delete(gone);
    writer.commit()
}

/// The writer, opened if it is not.
fn opened<'a>(index: &Index, writer: &'a mut Option<IndexWriterHandle>) -> anyhow::Result<&'a mut IndexWriterHandle> {
    match writer {
        Some(writer) => Ok(writer),
        none => Ok(none.insert(index.writer()?)),
    }
}
