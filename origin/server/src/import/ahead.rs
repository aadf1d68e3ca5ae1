//! Reading a file in a thread of its own, while what was read before lands. What has been read and not landed has a bound:
//! in rows, and in what they weigh, since one product may be as large as thousands of others.

use std::io;
use std::sync::Arc;

use anyhow::Context as _;
use origin_import::{Item, Items, Record};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;

/// How much a batch weighs at most, as far as one row does not weigh more.
pub const MAX_WEIGHT: usize = 10_000;

/// What was read.
pub struct Ahead {
    rows: mpsc::Receiver<(io::Result<Item>, OwnedSemaphorePermit)>,
    reader: JoinHandle<()>,
}

impl Ahead {
    /// Begins to read: at most so many rows, and no more than weigh as much as two batches, are kept ready.
    pub fn of(items: Items, rows: usize) -> Self {
        let (send, receiver) = mpsc::channel(rows);
        let (room, handle) = (Arc::new(Semaphore::new(2 * MAX_WEIGHT)), Handle::current());
        let reader = tokio::task::spawn_blocking(move || {
            for item in items {
                let weight = item.as_ref().map_or(1, weight).min(2 * MAX_WEIGHT);
                let wanted = Arc::clone(&room).acquire_many_owned(u32::try_from(weight).unwrap_or(1));
                let Ok(permit) = handle.block_on(wanted) else { break };
                // Whoever landed has given up, and what was ready is gone.
                if send.blocking_send((item, permit)).is_err() {
                    break;
                }
            }
        });
        Self { rows: receiver, reader }
    }

    /// The next piece of the file.
    pub async fn next(&mut self) -> Option<io::Result<Item>> {
        self.rows.recv().await.map(|(item, _)| item)
    }

    /// Waits for the reader, once everything was read.
    ///
    /// # Errors
    /// If it panicked.
    pub async fn end(self) -> anyhow::Result<()> {
        self.reader.await.context("the reader of the file panicked")
    }
}

/// How much of a batch a piece is: about as much as so many variants.
pub fn weight(item: &Item) -> usize {
    let Item::Row(row) = item else { return 1 };
    let Ok(Record::Product(document, _)) = &row.record else { return 1 };
    1 + document.variants.len() + document.description.en.len() / 1000
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use origin_import::{FileSummary, Row};
    use serde_json::json;

    use super::*;

    fn large() -> Item {
        let variants: Vec<_> = (0..1999).map(|at| json!({ "sku": format!("S-{at}") })).collect();
        let document = json!({ "slug": "mug", "title": { "en": "Mug" }, "variants": variants });
        let document = serde_json::from_value(document).expect("a product");
        Item::Row(Box::new(Row {
            lines: vec![1],
            name: "mug".to_owned(),
            record: Ok(Record::Product(document, Vec::new())),
            refused: Vec::new(),
            notes: Vec::new(),
            pictures: Vec::new(),
            types: None,
        }))
    }

    #[tokio::test]
    async fn no_more_is_read_ahead_than_there_is_room_for() {
        let made = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&made);
        let items = (0..100).map(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Ok(large())
        });
        let mut ahead = Ahead::of(Box::new(items), 1000);
        let mut taken = 0;
        while let Some(item) = ahead.next().await {
            assert_eq!(weight(&item.expect("it can be read")), 2000);
            taken += 1;
            // Ten weigh as much as two batches; another is in the reader's hand.
            let ready = made.load(Ordering::SeqCst) - taken;
            assert!(ready <= 11, "{ready}");
        }
        assert_eq!(taken, 100);
        ahead.end().await.expect("it has ended");
    }

    #[tokio::test]
    async fn a_reader_ends_when_nobody_takes_what_it_read() {
        let items = std::iter::repeat_with(|| Ok(Item::FileSummary(FileSummary::default())));
        let mut ahead = Ahead::of(Box::new(items), 10);
        assert!(ahead.next().await.is_some());
        let Ahead { rows, reader } = ahead;
        drop(rows);
        reader.await.expect("it has ended");
    }
}
