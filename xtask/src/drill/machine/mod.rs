//! A bare machine becomes a shop by one command, under systemd: package, `selvedge-setup`, once more, and what an operator
//! would look at then.

mod host;

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Figure;
use crate::build::build;
use crate::build::setup::{Need, setup};
use crate::package;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::signals;
use crate::step::step;
use crate::workspace::Workspace;
use host::{Machine, Said};

const OWNER: &str = "mara@shop.test";
/// What runs afterwards.
const UNITS: [&str; 9] = [
    "selvedge-origin-serve",
    "selvedge-origin-work",
    "selvedge-edge",
    "selvedge-waf",
    "haproxy",
    "nats-server",
    "redis-server",
    "prometheus",
    "prometheus-node-exporter",
];
/// Those that are ours.
const HARDENED: usize = 4;
/// A picture that is on it.
const GIVEN: &str = "/usr/share/selvedge/site/media/collections/kitchen-1600.webp";
/// What is written once.
const KEYS: &str = "sha256sum /etc/selvedge/*.key* /etc/selvedge/secrets/* /etc/selvedge/*.env /etc/pgbackrest.conf";
/// Seconds after which a program that was killed runs again.
const MAX_BACK: f64 = 60.0;
/// How long anything may take before the drill gives up, on a machine that does much else.
const BACK: Duration = Duration::from_secs(300);

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    set_up_machine(workspace, true)
}

/// It becomes a shop, and is stopped and started; nothing is set up twice, watched, backed up again or killed.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    set_up_machine(workspace, false)
}

fn set_up_machine(workspace: &Workspace, all: bool) -> Result<Vec<Figure>> {
    let compiler = setup(workspace, Need::Machine, false)?;
    let built = build(workspace, &compiler)?;
    signals::listen()?;
    let folder = workspace.data().join("drill-machine");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("an earlier run's folder cannot be deleted")?;
    }
    private::folder(&folder)?;
    let package = package::make_for_a_trial(workspace, &built, &folder)?;
    let mut processes = Processes::new(&folder.join("logs"))?;
    let machine = step("booting a machine", || Machine::boot(&folder, &mut processes))?;
    let mut figures = Vec::new();
    step("installing the package", || {
        machine.put(&package, "/root/selvedge.deb")?;
        machine.must(&["dpkg", "--install", "/root/selvedge.deb"]).map(drop)
    })?;
    step("asking for what cannot be", || rejections(&machine))?;
    let begun = Instant::now();
    let said = step("selvedge-setup", || set_up(&machine, &["--trial", "--owner", OWNER]))?;
    figures.push(Figure::new("from the package to a shop", begun.elapsed().as_secs_f64(), "s").wanted(300.0));
    step("what runs", || all_run(&machine))?;
    if all {
        step("selvedge-setup once more", || again(&machine))?;
    }
    step("the owner's link", || owner_comes(&machine, &said))?;
    step("pages and attacks through the load balancer and the firewall", || perimeter(&machine))?;
    let exposure = step("how exposed the units are", || exposure(&machine))?;
    figures.push(Figure::new("the most exposed of our units, of 10", exposure, "").must(4.9));
    step("a copy of the pictures", || pictures_copied(&machine))?;
    if all {
        step("what Prometheus is told", || watched(&machine))?;
        step("another backup", || backed_up(&machine))?;
        let slowest = step("killing each of our programs and the load balancer", || killed(&machine))?;
        figures.push(Figure::new("a killed program: running again after", slowest, "s").wanted(MAX_BACK));
    }
    let begun = Instant::now();
    step("everything stopped, and started as at a boot", || started_anew(&machine))?;
    figures.push(Figure::new("from a boot to a page", begun.elapsed().as_secs_f64(), "s").wanted(120.0));
    // First the machine, then the process that holds it.
    drop(machine);
    drop(processes);
    Ok(figures)
}

fn set_up(machine: &Machine, options: &[&str]) -> Result<String> {
    machine.must(&[&["selvedge-setup", "--no-packages"], options].concat())
}

/// Options that make no shop change nothing, and say so.
fn rejections(machine: &Machine) -> Result<()> {
    for (options, sentence) in [
        (&["--trial"][..], "--owner EMAIL is missing"),
        (&["--owner", OWNER][..], "--host NAME is missing"),
        (&["--owner", OWNER, "--host", "shop.test"][..], "--certificate FILE and --key FILE are missing"),
        (&["--owner"][..], "--owner wants a value"),
        (&["--frobnicate"][..], "there is no option --frobnicate"),
    ] {
        let Said { well, text } = machine.run(&[&["selvedge-setup"], options].concat())?;
        ensure!(!well && text.contains(sentence), "{options:?} should be refused by “{sentence}”:\n{text}");
    }
    let Said { well, text } = machine.run(&["runuser", "-u", "nobody", "--", "selvedge-setup", "--trial"])?;
    ensure!(!well && text.contains("only root"), "somebody else than root may set up:\n{text}");
    ensure!(!machine.is(&["test", "-e", "/etc/selvedge"]), "what was refused has left something behind");
    Ok(())
}

fn all_run(machine: &Machine) -> Result<()> {
    let idle: Vec<&str> =
        UNITS.into_iter().filter(|unit| !machine.is(&["systemctl", "--quiet", "is-active", unit])).collect();
    ensure!(idle.is_empty(), "not running: {}", idle.join(", "));
    let failed = machine.must(&["systemctl", "list-units", "--failed", "--no-legend", "--plain"])?;
    ensure!(failed.trim().is_empty(), "these units have failed:\n{failed}");
    // One that is restarted again and again looks well now and then.
    for unit in UNITS.into_iter().take(HARDENED) {
        let count = machine.must(&["systemctl", "show", "--property=NRestarts", "--value", unit])?;
        ensure!(count.trim() == "0", "{unit} was started {} times more", count.trim());
    }
    Ok(())
}

/// What is set up already stays, and nothing is restarted.
fn again(machine: &Machine) -> Result<()> {
    let keys = || machine.must(&["sh", "-c", KEYS]);
    let before = keys()?;
    let said = set_up(machine, &[])?;
    ensure!(!said.contains(" is started"), "nothing had changed, and something was restarted:\n{said}");
    ensure!(keys()? == before, "keys or options have changed");
    Ok(())
}

fn owner_comes(machine: &Machine, said: &str) -> Result<()> {
    let link = said.lines().map(str::trim).find(|line| line.starts_with("http://localhost:4001/"));
    let link = link.with_context(|| format!("selvedge-setup prints no link for the owner:\n{said}"))?;
    ensure!(answered(machine, link)? == "200", "the owner's link does not open");
    let closed = said.lines().filter(|line| line.contains(OWNER)).count();
    ensure!(closed == 0, "the owner's address is in what was printed");
    Ok(())
}

/// The status of a page, whoever its certificate is of.
fn status(machine: &Machine, url: &str) -> Result<String> {
    machine.must(&["curl", "-ksS", "--max-time", "20", "-o", "/dev/null", "-w", "%{http_code}", url])
}

/// The same, once it is answered at all: a machine that does much else may be too late at first.
fn answered(machine: &Machine, url: &str) -> Result<String> {
    let mut found = String::new();
    wait(&format!("an answer of {url}"), || {
        found = status(machine, url)?;
        Ok(!found.starts_with('5'))
    })?;
    Ok(found)
}

fn perimeter(machine: &Machine) -> Result<()> {
    for (url, expected) in [
        ("https://localhost/", "200"),
        ("https://localhost/products", "200"),
        ("https://localhost/search?q=%27%20or%201%3D1%20union%20select%20password%20from%20users--", "403"),
        ("https://localhost/_edge/health", "404"),
        ("http://localhost/", "308"),
    ] {
        let status = answered(machine, url)?;
        ensure!(status == expected, "{url} is answered by {status} in place of {expected}");
    }
    // All but the load balancer listens on this machine alone.
    let open = machine.must(&["sh", "-c", "ss -Hltn | awk '{print $4}' | grep -vE '^(127\\.|\\[::1\\])' | sort -u"])?;
    let strangers: Vec<&str> = open.lines().filter(|line| !line.ends_with(":80") && !line.ends_with(":443")).collect();
    ensure!(strangers.is_empty(), "these listen to everybody: {}", strangers.join(", "));
    Ok(())
}

/// The exposure of the most exposed of our units, as `systemd-analyze security` reckons it.
fn exposure(machine: &Machine) -> Result<f64> {
    let mut most = 0.0_f64;
    let files = machine.must(&["sh", "-c", "cd /lib/systemd/system && ls selvedge-*.service"])?;
    // One that is made for several has to be one of them.
    let units: Vec<String> = files.lines().map(|file| file.replace("@.", "@full.")).collect();
    ensure!(units.len() >= HARDENED, "these are not all of our units: {units:?}");
    for unit in &units {
        let said = machine.must(&["systemd-analyze", "security", "--no-pager", unit])?;
        let level = said.lines().find_map(|line| line.split_once(".service: "));
        let level = level.and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
        most = most.max(level.with_context(|| format!("systemd-analyze says what nobody understands of {unit}"))?);
    }
    Ok(most)
}

fn asked(machine: &Machine, path: &str) -> Result<Value> {
    let said = machine.must(&["curl", "-fsS", "--max-time", "10", &format!("http://127.0.0.1:9090/api/v1/{path}")])?;
    serde_json::from_str(&said).context("Prometheus does not answer with JSON")
}

/// All that is to be asked answers, the firewall's and the backup's figures are there, and nothing is alarming.
fn watched(machine: &Machine) -> Result<()> {
    let are_up = || {
        let targets = asked(machine, "targets")?;
        let targets = targets["data"]["activeTargets"].as_array().map_or(&[][..], Vec::as_slice).to_vec();
        Ok(targets.len() == 5 && targets.iter().all(|target| target["health"] == "up"))
    };
    wait("all five jobs of Prometheus", are_up)?;
    for figure in ["firewall_refused_total", "backup_last_seconds", "origin_requests_total", "edge_answers_total"] {
        let is_there = || {
            let found = asked(machine, &format!("query?query={figure}"))?;
            Ok(found["data"]["result"].as_array().is_some_and(|result| !result.is_empty()))
        };
        wait(figure, is_there)?;
    }
    let alerts = asked(machine, "alerts")?;
    let alerts = alerts["data"]["alerts"].as_array().map_or(&[][..], Vec::as_slice);
    let firing: Vec<&str> = alerts
        .iter()
        .filter(|alert| alert["state"] == "firing")
        .filter_map(|alert| alert["labels"]["alertname"].as_str())
        .collect();
    ensure!(firing.is_empty(), "a shop that is well alarms: {}", firing.join(", "));
    Ok(())
}

fn backed_up(machine: &Machine) -> Result<()> {
    machine.must(&["systemctl", "start", "selvedge-backup@incr"])?;
    machine.must(&["systemctl", "start", "selvedge-backup-age"])?;
    machine.must(&["systemctl", "start", "selvedge-backup-try"])?;
    let info =
        machine.must(&["runuser", "-u", "postgres", "--", "pgbackrest", "--stanza=shop", "--output=json", "info"])?;
    ensure!(info.contains("\"type\":\"full\"") && info.contains("\"type\":\"incr\""), "a backup is missing: {info}");
    let key = machine.must(&["stat", "-c", "%U %a", "/etc/pgbackrest.conf"])?;
    ensure!(key.trim() == "postgres 600", "the passphrase can be read by others: {key}");
    Ok(())
}

/// A picture that is given is in the copy once its unit has run, and no program of the shop can reach it there.
fn pictures_copied(machine: &Machine) -> Result<()> {
    let origin = ["systemd-run", "--quiet", "--pipe", "--wait", "--collect", "-p", "User=selvedge"];
    let given = ["-p", "EnvironmentFile=/etc/selvedge/origin.env", "--", "/usr/bin/origin", "media", "add", GIVEN];
    machine.must(&[&origin[..], &given].concat())?;
    machine.must(&["systemctl", "start", "selvedge-backup-pictures"])?;
    let sum = machine.must(&["sha256sum", GIVEN])?;
    let copied = format!("/var/lib/selvedge-pictures/originals/{}", sum.split(' ').next().unwrap_or_default());
    machine.must(&["cmp", GIVEN, &copied])?;
    let reached = machine.is(&["runuser", "-u", "selvedge", "--", "test", "-e", &copied]);
    ensure!(!reached, "the shop's programs can reach the copy of the pictures");
    let told = machine.must(&["cat", "/var/lib/prometheus/node-exporter/selvedge-backup-pictures.prom"])?;
    ensure!(told.contains("type=\"pictures\"}"), "Prometheus is told nothing of the copy: {told}");
    Ok(())
}

/// Kills each of our programs, and the load balancer; how long the slowest was away.
fn killed(machine: &Machine) -> Result<f64> {
    let mut slowest = 0.0_f64;
    for (unit, url) in [
        ("selvedge-origin-serve", "http://127.0.0.1:4000/health/stores"),
        ("selvedge-origin-work", "http://127.0.0.1:9092/metrics"),
        ("selvedge-edge", "http://127.0.0.1:8082/_edge/ready"),
        ("selvedge-waf", "https://localhost/"),
        ("haproxy", "https://localhost/"),
    ] {
        machine.must(&["systemctl", "kill", "--signal=KILL", unit])?;
        let begun = Instant::now();
        sleep(Duration::from_millis(300));
        // The metrics want a key; that they answer is enough.
        let is_back = || Ok(matches!(status(machine, url).as_deref(), Ok("200" | "401")));
        wait(unit, is_back)?;
        slowest = slowest.max(begun.elapsed().as_secs_f64());
    }
    Ok(slowest)
}

/// Stops all that was set up and has systemd start what is enabled, as it does when the machine is started.
fn started_anew(machine: &Machine) -> Result<()> {
    machine.must(&[&["systemctl", "stop", "postgresql@15-main.service"], &UNITS[..]].concat())?;
    machine.must(&["systemctl", "start", "--no-block", "multi-user.target"])?;
    wait("a page after a boot", || Ok(status(machine, "https://localhost/").is_ok_and(|status| status == "200")))?;
    wait("all units after a boot", || Ok(all_active(machine)))
}

fn all_active(machine: &Machine) -> bool {
    UNITS.iter().all(|unit| machine.is(&["systemctl", "--quiet", "is-active", unit]))
}

/// Waits until something is so. Whoever cannot be asked yet is asked again.
fn wait(what: &str, mut until: impl FnMut() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    loop {
        let said = until();
        if matches!(said, Ok(true)) {
            return Ok(());
        }
        ensure!(!signals::received(), "interrupted while waiting for {what}");
        if begun.elapsed() > BACK {
            said.with_context(|| format!("waiting for {what}"))?;
            bail!("{what}: not after {} s", BACK.as_secs());
        }
        sleep(Duration::from_millis(200));
    }
}
