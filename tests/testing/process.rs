//! Child processes that never outlive their test.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running program with its log.
pub struct Process {
    name: &'static str,
    child: Child,
    log: PathBuf,
    /// What podman calls the container that it stands for, if it does.
    container: Option<String>,
}

impl Process {
    /// Starts a program; what it prints goes to `<folder>/<name>.log`.
    ///
    /// # Panics
    /// If the program cannot be started.
    pub fn start(name: &'static str, folder: &Path, command: &mut Command) -> Self {
        Self::spawn(name, None, folder, command)
    }

    /// The same in a container, whose `podman run` this is.
    pub(crate) fn start_in_container(
        name: &'static str,
        container: &str,
        folder: &Path,
        command: &mut Command,
    ) -> Self {
        Self::spawn(name, Some(container.to_owned()), folder, command)
    }

    fn spawn(name: &'static str, container: Option<String>, folder: &Path, command: &mut Command) -> Self {
        let log = folder.join(format!("{name}.log"));
        let file = File::options().create(true).append(true).open(&log).expect("the folder is ours");
        let output = || Stdio::from(file.try_clone().expect("an open file"));
        let child = command.stdin(Stdio::null()).stdout(output()).stderr(output()).spawn();
        let child = child.unwrap_or_else(|error| panic!("cannot start {name}: {error}"));
        Self { name, child, log, container }
    }

    /// Kills it at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(container) = &self.container {
            // `podman run` itself has nobody to hand a kill on.
            drop(Command::new("podman").args(["rm", "--force", "--time", "0", container]).output());
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// Asks it to end, as whoever runs it would.
    ///
    /// # Panics
    /// If it cannot be asked.
    pub fn terminate(&self) {
        let script = format!("kill -TERM {}", self.child.id());
        let asked = Command::new("sh").args(["-c", &script]).status();
        assert!(asked.is_ok_and(|status| status.success()), "{} cannot be asked to end", self.name);
    }

    /// KiB of memory it has.
    ///
    /// # Panics
    /// If the system does not tell.
    pub fn resident_kib(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs on Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line of its memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Whether it has ended by itself.
    ///
    /// # Panics
    /// If the system does not tell.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("the child is ours").is_some()
    }

    /// What it has printed so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = self.log();
            let tail: Vec<&str> = log.lines().rev().take(30).collect();
            eprintln!("--- the last lines of {}:", self.name);
            tail.into_iter().rev().for_each(|line| eprintln!("{line}"));
        }
    }
}
