//! Pages: from the cache beside nginx and Varnish, rendered in Wasm beside natively; sizes, memory, and
//! what more products cost.

mod cached;
mod first_fill;
mod growth;
mod instances;
mod personal;
mod rendered;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::bench::Figure;
use crate::bench::edge::{Edges, own_mib, proportional_mib, resident_mib};
use crate::bench::place::Place;
use crate::bench::settings::Settings;
use crate::build::setup::{Need, setup};
use crate::build::{Built, build};
use crate::shop::Shop;
use crate::signals;
use crate::test::Servers;
use crate::workspace::Workspace;

/// The page that is measured: a product with variants, which the demo catalogue has.
const PAGE: &str = "/products/harbour-mug";

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let (seconds, most) = (settings.number("seconds", 6)?, settings.number("products", 1_000_000)?);
    settings.end()?;
    let compiler = setup(workspace, Need::Bench, false)?;
    let built = build(workspace, &compiler)?;
    signals::listen()?;
    let servers = Servers::start(workspace)?;
    let Place { folder, mut processes, mut ports } = Place::begin(workspace, "bench")?;
    let port = ports.take("edge")?;
    let shop = Shop { workspace, built: &built, stores: &servers.stores, data: folder.clone(), port, seed: true };
    shop.start(&mut ports, &mut processes)?;
    let origin = ports.known("origin").context("the origin was started")?;

    let keys = shop.edge_keys_file();
    let nats = &servers.stores.edge_nats_url;
    let edges = Edges::new(workspace, &built, nats, &keys);
    let mut figures = cached::measure(&edges, &folder, origin, PAGE, seconds, &mut ports, &mut processes)?;
    figures.push(Figure::new("edge/node after the load", "memory", resident_mib(&processes, "edge-caching")?, "MiB"));
    let once = proportional_mib(&processes, "edge-caching")?;
    figures.push(Figure::new("edge/node after the load", "memory, every page once", once, "MiB"));
    let own = own_mib(&processes, "edge-caching")?;
    figures.push(Figure::new("edge/node after the load", "memory, without pages of files", own, "MiB"));
    figures.extend(rendered::measure(&edges, &folder, origin, seconds, &mut ports, &mut processes)?);
    figures.extend(sizes(workspace, &built)?);
    figures.extend(instances::measure(&edges, &folder, origin, PAGE, &mut ports, &mut processes)?);
    let database = &servers.stores.admin_url;
    figures.extend(growth::measure(&edges, &folder, database, origin, most, &mut ports, &mut processes)?);
    drop(processes);
    Ok(figures)
}

fn sizes(workspace: &Workspace, built: &Built) -> Result<Vec<Figure>> {
    let kib = |path: &Path| -> Result<f64> {
        let length = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
        Ok(f64::from(u32::try_from(length)?) / 1024.0)
    };
    let package = workspace.site().join("pkg");
    let name = format!("{}-{}", workspace.leptos.output_name, built.build_id);
    let js = kib(&package.join(format!("{name}.js.br")))?;
    let wasm = kib(&package.join(format!("{name}_bg.wasm.br")))?;
    Ok(vec![
        Figure::new("browser bundle, JavaScript and Wasm, brotli", "size", js + wasm, "KiB"),
        Figure::new("stylesheet, brotli", "size", kib(&package.join(format!("{name}.css.br")))?, "KiB"),
        Figure::new("worker component", "size", kib(&built.component)?, "KiB"),
    ])
}
