//! `--name value` of a bench.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Result, anyhow, bail};

/// What was given and not yet asked for.
#[derive(Default)]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    /// Adds one.
    pub fn add(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    /// A number, or what it is if it was not given.
    pub fn number<N: FromStr<Err: Display>>(&mut self, name: &str, otherwise: N) -> Result<N> {
        match self.0.remove(name) {
            Some(text) => text.parse().map_err(|error| anyhow!("--{name} {text}: {error}")),
            None => Ok(otherwise),
        }
    }

    /// A text, or what it is if it was not given.
    pub fn text(&mut self, name: &str, otherwise: &str) -> String {
        self.0.remove(name).unwrap_or_else(|| otherwise.to_owned())
    }

    /// A file, given by an option or by a variable.
    pub fn file(&mut self, name: &str, variable: &str) -> Option<PathBuf> {
        let given = self.0.remove(name).map(PathBuf::from);
        given.or_else(|| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from))
    }

    /// Fails if anything is left that nobody asked for.
    pub fn end(self) -> Result<()> {
        match self.0.keys().next() {
            Some(name) => bail!("this bench has no option --{name}"),
            None => Ok(()),
        }
    }
}
