//! Files that staff gave in the office: the worker looks at them, and imports them once staff have seen what would become
//! of their rows. They are read part by part, as they are needed, and never lie anywhere as a whole.

use std::io::{self, Read};
use std::time::Duration;

use anyhow::Context as _;
use api::catalog::admin::{ImportCounts, ImportReport};
use origin_catalog::imports::files::Work;
use origin_catalog::imports::{self, files};
use origin_import::{Format, Items, Reading, Report};
use origin_messaging::Job;
use origin_orders::inventory::has_moved_stock;
use origin_platform::{Database, Stores};
use tokio::runtime::Handle;
use tokio::sync::watch;
use uuid::Uuid;

use super::landing::{Landing, StockRule};

/// How long nothing is looked for where nothing was to do.
const PAUSE: Duration = Duration::from_secs(1);
/// How it is told that a part could not be fetched, which says nothing of the file.
const AWAY: io::ErrorKind = io::ErrorKind::ConnectionAborted;
/// How often it is said how far a file is.
const TOLD_EVERY: Duration = Duration::from_secs(2);

/// Looks at files and imports them, one after the other. Any number of processes may run it.
pub fn files_job(stores: Stores) -> Job {
    Job::always("schedule", move |mut shutdown| async move {
        loop {
            let mut asked = shutdown.clone();
            let wait = match step(&stores.db, async move { asked.requested().await }).await {
                Ok(true) => Duration::ZERO,
                Ok(false) => PAUSE,
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::warn!(
                        job = "schedule",
                        error,
                        "a file to be imported could not be worked on; trying again"
                    );
                    PAUSE
                }
            };
            if !shutdown.pause(wait).await {
                return Ok(());
            }
        }
    })
}

/// Works on the next file, if there is one. What is asked to stop leaves it to the next.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn step(db: &Database, stop: impl Future<Output = ()>) -> anyhow::Result<bool> {
    let Some(work) = files::claim(db).await? else { return Ok(false) };
    let (told, counts) = watch::channel(ImportCounts::default());
    let last = counts.clone();
    let outcome = tokio::select! {
        outcome = run(db, &work, told) => outcome,
        lost = keep(db, &work, counts) => {
            lost?;
            tracing::info!(file = %work.file, "a file to be imported is somebody else's by now, or gone");
            return Ok(true);
        }
        () = stop => {
            let so_far = *last.borrow();
            files::keep(db, &work, so_far).await?;
            files::release(db, &work).await?;
            return Ok(true);
        }
    };
    match outcome {
        Ok((counts, report)) => {
            if let Some(import) = work.import {
                let moved_stock = has_moved_stock(db, import.id).await?;
                imports::end(db, import, moved_stock).await?;
            }
            files::done(db, &work, counts, &report).await?;
        }
        Err(Failed::Unfit(problem)) => files::failed(db, &work, &problem, true).await?,
        Err(Failed::ForNow(_)) if is_taken_back(db, &work).await? => {
            files::failed(db, &work, "The import was taken back while it was under way.", true).await?;
        }
        Err(Failed::ForNow(error)) => {
            tracing::warn!(file = %work.file, error = format!("{error:#}"), "a file to be imported came to nothing");
            let so_far = *last.borrow();
            files::keep(db, &work, so_far).await?;
            let problem =
                "It broke off, since something did not answer. The worker tries it again by itself, three times.";
            files::failed(db, &work, problem, false).await?;
        }
    }
    Ok(true)
}

/// Why a file came to nothing.
enum Failed {
    /// It is no export, or whoever it is of writes it differently: trying again changes nothing.
    Unfit(String),
    /// Something did not answer.
    ForNow(anyhow::Error),
}

async fn run(
    db: &Database,
    work: &Work,
    told: watch::Sender<ImportCounts>,
) -> Result<(ImportCounts, ImportReport), Failed> {
    let items = items(db, work).await?;
    let stock = if work.set_stock { StockRule::AsGiven } else { StockRule::OfNewProducts };
    let report = Report::quiet();
    let landing = Landing::new(db.clone(), stock, report).with_pictures(work.fetches).watched(told);
    let landing = match work.import {
        Some(import) => landing.noting(import).beyond(work.landed),
        None => landing.trying(true),
    };
    let report = landing.land(items).await.map_err(|error| match is_of_the_file(&error) {
        true => Failed::Unfit(format!("{error:#}")),
        false => Failed::ForNow(error),
    })?;
    Ok((report.counts(), report.shown()))
}

/// Whether the file itself cannot be read, and not what it lies in.
fn is_of_the_file(error: &anyhow::Error) -> bool {
    let of_the_database = error.chain().any(|cause| cause.is::<sqlx::Error>());
    let read = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    // The other kind is that of what the importer itself remembers (`origin_import::Noted`).
    let is_elsewhere = |error: &io::Error| matches!(error.kind(), AWAY | io::ErrorKind::StorageFull);
    !of_the_database && read.is_some_and(|error| !is_elsewhere(error))
}

/// Begins to read the file. What its header says decides how.
async fn items(db: &Database, work: &Work) -> Result<Items, Failed> {
    let parts = Parts {
        handle: Handle::current(),
        db: db.clone(),
        file: work.file,
        size: work.size,
        at: 0,
        part: Vec::new(),
        read: 0,
    };
    let (currency, now) = (work.currency, origin_platform::clock::utc().unix_timestamp());
    let (collection, on_hand) = (work.collection.clone(), work.on_hand);
    let columns = work.columns.clone();
    let encoding = work.encoding.as_deref().map(origin_import::encoding_of).transpose().map_err(Failed::Unfit)?;
    let begun = tokio::task::spawn_blocking(move || {
        let mut input = origin_import::read(parts)?;
        let format = if origin_import::is_json(&mut input)? { Format::Jsonl } else { Format::Csv };
        let reading = Reading { format, collection, currency, on_hand, encoding, now };
        // Whoever gave it can be asked what its columns mean.
        reading.items_asking(input, &columns)
    });
    let begun = begun.await.context("the reader of the file panicked").map_err(Failed::ForNow)?;
    begun.map_err(|error| match error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some()) {
        true if !is_of_the_file(&error) => Failed::ForNow(error),
        _ => Failed::Unfit(format!("{error:#}")),
    })
}

/// Says again and again that the file is worked on, and how far that is; returns once it is somebody else's.
async fn keep(db: &Database, work: &Work, counts: watch::Receiver<ImportCounts>) -> sqlx::Result<()> {
    loop {
        tokio::time::sleep(TOLD_EVERY).await;
        let so_far = *counts.borrow();
        if !files::keep(db, work, so_far).await? {
            return Ok(());
        }
    }
}

/// Whether staff have its import taken back, with which it ended, or it is forgotten.
async fn is_taken_back(db: &Database, work: &Work) -> sqlx::Result<bool> {
    match work.import {
        Some(import) => Ok(!imports::goes_on(db, import).await?),
        None => Ok(false),
    }
}

/// The bytes of a file, which are fetched as they are read. It is read where waiting holds up nobody.
struct Parts {
    handle: Handle,
    db: Database,
    file: Uuid,
    /// The bytes of all parts.
    size: u64,
    /// Where the next part begins.
    at: u64,
    part: Vec<u8>,
    /// How much of the part was read.
    read: usize,
}

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        // Until the buffer is full: what looks at how a file begins may need more than its first part.
        while filled < buffer.len() {
            if self.read == self.part.len() {
                if self.at >= self.size {
                    break;
                }
                let next = self.handle.block_on(files::parts_from(&self.db, self.file, self.at));
                let next = next.map_err(|error| io::Error::new(AWAY, error))?;
                // Its bytes are deleted once somebody else has ended with it.
                let next = next.ok_or_else(|| io::Error::new(AWAY, "a part of the file is missing"))?;
                self.at += next.len() as u64;
                (self.part, self.read) = (next, 0);
            }
            let rest = &self.part[self.read..];
            let now = rest.len().min(buffer.len() - filled);
            buffer[filled..filled + now].copy_from_slice(&rest[..now]);
            self.read += now;
            filled += now;
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests;
