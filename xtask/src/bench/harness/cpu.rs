//! Processor time of the shop: its processes and PostgreSQL's, as proc(5) counts it.

use std::collections::BTreeMap;
use std::fs;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::servers::process::Processes;

/// How long a clock tick of proc(5) is: `sysconf(_SC_CLK_TCK)` is 100 on every Linux that Rust runs on.
const TICK: Duration = Duration::from_millis(10);

/// What the running processes have used so far, with all their children, running or ended.
pub fn used(processes: &Processes) -> Result<Duration> {
    Ok(used_by_each(processes)?.values().sum())
}

/// The same of one process, by its name: none if it does not run.
pub fn used_by(processes: &Processes, name: &str) -> Result<Duration> {
    Ok(used_by_each(processes)?.get(name).copied().unwrap_or_default())
}

/// What a process has used when it has nothing left to do: when in half a second it uses next to nothing.
pub fn used_until_quiet(processes: &Processes, name: &str) -> Result<Duration> {
    let mut before = used_by(processes, name)?;
    loop {
        thread::sleep(Duration::from_millis(500));
        let now = used_by(processes, name)?;
        if now.saturating_sub(before) <= 2 * TICK {
            return Ok(now);
        }
        before = now;
    }
}

/// The same of each process, by its name.
pub fn used_by_each(processes: &Processes) -> Result<BTreeMap<String, Duration>> {
    let running = Running::read()?;
    let with_children = |pid: u32| {
        let ticks = running.family(pid).into_iter().map(|pid| running.ticks.get(&pid).copied().unwrap_or(0));
        TICK * ticks.sum::<u32>()
    };
    Ok(processes.list().iter().map(|process| (process.name.clone(), with_children(process.pid))).collect())
}

/// The numbers of the running processes and of all their children.
pub fn numbers(processes: &Processes) -> Result<Vec<u32>> {
    let running = Running::read()?;
    Ok(processes.list().iter().flat_map(|process| running.family(process.pid)).collect())
}

/// What runs on this machine.
struct Running {
    children: BTreeMap<u32, Vec<u32>>,
    ticks: BTreeMap<u32, u32>,
}

impl Running {
    fn read() -> Result<Self> {
        let (mut children, mut ticks) = (BTreeMap::<u32, Vec<u32>>::new(), BTreeMap::new());
        for entry in fs::read_dir("/proc")?.flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            // One that has ended meanwhile is counted with its parent.
            let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
            let (parent, used) = read(&stat).with_context(|| format!("/proc/{pid}/stat has another form"))?;
            children.entry(parent).or_default().push(pid);
            ticks.insert(pid, used);
        }
        Ok(Self { children, ticks })
    }

    /// A process, with all its children.
    fn family(&self, pid: u32) -> Vec<u32> {
        let (mut open, mut found) = (vec![pid], Vec::new());
        while let Some(pid) = open.pop() {
            found.push(pid);
            open.extend(self.children.get(&pid).into_iter().flatten());
        }
        found
    }
}

/// The parent of a process and the ticks it and its ended children have used. The name, which may
/// contain anything, is in brackets before.
fn read(stat: &str) -> Option<(u32, u32)> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11..15)?.iter().map(|field| field.parse::<u32>().ok()).sum::<Option<u32>>()?;
    Some((fields.get(1)?.parse().ok()?, ticks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_has_the_children_that_run() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("a child");
        let family = Running::read().expect("proc(5)").family(std::process::id());
        child.kill().expect("it runs");
        child.wait().expect("it ends");
        assert!(family[0] == std::process::id() && family.contains(&child.id()), "{family:?}");
    }

    #[test]
    fn a_name_with_brackets_is_no_field() {
        let stat = "42 (a) b) S 7 42 42 0 -1 4194560 1 2 3 4 10 20 30 40 20 0 1 0 100 0 0";
        assert_eq!(read(stat), Some((7, 100)));
        assert_eq!(read("42 (a"), None);
    }
}
