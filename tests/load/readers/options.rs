//! What is asked of this program.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};

/// `--name value`, each name once.
pub struct Options(BTreeMap<String, String>);

impl Options {
    /// The command, and its options.
    pub fn read() -> Result<(String, Self)> {
        let mut arguments = std::env::args().skip(1);
        let what = arguments.next().unwrap_or_default();
        let mut options = BTreeMap::new();
        while let Some(name) = arguments.next() {
            let Some(name) = name.strip_prefix("--") else { bail!("`{name}` is not an option") };
            let value = arguments.next().with_context(|| format!("give --{name} a value"))?;
            options.insert(name.to_owned(), value);
        }
        Ok((what, Self(options)))
    }

    /// An option's text.
    pub fn text(&self, name: &str) -> Result<&str> {
        self.0.get(name).map(String::as_str).with_context(|| format!("give --{name}"))
    }

    /// An option that is a number.
    pub fn number<N: FromStr<Err: Display>>(&self, name: &str) -> Result<N> {
        self.text(name)?.parse().map_err(|error| anyhow!("--{name}: {error}"))
    }

    /// `--seconds`.
    pub fn duration(&self) -> Result<Duration> {
        Ok(Duration::from_secs(self.number("seconds")?))
    }

    /// The lines of the file that an option names.
    pub fn lines(&self, name: &str) -> Result<Vec<String>> {
        let file = Path::new(self.text(name)?);
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if lines.is_empty() {
            bail!("{} is empty", file.display());
        }
        Ok(lines)
    }
}
