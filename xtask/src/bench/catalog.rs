//! Catalogues to measure with: a file that is given, or products made by SQL.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::servers::process::Processes;
use crate::servers::psql::sql;
use crate::shop::Shop;
use crate::step::{run, step};

/// As many products as the Icecat catalogue has.
pub const ICECAT: u32 = 19_406;
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(120);

/// Makes products of the numbers `first` to `last`.
pub fn generate(database: &str, first: u32, last: u32) -> Result<()> {
    for part in include_str!("catalog.sql").split(";\n").filter(|part| !part.trim().is_empty()) {
        sql(database, &part.replace(":first", &first.to_string()).replace(":last", &last.to_string()))?;
    }
    Ok(())
}

/// Fills an empty shop from `file`, Icecat's as JSON lines, plain or by gzip; without one with so
/// many products of our own making.
pub fn fill(shop: &Shop<'_>, file: Option<&Path>, otherwise: u32, processes: &mut Processes) -> Result<()> {
    let database = &shop.stores.admin_url;
    match file {
        Some(file) => step("importing the catalogue", || {
            let mut import = shop.origin("");
            run(import.args(["import", "--format", "icecat"]).arg(std::path::absolute(file)?))
        })?,
        None => {
            eprintln!(
                "    no catalogue was given (--catalog FILE or BENCH_CATALOG): {otherwise} products are made instead"
            );
            step("making a catalogue", || generate(database, 1, otherwise))?;
        }
    }
    step("the orders learning of the goods", || {
        processes.wait_until("the goods to be known", TIMEOUT, || super::floor::goods_are_known(database))
    })
}

/// Writes what of the catalogue is opened and changed: `products.tsv` with the page and the SKU of
/// each product in the merchant's order, and `lists` with the first pages of its lists.
pub fn describe(database: &str, folder: &Path) -> Result<u32> {
    let products = "select string_agg('/products/' || slug || e'\\t' || sku, e'\\n' order by position)
                    from (select distinct on (p.id) p.slug, v.sku, p.position
                          from catalog.products p join catalog.variants v on v.product_id = p.id
                          order by p.id, v.position) as one";
    let lists = "select string_agg(address, e'\\n') from (
                     select '/collections/' || slug from catalog.collections
                     union all select '/collections/' || slug || '?page=2' from catalog.collections where products > 100
                     union all select '/products') as list (address)";
    let (products, lists) = (sql(database, products)?, sql(database, lists)?);
    if products.is_empty() {
        bail!("the catalogue is empty");
    }
    std::fs::write(folder.join("products.tsv"), format!("{products}\n"))?;
    std::fs::write(folder.join("lists"), format!("{lists}\n"))?;
    let pages = products.lines().filter_map(|line| line.split('\t').next());
    let every: Vec<&str> = pages.chain(lists.lines()).chain(["/"]).collect();
    std::fs::write(folder.join("pages"), every.join("\n") + "\n")?;
    u32::try_from(products.lines().count()).context("more products than fit")
}
