//! The first fill: pages that nobody has asked for before are read at the origin, made, coded and stored.

use std::fs;
use std::path::Path;
use std::time::Instant;

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

/// Opens each of the products' pages once, twice: on a node that has nothing, and then on one that has only the data
/// which pages are made of.
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
    // A page opened while waiting is left out. The second market's pages are made of the same data.
    let pages = |market: &str| -> String { (2..=products).map(|n| format!("{market}/products/bench-{n}\n")).collect() };
    let mut figures = Vec::new();
    step("first fill", || {
        for (what, market) in [("data read at the origin", ""), ("data at hand", "/de")] {
            fs::write(folder.join("fill"), pages(market))?;
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
            let used = cpu::used_until_quiet(processes, NAME)?.saturating_sub(used);
            let count = f64::from(products - 1);
            let name = format!("first fill, {what}");
            figures.push(Figure::new(name.clone(), "throughput", count / sent.as_secs_f64(), "1/s"));
            figures.push(Figure::new(name, "CPU, coding included", used.as_secs_f64() * 1000.0 / count, "ms"));
        }
        processes.kill(NAME)
    })?;
    Ok(figures)
}
