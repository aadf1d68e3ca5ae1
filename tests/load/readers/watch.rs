//! Looking at a page of a node until it shows something new.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::shop::Shop;
use crate::tally::now_micros;

/// Between two looks at the same page of the same node.
const PAUSE: Duration = Duration::from_millis(5);
/// A node that shows nothing new for so long is given up.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What was seen of one change on one node; times in microseconds since 1970.
pub struct Sighting {
    /// When the last page without the change arrived; none if there was none.
    pub last_old: Option<i64>,
    /// When the first page with it arrived; none if none came.
    pub first_new: Option<i64>,
    /// How often was looked.
    pub looks: u64,
}

/// Looks until the page holds `new`. A page that is refused is neither old nor new.
pub async fn watch(shop: &Shop, node: usize, path: &str, new: &str) -> Sighting {
    let mut sighting = Sighting { last_old: None, first_new: None, looks: 0 };
    let begun = Instant::now();
    while begun.elapsed() < TIMEOUT {
        let next = Instant::now() + PAUSE;
        sighting.looks += 1;
        if let Ok(reply) = shop.read(node, path).await
            && reply.status == 200
        {
            if reply.text().contains(new) {
                sighting.first_new = Some(now_micros());
                break;
            }
            sighting.last_old = Some(now_micros());
        }
        sleep_until(next).await;
    }
    sighting
}
