//! The installed shop in Chromium: what the service worker adds to a page that comes from the cache, and how long pages
//! keep a phone from answering (total blocking time).

mod browser;
mod lighthouse;
mod navigation;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Figure;
use super::place::Place;
use super::settings::Settings;
use crate::build::build;
use crate::build::setup::{Need, setup};
use crate::shop::Shop;
use crate::signals;
use crate::step::output;
use crate::test::Servers;
use crate::workspace::Workspace;

/// A product and a collection that the demo catalogue has, in the place of a parameter.
const PRODUCT: &str = "/products/harbour-mug";
const COLLECTION: &str = "table";
/// What is looked for where the page is a search.
const QUERY: &str = "?q=mug";

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let (rounds, runs) = (settings.number("rounds", 40)?, settings.number("runs", 3)?);
    let bounds =
        Bounds { added_ms: settings.number("added-ms", 5.0)?, blocking_ms: settings.number("blocking-ms", 50.0)? };
    settings.end()?;
    let compiler = setup(workspace, Need::ServersAndBrowser, false)?;
    let lighthouse = lighthouse::Lighthouse::fetch(workspace)?;
    let built = build(workspace, &compiler)?;
    let pages = pages(workspace)?;
    signals::listen()?;
    let servers = Servers::start(workspace)?;
    let Place { folder, mut processes, mut ports } = Place::begin(workspace, "bench-app")?;
    let port = ports.take("edge")?;
    let shop = Shop { workspace, built: &built, stores: &servers.stores, data: folder.clone(), port, seed: true };
    shop.start(&mut ports, &mut processes)?;
    let address = format!("http://127.0.0.1:{port}");

    let mut figures = navigation::measure(&address, PRODUCT, &folder, rounds, &mut ports, &mut processes)?;
    figures.extend(lighthouse.measure(&address, &pages, &folder, runs)?);
    drop(processes);
    bounds.check(&figures);
    Ok(figures)
}

/// What the figures are held to, in milliseconds.
#[derive(Clone, Copy)]
struct Bounds {
    /// What the worker may add to a navigation.
    added_ms: f64,
    /// How long a page may block.
    blocking_ms: f64,
}

impl Bounds {
    /// Says which figures are over. It ends nothing: the figures are what somebody wants to see then.
    fn check(self, figures: &[Figure]) {
        let bound = |figure: &Figure| match figure.metric {
            navigation::ADDED => Some(self.added_ms),
            lighthouse::BLOCKING => Some(self.blocking_ms),
            _ => None,
        };
        for figure in figures {
            if let Some(bound) = bound(figure).filter(|bound| figure.value > *bound) {
                eprintln!("over its bound of {bound} ms: {}, {:.1} ms", figure.case, figure.value);
            }
        }
    }
}

/// An address of every page of the site map that is the same for everybody.
fn pages(workspace: &Workspace) -> Result<Vec<String>> {
    let map: Value = serde_json::from_str(&output(&mut std::process::Command::new(workspace.binary("site-map")))?)?;
    let kept = map["kept"].as_array().context("the site map names pages")?;
    let paths = kept.iter().map(|page| &page["path"]).chain([&map["offline"]]);
    let addresses = paths.map(|path| Ok(address_of(path.as_str().context("a page has a path")?)));
    addresses.filter_map(Result::transpose).collect()
}

/// An address of such a page. The demo shop has none that a merchant wrote.
fn address_of(pattern: &str) -> Option<String> {
    match pattern {
        "/products/:slug" => Some(PRODUCT.to_owned()),
        "/collections/:slug" => Some(pattern.replace(":slug", COLLECTION)),
        "/search" => Some(format!("{pattern}{QUERY}")),
        other => (!other.contains(':')).then(|| other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_filled_in() {
        let is = |pattern: &str, address: &str| assert_eq!(address_of(pattern).as_deref(), Some(address));
        is("/products/:slug", PRODUCT);
        is("/collections/:slug", "/collections/table");
        is("/search", "/search?q=mug");
        is("/", "/");
        assert_eq!(address_of("/pages/:slug"), None);
    }
}
