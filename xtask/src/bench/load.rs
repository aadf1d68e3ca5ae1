//! Load on a local address, by wrk.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step::output;

/// Not the one of what is measured.
const OTHER_CORE: &str = "1";

/// What wrk saw.
pub struct Load {
    /// Answers a second.
    pub per_second: f64,
}

/// Asks for `url` over `connections` connections for `seconds`, accepting brotli as browsers do.
/// Fails if any answer is not 2xx: a server that refuses is quick, but does not count.
pub fn load(url: &str, connections: u32, seconds: u32) -> Result<Load> {
    let connections = connections.to_string();
    let duration = format!("{seconds}s");
    // Beside what is measured, where there is more than one processor.
    let mut wrk = match std::thread::available_parallelism()?.get() {
        1 => Command::new("wrk"),
        _ => Command::new("taskset"),
    };
    if wrk.get_program() == "taskset" {
        wrk.args(["-c", OTHER_CORE, "wrk"]);
    }
    let report = output(wrk.args(["-t1", "-c", &connections, "-d", &duration, "-H", "Accept-Encoding: br", url]))?;
    if let Some(line) = report.lines().find(|line| line.contains("Non-2xx")) {
        bail!("{url}: {}", line.trim());
    }
    let rate = report.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    let per_second = rate.and_then(|text| text.trim().parse().ok());
    Ok(Load { per_second: per_second.with_context(|| format!("wrk said nothing of requests a second:\n{report}"))? })
}
