//! A machine of Debian's with systemd, in namespaces of this one (`boot.sh`).

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::build::setup::is_root;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::step::output;

const BOOT: &str = include_str!("boot.sh");
const READY: Duration = Duration::from_secs(180);
const PATH: &str = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";

/// The machine. It ends, with all that runs on it, when its process is stopped.
pub(super) struct Machine {
    /// Its first process, by the number that this machine knows it by.
    first: u32,
}

/// What a program on it has said.
pub(super) struct Said {
    /// Whether it ended well.
    pub(super) well: bool,
    /// Both of its outputs.
    pub(super) text: String,
}

impl Machine {
    /// Boots it and waits until systemd has started what it starts.
    pub(super) fn boot(folder: &Path, processes: &mut Processes) -> Result<Self> {
        ensure!(is_root(), "this drill makes namespaces and mounts: run it as root");
        ensure!(
            Path::new("/lib/systemd/systemd").is_file(),
            "systemd is not installed: it is in Debian's package systemd"
        );
        let (script, root) = (folder.join("boot.sh"), folder.join("machine"));
        private::write(&script, BOOT)?;
        private::folder(&root)?;
        // Killed, it takes all with it: systemd is a child that goes with its parent.
        processes.start("machine", "KILL", Command::new("sh").arg(&script).arg(&root))?;
        let own = processes.list().pop().context("it was just started")?.pid;
        let children = format!("/proc/{own}/task/{own}/children");
        // Until the script has become `unshare`, its children are what it runs to find the control groups.
        let is_apart = || fs::read_to_string(format!("/proc/{own}/comm")).is_ok_and(|name| name.trim() == "unshare");
        let first = || {
            let told = if is_apart() { fs::read_to_string(&children).ok()? } else { return None };
            told.split_whitespace().next()?.parse().ok()
        };
        let mut found = None;
        processes.wait_until("the machine's first process", READY, || {
            found = first();
            found.is_some()
        })?;
        let machine = Self { first: found.context("it was found")? };
        let is_up = || {
            let said = machine.run(&["systemctl", "is-system-running"]);
            said.is_ok_and(|said| matches!(said.text.trim(), "running" | "degraded"))
        };
        processes.wait_until("the machine's systemd", READY, is_up)?;
        Ok(machine)
    }

    /// Runs a program on it, as root.
    pub(super) fn run(&self, words: &[&str]) -> Result<Said> {
        let out = self.command(words).stdin(Stdio::null()).output().context("cannot run nsenter, of util-linux")?;
        let text = [out.stdout, out.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        Ok(Said { well: out.status.success(), text })
    }

    /// The same; it has to end well. Returns what it has said.
    pub(super) fn must(&self, words: &[&str]) -> Result<String> {
        let Said { well, text } = self.run(words)?;
        if !well {
            bail!("on the machine, `{}` failed:\n{text}", words.join(" "));
        }
        Ok(text)
    }

    /// Whether a program ends well on it.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        self.run(words).is_ok_and(|said| said.well)
    }

    /// Puts a file on it.
    pub(super) fn put(&self, file: &Path, to: &str) -> Result<()> {
        let file = fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        let status = self.command(&["sh", "-c", &format!("cat > {to}")]).stdin(file).status();
        ensure!(status.context("cannot run nsenter")?.success(), "the machine does not take {to}");
        Ok(())
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("nsenter");
        command.args([
            "--all",
            &format!("--target={}", self.first),
            "--",
            "env",
            "-i",
            PATH,
            "HOME=/root",
            "LANG=C.UTF-8",
        ]);
        command.args(words).current_dir("/");
        command
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // systemd ends at once, and the kernel ends whatever is in its namespace; the groups it has made stay empty.
        let script = format!("kill -KILL {}", self.first);
        let _gone_already = Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status();
        let script = "for mounted in $(sed -n 's/^[^ ]* \\([^ ]*\\) cgroup2 .*/\\1/p' /proc/mounts); do \
                      find \"$mounted/selvedge-machine\" -depth -type d -exec rmdir {} + ; done";
        drop(output(Command::new("sh").args(["-c", script])));
    }
}
