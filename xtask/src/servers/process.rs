//! Programs that run on behind the developer's back: started, watched, stopped in reverse.

use std::borrow::Cow;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::servers::{heir, private};
use crate::signals;
use crate::step::doing;

/// How long a program may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(10);
/// How often a state is looked at while waiting for it.
const GLANCE: Duration = Duration::from_millis(50);
/// How much of a log is shown when its program has failed.
const LAST_LINES: usize = 20;

/// A running program, as `run.json` remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// What it is called in messages and in the name of its log.
    pub name: String,
    /// Its number, which the system gives away anew once the program has ended.
    pub pid: u32,
    /// When the system started it, in clock ticks since boot: tells it from a later one.
    pub started: u64,
    /// The signal that asks it to end.
    pub signal: String,
}

impl Process {
    /// The process that runs this code.
    pub fn current() -> Self {
        let pid = std::process::id();
        Self { name: "xtask".into(), pid, started: started(pid).unwrap_or(0), signal: "TERM".into() }
    }

    /// Whether it still runs; one that has ended and was not waited for does not.
    pub fn alive(&self) -> bool {
        started(self.pid) == Some(self.started)
    }

    /// Asks it to end, waits, and kills it if it does not.
    pub fn stop(&self) {
        self.stop_within(GRACE);
    }

    /// Like `stop`, for a process that itself has to stop so many others first.
    pub fn stop_with_children(&self, children: u32) {
        self.stop_within(GRACE * (children + 1));
    }

    fn stop_within(&self, grace: Duration) {
        self.send(&self.signal);
        let begin = Instant::now();
        while self.alive() && begin.elapsed() < grace {
            sleep(GLANCE);
        }
        if self.alive() {
            eprintln!("    {} did not end within {} s and is killed", self.name, grace.as_secs());
            self.send("KILL");
        }
    }

    fn send(&self, signal: &str) {
        if self.alive() {
            // The shell's own `kill`: the program of that name is not on every machine.
            let script = format!("kill -{signal} {}", self.pid);
            let _gone_meanwhile = Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status();
        }
    }

    /// A line of shell that kills it with what it has started in its group, unless it has ended and another has its number.
    pub(super) fn how_to_kill(&self) -> String {
        let Self { pid, started, .. } = self;
        format!("[ \"$(sed 's/.*) //' /proc/{pid}/stat | cut -d' ' -f20)\" != {started} ] || kill -KILL -{pid}")
    }

    /// For `run.json`.
    pub fn to_json(&self) -> Value {
        json!({"name": self.name, "pid": self.pid, "started": self.started, "signal": self.signal})
    }

    /// From `run.json`.
    pub fn from_json(value: &Value) -> Option<Self> {
        Some(Self {
            name: value["name"].as_str()?.to_owned(),
            pid: value["pid"].as_u64()?.try_into().ok()?,
            started: value["started"].as_u64()?,
            signal: value["signal"].as_str()?.to_owned(),
        })
    }
}

/// The start time in `/proc/PID/stat`, unless the process has ended.
fn started(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in brackets and may contain spaces.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ended = matches!(fields.first(), Some(&"Z" | &"X"));
    if ended { None } else { fields.get(19)?.parse().ok() }
}

/// Programs started together. Dropping it stops them all, last one first.
pub struct Processes {
    logs: PathBuf,
    variables: Vec<(&'static str, Cow<'static, str>)>,
    running: Vec<(Process, Child)>,
}

impl Processes {
    /// Writes each program's output to `logs/NAME.log`.
    pub fn new(logs: &Path) -> Result<Self> {
        private::folder(logs)?;
        Ok(Self { logs: logs.to_owned(), variables: Vec::new(), running: Vec::new() })
    }

    /// Gives every program that is started from now on this variable.
    pub fn set(&mut self, name: &'static str, value: impl Into<Cow<'static, str>>) {
        self.variables.push((name, value.into()));
    }

    /// Starts a program in a process group of its own, so that Ctrl-C reaches only xtask,
    /// which then stops all in order. `signal` is what asks it to end.
    pub fn start(&mut self, name: &str, signal: &str, command: &mut Command) -> Result<()> {
        let path = self.log(name);
        let log = fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
        command.envs(self.variables.iter().map(|(name, value)| (name, value.as_ref())));
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let pid = child.id();
        let started = started(pid).unwrap_or(0);
        let process = Process { name: name.into(), pid, started, signal: signal.into() };
        heir::leave(&process.how_to_kill());
        self.running.push((process, child));
        Ok(())
    }

    /// Waits until `ready`; fails when a program ends first, at Ctrl-C, or when `timeout` is over.
    pub fn wait_until(&mut self, what: &str, timeout: Duration, mut ready: impl FnMut() -> bool) -> Result<()> {
        let _until_then = doing(what);
        let begin = Instant::now();
        while !ready() {
            self.check()?;
            if signals::received() {
                bail!("interrupted while waiting for {what}");
            }
            if begin.elapsed() > timeout {
                let name = self.running.last().map_or("", |(process, _)| process.name.as_str());
                bail!("{what} was not reached in {} s; {}", timeout.as_secs(), self.tail(name));
            }
            sleep(GLANCE);
        }
        Ok(())
    }

    /// Fails if a program has ended, with the end of its log.
    pub fn check(&mut self) -> Result<()> {
        let mut ended = None;
        for (process, child) in &mut self.running {
            if let Some(status) = child.try_wait()? {
                ended = Some((process.name.clone(), status));
            }
        }
        match ended {
            Some((name, status)) => bail!("{name} has ended ({status}); {}", self.tail(&name)),
            None => Ok(()),
        }
    }

    /// Kills a program at once, as a power cut would, and forgets it.
    pub fn kill(&mut self, name: &str) -> Result<()> {
        let at = self.running.iter().position(|(process, _)| process.name == name);
        let (process, mut child) = self.running.remove(at.with_context(|| format!("{name} does not run"))?);
        process.send("KILL");
        child.wait().with_context(|| format!("waiting for the end of {name}"))?;
        Ok(())
    }

    /// Asks a program to end, waits until it has, and forgets it.
    pub fn stop(&mut self, name: &str) -> Result<()> {
        let running = self.running.iter().map(|(process, _)| process).find(|process| process.name == name);
        running.with_context(|| format!("{name} does not run"))?.stop();
        // It has ended; this takes it off the list.
        self.kill(name)
    }

    /// Has a program stand still while something is done.
    pub fn without<T>(&self, name: &str, doing: impl FnOnce() -> Result<T>) -> Result<T> {
        let named = self.running.iter().map(|(process, _)| process).find(|process| process.name == name);
        let process = named.with_context(|| format!("{name} does not run"))?;
        process.send("STOP");
        let done = doing();
        process.send("CONT");
        done
    }

    /// What runs, first started first.
    pub fn list(&self) -> Vec<Process> {
        self.running.iter().map(|(process, _)| process.clone()).collect()
    }

    /// Leaves the programs running when this process ends.
    pub fn detach(mut self) {
        self.running.clear();
    }

    /// Where a program's output goes.
    pub fn log(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }

    fn tail(&self, name: &str) -> String {
        let path = self.log(name);
        format!("the end of {}:\n{}", path.display(), last_lines(&path, LAST_LINES))
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        while let Some((process, mut child)) = self.running.pop() {
            process.stop();
            let _already_reaped = child.wait();
        }
    }
}

/// The end of a text file.
pub fn last_lines(path: &Path, count: usize) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn processes(name: &str) -> Processes {
        let logs = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        Processes::new(&logs).expect("the temporary folder can be written")
    }

    #[test]
    fn a_dropped_program_is_stopped() {
        let mut processes = processes("drop");
        processes.start("sleeper", "TERM", Command::new("sleep").arg("600")).expect("sleep is everywhere");
        let sleeper = processes.list().remove(0);
        assert!(sleeper.alive());
        drop(processes);
        assert!(!sleeper.alive());
    }

    #[test]
    fn a_program_that_ends_is_named_with_its_log() {
        let mut processes = processes("crash");
        let mut command = Command::new("sh");
        processes.start("crasher", "TERM", command.args(["-c", "echo the reason; exit 3"])).expect("sh is everywhere");
        let timeout = Duration::from_secs(30);
        let error = processes.wait_until("readiness", timeout, || false).expect_err("it never gets ready");
        let text = error.to_string();
        assert!(text.contains("crasher") && text.contains("the reason"), "{text}");
    }

    #[test]
    fn a_record_survives_json_and_a_reused_pid_is_another() {
        let current = Process::current();
        assert!(current.alive());
        assert_eq!(Process::from_json(&current.to_json()), Some(current.clone()));
        let other = Process { started: current.started + 1, ..current };
        assert!(!other.alive());
    }
}
