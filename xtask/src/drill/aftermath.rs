//! What the programs of a drill wrote into their logs, told when it failed: where it runs by itself, nobody can look.

use std::fs;
use std::path::PathBuf;

use crate::workspace::Workspace;

/// The folder of logs in that of a drill.
pub(super) const LOGS: &str = "logs";
/// As much is told of each log: of what is a warning or worse, and of its end.
const WARNINGS: usize = 15;
const LAST: usize = 5;
/// Longer lines are cut.
const WIDTH: usize = 400;
const GRAVE: [&str; 6] = ["WARN", "ERROR", "FATAL", "PANIC", "panicked", "[ALERT]"];

/// Tells them.
pub(super) fn tell(workspace: &Workspace, drill: &str) {
    for folder in folders(workspace, drill) {
        let mut logs: Vec<PathBuf> =
            fs::read_dir(folder.join(LOGS)).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        logs.sort();
        for log in logs {
            let text = fs::read(&log).unwrap_or_default();
            let told = told(&String::from_utf8_lossy(&text));
            if !told.is_empty() {
                eprintln!("--- {}", log.display());
                told.iter().for_each(|line| eprintln!("    {line}"));
            }
        }
    }
}

/// Forgets what a drill that went well has left: its logs. A folder with anything else is that of one which runs.
pub(super) fn forget(workspace: &Workspace, drill: &str) {
    for folder in folders(workspace, drill) {
        let is_over = fs::read_dir(&folder).is_ok_and(|mut entries| {
            entries.all(|entry| entry.is_ok_and(|entry| entry.file_name().to_str() == Some(LOGS)))
        });
        if is_over {
            // Nothing that is needed: the next drill of this name begins by deleting it.
            drop(fs::remove_dir_all(folder));
        }
    }
}

fn folders(workspace: &Workspace, drill: &str) -> [PathBuf; 2] {
    let folder = |ending: &str| workspace.data().join(format!("drill-{drill}{ending}"));
    [folder(""), folder("-short")]
}

/// The lines of a log that are told.
fn told(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let (early, last) = lines.split_at(lines.len().saturating_sub(LAST));
    let grave: Vec<&str> = early.iter().copied().filter(|line| GRAVE.iter().any(|word| line.contains(word))).collect();
    let grave = &grave[grave.len().saturating_sub(WARNINGS)..];
    grave.iter().chain(last).map(|line| line.chars().take(WIDTH).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_and_the_end_of_a_log_are_told_and_no_more() {
        let mut text: String = (0..100).map(|number| format!("line {number}\n")).collect();
        assert_eq!(told(&text), ["line 95", "line 96", "line 97", "line 98", "line 99"]);
        text.insert_str(0, "2026 ERROR it broke\n");
        assert_eq!(told(&text)[0], "2026 ERROR it broke");
        let many: String = (0..100).map(|number| format!(" WARN {number} {}\n", "x".repeat(1000))).collect();
        let told = told(&many);
        assert_eq!((told.len(), told[0].len()), (WARNINGS + LAST, WIDTH));
        assert!(super::told("").is_empty());
    }
}
