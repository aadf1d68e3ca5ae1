//! The rules of `deploy/monitoring/alerts.yml` with shorter times, so that a drill need not last for days. What is asked
//! for, and the bounds, stay as they are.

use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Times of the rules, and what takes their place. A rate wants two scrapes at least within its window.
const WINDOWS: [(&str, &str); 5] =
    [("[5m]", "[20s]"), ("[10m]", "[20s]"), ("[30m]", "[60s]"), ("[1h]", "[30s]"), ("offset 1d", "offset 60s")];
/// How long an alert has to hold.
const HOLDS: &str = "2s";

/// What rules there are, and their text with shorter times.
pub(super) struct Rules {
    pub(super) text: String,
    pub(super) alerts: Vec<String>,
}

pub(super) fn shortened(root: &Path) -> Result<Rules> {
    let file = root.join("deploy/monitoring/alerts.yml");
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    of(&text)
}

fn of(text: &str) -> Result<Rules> {
    let (mut short, mut alerts) = (String::new(), Vec::new());
    for line in text.lines() {
        if let Some(name) = line.trim().strip_prefix("- alert: ") {
            alerts.push(name.to_owned());
        }
        let mut line = match line.split_once("for: ") {
            Some((before, _)) if before.trim().is_empty() => format!("{before}for: {HOLDS}"),
            _ => line.to_owned(),
        };
        for (long, window) in WINDOWS {
            line = line.replace(long, window);
        }
        let left = line.match_indices('[').map(|(at, _)| &line[at + 1..]);
        let unknown = left.filter_map(|rest| rest.split_once(']')).find(|(inside, _)| {
            let (number, unit) = inside.split_at(inside.len().saturating_sub(1));
            number.parse::<u32>().is_ok() && ["m", "h", "d"].contains(&unit)
        });
        ensure!(unknown.is_none(), "a rule looks at a time that has no shorter one in the drill: {}", line.trim());
        short += &line;
        short.push('\n');
    }
    ensure!(!alerts.is_empty(), "there are no rules");
    Ok(Rules { text: short, alerts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shorter_and_all_else_is_as_it_was() {
        let text = "      - alert: A\n        expr: rate(x{l=\"a[b]\"}[10m] offset 1d) > 30\n        for: 5m\n";
        let rules = of(text).expect("readable");
        assert_eq!(rules.alerts, ["A"]);
        let short = "      - alert: A\n        expr: rate(x{l=\"a[b]\"}[20s] offset 60s) > 30\n        for: 2s\n";
        assert_eq!(rules.text, short);
        assert!(of("- alert: A\n  expr: rate(x[7m]) > 0\n").is_err(), "seven minutes would not be over");
        assert!(of("groups: []\n").is_err());
    }
}
