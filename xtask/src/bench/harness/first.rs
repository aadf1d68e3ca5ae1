//! Measuring while the machine does other things: what is measured goes before all of them.
//!
//! An answer that takes half a millisecond waits for three of them when another program has the processor, and one program
//! that looks in a hundred times a second is the slowest hundredth of such answers.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::cpu;
use crate::servers::process::Processes;
use crate::step::output;

/// The lowest of the priorities that go before everything usual.
const PRIORITY: &str = "1";
/// Nobody waits longer than this for what runs to have nothing left to do.
const LIMIT: Duration = Duration::from_secs(60);
/// How often it is looked at, and how much of that it may use.
const GLANCE: Duration = Duration::from_millis(500);
const IDLE: Duration = Duration::from_millis(20);

/// Whether programs that this machine runs may be put first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First(bool);

impl First {
    /// Puts the running programs, with all their threads and children, before all that has no such place. Says so where that
    /// is not allowed.
    pub fn of(processes: &Processes) -> Result<Self> {
        let put = |pid: u32| {
            let pid = pid.to_string();
            output(Command::new("chrt").args(["--all-tasks", "--fifo", "--pid", PRIORITY, &pid])).map(drop)
        };
        let numbers = cpu::numbers(processes)?;
        // A child may end before it is its turn; the programs themselves may not.
        let each: Vec<Result<()>> = numbers.into_iter().map(put).collect();
        let is_put = each.iter().any(Result::is_ok);
        if let (false, Some(Err(error))) = (is_put, each.into_iter().find(Result::is_err)) {
            eprintln!("    not put first, so whatever else runs here is in the figures: {error:#}");
        }
        Ok(Self(is_put))
    }

    /// A program that is started in the same place.
    pub fn command(self, program: &std::path::Path) -> Command {
        if !self.0 {
            return Command::new(program);
        }
        let mut command = Command::new("chrt");
        command.args(["--fifo", PRIORITY]).arg(program);
        command
    }
}

/// Waits until what runs has nothing left to do: after an import, PostgreSQL has.
pub fn wait_until_idle(processes: &Processes) -> Result<()> {
    let begun = Instant::now();
    let mut before = cpu::used(processes)?;
    while begun.elapsed() < LIMIT {
        thread::sleep(GLANCE);
        let now = cpu::used(processes)?;
        if now.saturating_sub(before) <= IDLE {
            return Ok(());
        }
        before = now;
    }
    eprintln!("    what was started has not come to rest within {} s; it is in the figures", LIMIT.as_secs());
    Ok(())
}
