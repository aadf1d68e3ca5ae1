//! Pages rendered for each request from cached data, in Wasm beside natively: many addresses in turn, so
//! that no two who ask at the same time can share a render, and counted by the node, not by the answers.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::personal;
use crate::bench::edge::{CORE, Edges, wait};
use crate::bench::load::{self, Accepted, Load};
use crate::bench::{Figure, cpu};
use crate::edge::Operators;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::step::step;
use crate::workspace::Workspace;

const CONNECTIONS: u32 = 8;
/// Three times as many addresses as connections: wrk asks for them in the order of the file.
const ADDRESSES: usize = 24;
const TURNS: u32 = 3;
/// Requests that an instance serves at once, a node each. The first is what a node does unless told: four, if they are pages.
const AT_ONCE: [Option<u32>; 3] = [None, Some(1), Some(16)];
/// The part of the answers that may have shared a render: a connection that the machine holds up is caught up with.
const SHARED: f64 = 0.005;
const NATIVE: &str = "edge-dev";
/// What the node counts for each shared page that it makes.
pub(super) const RENDERS: &str = "edge_render_seconds_count";
/// The markets in which each product has a page.
const MARKETS: [&str; 3] = ["", "/de", "/us"];

/// What rendering gave.
#[derive(Clone, Copy, Default)]
struct Seen {
    per_second: f64,
    /// Of the whole process, for each page.
    cpu_ms: f64,
}

/// A node that renders, and the best of its turns.
struct Node {
    name: String,
    port: u16,
    operators: Operators,
    /// As browsers ask for it.
    best: Seen,
    /// Asked for without any coding, as which the native twin sends its pages.
    plain: Seen,
    /// The least that the worker answers, asked for so.
    least: Seen,
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
    let (script, little) = (folder.join("pages.lua"), folder.join("little.lua"));
    load::script(&script, &pages)?;
    load::script(&little, &stylesheets())?;
    let mut nodes = Vec::new();
    for instance_requests in AT_ONCE {
        let name = match instance_requests {
            None => "edge-rendering".to_owned(),
            Some(requests) => format!("edge-rendering-{requests}"),
        };
        let operators = Operators::prepare(folder, ports.take(&format!("{name}-operators"))?)?;
        let edges = Edges { operators: Some(&operators), instance_requests, ..*edges };
        let port = edges.start(&name, origin, 0, &pages[0], ports, processes)?;
        let none = Seen::default();
        nodes.push(Node { name, port, operators, best: none, plain: none, least: none });
    }
    let native = start_native(edges, origin, &pages[0], ports, processes)?;
    let (mut natively, mut least_natively) = (Seen::default(), Seen::default());
    step("rendered pages, many addresses: Wasm and native in turns", || {
        for turn in 0..=TURNS {
            // The first turn fills the stores of the data that pages are made of.
            let seconds = if turn == 0 { 1 } else { seconds };
            for node in &mut nodes {
                let seen = node.render(&script, Accepted::Browser, seconds, processes)?;
                let plain = node.render(&script, Accepted::Plain, seconds, processes)?;
                if turn > 0 {
                    (node.best, node.plain) = (better(node.best, seen), better(node.plain, plain));
                }
            }
            let least = nodes[0].render(&little, Accepted::Plain, seconds, processes)?;
            let (twin, _) = ask(NATIVE, native, &script, Accepted::Plain, seconds, processes)?;
            let (least_twin, _) = ask(NATIVE, native, &little, Accepted::Plain, seconds, processes)?;
            if turn > 0 {
                nodes[0].least = better(nodes[0].least, least);
                (natively, least_natively) = (better(natively, twin), better(least_natively, least_twin));
            }
        }
        Ok(())
    })?;
    let Node { best: in_wasm, plain, least, .. } = nodes[0];
    let mut figures = vec![
        Figure::new("product page rendered in Wasm, one processor", "throughput", in_wasm.per_second, "1/s"),
        Figure::new("the same, all the node's processor time", "CPU", in_wasm.cpu_ms, "ms"),
        Figure::new("product page rendered in Wasm, sent as it is", "throughput", plain.per_second, "1/s"),
        Figure::new("the same, all the node's processor time", "CPU", plain.cpu_ms, "ms"),
        Figure::new("product page rendered natively, one processor", "throughput", natively.per_second, "1/s"),
        Figure::new("the same, all the twin's processor time", "CPU", natively.cpu_ms, "ms"),
        Figure::new("rendering, Wasm over native, as it is", "ratio", plain.per_second / natively.per_second, ""),
        Figure::new("of a page in Wasm: host, instance and call, without a page", "CPU", least.cpu_ms, "ms"),
        Figure::new("of a page in Wasm: the page", "CPU", plain.cpu_ms - least.cpu_ms, "ms"),
        Figure::new("of a page in Wasm: its coding", "CPU", in_wasm.cpu_ms - plain.cpu_ms, "ms"),
        Figure::new("of a page natively: an answer without a page", "CPU", least_natively.cpu_ms, "ms"),
        Figure::new("of a page natively: the page", "CPU", natively.cpu_ms - least_natively.cpu_ms, "ms"),
    ];
    for (node, requests) in nodes.iter().skip(1).zip(AT_ONCE.into_iter().flatten()) {
        let what = format!("rendering, {requests} an instance, of whatever kind, over as a node does it");
        figures.push(Figure::new(what, "ratio", node.best.per_second / in_wasm.per_second, ""));
    }
    figures.extend(personal::measure(&nodes[0].name, nodes[0].port, &nodes[0].operators, folder, seconds, processes)?);
    // Idle ones cost a little too.
    for name in nodes.iter().map(|node| node.name.as_str()).chain([NATIVE]) {
        processes.kill(name)?;
    }
    Ok(figures)
}

impl Node {
    /// Loads the node for `seconds`.
    ///
    /// # Errors
    /// If it made fewer pages than it answered, or more.
    fn render(&self, script: &Path, accepted: Accepted, seconds: u32, processes: &Processes) -> Result<Seen> {
        let before = self.operators.counted(RENDERS)?;
        let (seen, load) = ask(&self.name, self.port, script, accepted, seconds, processes)?;
        let renders = self.operators.counted(RENDERS)? - before;
        ensure!(
            (renders - load.answers).abs() <= f64::from(CONNECTIONS) + load.answers * SHARED,
            "{} answers came of {renders} renders: what was measured is not rendering",
            load.answers
        );
        Ok(seen)
    }
}

/// Loads a server with the paths of a script.
fn ask(
    name: &str,
    port: u16,
    script: &Path,
    accepted: Accepted,
    seconds: u32,
    processes: &Processes,
) -> Result<(Seen, Load)> {
    let before = cpu::used_by(processes, name)?;
    let load = load::load_in_turn(&format!("http://127.0.0.1:{port}"), script, accepted, CONNECTIONS, seconds)?;
    let used = cpu::used_by(processes, name)?.saturating_sub(before);
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

/// Addresses of answers that the worker makes of the address alone, a line of text each: all but what a page costs. They
/// are so many because they are so quick: who waits for a moment is not caught up with.
fn stylesheets() -> Vec<String> {
    (0..100).map(|number| format!("/theme-9c3b{number:02}-d98d{number:02}.css")).collect()
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
