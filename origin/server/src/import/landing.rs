//! Bringing rows into the shop, hundreds at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use api::catalog::admin::ImportCounts;
use api::catalog::product_types::{MAX_PRODUCT_TYPES, ProductTypeDocument};
use api::catalog::{CollectionDocument, MAX_COLLECTION_LEVELS, ProductDocument};
use domain::Slug;
use origin_catalog::imports;
use origin_import::{Item, Items, Note, Noted, Outcome, Record, Report, Row, Told, Topic};
use origin_media::Wanted;
use origin_platform::{Database, power_cut};
use tokio::sync::watch;

use super::ahead::{Ahead, MAX_WEIGHT, weight};
use super::batch::{Batch, about};

mod stock;

pub use stock::StockRule;

use stock::set_counts;

const BATCH: usize = 500;
/// As many collections as a dry run remembers.
const MAX_REMEMBERED: usize = 20_000;
/// How the audit log calls an import.
pub(super) const ACTOR: &str = "origin import";
const PROGRESS_EVERY: Duration = Duration::from_secs(2);

/// An import under way.
pub struct Landing {
    db: Database,
    stock: StockRule,
    report: Report,
    /// The lines on which things were read: products and collections by a hash of their slugs.
    seen: Noted,
    /// Products that were there already, whose stock the file says and the rule leaves as it is.
    stock_left: u64,
    /// Whether pictures that lie elsewhere are to be fetched, and how many are.
    fetches: bool,
    wanted: u64,
    /// Where it notes what it does, if it can be taken back.
    import: Option<imports::Import>,
    /// How much of the file landed before, in products and collections.
    landed: u64,
    /// Who is told the counts as they rise.
    watched: Option<watch::Sender<ImportCounts>>,
    /// Nothing is to be changed, but told what would be: the collections that there would be by now.
    dry: Option<BTreeMap<Slug, CollectionDocument>>,
    /// The types of products that the file has said, if nothing is to be changed.
    dry_types: Vec<ProductTypeDocument>,
}

/// Why a batch did not land.
enum Failed {
    /// One of its rows cannot be kept.
    ByARow(String),
    /// PostgreSQL does not answer, or refuses for a reason that no row has.
    Altogether(anyhow::Error),
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        // Classes 22 and 23: a value that does not fit, a constraint that would be broken.
        let code = error.as_database_error().and_then(|error| error.code());
        match code.is_some_and(|code| code.starts_with("22") || code.starts_with("23")) {
            true => Self::ByARow(error.to_string()),
            false => Self::Altogether(error.into()),
        }
    }
}

impl Landing {
    /// An import into the database behind `db`.
    pub fn new(db: Database, stock: StockRule, report: Report) -> Self {
        Self {
            db,
            stock,
            report,
            seen: Noted::default(),
            stock_left: 0,
            fetches: false,
            wanted: 0,
            import: None,
            landed: 0,
            watched: None,
            dry: None,
            dry_types: Vec::new(),
        }
    }

    /// The same, which has pictures that lie elsewhere fetched if `fetches` says so.
    pub fn with_pictures(self, fetches: bool) -> Self {
        Self { fetches, ..self }
    }

    /// The same, which notes what it does, so that it can be taken back.
    pub fn noting(self, import: imports::Import) -> Self {
        Self { import: Some(import), ..self }
    }

    /// The same of a file of which so many products and collections landed before: their stock is not set again, since
    /// it was sold from.
    pub fn beyond(self, landed: u64) -> Self {
        Self { landed, ..self }
    }

    /// The same, which tells the counts as they rise.
    pub fn watched(self, watched: watch::Sender<ImportCounts>) -> Self {
        Self { watched: Some(watched), ..self }
    }

    /// The same, which changes nothing if `dry` says so, and tells what it would do. Whether two products far apart in
    /// the file have one SKU it does not find.
    pub fn trying(self, dry: bool) -> Self {
        Self { dry: dry.then(BTreeMap::new), ..self }
    }

    /// Lands every row. What landed before an error stays.
    ///
    /// # Errors
    /// If the file, the report's file or PostgreSQL fails. Running the import again resumes it.
    pub async fn land(mut self, items: Items) -> anyhow::Result<Report> {
        // Reading and decompressing go on while a batch lands.
        let mut ahead = Ahead::of(items, 2 * BATCH);
        let mut batch = Batch::default();
        let mut weighs = 0;
        let mut shown = Instant::now();
        while let Some(item) = ahead.next().await {
            let weight = item.as_ref().map_or(1, weight);
            let Row { lines, name, record, refused, notes, pictures, types } =
                match item.context("the file cannot be read any further")? {
                    Item::Row(row) => *row,
                    Item::FileSummary(summary) => {
                        self.report.file_summary(summary);
                        continue;
                    }
                };
            let mut told = Told { lines, name, refused, notes };
            match record {
                Err(reason) => self.report.count(&told, &Outcome::Refused(reason))?,
                Ok(record) => {
                    self.look_back(&mut told, &record)?;
                    let pictured = match &record {
                        Record::Product(document, _) if self.fetches && !pictures.is_empty() => {
                            Some(document.slug.clone())
                        }
                        _ => None,
                    };
                    let typed = match (&record, types) {
                        (Record::Product(document, _), Some(types)) => Some((document.slug.clone(), types)),
                        _ => None,
                    };
                    if let Some((told, record)) = batch.take(told, record) {
                        self.land_batch(std::mem::take(&mut batch)).await?;
                        weighs = 0;
                        batch.take(told, record);
                    }
                    weighs += weight;
                    batch.pictures.extend(pictured.map(|slug| (slug, pictures)));
                    batch.typed.extend(typed);
                }
            }
            if batch.len() >= BATCH || weighs >= MAX_WEIGHT {
                self.land_batch(std::mem::take(&mut batch)).await?;
                weighs = 0;
            }
            if self.report.is_printed() && shown.elapsed() >= PROGRESS_EVERY {
                shown = Instant::now();
                eprintln!("… {}", self.report.brief());
            }
        }
        self.land_batch(batch).await?;
        ahead.end().await?;
        if self.stock_left > 0 {
            self.report.note(format!(
                "The stock of {} products that were there already was left as it is, new variants' too: --set-stock sets it.",
                self.stock_left
            ));
        }
        if self.wanted > 0 {
            self.report.note(format!(
                "Pictures to be fetched: {}. The worker does it, from the hosts named in the office or by its MEDIA_HOSTS; what becomes of each stands there under “Fetched pictures”.",
                self.wanted
            ));
        }
        if self.dry.as_ref().is_some_and(|there| there.len() >= MAX_REMEMBERED) {
            self.report.note(format!(
                "Of collections that the file makes, {MAX_REMEMBERED} were remembered: products in others are refused here, and would be taken."
            ));
        }
        if self.dry.is_some() {
            self.report.note("Nothing was changed: this is what the import would do.".to_owned());
        }
        self.report.end().context("the report cannot be written")?;
        Ok(self.report)
    }

    /// Says of a row about a thing that was in the file already that it takes the earlier one's place.
    ///
    /// # Errors
    /// If that cannot be remembered.
    fn look_back(&mut self, told: &mut Told, record: &Record) -> io::Result<()> {
        let Some((noun, slug)) = about(record) else { return Ok(()) };
        let line = told.lines.first().copied().unwrap_or(1);
        let mut hasher = DefaultHasher::new();
        (noun, slug).hash(&mut hasher);
        if let Some(earlier) = self.seen.insert(hasher.finish(), line) {
            let text = format!("“{slug}” was on line {earlier} already: this one takes its place");
            told.notes.push(Note::new(line, Topic::Changed, text));
        }
        self.seen.fault().map_or(Ok(()), Err)
    }

    async fn land_batch(&mut self, batch: Batch) -> anyhow::Result<()> {
        match self.try_batch(&batch).await {
            Ok((outcomes, wanted)) => {
                self.wanted += wanted;
                if let Some(there) = &mut self.dry {
                    let landed = batch.collections.iter().zip(outcomes.iter().skip(batch.types.len()));
                    let taken = landed.filter(|(_, outcome)| !matches!(outcome, Outcome::Refused(_)));
                    let free = MAX_REMEMBERED.saturating_sub(there.len());
                    there.extend(taken.map(|((_, document), _)| (document.slug.clone(), document.clone())).take(free));
                    let free = MAX_PRODUCT_TYPES.saturating_sub(self.dry_types.len());
                    self.dry_types.extend(batch.types.iter().map(|(_, document)| document.clone()).take(free));
                }
                self.count(&batch, &outcomes)?;
                if let Some(watched) = &self.watched {
                    watched.send_replace(self.report.counts());
                }
            }
            Err(Failed::Altogether(error)) => {
                return Err(error.context("the import broke off; run it again to go on where it stopped"));
            }
            // Something that no check foresaw: find the row, so that it alone is refused.
            Err(Failed::ByARow(_)) if batch.len() > 1 => {
                for single in batch.singles() {
                    Box::pin(self.land_batch(single)).await?;
                }
            }
            Err(Failed::ByARow(reason)) => self.count(&batch, &[Outcome::Refused(reason)])?,
        }
        Ok(())
    }

    fn count(&mut self, batch: &Batch, outcomes: &[Outcome]) -> io::Result<()> {
        if self.stock == StockRule::OfNewProducts {
            let products = batch.products.iter().zip(outcomes.iter().skip(batch.before_products()));
            let there = products.filter(|(_, outcome)| matches!(outcome, Outcome::Changed | Outcome::Unchanged));
            let counted = |product: &ProductDocument| product.variants.iter().any(|variant| variant.on_hand.is_some());
            self.stock_left += there.filter(|((_, product), _)| counted(product)).count() as u64;
        }
        let rows = batch.types.iter().map(|(told, _)| told).chain(batch.collections.iter().map(|(told, _)| told));
        let rows = rows.chain(batch.products.iter().map(|(told, _)| told));
        rows.zip(outcomes).try_for_each(|(told, outcome)| self.report.count(told, outcome))
    }

    /// Outcomes of the types of products, of the collections, then of the products.
    async fn try_batch(&self, batch: &Batch) -> Result<(Vec<Outcome>, u64), Failed> {
        if batch.len() == 0 {
            return Ok((Vec::new(), 0));
        }
        let mut tx = self.db.begin().await?;
        let slugs: Vec<Slug> = batch.products.iter().map(|(_, document)| document.slug.clone()).collect();
        let mut named: BTreeSet<Slug> = batch.implied.keys().cloned().collect();
        named.extend(batch.collections.iter().map(|(_, document)| document.slug.clone()));
        let before = match self.import {
            Some(import) => Some(imports::look(&mut tx, import, &slugs, &named).await?),
            None => None,
        };
        // Those of earlier batches, which would be there by now.
        origin_catalog::insert_product_types(&mut tx, &self.dry_types).await?;
        let types: Vec<ProductTypeDocument> = batch.types.iter().map(|(_, document)| document.clone()).collect();
        let types = origin_catalog::insert_product_types(&mut tx, &types).await?;
        let mut collections: Vec<CollectionDocument> =
            batch.collections.iter().map(|(_, document)| document.clone()).collect();
        if let Some(there) = &self.dry {
            // Those above them, which rows of earlier batches would have made by now.
            let parent = |document: &CollectionDocument| there.get(document.parent.as_ref()?);
            let above = collections.iter().flat_map(|document| {
                let mut above: Vec<_> =
                    std::iter::successors(parent(document), |one| parent(one)).take(MAX_COLLECTION_LEVELS).collect();
                above.reverse();
                above
            });
            let above: Vec<CollectionDocument> = above.cloned().collect();
            origin_catalog::insert_collections(&mut tx, &above).await?;
        }
        origin_catalog::keep_places(&mut tx, &mut collections).await?;
        let outcomes = origin_catalog::upsert_collections(&mut tx, &collections).await?;
        let mut outcomes: Vec<Outcome> = types.into_iter().chain(outcomes).map(outcome).collect();
        let mut implied: Vec<CollectionDocument> = batch.implied.values().cloned().collect();
        if let Some(there) = &self.dry {
            let named = batch.products.iter().flat_map(|(_, document)| &document.collections);
            let named: BTreeSet<&Slug> = named.filter(|slug| !batch.implied.contains_key(*slug)).collect();
            implied.extend(named.into_iter().filter_map(|slug| there.get(slug)).cloned());
        }
        origin_catalog::insert_collections(&mut tx, &implied).await?;
        let mut products: Vec<ProductDocument> = batch.products.iter().map(|(_, document)| document.clone()).collect();
        origin_catalog::keep_pictures(&mut tx, &mut products).await?;
        origin_catalog::name_types(&mut tx, &mut products, &batch.typed).await?;
        let now = origin_platform::clock::utc().unix_timestamp();
        for product in &mut products {
            // What the file plans and has come is not planned again.
            if let Some((status, on_sale)) = product.on_sale.due(product.status, now) {
                (product.status, product.on_sale) = (status, on_sale);
            }
        }
        let landed = origin_catalog::upsert_products(&mut tx, &products).await?;
        if let (Some(import), Some(before)) = (self.import, &before) {
            let landed: Vec<_> = slugs.into_iter().zip(landed.iter().cloned()).collect();
            imports::note(&mut tx, import, before, &landed, &named).await?;
            imports::note_landed(&mut tx, import, self.report.read + batch.len() as u64).await?;
        }
        let landed: Vec<Outcome> = landed.into_iter().map(outcome).collect();
        let is_there = |(_, outcome): &(&ProductDocument, &Outcome)| !matches!(outcome, Outcome::Refused(_));
        let wanted: Vec<Wanted> = products
            .iter()
            .zip(&landed)
            .filter(is_there)
            .filter_map(|(product, _)| {
                let addresses = batch.pictures.get(&product.slug)?.clone();
                Some(Wanted { slug: product.slug.to_string(), alt: product.title.clone(), addresses })
            })
            .collect();
        let noted = match wanted.is_empty() {
            true => 0,
            false => origin_media::want(&mut tx, &wanted, ACTOR).await.map_err(Failed::Altogether)?,
        };
        if self.dry.is_some() {
            tx.rollback().await?;
            outcomes.extend(landed);
            return Ok((outcomes, noted));
        }
        // Before the commit: nobody sees a product whose stock is not counted yet. If the commit
        // then fails, there are levels without a product, which nobody sees, and the next import
        // finds the product new again.
        let (counts, policies) = self.stock(&products, &landed, batch.before_products() as u64);
        if !counts.is_empty() || !policies.is_empty() {
            set_counts(&self.db, &counts, &policies, self.import).await?;
        }
        power_cut("import landing");
        tx.commit().await?;
        power_cut("import landed");
        outcomes.extend(landed);
        Ok((outcomes, noted))
    }
}

/// What became of a document, as the report tells it.
fn outcome(outcome: origin_catalog::Outcome) -> Outcome {
    match outcome {
        origin_catalog::Outcome::New => Outcome::New,
        origin_catalog::Outcome::Changed => Outcome::Changed,
        origin_catalog::Outcome::Unchanged => Outcome::Unchanged,
        origin_catalog::Outcome::Refused(reason) => Outcome::Refused(reason),
    }
}

#[cfg(test)]
mod tests;
