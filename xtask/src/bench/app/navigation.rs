//! What the service worker adds to a page that comes from the node's cache: the same page in the same browser, asked for
//! past the worker and through it in turn. The worker is awake, as it is for whoever goes from page to page; and it is
//! stopped before, as for whoever comes back after half a minute. The browser asks for the page meanwhile (navigation
//! preload), so that starting it is not added whole.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::browser::Browser;
use crate::bench::Figure;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::step::step;

/// The metric that has a bound.
pub const ADDED: &str = "added, p50";

const TIMEOUT: Duration = Duration::from_secs(60);
/// Whether the worker is there and has nothing more to do.
const IS_INSTALLED: &str = "const registration = await navigator.serviceWorker.getRegistration();
    return registration?.active?.state === 'activated' && !registration.installing && !registration.waiting;";
/// When the worker was asked, if it was, and when the page began to come and was whole, in milliseconds since somebody
/// asked for it.
const TIMES: &str = "const [page] = performance.getEntriesByType('navigation');
    return [page.workerStart, page.responseStart - page.startTime, page.responseEnd - page.startTime];";

/// How a page is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Past,
    Awake,
    Stopped,
}

pub fn measure(
    address: &str,
    page: &str,
    folder: &Path,
    rounds: usize,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    ensure!(rounds >= 5, "--rounds {rounds}: five at least, for a median");
    let browser = Browser::open(folder, ports, processes)?;
    let page = format!("{address}{page}");
    step("the service worker of the page", || {
        browser.go(&page)?;
        let begun = Instant::now();
        while browser.run(IS_INSTALLED)? != json!(true) {
            if begun.elapsed() > TIMEOUT {
                bail!("no service worker was installed within a minute");
            }
            sleep(Duration::from_millis(100));
        }
        browser.command("Network.enable", &json!({}))?;
        browser.command("ServiceWorker.enable", &json!({}))
    })?;
    let mut seen = [Vec::new(), Vec::new(), Vec::new()];
    step("the page past the worker, through it, and through one that was stopped, in turns", || {
        // The first of each is not counted: the browser's own caches are as they will be afterwards.
        for round in 0..=rounds {
            for (way, seen) in [Way::Past, Way::Awake, Way::Stopped].into_iter().zip(&mut seen) {
                let times = ask(&browser, &page, way)?;
                if round > 0 {
                    seen.push(times);
                }
            }
        }
        Ok(())
    })?;
    let [past, awake, stopped] = seen.map(median);
    let added = awake - past;
    Ok(vec![
        Figure::new("cached page, past the service worker", "first byte, p50", past, "ms"),
        Figure::new("cached page, through it", "first byte, p50", awake, "ms"),
        Figure::new("what the service worker adds", ADDED, added, "ms"),
        Figure::new("the same if it has to be started", "first byte, p50", stopped - past, "ms"),
    ])
}

/// Milliseconds until the page's first byte is there.
fn ask(browser: &Browser, page: &str, way: Way) -> Result<f64> {
    browser.command("Network.setBypassServiceWorker", &json!({ "bypass": way == Way::Past }))?;
    match way {
        Way::Stopped => browser.command("ServiceWorker.stopAllWorkers", &json!({}))?,
        // Whoever it has just answered has wakened it.
        Way::Awake => browser.go(page)?,
        Way::Past => {}
    }
    browser.go(page)?;
    let times: Value = browser.run(TIMES)?;
    let time = |at: usize| times[at].as_f64().with_context(|| format!("no times: {times}"));
    let (worker, first) = (time(0)?, time(1)?);
    ensure!((worker > 0.0) == (way != Way::Past), "the worker was asked or not, as it should not have been: {times}");
    Ok(first)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
