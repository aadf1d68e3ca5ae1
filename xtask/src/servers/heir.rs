//! Who does what is left to do if this process is killed and can stop nothing by itself: a shell, which waits for its end.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};

/// Reads lines until whoever writes them ends, and does what they say, the newest first; nothing of what came before a line
/// that says that all is done.
const SCRIPT: &str = "trap '' HUP INT TERM
lines=
while IFS= read -r line; do
    case $line in
        'all is done') lines= ;;
        *) lines=\"$line
$lines\" ;;
    esac
done
eval \"$lines\"
";
const ALL_IS_DONE: &str = "all is done";

static HEIR: Mutex<Option<Heir>> = Mutex::new(None);

struct Heir {
    shell: Child,
    lines: ChildStdin,
}

/// Until this is dropped, what [`leave`] is told is done if this process is killed.
pub struct Appointed(());

/// Begins to wait for the end of this process.
pub fn appoint() -> Result<Appointed> {
    *HEIR.lock().unwrap_or_else(PoisonError::into_inner) = Some(Heir::begin()?);
    Ok(Appointed(()))
}

/// Has one line of shell done if this process is killed; before those that were told earlier.
pub fn leave(line: &str) {
    if let Some(heir) = HEIR.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
        heir.tell(line);
    }
}

/// The number of the shell, which is not to be killed with all else.
pub fn number() -> Option<u32> {
    HEIR.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|heir| heir.shell.id())
}

impl Drop for Appointed {
    fn drop(&mut self) {
        if let Some(mut heir) = HEIR.lock().unwrap_or_else(PoisonError::into_inner).take() {
            heir.tell(ALL_IS_DONE);
            heir.end();
        }
    }
}

impl Heir {
    fn begin() -> Result<Self> {
        let mut shell = Command::new("sh");
        shell.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // In a group of its own: what kills this process with its group spares it.
        let mut shell = shell.process_group(0).spawn().context("cannot run sh")?;
        let lines = shell.stdin.take().context("its input is a pipe")?;
        Ok(Self { shell, lines })
    }

    fn tell(&mut self, line: &str) {
        // Whoever has killed it takes on what it would have done.
        let _it_is_gone = writeln!(self.lines, "{line}");
    }

    /// What this process' end is for it.
    fn end(self) {
        let Self { mut shell, lines } = self;
        drop(lines);
        let _already_reaped = shell.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::servers::process::{Process, Processes};

    #[test]
    fn what_is_left_is_done_the_newest_first_and_nothing_of_what_was_done_before() {
        let folder = std::env::temp_dir().join(format!("xtask-heir-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
        let file = folder.join("done");
        let mut heir = Heir::begin().expect("sh is everywhere");
        let says = |word: &str| format!("echo {word} >>{}", file.display());
        let (never, last, first) = (says("never"), says("last"), says("first"));
        for line in [never.as_str(), ALL_IS_DONE, &last, "no-such-program-at-all", &first] {
            heir.tell(line);
        }
        assert!(!file.exists(), "it waits");
        heir.end();
        assert_eq!(std::fs::read_to_string(&file).expect("it was written"), "first\nlast\n");
        std::fs::remove_dir_all(folder).expect("the folder is ours");
    }

    #[test]
    fn programs_that_were_started_are_killed_with_what_they_have_started() {
        let logs = std::env::temp_dir().join(format!("xtask-heir-logs-{}", std::process::id()));
        let mut processes = Processes::new(&logs).expect("the temporary folder can be written");
        let mut sleeper = Command::new("sh");
        processes.start("sleeper", "TERM", sleeper.args(["-c", "sleep 600 & wait"])).expect("sh is everywhere");
        let sleeper = processes.list().remove(0);
        let mut heir = Heir::begin().expect("sh is everywhere");
        heir.tell(&sleeper.how_to_kill());
        assert!(sleeper.alive());
        heir.end();
        let begun = Instant::now();
        while sleeper.alive() && begun.elapsed() < Duration::from_secs(60) {
            sleep(Duration::from_millis(10));
        }
        assert!(!sleeper.alive());
        drop(processes);
        // Whose number it is by now is left alone.
        let current = Process { started: 1, ..Process::current() };
        let mut heir = Heir::begin().expect("sh is everywhere");
        heir.tell(&current.how_to_kill());
        heir.end();
        std::fs::remove_dir_all(logs).expect("the folder is ours");
    }
}
