//! Coding what is stored, beside the requests and one body after the other. Until a page is coded it is
//! sent in what is made in a moment.

use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::PageCache;
use crate::cache::stored_page::StoredPage;

/// Pages that wait to be coded at most: some megabytes of names, beside the gigabyte that so many pages are until
/// then. One that finds no place is offered again when it is next sent.
const WAITING: usize = 65_536;

/// While pages are made, coding takes one part in so many of a processor: whoever waits for a page goes first.
const PART: u32 = 10;
/// But while more pages than that wait, it takes what it gets: pages that are not coded take four times the room of
/// others, so that those which have been kept for longest would have to go for them.
const HELD_BACK: usize = 2048;
/// The longest pause between two bodies.
const PAUSE: Duration = Duration::from_millis(250);

type Waiting = (Arc<str>, Weak<StoredPage>);

/// The pages that wait to be coded. What codes them begins with the first one, and ends with the cache.
#[derive(Debug, Default)]
pub struct CodingQueue(OnceLock<mpsc::Sender<Waiting>>);

impl CodingQueue {
    /// Has a stored page coded, if it is not, and put in its own place. Nothing happens if it was forgotten
    /// or made anew until its turn comes.
    pub fn offer(&self, cache: &Arc<PageCache>, key: &Arc<str>, page: &Arc<StoredPage>) {
        if !page.representation.is_raw() {
            return;
        }
        let queue = self.0.get_or_init(|| {
            let (sender, queue) = mpsc::channel(WAITING);
            tokio::spawn(work(Arc::downgrade(cache), queue));
            sender
        });
        // Full is full: it is offered again.
        drop(queue.try_send((Arc::clone(key), Arc::downgrade(page))));
    }
}

async fn work(cache: Weak<PageCache>, mut queue: mpsc::Receiver<Waiting>) {
    while let Some((key, page)) = queue.recv().await {
        let Some(page) = page.upgrade() else { continue };
        let Some(cache) = cache.upgrade() else { return };
        if !cache.has(&key, &page) {
            continue;
        }
        let (raw, begun) = (Arc::clone(&page), Instant::now());
        // An error means that it panicked or that the node stops; the page stays as it is.
        if let Ok(coded) = tokio::task::spawn_blocking(move || raw.coded()).await {
            cache.exchange(key, &page, Arc::new(coded));
        }
        if queue.len() < HELD_BACK && cache.calls.is_any_under_way() {
            tokio::time::sleep(PAUSE.min(begun.elapsed() * (PART - 1))).await;
        }
    }
}
