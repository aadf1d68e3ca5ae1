//! The first fill: pages that nobody has asked for before are read at the origin, made, coded and stored.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::rendered::RENDERS;
use crate::bench::edge::Edges;
use crate::bench::load::readers::open_once;
use crate::bench::{Figure, cpu};
use crate::edge::Operators;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::step::step;

const CONNECTIONS: u32 = 8;
const NAME: &str = "edge-filling";

/// Opens a page of each product once, three times: on a node that has nothing, on one that has most of the data which the
/// pages are made of, and on one that has all of it. The last is what a node does by itself: it renders, codes and stores.
pub fn measure(
    edges: &Edges<'_>,
    folder: &Path,
    origin: u16,
    products: u32,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    let operators = Operators::prepare(folder, ports.take("edge-filling-operators")?)?;
    let edges = &Edges { operators: Some(&operators), ..*edges };
    let node = edges.start(NAME, origin, 256, "/products/bench-1", ports, processes)?;
    // A page opened while waiting is left out. The second market's pages are made of the same stock, and a page that shows a
    // variant of all that the page without is made of.
    let all = |path: fn(u32) -> String| -> String { (2..=products).map(path).collect() };
    let cases = [
        ("data read at the origin", all(|n| format!("/products/bench-{n}\n"))),
        ("stock and lists at hand", all(|n| format!("/de/products/bench-{n}\n"))),
        ("all data at hand", all(|n| format!("/products/bench-{n}?variant=BENCH-{n}\n"))),
    ];
    let mut figures = Vec::new();
    step("first fill", || {
        for (what, pages) in &cases {
            fs::write(folder.join("fill"), pages)?;
            let made = operators.counted(RENDERS)?;
            let (used, begun) = (cpu::used_by(processes, NAME)?, Instant::now());
            open_once(edges.workspace, &[node], folder, "fill", CONNECTIONS)?;
            let sent = begun.elapsed();
            let made = operators.counted(RENDERS)? - made;
            ensure!(
                (made - f64::from(products - 1)).abs() < 1.0,
                "{} pages were opened and {made} made: what was measured is not filling",
                products - 1
            );
            // Pages are coded well after they were sent.
            let until_sent = cpu::used_by(processes, NAME)?.saturating_sub(used);
            let used = cpu::used_until_quiet(processes, NAME)?.saturating_sub(used);
            let count = f64::from(products - 1);
            let each = |used: Duration| used.as_secs_f64() * 1000.0 / count;
            let name = format!("first fill, {what}");
            figures.push(Figure::new(name.clone(), "throughput", count / sent.as_secs_f64(), "1/s"));
            figures.push(Figure::new(name.clone(), "CPU until sent", each(until_sent), "ms"));
            figures.push(Figure::new(name, "CPU, coding included", each(used), "ms"));
        }
        processes.kill(NAME)
    })?;
    Ok(figures)
}
