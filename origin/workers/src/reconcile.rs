//! Settles what was left open, and finds what events missed.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use origin_base::Stores;
use origin_orders::payments::{Provider, settle_pending};

use crate::offers;
use crate::shutdown::Shutdown;

const EACH: Duration = Duration::from_secs(30);
/// A payment that is younger than this is still being made.
const PENDING_FOR: Duration = Duration::from_secs(30);
const FULL_SCAN: Duration = Duration::from_secs(60 * 60);
/// How many products are read at once.
const BATCH: u32 = 500;

/// Reconciles until the worker shall end.
pub(crate) async fn run(stores: Stores, mut shutdown: Shutdown) {
    let provider = Provider::test(stores.db.clone());
    let mut scanned: Option<Instant> = None;
    loop {
        // Never cut off in the middle: a payment is settled in several steps.
        match settle_pending(&stores, &provider, PENDING_FOR).await {
            Ok(0) => {}
            Ok(settled) => tracing::info!(settled, "settled payments that were left open"),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "payments stay open; trying again"),
        }
        if scanned.is_none_or(|at| at.elapsed() >= FULL_SCAN) {
            match refresh_all_offers(&stores, &mut shutdown).await {
                Ok(products) => {
                    tracing::info!(products, "the offers were compared with the catalogue");
                    scanned = Some(Instant::now());
                }
                Err(error) => tracing::warn!(error = format!("{error:#}"), "offers stay as they are; trying again"),
            }
        }
        if !shutdown.pause(EACH).await {
            return;
        }
    }
}

/// Returns how many products were looked at.
async fn refresh_all_offers(stores: &Stores, shutdown: &mut Shutdown) -> anyhow::Result<usize> {
    let (mut count, mut last) = (0, None);
    loop {
        let page = origin_catalog::product_ids_after(&stores.db, last, BATCH).await.context("listing products")?;
        let Some(next) = page.last().copied() else { return Ok(count) };
        offers::refresh(stores, &page).await?;
        count += page.len();
        last = Some(next);
        // Shoppers' requests come first, and an end that was asked for comes now.
        if !shutdown.pause(Duration::from_millis(20)).await {
            return Ok(count);
        }
    }
}
