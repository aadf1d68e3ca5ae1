//! A cached page, from `edge/node`, nginx and Varnish: the same bytes, each on the same processor.

use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::bench::baseline::{nginx, varnish};
use crate::bench::edge::{CORE, Edges, wait};
use crate::bench::load::ask::Connection;
use crate::bench::load::load;
use crate::bench::{Figure, cpu};
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::step::step;

const CONNECTIONS: u32 = 32;
const TURNS: u32 = 3;
const NAME: &str = "edge-caching";

/// Loads `page` for `seconds` from each in turns, so that a noisy moment hits all; the best counts. Beside how many pages
/// come stands what each took of the processor: one that has some left is waited for by nobody but whoever makes the load.
pub fn measure(
    edges: &Edges<'_>,
    folder: &Path,
    origin: u16,
    page: &str,
    seconds: u32,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    let edge = edges.start(NAME, origin, 256, page, ports, processes)?;
    until_coded_well(edge, page)?;
    cpu::used_until_quiet(processes, NAME)?;
    let (nginx_port, varnish_port) = (ports.take("nginx")?, ports.take("varnish")?);
    nginx::start(&folder.join("nginx"), nginx_port, &format!("127.0.0.1:{edge}"), CORE, processes)?;
    varnish::start(&folder.join("varnish"), varnish_port, edge, CORE, processes)?;
    let caches = [edge, nginx_port, varnish_port];
    let mut bodies = Vec::new();
    for port in caches {
        wait(port, page, processes)?;
        bodies.push(Connection::open(port)?.get(page, "br")?.body);
    }
    if bodies.iter().any(|body| body.is_empty() || *body != bodies[0]) {
        let sizes: Vec<usize> = bodies.iter().map(Vec::len).collect();
        bail!("the caches do not send the same bytes of {page}, but {sizes:?} of them");
    }
    let mut best = [(0.0_f64, f64::INFINITY); 3];
    step("cached page: edge/node, nginx and Varnish in turns", || {
        for _ in 0..TURNS {
            for ((best, port), name) in best.iter_mut().zip(caches).zip([NAME, "nginx", "varnish"]) {
                let before = cpu::used_by(processes, name)?;
                let seen = load(&format!("http://127.0.0.1:{port}{page}"), CONNECTIONS, seconds)?;
                let used = cpu::used_by(processes, name)?.saturating_sub(before);
                *best = (best.0.max(seen.per_second), best.1.min(used.as_secs_f64() * 1_000_000.0 / seen.answers));
            }
        }
        Ok(())
    })?;
    let [(ours, ours_us), (nginx, nginx_us), (varnish, varnish_us)] = best;
    Ok(vec![
        Figure::new("cached page, edge/node, one processor", "throughput", ours, "1/s"),
        Figure::new("cached page, nginx proxy_cache", "throughput", nginx, "1/s"),
        Figure::new("cached page, Varnish", "throughput", varnish, "1/s"),
        Figure::new("cached page, edge/node over nginx", "ratio", ours / nginx, ""),
        Figure::new("cached page, edge/node over Varnish", "ratio", ours / varnish, ""),
        Figure::new("cached page, edge/node", "CPU", ours_us, "µs"),
        Figure::new("cached page, nginx proxy_cache", "CPU", nginx_us, "µs"),
        Figure::new("cached page, Varnish", "CPU", varnish_us, "µs"),
        Figure::new("cached page, nginx's time over edge/node's", "ratio", nginx_us / ours_us, ""),
    ])
}

/// A page is coded well beside the requests, some time after it was first sent. The others are to keep that, and not what
/// is sent until then. It may be coded so already: then this waits in vain, for five seconds.
fn until_coded_well(port: u16, page: &str) -> Result<()> {
    let mut connection = Connection::open(port)?;
    let at_once = connection.get(page, "br")?.body.len();
    for _ in 0..100 {
        if connection.get(page, "br")?.body.len() < at_once {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
