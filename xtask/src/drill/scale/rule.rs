//! The autoscaler's rule, as Kubernetes has it: how many processes there should be for what they count.

use std::collections::VecDeque;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Where the targets stand, relative to the root.
const TARGETS: &str = "deploy/kubernetes/production/autoscaling.yaml";
/// What is so near to its target is left as it is.
const TOLERANCE: f64 = 0.1;
/// So many looks have to agree before there is one less.
const LOOKS: usize = 4;

/// Of one kind of processes.
pub(super) struct Rule {
    max: usize,
    recent: VecDeque<usize>,
}

impl Rule {
    pub(super) fn new(max: usize) -> Self {
        Self { max, recent: VecDeque::new() }
    }

    /// How many there should be, of those that run and of what each metric is in sum and should be of each; at most one
    /// less than there are.
    pub(super) fn desired(&mut self, running: usize, metrics: &[(f64, f64)]) -> usize {
        let wanted = metrics.iter().map(|(sum, target)| of_one(running, *sum, *target)).max().unwrap_or(running);
        self.recent.push_back(wanted.clamp(1, self.max));
        while self.recent.len() > LOOKS {
            self.recent.pop_front();
        }
        let highest = self.recent.iter().copied().max().unwrap_or(running);
        if highest >= running || self.recent.len() < LOOKS { highest.max(running) } else { running - 1 }
    }
}

/// What one metric asks for.
fn of_one(running: usize, sum: f64, target: f64) -> usize {
    let each = sum / f64::from(u32::try_from(running).unwrap_or(u32::MAX));
    if (each / target - 1.0).abs() <= TOLERANCE {
        return running;
    }
    // There are few of them, and a queue is never negative.
    (1..).find(|count| f64::from(*count) * target >= sum).map_or(running, |count: u32| count as usize)
}

/// The target of a metric, as production has it.
pub(super) fn target(root: &Path, metric: &str) -> Result<f64> {
    let text = fs::read_to_string(root.join(TARGETS)).with_context(|| format!("cannot read {TARGETS}"))?;
    read(&text, metric).with_context(|| format!("{TARGETS} has no target of {metric}"))
}

fn read(text: &str, metric: &str) -> Option<f64> {
    let (_, after) = text.split_once(&format!("metric: {{ name: {metric} }}"))?;
    let (_, value) = after.split_once("averageValue: \"")?;
    value.split('"').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_come_at_once_and_less_when_it_has_been_quiet() {
        let mut rule = Rule::new(3);
        assert_eq!(rule.desired(1, &[(105.0, 100.0)]), 1, "near enough");
        assert_eq!(rule.desired(1, &[(250.0, 100.0)]), 3);
        assert_eq!(rule.desired(1, &[(900.0, 100.0)]), 3, "no more than there may be");
        assert_eq!(rule.desired(2, &[(10.0, 100.0), (9.0, 4.0)]), 3, "whichever wants most");
        for _ in 1..LOOKS {
            assert_eq!(rule.desired(3, &[(10.0, 100.0)]), 3, "not yet");
        }
        assert_eq!(rule.desired(3, &[(10.0, 100.0)]), 2, "one less");
        assert_eq!(rule.desired(2, &[(0.0, 100.0)]), 1);
        assert_eq!(rule.desired(1, &[(0.0, 100.0)]), 1, "never none");
    }

    #[test]
    fn a_target_is_read_where_it_stands() {
        let text = "        metric: { name: a }\n        target: { averageValue: \"4\" }\n        metric: { name: b }\n\
                    \n        target: { averageValue: \"300\" }";
        assert_eq!((read(text, "a"), read(text, "b"), read(text, "c")), (Some(4.0), Some(300.0), None));
    }
}
