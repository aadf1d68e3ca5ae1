//! A dashboard of Grafana's as far as it is looked at here: its panels, where they lie, and what they ask Prometheus.

use anyhow::{Context, Result};
use serde_json::Value;

/// A dashboard.
pub(super) struct Board {
    pub(super) title: String,
    pub(super) panels: Vec<Panel>,
}

/// One of its panels.
pub(super) struct Panel {
    pub(super) title: String,
    /// Whether it shows the last number and no curves.
    pub(super) is_number: bool,
    pub(super) unit: String,
    /// From where on the number alarms.
    pub(super) alarm: Option<f64>,
    /// Columns (of 24) and rows: from the left, from above, wide, high.
    pub(super) place: [f64; 4],
    pub(super) queries: Vec<Query>,
}

/// What a panel asks, and how the answer's series are called.
pub(super) struct Query {
    pub(super) text: String,
    pub(super) legend: String,
}

impl Board {
    /// Reads a dashboard's file.
    pub(super) fn of(text: &str) -> Result<Self> {
        let board: Value = serde_json::from_str(text).context("a dashboard is JSON")?;
        let title = board["title"].as_str().context("a dashboard has a title")?.to_owned();
        let panels = board["panels"].as_array().context("a dashboard has panels")?;
        let panels = panels.iter().filter(|panel| panel["type"] != "row").map(panel).collect::<Result<_>>()?;
        Ok(Self { title, panels })
    }
}

fn panel(of: &Value) -> Result<Panel> {
    let title = of["title"].as_str().context("a panel has a title")?.to_owned();
    let place = ["x", "y", "w", "h"].map(|side| of["gridPos"][side].as_f64().unwrap_or_default());
    let defaults = &of["fieldConfig"]["defaults"];
    let steps = defaults["thresholds"]["steps"].as_array();
    let queries = of["targets"].as_array().with_context(|| format!("{title} asks nothing"))?;
    let query = |target: &Value| {
        let text = |name: &str| target[name].as_str().unwrap_or_default().to_owned();
        Query { text: text("expr"), legend: text("legendFormat") }
    };
    Ok(Panel {
        is_number: of["type"] == "stat",
        unit: defaults["unit"].as_str().unwrap_or_default().to_owned(),
        alarm: steps.and_then(|steps| steps.last()?["value"].as_f64()),
        place,
        queries: queries.iter().map(query).collect(),
        title,
    })
}

/// What a series is called by a legend, with its labels in the places of their names.
pub(super) fn called(legend: &str, labels: &Value) -> String {
    let (mut name, mut rest) = (String::new(), legend);
    while let Some((before, after)) = rest.split_once("{{") {
        let (label, after) = after.split_once("}}").unwrap_or((after, ""));
        name += before;
        name += labels[label.trim()].as_str().unwrap_or_default();
        rest = after;
    }
    (name + rest).trim().to_owned()
}

/// A number with the unit that it is shown in.
pub(super) fn shown(number: f64, unit: &str) -> String {
    let (number, suffix) = match unit {
        "s" if number.abs() >= 1.0 || number == 0.0 => (number, " s"),
        "s" => (number * 1000.0, " ms"),
        "percentunit" => (number * 100.0, " %"),
        "bytes" if number.abs() >= 1e9 => (number / 1e9, " GB"),
        "bytes" if number.abs() >= 1e6 => (number / 1e6, " MB"),
        "bytes" => (number / 1e3, " kB"),
        "reqps" | "cps" => (number, "/s"),
        _ if number.abs() >= 1e6 => (number / 1e6, " M"),
        _ if number.abs() >= 1e4 => (number / 1e3, " k"),
        _ => (number, ""),
    };
    let digits = match number.abs() {
        0.0 | 100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    let text = format!("{number:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_dashboard_is_read_with_what_its_panels_ask() {
        let board = json!({ "title": "Edge", "panels": [
            { "type": "row", "title": "Purges" },
            { "type": "stat", "title": "Lag", "gridPos": { "x": 8, "y": 2, "w": 4, "h": 3 },
              "fieldConfig": { "defaults": { "unit": "s", "thresholds": { "steps": [{ "value": null }, { "value": 30 }] } } },
              "targets": [{ "expr": "a", "legendFormat": "{{x}}" }] },
        ] });
        let board = Board::of(&board.to_string()).expect("readable");
        let [panel] = board.panels.as_slice() else { panic!("rows are none") };
        assert_eq!((board.title.as_str(), panel.title.as_str(), panel.place), ("Edge", "Lag", [8.0, 2.0, 4.0, 3.0]));
        assert!(panel.is_number && panel.alarm == Some(30.0) && panel.queries[0].text == "a");
        assert!(Board::of("[]").is_err());
    }

    #[test]
    fn series_are_called_by_their_labels() {
        let labels = json!({ "job": "edge", "cause": "queue" });
        assert_eq!(called("{{job}} lost: {{ cause }}", &labels), "edge lost: queue");
        assert_eq!(called("median", &labels), "median");
        assert_eq!(called("{{nothing}} {{else}}", &labels), "");
    }

    #[test]
    fn numbers_are_shown_with_their_unit() {
        for (number, unit, text) in [
            (0.0, "s", "0 s"),
            (0.0123, "s", "12.3 ms"),
            (1.5, "s", "1.5 s"),
            (0.981, "percentunit", "98.1 %"),
            (5.24e7, "bytes", "52.4 MB"),
            (100.0, "reqps", "100/s"),
            (12_345.0, "short", "12.3 k"),
            (7.0, "short", "7"),
        ] {
            assert_eq!(shown(number, unit), text);
        }
    }
}
