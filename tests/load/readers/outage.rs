//! Shoppers who keep coming while something behind the shop is dead.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use testing::{Mailbox, Onlookers, Shopper};

use crate::options::Options;

/// Looks for `--seconds` at the pages of the file `--paths`, all of which were seen before, and buys
/// `--sku`, at the shop at `--nodes` whose mails lie in `--mails`. Times are milliseconds since 1970.
pub async fn outage(options: &Options) -> Result<Value> {
    let member = Shopper::new(options.text("nodes")?);
    let email = format!("{}@example.com", uuid::Uuid::new_v4().simple());
    let fields = [("name", "Ada"), ("email", email.as_str()), ("password", "a long password")];
    let inside = Mailbox::new(options.text("mails")?.into()).register(&member, &fields).await;
    ensure!(inside.path.starts_with("/account"), "no account could be opened: {} {}", inside.status, inside.body);
    let onlookers = Onlookers::new(options.text("nodes")?, options.lines("paths")?, options.text("sku")?);
    let onlookers = onlookers.with_member(member);
    let (duration, enough) = (options.duration()?, AtomicBool::new(false));
    let clock = async {
        tokio::time::sleep(duration).await;
        enough.store(true, Ordering::Relaxed);
    };
    futures::join!(onlookers.look(&enough), clock);
    let account = onlookers.account();
    let millis = |time: Option<SystemTime>| {
        let since = time?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        u64::try_from(since.as_millis()).ok()
    };
    Ok(json!({
        "pages": account.pages, "stale": account.stale, "longest_ms": account.longest.as_secs_f64() * 1000.0,
        "bought": account.bought, "put_off": account.put_off, "orders": account.orders,
        "faults": account.faults, "told": account.told,
        "last_trouble": millis(account.last_trouble), "last_order": millis(account.last_order),
        "ended": millis(Some(SystemTime::now())),
    }))
}
