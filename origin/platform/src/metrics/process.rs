//! What the system says of this process, under the names that every program has for it.

use std::fs;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use crate::clock;

/// Clock ticks of `/proc/PID/stat` in a second: the same on every architecture that Rust's Linux targets have.
const TICKS: f64 = 100.0;

#[derive(Default)]
struct Process {
    memory: Gauge,
    files: Gauge,
    max_files: Gauge,
    processor: Counter<f64, AtomicU64>,
    started: Gauge<f64, AtomicU64>,
}

static PROCESS: LazyLock<Process> = LazyLock::new(Process::default);

/// Adds memory, processor time and open files of this process. Its names take no prefix.
pub fn register(registry: &mut Registry) {
    let Process { memory, files, max_files, processor, started } = &*PROCESS;
    started.set(clock::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64());
    let r = registry.sub_registry_with_prefix("process");
    r.register_with_unit("resident_memory", "Memory of the process", Unit::Bytes, memory.clone());
    r.register("open_fds", "Open files and connections", files.clone());
    r.register("max_fds", "Files and connections that it may open", max_files.clone());
    r.register_with_unit("cpu", "Processor time", Unit::Seconds, processor.clone());
    r.register_with_unit("start_time", "When it began, since 1970", Unit::Seconds, started.clone());
}

/// Looks at the process. What cannot be read stays as it was.
pub(super) fn read() {
    let process = &*PROCESS;
    if let Some(kilobytes) = field("/proc/self/status", "VmRSS:") {
        process.memory.set(kilobytes * 1024);
    }
    if let Some(limit) = field("/proc/self/limits", "Max open files") {
        process.max_files.set(limit);
    }
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        process.files.set(i64::try_from(open.count()).unwrap_or(i64::MAX));
    }
    if let Some(seconds) = processor_seconds() {
        process.processor.inner().store(seconds.to_bits(), Ordering::Relaxed);
    }
}

/// The first number in the line of a file that begins so.
fn field(file: &str, beginning: &str) -> Option<i64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(beginning))?;
    line.split_whitespace().next()?.parse().ok()
}

fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in brackets and may contain spaces.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok().map(f64::from);
    Some((ticks()? + ticks()?) / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_knows_itself() {
        read();
        let Process { memory, files, max_files, processor, .. } = &*PROCESS;
        assert!(memory.get() > 1_000_000 && files.get() >= 3 && max_files.get() >= files.get());
        assert!((0.0..10_000.0).contains(&processor.get()));
    }
}
