//! `bench`: figures as ratios, measured side by side in one run.

mod app;
mod baseline;
pub mod catalog;
mod checkout;
mod compiled;
pub mod floor;
mod fresh;
mod harness;
mod import;
pub mod load;
mod office;
mod outage;
mod page;
mod search;
mod session;
mod settings;
mod traces;
mod turns;

use std::io::Write as _;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt as _};
use serde_json::json;

use crate::workspace::Workspace;
use harness::{cpu, edge, origin, place, proxy};
use settings::Settings;

/// One measured figure.
pub struct Figure {
    /// What was measured.
    pub case: String,
    /// Which property of it.
    pub metric: &'static str,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
}

impl Figure {
    fn new(case: impl Into<String>, metric: &'static str, value: f64, unit: &'static str) -> Self {
        Self { case: case.into(), metric, value, unit }
    }
}

/// Measures by what the settings say.
type Measure = fn(&Workspace, Settings) -> Result<Vec<Figure>>;

/// Every bench by its name.
pub const BENCHES: [(&str, Measure); 12] = [
    ("app", app::measure),
    ("build", compiled::measure),
    ("checkout", checkout::measure),
    ("fresh", fresh::measure),
    ("friday", fresh::friday::measure),
    ("import", import::measure),
    ("office", office::measure),
    ("outage", outage::measure),
    ("page", page::measure),
    ("search", search::measure),
    ("session", session::measure),
    ("traces", traces::measure),
];

/// Runs the bench that the arguments name and prints its figures.
pub fn bench(workspace: &Workspace, mut arguments: Parser) -> Result<()> {
    let (mut name, mut as_json, mut settings) = (None, false, Settings::default());
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("json") => as_json = true,
            Arg::Long(option) => {
                let option = option.to_owned();
                settings.add(&option, arguments.value()?.string()?);
            }
            Arg::Value(value) if name.is_none() => name = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let name = name.unwrap_or_default();
    let Some((_, measure)) = BENCHES.iter().find(|(known, _)| *known == name) else {
        bail!("there is no bench `{name}`: there are {}", BENCHES.map(|(name, _)| name).join(", "))
    };
    let figures = measure(workspace, settings)?;
    let mut out = std::io::stdout().lock();
    for Figure { case, metric, value, unit } in figures {
        if as_json {
            let line = json!({ "bench": name, "case": case, "metric": metric, "value": value, "unit": unit });
            writeln!(out, "{line}")?;
        } else {
            // Shares below ten differ in their third digit.
            let digits = if value.abs() < 10.0 { 3 } else { 2 };
            writeln!(out, "{case:<44} {metric:<14} {value:>12.digits$} {unit}")?;
        }
    }
    Ok(())
}
