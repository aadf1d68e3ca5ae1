//! Statements that are run by psql.

use std::process::Command;

use anyhow::{Context, Result};

use crate::build::setup::postgres_bin;
use crate::step::output;

/// psql at a database. It reads no settings of whoever runs it, prints nothing but what statements say, and ends at the
/// first that fails.
pub fn psql(database: &str) -> Result<Command> {
    let psql = postgres_bin("psql").context("psql is not installed: run `cargo xtask setup`")?;
    let mut command = Command::new(psql);
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"]);
    command.args(["--dbname", database]);
    Ok(command)
}

/// Runs statements in one transaction, and returns what they print.
pub fn sql(database: &str, text: &str) -> Result<String> {
    one_by_one(database, [text])
}

/// Runs statements one after the other, each in a transaction of its own, and returns what they print.
pub fn one_by_one<T: AsRef<str>>(database: &str, statements: impl IntoIterator<Item = T>) -> Result<String> {
    let mut command = psql(database)?;
    for statement in statements {
        command.args(["--command", statement.as_ref()]);
    }
    output(&mut command)
}
