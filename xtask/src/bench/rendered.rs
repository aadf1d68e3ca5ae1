//! Pages rendered for each request from cached data, in Wasm beside natively: many addresses in turn, so
//! that no two who ask at the same time can share a render, and counted by the node, not by the answers.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::edge::{CORE, Edges, wait};
use super::load::{self, Load};
use super::{Figure, cpu};
use crate::edge::Operators;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::step::step;
use crate::workspace::Workspace;

const CONNECTIONS: u32 = 8;
/// Three times as many addresses as connections: wrk asks for them in the order of the file.
const ADDRESSES: usize = 24;
const TURNS: u32 = 3;
const WASM: &str = "edge-rendering";
const NATIVE: &str = "edge-dev";
/// What the node counts for each shared page that it makes.
const RENDERS: &str = "edge_render_seconds_count";
/// The markets in which each product has a page.
const MARKETS: [&str; 3] = ["", "/de", "/us"];

/// What rendering gave.
#[derive(Clone, Copy, Default)]
struct Seen {
    per_second: f64,
    /// Of the whole process, for each page.
    cpu_ms: f64,
}

/// Renders product pages of the demo shop on one processor; load is made on the other. The better of the
/// turns counts.
pub fn measure(
    edges: &Edges<'_>,
    folder: &Path,
    origin: u16,
    seconds: u32,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    let pages = product_pages(edges.workspace)?;
    let script = folder.join("pages.lua");
    load::script(&script, &pages)?;
    let operators = Operators::prepare(folder, ports.take("edge-operators")?)?;
    let wasm = Edges { operators: Some(&operators), ..*edges }.start(WASM, origin, 0, &pages[0], ports, processes)?;
    let native = start_native(edges, origin, &pages[0], ports, processes)?;
    let [mut in_wasm, mut natively] = [Seen::default(); 2];
    step("rendered pages, many addresses: Wasm and native in turns", || {
        for turn in 0..=TURNS {
            // The first turn fills the stores of the data that pages are made of.
            let seconds = if turn == 0 { 1 } else { seconds };
            let before = operators.counted(RENDERS)?;
            let (seen, load) = ask(WASM, wasm, &script, seconds, processes)?;
            let renders = operators.counted(RENDERS)? - before;
            ensure!(
                (renders - load.answers).abs() <= f64::from(CONNECTIONS),
                "{} answers came of {renders} renders: what was measured is not rendering",
                load.answers
            );
            let (twin, _) = ask(NATIVE, native, &script, seconds, processes)?;
            if turn > 0 {
                in_wasm = better(in_wasm, seen);
                natively = better(natively, twin);
            }
        }
        Ok(())
    })?;
    Ok(vec![
        Figure::new("product page rendered in Wasm, one processor", "throughput", in_wasm.per_second, "1/s"),
        Figure::new("the same, all the node's processor time", "CPU", in_wasm.cpu_ms, "ms"),
        Figure::new("product page rendered natively, one processor", "throughput", natively.per_second, "1/s"),
        Figure::new("the same, all the twin's processor time", "CPU", natively.cpu_ms, "ms"),
        Figure::new("rendering, Wasm over native", "ratio", in_wasm.per_second / natively.per_second, ""),
    ])
}

fn ask(name: &str, port: u16, script: &Path, seconds: u32, processes: &Processes) -> Result<(Seen, Load)> {
    let used = || anyhow::Ok(cpu::used_by_each(processes)?.get(name).copied().unwrap_or_default());
    let before = used()?;
    let load = load::load_in_turn(&format!("http://127.0.0.1:{port}"), script, CONNECTIONS, seconds)?;
    let used: Duration = used()?.saturating_sub(before);
    Ok((Seen { per_second: load.per_second, cpu_ms: used.as_secs_f64() * 1000.0 / load.answers }, load))
}

fn better(one: Seen, other: Seen) -> Seen {
    if other.per_second > one.per_second { other } else { one }
}

/// The native twin: the worker's handler over a cache in memory, which shares no render.
fn start_native(
    edges: &Edges<'_>,
    origin: u16,
    page: &str,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<u16> {
    let port = ports.take(NATIVE)?;
    let mut twin = Command::new("taskset");
    twin.args(["-c", CORE]).arg(edges.workspace.binary(NATIVE));
    twin.args(["--listen", &format!("127.0.0.1:{port}"), "--cache"]);
    twin.args(["--origin", &format!("http://127.0.0.1:{origin}")]);
    twin.args(["--build-id", &edges.built.build_id]).env("EDGE_ORIGIN_KEYS", edges.keys);
    processes.start(NATIVE, "TERM", &mut twin)?;
    wait(port, page, processes)?;
    Ok(port)
}

/// Addresses of the demo shop's products, each in every market.
fn product_pages(workspace: &Workspace) -> Result<Vec<String>> {
    let file = workspace.root.join("demo/catalog.jsonl");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut pages = Vec::new();
    for line in text.lines() {
        let product: Value = serde_json::from_str(line)?;
        if let Some(slug) = product["slug"].as_str().filter(|_| product["kind"] == "product") {
            pages.extend(MARKETS.iter().map(|market| format!("{market}/products/{slug}")));
        }
    }
    pages.truncate(ADDRESSES);
    ensure!(pages.len() == ADDRESSES, "the demo shop has too few products: {} pages", pages.len());
    Ok(pages)
}
