//! What a request costs as the catalogue grows, and the memory of a node that has seen 20,000 pages.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::first_fill;
use crate::bench::edge::{Edges, resident_mib};
use crate::bench::load::readers::{number, open_once};
use crate::bench::{Figure, catalog, cpu};
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::step::step;

/// Products, one size after the other.
const SIZES: [u32; 3] = [1_000, 100_000, 1_000_000];
/// As many pages are opened at each size.
const PAGES: u32 = 1_000;
const LISTS: u32 = 20;
/// What a node is to keep in memory.
const KEPT: u32 = 20_000;
const SAMPLE: usize = 500;

/// Grows the catalogue to at most `most` products.
pub fn measure(
    edges: &Edges<'_>,
    folder: &Path,
    database: &str,
    origin: u16,
    most: u32,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    let (mut figures, mut made) = (Vec::new(), 0);
    for size in SIZES.into_iter().filter(|size| *size <= most) {
        step(&format!("making {size} products"), || catalog::generate(database, made + 1, size))?;
        made = size;
        if size == SIZES[0] {
            figures.extend(first_fill::measure(edges, folder, origin, size, ports, processes)?);
        }
        let name = format!("edge-{size}");
        let node = edges.start(&name, origin, 0, "/products/bench-1", ports, processes)?;
        // Evenly over the whole catalogue, beginning with the last: a page opened while waiting is left out.
        let pages = (1..=PAGES).map(|page| format!("/products/bench-{}", size - (page - 1) * (size / PAGES)));
        let pages: Vec<String> = pages.filter(|page| page != "/products/bench-1").collect();
        let lists = (1..=LISTS).map(|page| format!("/collections/bench?page={page}")).collect();
        let p50 = |file: &str, paths: Vec<String>| -> Result<f64> {
            fs::write(folder.join(file), paths.join("\n") + "\n")?;
            let report = open_once(edges.workspace, &[node], folder, file, 1)?;
            number(&report["pages"]["times"]["p50_ms"])
        };
        step(&format!("opening pages of {size} products"), || {
            let case = |what: &str| format!("{what}, {size} products");
            // The first time each is read from the origin; the second time the worker has the data.
            figures.push(Figure::new(
                case("product page, read at the origin"),
                "p50",
                p50("pages", pages.clone())?,
                "ms",
            ));
            figures.push(Figure::new(case("product page, data cached"), "p50", p50("pages", pages)?, "ms"));
            figures.push(Figure::new(case("collection page, read at the origin"), "p50", p50("lists", lists)?, "ms"));
            Ok(())
        })?;
        processes.kill(&name)?;
        if size >= KEPT && size < SIZES[2] {
            figures.extend(kept(edges, folder, origin, ports, processes)?);
        }
    }
    Ok(figures)
}

/// A node that has seen 20,000 pages; and how many of them it still has.
fn kept(
    edges: &Edges<'_>,
    folder: &Path,
    origin: u16,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    let name = "edge-keeping";
    let node = edges.start(name, origin, 256, "/products/bench-1", ports, processes)?;
    let pages: Vec<String> = (1..=KEPT).map(|number| format!("/products/bench-{number}")).collect();
    fs::write(folder.join("kept"), pages.join("\n") + "\n")?;
    let sample: Vec<&str> = pages.iter().step_by(pages.len() / SAMPLE).map(String::as_str).collect();
    fs::write(folder.join("sample"), sample.join("\n") + "\n")?;
    step("a node that has seen 20,000 pages", || {
        open_once(edges.workspace, &[node], folder, "kept", 8)?;
        // Pages are coded well after they were sent.
        cpu::used_until_quiet(processes, name)?;
        let memory = resident_mib(processes, name)?;
        let report = open_once(edges.workspace, &[node], folder, "sample", 1)?;
        let share = number(&report["pages"]["hit_ratio"])? * 100.0;
        processes.kill(name)?;
        Ok(vec![
            Figure::new("node that has seen 20,000 pages", "memory", memory, "MiB"),
            Figure::new("node that has seen 20,000 pages", "still cached", share, "%"),
        ])
    })
}
