//! A Prometheus of the drill's own, asked what fires and what dashboards would show.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::http;
use crate::servers::process::Processes;
use crate::step::on_path;

const READY: Duration = Duration::from_secs(180);
/// Between two points of what a dashboard shows, in seconds.
const STEP: u64 = 5;

pub(in crate::drill) struct Prometheus {
    address: SocketAddr,
}

impl Prometheus {
    /// Starts it with a configuration, and its data in a folder.
    pub(in crate::drill) fn start(config: &Path, folder: &Path, port: u16, processes: &mut Processes) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut command = Command::new(on_path("prometheus").context("prometheus is not installed")?);
        command.arg("--config.file").arg(config).arg("--storage.tsdb.path").arg(folder.join("prometheus"));
        processes.start("prometheus", "TERM", command.arg(format!("--web.listen-address={address}")))?;
        let host = address.to_string();
        processes.wait_until("Prometheus", READY, || http::status(address, &host, "/-/ready") == Some(200))?;
        Ok(Self { address })
    }

    /// The alerts that fire.
    pub(in crate::drill) fn firing(&self) -> Result<BTreeSet<String>> {
        let told = self.ask("/api/v1/alerts")?;
        let alerts = told["alerts"].as_array().context("Prometheus lists no alerts")?.iter();
        let firing = alerts.filter(|alert| alert["state"] == "firing");
        Ok(firing.filter_map(|alert| alert["labels"]["alertname"].as_str().map(str::to_owned)).collect())
    }

    /// Whether there was anything to show of a query between two moments, in seconds since 1970.
    fn has_shown(&self, query: &str, from: u64, to: u64) -> Result<bool> {
        // What is shown where there is nothing shows nothing.
        let told = self.range(&query.replace(" or vector(0)", ""), from, to, STEP)?;
        let series = told["result"].as_array().context("Prometheus answers no series")?;
        Ok(series.iter().any(|one| one["values"].as_array().is_some_and(|values| values.iter().any(is_number))))
    }

    /// The answer to a query between two moments, in seconds since 1970, with so many between two points.
    pub(in crate::drill) fn range(&self, query: &str, from: u64, to: u64, step: u64) -> Result<Value> {
        let query = utf8_percent_encode(query, NON_ALPHANUMERIC);
        self.ask(&format!("/api/v1/query_range?query={query}&start={from}&end={to}&step={step}"))
    }

    /// The panels of the dashboards in a folder: how many there are, and those that had nothing to show.
    pub(in crate::drill) fn empty_panels(&self, boards: &Path, from: u64, to: u64) -> Result<(usize, Vec<String>)> {
        let (mut count, mut empty) = (0, Vec::new());
        for file in fs::read_dir(boards).with_context(|| format!("cannot read {}", boards.display()))? {
            let path = file?.path();
            let board: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
            for (title, queries) in panels(&board)? {
                count += 1;
                let mut has_shown = false;
                for query in queries {
                    has_shown |= self.has_shown(&query, from, to)?;
                }
                if !has_shown {
                    empty.push(title);
                }
            }
        }
        Ok((count, empty))
    }

    fn ask(&self, path: &str) -> Result<Value> {
        let answer = http::send(self.address, "GET", path, &[], "").context("Prometheus does not answer")?;
        ensure!(answer.status == 200, "Prometheus answered {}: {}", answer.status, answer.body);
        let mut told: Value = serde_json::from_str(&answer.body).context("Prometheus answers no JSON")?;
        Ok(told["data"].take())
    }
}

/// Whether a value of a series is one that can be drawn: of nothing by nothing there is none.
fn is_number(value: &Value) -> bool {
    value[1].as_str().and_then(|number| number.parse::<f64>().ok()).is_some_and(f64::is_finite)
}

/// The panels of a dashboard with their queries. Rows have none.
fn panels(board: &Value) -> Result<Vec<(String, Vec<String>)>> {
    let called = board["title"].as_str().context("a dashboard has a title")?;
    let all = board["panels"].as_array().context("a dashboard has panels")?;
    let of = |panel: &Value| {
        let title = format!("{called}: {}", panel["title"].as_str().unwrap_or_default());
        let queries = panel["targets"].as_array().into_iter().flatten();
        (title, queries.filter_map(|target| target["expr"].as_str().map(str::to_owned)).collect())
    };
    Ok(all.iter().filter(|panel| panel["type"] != "row").map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn panels_are_told_with_their_queries_and_what_is_no_number_is_not_shown() {
        let board = json!({ "title": "Edge", "panels": [
            { "type": "row", "title": "Purges" },
            { "type": "timeseries", "title": "Lag", "targets": [{ "expr": "a" }, { "expr": "b" }] },
        ] });
        assert_eq!(panels(&board).expect("readable"), [("Edge: Lag".to_owned(), vec!["a".to_owned(), "b".to_owned()])]);
        let drawn = [json!([1, "0"]), json!([1, "NaN"]), json!([1, "+Inf"]), json!([1])].map(|value| is_number(&value));
        assert_eq!(drawn, [true, false, false, false]);
    }
}
