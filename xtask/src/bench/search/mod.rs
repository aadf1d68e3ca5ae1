//! Search: the shop's engine beside PostgreSQL's full text, the same with pg_trgm, SQLite's FTS5 and tantivy as it comes,
//! over the same products by the same queries, judged by people; what the shop's search costs over HTTP; and what its engine
//! costs with more products.

mod http;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Figure;
use super::settings::Settings;
use crate::build::setup::{Need, setup};
use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Durability};
use crate::servers::process::Processes;
use crate::servers::psql::psql;
use crate::signals;
use crate::step::{on_path, output, run, step};
use crate::workspace::{Workspace, cargo};

/// How many times as many products the shop's engine is measured with: about a hundred thousand, and a million.
const TIMES: [u32; 2] = [5, 52];

/// The parts that can be measured alone, by their names for `--only`.
const HTTP: &str = "http";
const OURS: &str = "selvedge";

/// What is measured.
const METRICS: [&str; 18] = [
    "NDCG@10",
    "typo loss",
    "no hits",
    "no hits, typo",
    "p50",
    "p99",
    "p50, typo",
    "p99, typo",
    "rate",
    "facets p50",
    "facets p99",
    "p50, changing",
    "p99, changing",
    "changes",
    "build",
    "index",
    "build memory",
    "memory",
];
/// Units of figures.
const UNITS: [&str; 6] = ["ms", "s", "MB", "%", "queries/s", "a minute"];
/// All of it takes no longer than this, in minutes, unless it is told otherwise: what would is left out.
const MINUTES: u32 = 20;

/// Whoever measures: the program `relevance`, and where what it writes lies.
struct Measuring {
    program: PathBuf,
    folder: PathBuf,
    /// The folder of real catalogues.
    data: PathBuf,
}

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let largest: u32 = settings.number("times", TIMES[1])?;
    let minutes: u32 = settings.number("minutes", MINUTES)?;
    let only = settings.text("only", "");
    if !["", HTTP, OURS].contains(&only.as_str()) {
        bail!(
            "--only {only}: there are `{HTTP}`, the search as whoever calls the origin finds it, and `{OURS}`, its engine"
        );
    }
    settings.end()?;
    let (begun, limit) = (Instant::now(), Duration::from_secs(60) * minutes);
    setup(workspace, Need::Bench, false)?;
    signals::listen()?;
    let folder = workspace.data().join("bench-search");
    fs::create_dir_all(&folder)?;
    step("building the engines", || {
        let mut build = cargo();
        build.args(["build", "--release", "--package", "origin-search-relevance"]).current_dir(&workspace.root);
        run(build.arg("--target-dir").arg(&workspace.target))
    })?;
    let program = workspace.binary("origin-search-relevance");
    let data = std::env::var_os("SELVEDGE_DATA").map(PathBuf::from);
    let data = data.unwrap_or_else(|| workspace.root.join("../shared/data"));
    let measuring = Measuring { program, folder: folder.join("files"), data };
    drop(fs::remove_dir_all(&measuring.folder));
    fs::create_dir_all(&measuring.folder)?;
    let mut figures = Vec::new();
    step("writing products and queries", || measuring.call(&["write"], &[]))?;
    let queries = measuring.folder.join("clean.tsv");
    let over_http = || http::measure(workspace, &folder.join("http"), &measuring.data, &queries);
    match only.as_str() {
        HTTP => return over_http(),
        OURS => {
            step(OURS, || measuring.engine(OURS, 1))?;
            return measuring.scored(OURS, OURS);
        }
        _ => {}
    }
    for engine in [OURS, "tantivy"] {
        step(engine, || measuring.engine(engine, 1))?;
        figures.extend(measuring.scored(engine, engine)?);
    }
    step("PostgreSQL, with and without pg_trgm", || measuring.postgres(&folder))?;
    figures.extend(measuring.scored("postgres", "PostgreSQL full text")?);
    figures.extend(measuring.scored("trgm", "PostgreSQL full text and pg_trgm")?);
    step("SQLite", || measuring.sqlite())?;
    figures.extend(measuring.scored("sqlite", "SQLite FTS5")?);
    figures.extend(over_http()?);
    // What the largest costs is told by the one before.
    let mut last: Option<(u32, Duration)> = None;
    for times in TIMES.into_iter().filter(|times| *times <= largest) {
        let expected = last.map_or(Duration::ZERO, |(before, took)| took * times / before);
        if begun.elapsed() + expected > limit {
            let expected = expected.as_secs().div_ceil(60);
            eprintln!(
                "{times} times the products would take {expected} minutes more: left out; --minutes N allows more"
            );
            break;
        }
        let started = Instant::now();
        step(&format!("selvedge with {times} times the products"), || measuring.engine(OURS, times))?;
        let case = format!("selvedge, {times} times the products");
        // Nobody has judged the variations.
        let costs = |figure: &Figure| !["NDCG@10", "typo loss"].contains(&figure.metric);
        figures.extend(measuring.scored(OURS, &case)?.into_iter().filter(costs));
        last = Some((times, started.elapsed()));
    }
    fs::remove_dir_all(&measuring.folder)?;
    Ok(figures)
}

impl Measuring {
    /// Calls the program with the step, the folder and what else it takes.
    fn call(&self, step: &[&str], further: &[&str]) -> Result<()> {
        run(self.program().args(step).arg(&self.folder).args(further))
    }

    fn program(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("SELVEDGE_DATA", &self.data).arg("bench");
        command
    }

    /// Fills an index and asks it, each in a process of its own.
    fn engine(&self, engine: &str, times: u32) -> Result<()> {
        drop(fs::remove_dir_all(self.folder.join(format!("{engine}-index"))));
        self.call(&["fill"], &[engine, &times.to_string()])?;
        self.call(&["ask"], &[engine])?;
        if engine == OURS { self.call(&["change"], &[engine]) } else { Ok(()) }
    }

    fn postgres(&self, folder: &Path) -> Result<()> {
        let mut processes = Processes::new(&folder.join("logs"))?;
        let mut ports = Ports::load(folder.join("ports.json"));
        let place = folder.join("postgres");
        let addresses = postgres::start(&place, Durability::Throwaway, &mut ports, &mut processes)?;
        let script = self.folder.join("postgres.sql");
        fs::write(&script, include_str!("postgres.sql"))?;
        let mut psql = psql(&addresses.admin)?;
        psql.arg("--set").arg(format!("dir={}", self.folder.display()));
        let asked = run(psql.arg("--file").arg(&script));
        drop(processes);
        postgres::delete(&place)?;
        asked
    }

    fn sqlite(&self) -> Result<()> {
        let python = on_path("python3").context("python3 is not installed; it has SQLite inside")?;
        let script = self.folder.join("sqlite.py");
        fs::write(&script, include_str!("sqlite.py"))?;
        let call = |step: &str| run(Command::new(&python).arg(&script).arg(&self.folder).arg(step));
        call("build").and_then(|()| call("ask"))
    }

    /// The figures of an engine that has been asked.
    fn scored(&self, engine: &str, case: &str) -> Result<Vec<Figure>> {
        let scored = output(self.program().arg("score").arg(&self.folder).arg(engine))?;
        scored.lines().map(|line| read(line, case)).collect()
    }
}

/// A figure as the program prints it.
fn read(line: &str, case: &str) -> Result<Figure> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [metric, value, unit] = cells.as_slice() else { bail!("`{line}` is no figure") };
    let metric = METRICS.into_iter().find(|known| known == metric);
    let metric = metric.with_context(|| format!("`{line}` is of nothing that is measured"))?;
    let unit = UNITS.into_iter().find(|known| known == unit).unwrap_or("");
    let value = value.parse().with_context(|| format!("the number of `{line}`"))?;
    Ok(Figure::new(case, metric, value, unit))
}
