//! Total blocking time by Lighthouse, as a phone: a processor four times slower, a slow network.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::bench::Figure;
use crate::build::setup::chromium;
use crate::step::{on_path, output, run, step};
use crate::workspace::Workspace;

/// The metric that has a bound.
pub const BLOCKING: &str = "blocking";

/// The package of npm, with the version the figures are meant for.
const PACKAGE: &str = "lighthouse@12.8.2";
const PROGRAM: &str = "node_modules/lighthouse/cli/index.js";

/// The program.
pub struct Lighthouse {
    program: PathBuf,
    chromium: PathBuf,
}

impl Lighthouse {
    /// Finds it; fetched once by npm and kept beside the build. It brings no browser of its own.
    pub fn fetch(workspace: &Workspace) -> Result<Self> {
        let chromium = chromium().context("chromium is not installed")?;
        let folder = workspace.target.join("lighthouse");
        let program = folder.join(PROGRAM);
        if !program.exists() {
            ensure!(on_path("npm").is_some(), "npm fetches Lighthouse: install Debian's `npm`, then run this again");
            fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
            let options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
            step("fetching Lighthouse", || {
                run(Command::new("npm").arg("install").args(options).arg("--prefix").arg(&folder).arg(PACKAGE))
            })?;
        }
        Ok(Self { program, chromium })
    }

    /// The median of so many runs of each page.
    pub fn measure(&self, address: &str, pages: &[String], folder: &Path, runs: usize) -> Result<Vec<Figure>> {
        ensure!(runs > 0, "--runs 0: one at least");
        let mut figures = Vec::new();
        for page in pages {
            let mut seen = Vec::new();
            step(&format!("{page} as a phone sees it"), || {
                for _ in 0..runs {
                    seen.push(self.once(&format!("{address}{page}"), folder)?);
                }
                Ok(())
            })?;
            let median = |of: fn(&Seen) -> f64| {
                let mut times: Vec<f64> = seen.iter().map(of).collect();
                times.sort_by(f64::total_cmp);
                times[times.len() / 2]
            };
            figures.push(Figure::new(page.clone(), BLOCKING, median(|seen| seen.blocking), "ms"));
            figures.push(Figure::new(page.clone(), "largest paint", median(|seen| seen.largest_paint), "ms"));
        }
        Ok(figures)
    }

    fn once(&self, address: &str, folder: &Path) -> Result<Seen> {
        let report = folder.join("lighthouse.json");
        let mut lighthouse = Command::new("node");
        lighthouse.arg(&self.program).arg(address).env("CHROME_PATH", &self.chromium);
        lighthouse.args(["--only-categories=performance", "--form-factor=mobile", "--output=json", "--quiet"]);
        lighthouse.args([
            "--no-enable-error-reporting",
            "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
        ]);
        output(lighthouse.arg(format!("--output-path={}", report.display())))?;
        let report = fs::read(&report).with_context(|| format!("Lighthouse wrote no {}", report.display()))?;
        Seen::read(&serde_json::from_slice(&report)?)
    }
}

/// What one run gave, in milliseconds.
#[derive(Debug, PartialEq)]
struct Seen {
    blocking: f64,
    largest_paint: f64,
}

impl Seen {
    fn read(report: &Value) -> Result<Self> {
        let trouble = &report["runtimeError"]["message"];
        ensure!(trouble.is_null(), "Lighthouse could not look at the page: {trouble}");
        let of = |audit: &str| {
            let value = report["audits"][audit]["numericValue"].as_f64();
            value.with_context(|| format!("Lighthouse says nothing of {audit}"))
        };
        Ok(Self { blocking: of("total-blocking-time")?, largest_paint: of("largest-contentful-paint")? })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_is_read_and_one_of_a_page_that_did_not_open_is_none() {
        let audits = json!({
            "total-blocking-time": { "numericValue": 42.5 }, "largest-contentful-paint": { "numericValue": 900 },
        });
        let seen = Seen::read(&json!({ "audits": audits })).expect("it has both");
        assert_eq!(seen, Seen { blocking: 42.5, largest_paint: 900.0 });
        let error = json!({ "runtimeError": { "message": "no document" }, "audits": audits });
        assert!(Seen::read(&error).is_err() && Seen::read(&json!({ "audits": {} })).is_err());
    }
}
