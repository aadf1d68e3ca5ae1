//! A server that stands still with all that belongs to it, and goes on.

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::servers::process::Processes;

/// Has a server stand still for so long.
pub(super) fn frozen(processes: &Processes, name: &str, time: Duration) -> Result<()> {
    while_frozen(processes, name, || {
        sleep(time);
        Ok(())
    })
}

/// Has a server stand still while something is done, which is what is returned.
pub(in crate::drill) fn while_frozen<T>(
    processes: &Processes,
    name: &str,
    doing: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let running = processes.list().into_iter().find(|process| process.name == name);
    let first = running.with_context(|| format!("{name} does not run"))?.pid;
    // Whoever starts others first: none is missed then.
    ensure!(send("STOP", first)?, "{name} cannot be told to stand still");
    let (mut all, mut at) = (vec![first], 0);
    while let Some(pid) = all.get(at).copied() {
        let further = children(pid);
        // One that has ended meanwhile stands still, too.
        further.iter().try_for_each(|pid| send("STOP", *pid).map(drop))?;
        all.extend(further);
        at += 1;
    }
    let done = doing();
    for pid in all.iter().rev() {
        send("CONT", *pid)?;
    }
    done
}

fn children(pid: u32) -> Vec<u32> {
    let told = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    told.split_whitespace().filter_map(|pid| pid.parse().ok()).collect()
}

/// Sends a signal; whether there still was somebody to get it.
fn send(signal: &str, pid: u32) -> Result<bool> {
    let script = format!("kill -{signal} {pid}");
    Ok(Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status()?.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The state of a process, as proc(5) has it.
    fn state(pid: u32) -> String {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
        stat.rsplit_once(") ").expect("a stat has a name").1[..1].to_owned()
    }

    #[test]
    fn a_server_stands_still_with_its_children_and_goes_on() {
        let logs = std::env::temp_dir().join(format!("xtask-frozen-{}", std::process::id()));
        let mut processes = Processes::new(&logs).expect("the temporary folder can be written");
        let mut server = Command::new("sh");
        processes.start("server", "TERM", server.args(["-c", "sleep 600 & wait"])).expect("sh is everywhere");
        let pid = processes.list()[0].pid;
        let mut ready = || !children(pid).is_empty();
        processes.wait_until("a child", Duration::from_secs(30), &mut ready).expect("it starts one");
        let child = children(pid)[0];
        std::thread::scope(|scope| {
            let freezing = scope.spawn(|| frozen(&processes, "server", Duration::from_secs(1)));
            while state(child) != "T" || state(pid) != "T" {
                assert!(!freezing.is_finished(), "it went on before both stood still");
                sleep(Duration::from_millis(1));
            }
            freezing.join().expect("no panic").expect("both can be told");
        });
        while state(child) == "T" || state(pid) == "T" {
            sleep(Duration::from_millis(1));
        }
        assert!(send("KILL", child).expect("sh is everywhere"));
        drop(processes);
        fs::remove_dir_all(logs).expect("the folder is ours");
    }
}
