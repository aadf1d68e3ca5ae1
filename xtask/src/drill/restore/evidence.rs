//! What a restored database is held against: every row of every table, the ledgers, and a clock that was written down.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::build::setup::postgres_bin;
use crate::servers::psql::psql;
use crate::step::output;

/// Orders of the past, so that there is something to lose.
const ORDERS: &str = include_str!("orders.sql");
/// One line for each table: its name, how many rows it has, and a sum over them.
const TABLES: &str = include_str!("tables.sql");
/// One line for each thing that does not add up.
const FAULTS: &str = include_str!("../../../../deploy/backup/faults.sql");
/// Writes the time down, twenty times a second, each in a transaction of its own.
const CLOCK: &str = include_str!("clock.sql");

/// A database that is asked by `psql`, as a role that may do anything.
pub(in crate::drill) struct Database {
    url: String,
}

impl Database {
    pub(in crate::drill) fn at(url: &str) -> Self {
        Self { url: url.to_owned() }
    }

    fn psql(&self) -> Result<Command> {
        let mut command = psql(&self.url)?;
        // A way that leads nowhere is said to, and not waited at.
        command.env("PGCONNECT_TIMEOUT", "20");
        Ok(command)
    }

    /// What statements say, line by line.
    pub(in crate::drill) fn ask(&self, sql: &str) -> Result<String> {
        let mut psql = self.psql()?;
        let child = psql.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.context("cannot run psql")?;
        child.stdin.take().context("psql listens")?.write_all(sql.as_bytes())?;
        let out = child.wait_with_output()?;
        ensure!(out.status.success(), "psql: {}", String::from_utf8_lossy(&out.stderr).trim_end());
        Ok(String::from_utf8_lossy(&out.stdout).trim_end().to_owned())
    }

    /// A number that a query gives.
    pub(in crate::drill) fn number(&self, sql: &str) -> Result<f64> {
        let said = self.ask(sql)?;
        said.parse().with_context(|| format!("{said:?} is no number"))
    }

    /// Writes orders of the past.
    pub(super) fn fill(&self, orders: u32) -> Result<()> {
        self.ask(&format!("\\set count {orders}\n{ORDERS}")).map(drop)
    }

    /// Every table with its rows counted and summed up.
    pub(super) fn tables(&self) -> Result<String> {
        let tables = self.ask(TABLES)?;
        ensure!(tables.lines().count() > 40, "these are not all tables of a shop:\n{tables}");
        Ok(tables)
    }

    /// Fails if anything does not add up, or if a page of a table or an index is broken.
    pub(in crate::drill) fn check(&self) -> Result<()> {
        let faults = self.ask(FAULTS)?;
        ensure!(faults.is_empty(), "the restored database does not add up:\n{faults}");
        let amcheck = postgres_bin("pg_amcheck").context("pg_amcheck is not installed")?;
        let mut command = Command::new(amcheck);
        output(command.args(["--install-missing", "--heapallindexed"]).arg(&self.url)).map(drop)
    }

    /// Begins to write the time down, until the process is killed or the server is gone.
    pub(super) fn start_clock(&self) -> Result<Clock> {
        self.ask(
            "create schema if not exists drill; create table if not exists drill.clock (at timestamptz not null)",
        )?;
        let mut psql = self.psql()?;
        psql.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Clock(psql.args(["--command", CLOCK]).spawn().context("cannot run psql")?))
    }

    /// The newest time that was written down, in seconds since 1970.
    pub(super) fn newest(&self) -> Result<f64> {
        self.number("select extract(epoch from max(at)) from drill.clock")
    }
}

/// Whoever writes the time down.
pub(super) struct Clock(Child);

impl Drop for Clock {
    fn drop(&mut self) {
        // It has ended by itself if its server is gone.
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}
