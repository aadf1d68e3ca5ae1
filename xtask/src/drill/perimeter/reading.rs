//! Pages that are read one after the other, by HTTPS, while something happens to the shop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::Result;

use super::client::Client;
use super::front::Front;
use crate::drill::Figure;
use crate::signals;

/// What is read meanwhile.
const PAGES: [&str; 4] = ["/", "/products", "/de", "/search?q="];
/// As many pages at least are read, or nothing was tried.
const MIN_READS: u32 = 50;

impl Front {
    /// Has pages read all the time while something is done, and tells how many there were and how many failed.
    pub(in crate::drill) fn while_pages_are_read(&self, doing: impl FnOnce() -> Result<()>) -> Result<Vec<Figure>> {
        let over = AtomicBool::new(false);
        let (read, failed) = thread::scope(|scope| {
            let readers = scope.spawn(|| read_pages(self.client(), &over));
            let done = doing();
            over.store(true, Ordering::Relaxed);
            let counts = readers.join().map_err(|_| anyhow::anyhow!("the reader of pages has panicked"))?;
            done.and(counts)
        })?;
        Ok(vec![
            Figure::new("pages read during the changes", f64::from(read), ""),
            Figure::failed("pages that failed during the changes", failed, read, 1),
        ])
    }
}

/// Reads pages one after the other until told to end, and there were enough; how many, and how many of them failed.
fn read_pages(client: &Client, over: &AtomicBool) -> Result<(u32, u32)> {
    let (mut read, mut failed) = (0, 0);
    for path in PAGES.iter().cycle() {
        if over.load(Ordering::Relaxed) && (read >= MIN_READS || signals::received()) {
            break;
        }
        // One that no cache has.
        let path = if path.ends_with('=') { format!("{path}{read}") } else { (*path).to_owned() };
        let answer = client.get(&path)?;
        read += 1;
        if answer.as_ref().is_none_or(|answer| answer.status != 200) {
            failed += 1;
            eprintln!("    failed: {path}, {:?}", answer.map(|answer| answer.status));
        }
    }
    Ok((read, failed))
}
