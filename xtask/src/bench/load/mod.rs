//! Load on a local address, by wrk.

pub mod ask;
pub mod readers;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::step::output;

/// Not the one of what is measured.
pub const OTHER_CORE: &str = "1";

/// What wrk saw.
pub struct Load {
    /// Answers a second.
    pub per_second: f64,
    /// Answers in all.
    pub answers: f64,
}

/// What whoever asks says that they take.
#[derive(Clone, Copy)]
pub enum Accepted {
    /// What is coded well and kept so, as nearly every browser is sent it from a cache.
    Brotli,
    /// What browsers say.
    Browser,
    /// No coding at all.
    Plain,
}

impl Accepted {
    fn field(self) -> &'static str {
        match self {
            Self::Brotli => "Accept-Encoding: br",
            Self::Browser => "Accept-Encoding: gzip, deflate, br, zstd",
            Self::Plain => "Accept-Encoding: identity",
        }
    }
}

/// Asks for `url` over `connections` connections for `seconds`, accepting brotli.
/// Fails if any answer is not 2xx: a server that refuses is quick, but does not count.
pub fn load(url: &str, connections: u32, seconds: u32) -> Result<Load> {
    run(wrk(connections, seconds, Accepted::Brotli)?.arg(url), url)
}

/// The same for the paths of a [`script`] at `address`, one after the other.
pub fn load_in_turn(address: &str, script: &Path, accepted: Accepted, connections: u32, seconds: u32) -> Result<Load> {
    run(wrk(connections, seconds, accepted)?.arg("-s").arg(script).arg(address), address)
}

/// Writes what has wrk ask for `paths` in turn.
pub fn script(file: &Path, paths: &[String]) -> Result<()> {
    let quoted: Vec<String> = paths.iter().map(|path| format!("{path:?}")).collect();
    let text = format!(
        "local paths = {{{}}}\nlocal at = 0\n\
         request = function() at = at % #paths + 1; return wrk.format('GET', paths[at]) end\n",
        quoted.join(", ")
    );
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// A program beside what is measured, where there is more than one processor.
fn beside(program: impl AsRef<OsStr>) -> Result<Command> {
    if std::thread::available_parallelism()?.get() == 1 {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("taskset");
    command.args(["-c", OTHER_CORE]).arg(program);
    Ok(command)
}

fn wrk(connections: u32, seconds: u32, accepted: Accepted) -> Result<Command> {
    let mut wrk = beside("wrk")?;
    wrk.args(["-t1", "-c", &connections.to_string(), "-d", &format!("{seconds}s"), "-H", accepted.field()]);
    Ok(wrk)
}

fn run(wrk: &mut Command, url: &str) -> Result<Load> {
    let report = output(wrk)?;
    if let Some(line) = report.lines().find(|line| line.contains("Non-2xx") || line.contains("Socket errors")) {
        bail!("{url}: {}", line.trim());
    }
    let number = |text: &str| text.trim().parse().ok();
    let per_second = report.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:")).and_then(number);
    let answers = report.lines().find_map(|line| line.trim().split_once(" requests in")).and_then(|(n, _)| number(n));
    match (per_second, answers) {
        (Some(per_second), Some(answers)) => Ok(Load { per_second, answers }),
        _ => bail!("wrk said nothing of its requests:\n{report}"),
    }
}
