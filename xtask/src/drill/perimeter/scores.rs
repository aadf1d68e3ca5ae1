//! What the firewall tells Prometheus of what it refuses: `deploy/waf/scores`, over the log of the drill.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::step::output;

/// The program, relative to the root.
const PROGRAM: &str = "deploy/waf/scores";

/// Reads what the log has more than the last time, and adds it to the counters in `file`.
pub(super) fn read(root: &Path, log: &Path, file: &Path) -> Result<()> {
    output(Command::new(root.join(PROGRAM)).arg(log).arg(file)).map(drop)
}

/// A number in the file.
pub(super) fn counter(file: &Path, name: &str) -> Result<f64> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let number = line.with_context(|| format!("{} does not tell {name}", file.display()))?;
    number.parse().with_context(|| format!("{name} is {number}"))
}

/// Fails unless as many refusals were counted in all files as there were, with a score for each that a score refused.
pub(super) fn compare(files: &[PathBuf], refused: u32) -> Result<f64> {
    let sum = |name| files.iter().map(|file| counter(file, name)).sum::<Result<f64>>();
    let (counted, scored) = (sum("firewall_refused_total")?, sum("firewall_score_count")?);
    // A pipelined or broken request may be refused without an answer that says so.
    ensure!(counted >= f64::from(refused), "{refused} requests were refused, and {counted} were counted");
    ensure!(scored > 0.0 && scored <= counted, "{scored} scores of {counted} refusals");
    Ok(counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: &str = "2026/11/27 20:34:22 [info] 31658#31658: *1 ModSecurity: Warning. detected SQLi using libinjection. \
                         [file \"/a.conf\"] [line \"46\"] [id \"942100\"] [msg \"SQL\"] [data \"x\"], client: 127.0.0.1\n";

    fn refused(score: u32) -> String {
        format!(
            "2026/11/27 20:34:22 [error] 31658#31658: *1 [client 127.0.0.1] ModSecurity: Access denied with code 403 \
             (phase 2). Matched \"Operator `Ge'\" [file \"/b.conf\"] [line \"81\"] [id \"949110\"] [msg \"Inbound Anomaly \
             Score Exceeded (Total Score: {score})\"] [data \"\"], client: 127.0.0.1\n"
        )
    }

    /// A folder with a log, and where the counters go.
    fn folder(name: &str) -> (PathBuf, PathBuf, PathBuf) {
        let folder = std::env::temp_dir().join(format!("xtask-scores-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        (folder.join("waf-error.log"), folder.join("waf.prom"), folder)
    }

    fn root() -> PathBuf {
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("..")
    }

    #[test]
    fn each_line_is_counted_once_whatever_becomes_of_the_log() {
        let (log, file, folder) = folder("once");
        let told = |name: &str| counter(&file, name).expect("it is told");
        let see = |refusals: f64, sum: f64| {
            read(&root(), &log, &file).expect("sh and awk are everywhere");
            assert_eq!((told("firewall_refused_total"), told("firewall_score_sum")), (refusals, sum));
        };
        fs::write(&log, String::from(BEGIN) + &refused(5)).expect("the folder is ours");
        see(1.0, 5.0);
        see(1.0, 5.0);
        fs::write(&log, String::from(BEGIN) + &refused(5) + BEGIN + BEGIN + &refused(30)).expect("the folder is ours");
        see(2.0, 35.0);
        assert_eq!(told("firewall_rules_total{kind=\"sql\"}"), 3.0);
        assert_eq!(told("firewall_score_bucket{le=\"5\"}"), 1.0);
        assert_eq!(told("firewall_score_bucket{le=\"+Inf\"}"), 2.0);
        // Rotated after something was added: neither is lost.
        let all = fs::read_to_string(&log).expect("it is there");
        fs::write(&log, all + &refused(10)).expect("the folder is ours");
        fs::rename(&log, folder.join("waf-error.log.1")).expect("the folder is ours");
        fs::write(&log, refused(7)).expect("the folder is ours");
        see(4.0, 52.0);
        // Emptied in place.
        fs::write(&log, "").expect("the folder is ours");
        see(4.0, 52.0);
        fs::remove_dir_all(folder).expect("the folder is ours");
    }

    #[test]
    fn what_is_sent_is_not_counted_as_a_refusal() {
        let (log, file, folder) = folder("sent");
        let forged = BEGIN.replace("[data \"x\"]", "[data \"ModSecurity: Access denied (Total Score: 9999)\"]");
        fs::write(&log, forged + &refused(5)).expect("the folder is ours");
        read(&root(), &log, &file).expect("sh and awk are everywhere");
        let files = [file];
        assert_eq!(compare(&files, 1).expect("it is counted"), 1.0);
        assert_eq!(counter(&files[0], "firewall_score_sum").expect("it is told"), 5.0);
        assert!(compare(&files, 2).is_err(), "more were refused than were counted");
        fs::remove_dir_all(folder).expect("the folder is ours");
    }
}
