//! Child processes that never outlive their test.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running program with its log.
pub struct Process {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program; what it prints goes to `<folder>/<name>.log`.
    ///
    /// # Panics
    /// If the program cannot be started.
    pub fn start(name: &'static str, folder: &Path, command: &mut Command) -> Self {
        let log = folder.join(format!("{name}.log"));
        let file = File::options().create(true).append(true).open(&log).expect("the folder is ours");
        let output = || Stdio::from(file.try_clone().expect("an open file"));
        let child = command.stdin(Stdio::null()).stdout(output()).stderr(output()).spawn();
        Self { name, child: child.unwrap_or_else(|error| panic!("cannot start {name}: {error}")), log }
    }

    /// Kills it at once, as a power cut would.
    pub fn kill(&mut self) {
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
