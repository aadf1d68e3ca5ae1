//! What shoppers wrote down.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use serde_json::Value;

/// The file that they write.
pub(super) struct Log {
    pub(super) file: PathBuf,
}

/// What happened between two moments.
#[derive(Clone, Copy, Default)]
pub(in crate::drill) struct Seen {
    pub(in crate::drill) steps: u32,
    pub(in crate::drill) failed: u32,
    /// When the last of those that failed did, in milliseconds since 1970.
    pub(in crate::drill) last_failed: Option<u64>,
    /// When an order was last placed, likewise.
    pub(in crate::drill) last_order: Option<u64>,
    /// The longest time without a placed order, in milliseconds.
    pub(in crate::drill) longest_gap: u64,
}

/// The moment it is, in milliseconds since 1970.
pub(in crate::drill) fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

impl Log {
    fn lines(&self) -> Result<Vec<Value>> {
        let text = fs::read_to_string(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        // The last line may be half written.
        Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    /// What happened since a moment.
    pub(super) fn since(&self, begun: u64) -> Result<Seen> {
        Ok(seen(&self.lines()?, begun))
    }

    /// What failed since a moment, by what it was and why, and how often.
    pub(super) fn failures(&self, begun: u64) -> Result<BTreeMap<String, u32>> {
        let mut failures = BTreeMap::new();
        for line in self.lines()?.iter().filter(|line| line["at"].as_u64() >= Some(begun) && line["ok"] == false) {
            let why = line["status"].as_u64().map_or_else(|| line["why"].to_string(), |status| status.to_string());
            *failures.entry(format!("{} {why}", line["what"].as_str().unwrap_or_default())).or_default() += 1;
        }
        Ok(failures)
    }

    /// The orders that shoppers were told are placed.
    pub(super) fn orders(&self) -> Result<Vec<String>> {
        Ok(self.lines()?.iter().filter_map(|line| line["order"].as_str().map(str::to_owned)).collect())
    }
}

fn seen(lines: &[Value], begun: u64) -> Seen {
    let mut seen = Seen::default();
    let mut order = begun;
    for line in lines {
        let Some(at) = line["at"].as_u64().filter(|at| *at >= begun) else { continue };
        seen.steps += 1;
        if line["ok"] == false {
            seen.failed += 1;
            seen.last_failed = Some(at);
        }
        if line["order"].is_string() {
            seen.longest_gap = seen.longest_gap.max(at.saturating_sub(order));
            order = at;
            seen.last_order = Some(at);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_failed_and_how_long_nobody_could_order_is_seen() {
        let lines = [
            json!({ "at": 90, "what": "page", "ok": false }),
            json!({ "at": 110, "what": "order", "ok": true, "order": "a" }),
            json!({ "at": 120, "what": "order", "ok": false, "status": 503 }),
            json!({ "at": 160, "what": "order", "ok": true, "order": "b" }),
            json!({ "what": "end" }),
        ];
        let seen = seen(&lines, 100);
        assert_eq!((seen.steps, seen.failed, seen.last_failed, seen.last_order), (3, 1, Some(120), Some(160)));
        assert_eq!(seen.longest_gap, 50);
    }
}
