//! The floor under the shop: the rows that a purchase leaves behind, written by pgbench as bare SQL in
//! the same transactions, with the same wait for the provider.

use std::process::Command;

use anyhow::{Context, Result};

use super::checkout::PROVIDER_MS;
use crate::build::setup::postgres_bin;
use crate::servers::psql::sql;
use crate::step::output;

/// Whether everything in the catalogue can be put into carts.
pub fn goods_are_known(database: &str) -> bool {
    let all =
        "select count(*) > 0 and count(*) = (select count(*) from orders.sellable_snapshots) from catalog.variants";
    sql(database, all).is_ok_and(|answer| answer == "t")
}

/// Sets what is in stock of every SKU, and returns the SKUs, with commas between them.
pub fn stock(database: &str, units: u32) -> Result<String> {
    sql(database, &format!("update orders.stock_levels set on_hand = {units}; {SKUS}"))?;
    sql(database, "select string_agg(sku, ',' order by number) from bench_skus")
}

/// Numbers the SKUs, so that pgbench can draw one. Tables that are still empty are left alone: of those that
/// were analysed so, PostgreSQL believes that they stay it, and reads them whole.
const SKUS: &str = "create table bench_skus as
     select row_number() over (order by sku) as number, sku from orders.stock_levels
     where sku in (select sku from orders.sellable_snapshots where active and prices ? 'EUR');
     create unique index on bench_skus (number);
     analyze bench_skus, orders.stock_levels, orders.sellable_snapshots";

/// Purchases a second by `clients`.
pub fn per_second(database: &str, clients: u32, seconds: u32) -> Result<f64> {
    let skus = sql(database, "select count(*) from bench_skus")?;
    let script = std::env::temp_dir().join(format!("selvedge-floor-{}.sql", std::process::id()));
    std::fs::write(&script, include_str!("floor.sql"))?;
    let pgbench = postgres_bin("pgbench").context("pgbench is not installed: run `cargo xtask setup`")?;
    let mut command = Command::new(pgbench);
    command.args(["--no-vacuum", "--protocol", "prepared", "--client", &clients.to_string(), "--jobs", "2"]);
    command.args(["--time", &seconds.to_string(), "--define", &format!("skus={skus}")]);
    command.args(["--define", &format!("provider_ms={PROVIDER_MS}"), "--file"]).arg(&script).arg(database);
    let report = output(&mut command);
    std::fs::remove_file(&script)?;
    let report = report?;
    let rate = report.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.with_context(|| format!("pgbench said nothing of its rate:\n{report}"))
}

/// Writes orders that were placed long ago, with all that belongs to them.
pub fn past_orders(database: &str, count: u32) -> Result<()> {
    for part in include_str!("past_orders.sql").split(";\n").filter(|part| !part.trim().is_empty()) {
        sql(database, &part.replace(":count", &count.to_string()))?;
    }
    Ok(())
}
