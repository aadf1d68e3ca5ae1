//! Black Friday: one edit of the office changes twenty thousand prices while shoppers look around. When every node shows
//! them, what is still served from caches, and whether a page shows two ages of a price.

use anyhow::{Result, bail};
use serde_json::Value;

use super::with_nodes;
use crate::bench::floor::goods_are_known;
use crate::bench::load::readers::{number, report};
use crate::bench::settings::Settings;
use crate::bench::{Figure, catalog};
use crate::servers::process::Processes;
use crate::servers::psql::sql;
use crate::shop::Shop;
use crate::step::step;
use crate::workspace::Workspace;

/// As many as one edit changes.
const PRODUCTS: u32 = 20_000;
/// From the commit of a price to the page of the slowest node, for ninety-nine of a hundred products.
const MAX_NEW_MS: f64 = 2_000.0;
/// Reads from a cache, of a hundred.
const MIN_HITS: f64 = 97.0;
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(120);

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let products: u32 = settings.number("products", PRODUCTS)?;
    let reads: u32 = settings.number("reads", 300)?;
    let watched: u32 = settings.number("watched", 100)?;
    settings.end()?;
    let fill = |shop: &Shop<'_>, processes: &mut Processes| fill(shop, products, processes);
    with_nodes(workspace, "bench-friday", fill, |bench, products, _| {
        let report = step("changing every price, reading and watching", || {
            let mut command = bench.readers("friday")?;
            report(command.args(["--rate", &reads.to_string(), "--watched", &watched.to_string()]))
        })?;
        figures(&report, products)
    })
}

/// Products whose prices can be told from each other's, before and after they are halved: from 2,000 euros on, and each four
/// cents more than the one before, so that the last of them is not at twice the first.
fn fill(shop: &Shop<'_>, products: u32, processes: &mut Processes) -> Result<()> {
    let database = &shop.stores.admin_url;
    step("making a catalogue", || {
        catalog::generate(database, 1, products)?;
        for statement in [
            "update catalog.prices set amount_minor = 200000 + 4 * substr(sku, 7)::bigint",
            "update catalog.listing_prices as listed set amount_minor = price.amount_minor
             from catalog.prices price join catalog.variants variant on variant.sku = price.sku
             where variant.product_id = listed.product_id and price.currency = listed.currency",
            "update orders.sellable_snapshots set prices = jsonb_build_object(
                 'EUR', 200000 + 4 * substr(sku, 7)::bigint, 'USD', 200000 + 4 * substr(sku, 7)::bigint)",
        ] {
            sql(database, statement)?;
        }
        Ok(())
    })?;
    step("the orders learning of the goods", || {
        processes.wait_until("the goods to be known", TIMEOUT, || goods_are_known(database))
    })
}

/// What was seen; fails if it is not what a shop on such a day needs.
fn figures(report: &Value, products: u32) -> Result<Vec<Figure>> {
    let (reads, edit, pages) = (&report["reads"], &report["edit"], &report["pages"]);
    let hits = number(&reads["hit_ratio"])? * 100.0;
    let seconds = number(&edit["seconds"])?;
    let changed = number(&edit["progress"]["changed"])?;
    let new = number(&pages["new_everywhere"]["p99_ms"])?;
    let mut figures = Vec::new();
    let mut note = |case: &str, metric, value: f64, unit| figures.push(Figure::new(case, metric, value, unit));
    note("prices changed by one edit", "count", changed, "");
    note("the edit", "time", seconds, "s");
    note("prices changed", "throughput", changed / seconds.max(0.001), "1/s");
    note("commit to new on every node", "p50", number(&pages["new_everywhere"]["p50_ms"])?, "ms");
    note("commit to new on every node", "p99", new, "ms");
    note("commit to new on every node", "longest", number(&pages["new_everywhere"]["max_ms"])?, "ms");
    note("products watched", "count", number(&pages["new_everywhere"]["count"])?, "");
    note("looks of the watchers", "count", number(&pages["looks"])?, "");
    note("reads meanwhile", "hit ratio", hits, "%");
    note("reads meanwhile", "count", number(&reads["times"]["count"])?, "");
    note("reads meanwhile", "p50", number(&reads["times"]["p50_ms"])?, "ms");
    note("reads meanwhile", "p99", number(&reads["times"]["p99_ms"])?, "ms");
    let mut missed = Vec::new();
    if (changed - f64::from(products)).abs() > 0.5 {
        missed.push(format!("{changed} of {products} prices were changed: {}", edit["progress"]));
    }
    if new > MAX_NEW_MS {
        missed.push(format!("{new:.0} ms to new on every node at p99, and not {MAX_NEW_MS:.0} at most"));
    }
    if hits < MIN_HITS {
        missed.push(format!("{hits:.2} % of reads from a cache, and not {MIN_HITS} at least"));
    }
    for (what, count) in [
        ("products whose new price never came", &pages["never_seen"]),
        ("pages with two ages of a price", &pages["mixed"]),
        ("pages without a price", &pages["neither"]),
        ("pages with the old price after the new", &pages["went_back"]),
        ("reads that failed", &reads["failed"]),
    ] {
        let count = number(count)?;
        figures.push(Figure::new(what, "count", count, ""));
        if count > 0.0 {
            missed.push(format!("{count} {what}"));
        }
    }
    // Told after the figures were made, so that whoever looks for the reason has all of them.
    if !missed.is_empty() {
        for figure in &figures {
            eprintln!("    {:<44} {:<10} {:>10.2} {}", figure.case, figure.metric, figure.value, figure.unit);
        }
        bail!("not as it must be: {}", missed.join("; "));
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report() -> Value {
        json!({
            "reads": { "hit_ratio": 0.97, "failed": 0, "times": { "count": 9, "p50_ms": 1, "p99_ms": 2 } },
            "edit": { "seconds": 60, "progress": { "changed": 20_000 } },
            "pages": {
                "new_everywhere": { "count": 150, "p50_ms": 100, "p99_ms": 2_000, "max_ms": 2_100 },
                "looks": 9, "never_seen": 0, "mixed": 0, "neither": 0, "went_back": 0,
            },
        })
    }

    #[test]
    fn a_day_that_goes_wrong_is_told_by_what_did() {
        assert_eq!(figures(&report(), 20_000).expect("a good day").len(), 17);
        for (at, value, what) in [
            ("/reads/hit_ratio", json!(0.969), "from a cache"),
            ("/reads/failed", json!(1), "reads that failed"),
            ("/edit/progress/changed", json!(19_999), "19999 of 20000"),
            ("/pages/new_everywhere/p99_ms", json!(2_001), "to new on every node"),
            ("/pages/never_seen", json!(1), "never came"),
            ("/pages/mixed", json!(1), "two ages"),
            ("/pages/neither", json!(1), "without a price"),
            ("/pages/went_back", json!(1), "after the new"),
        ] {
            let mut bad = report();
            *bad.pointer_mut(at).expect("it is reported") = value;
            let error = figures(&bad, 20_000).err().expect("a bad day").to_string();
            assert!(error.contains(what), "{error}");
        }
    }
}
