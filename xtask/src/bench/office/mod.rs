//! The office: how long staff wait for a product of many variants to be saved, for one price of it, and for the lists of a
//! large catalogue.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::origin::Origin;
use super::place::Place;
use super::session::percentile;
use super::settings::Settings;
use super::{Figure, catalog};
use crate::build::build_native;
use crate::build::setup::{Need, setup};
use crate::servers::postgres;
use crate::step::{output, step};
use crate::workspace::Workspace;

/// Products of the catalogue, unless `--products` says otherwise.
const PRODUCTS: u32 = 1_000_000;
/// Products that are made in one statement.
const AT_ONCE: u32 = 100_000;
/// Variants of the product that is saved.
const VARIANTS: u32 = 500;
/// How often each thing is asked.
const TIMES: u32 = 100;
/// What may take how long, in milliseconds: nine tenths and nine hundredths of all answers.
const BOUNDS: [(&str, f64); 2] = [("save", 1_000.0), ("variant", 100.0)];
/// The same of each list.
const LIST_BOUND: f64 = 200.0;
/// What a list is of.
const LISTS: [&str; 4] = ["products", "stock", "orders", "customers"];

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let products: u32 = settings.number("products", PRODUCTS)?;
    let times: u32 = settings.number("times", TIMES)?;
    settings.end()?;
    setup(workspace, Need::Bench, false)?;
    build_native(workspace)?;
    let mut place = Place::begin(workspace, "bench-office")?;
    let stores = place.empty_stores()?;
    let Place { folder, mut processes, mut ports } = place;
    let (listen, keys) = (format!("127.0.0.1:{}", ports.take("origin")?), folder.join("edge.keys"));
    let origin = Origin { workspace, stores: &stores, folder: &folder, listen: &listen, keys: &keys };
    origin.start(None, &mut processes)?;
    step(&format!("making {products} products"), || {
        for first in (1..=products).step_by(AT_ONCE as usize) {
            catalog::generate(&stores.admin_url, first, products.min(first + AT_ONCE - 1))?;
        }
        Ok(())
    })?;
    let made = output(&mut origin.command(&["staff-key", "create", "--name", "bench"]))?;
    let key = made.lines().last().context("`origin staff-key create` printed no key")?;
    let report = step("saving a product, and listing", || {
        let mut clerk = Command::new(workspace.binary("clerk"));
        clerk.args(["--origin", &format!("http://{listen}"), "--session", key]).arg("--keys").arg(&keys);
        clerk.args(["--variants", &VARIANTS.to_string(), "--times", &times.to_string()]);
        Ok(serde_json::from_str::<Value>(&output(&mut clerk)?)?)
    })?;
    drop(processes);
    postgres::delete(&folder.join("postgres"))?;
    figures(&report)
}

/// What took how long; fails if anything took longer than it may.
fn figures(report: &Value) -> Result<Vec<Figure>> {
    let (mut figures, mut missed) = (Vec::new(), Vec::new());
    for (what, took) in report.as_object().context("the clerk reported no object")? {
        let took: Vec<f64> = took.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        if took.is_empty() {
            bail!("nothing was asked of “{what}”");
        }
        let millis = |hundredths| percentile(&took, hundredths) / 1_000.0;
        let (half, most) = (millis(50), millis(99));
        let bound = BOUNDS.into_iter().find(|(name, _)| name == what).or_else(|| {
            // The stock of one product is no list, and told by itself.
            let is_list = what != "stock" && LISTS.iter().any(|name| what.starts_with(name));
            is_list.then_some(("list", LIST_BOUND))
        });
        if let Some((_, bound)) = bound.filter(|(_, bound)| most >= *bound) {
            missed.push(format!("{what}: {most:.0} ms, and not under {bound:.0}"));
        }
        let name = match what.as_str() {
            "save" => format!("a product of {VARIANTS} variants is saved"),
            "variant" => "one variant of it is priced".to_owned(),
            "read" => "it is read".to_owned(),
            "stock" => "its stock is read".to_owned(),
            list => list.to_owned(),
        };
        figures.push(Figure::new(name.clone(), "p50", half, "ms"));
        figures.push(Figure::new(name, "p99", most, "ms"));
    }
    // Told after the figures were made, so that whoever looks for the reason has all of them.
    if !missed.is_empty() {
        for figure in &figures {
            eprintln!("    {:<44} {:<5} {:>10.2} {}", figure.case, figure.metric, figure.value, figure.unit);
        }
        bail!("too slow at p99: {}", missed.join("; "));
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_takes_too_long_is_named() {
        let good = figures(
            &json!({ "save": [900_000, 800_000], "variant": [99_000], "products": [199_000], "stock": [999_000] }),
        );
        assert_eq!(good.expect("quick enough").len(), 8);
        for (slow, what) in [
            (json!({ "save": [1_000_001] }), "save"),
            (json!({ "variant": [100_001] }), "variant"),
            (json!({ "products, by words": [200_001] }), "products, by words"),
            (json!({ "stock, by words": [200_001] }), "stock, by words"),
            (json!({ "customers": [200_001] }), "customers"),
        ] {
            let error = figures(&slow).err().expect("too slow").to_string();
            assert!(error.contains(what), "{error}");
        }
        assert!(figures(&json!({ "save": [] })).is_err());
    }
}
