//! The profile of what an operator runs: it outlives a panic and has no assertions, and with them none of the
//! places where tests cut the power.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Finding;
use crate::workspace::Workspace;

const MANIFEST: &str = "Cargo.toml";

/// What the profile, and whatever it sets for single packages, must not say.
const FORBIDDEN: [(&str, &str); 2] = [
    ("panic = \"abort\"", "one request that panics would end the program for everybody: set it for [profile.wasm]"),
    ("debug-assertions = true", "fail points are live where assertions are: leave them to [profile.dev]"),
];

pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let manifest = workspace.root.join(MANIFEST);
    let text = fs::read_to_string(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
    Ok(check_text(&text))
}

fn check_text(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_release = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(table) = line.trim().strip_prefix("[profile.") {
            in_release = table.trim_end_matches(']').split('.').next() == Some("release");
        } else if line.starts_with('[') {
            in_release = false;
        }
        for (setting, advice) in FORBIDDEN.iter().filter(|(setting, _)| in_release && line.trim() == *setting) {
            findings.push(Finding::new(Path::new(MANIFEST), number + 1, format!("`{setting}` for release: {advice}")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deployed_outlives_a_panic_and_has_no_fail_points() {
        let lines = |text: &str| check_text(text).iter().map(|finding| finding.line).collect::<Vec<_>>();
        assert_eq!(lines("[profile.release]\nopt-level = 3\npanic = \"abort\"\n"), [3]);
        assert_eq!(lines("[profile.release.package.origin-server]\ndebug-assertions = true\n"), [2]);
        assert_eq!(
            lines("[profile.release]\n[profile.wasm]\ninherits = \"release\"\npanic = \"abort\"\n"),
            [] as [usize; 0]
        );
        assert_eq!(lines("[profile.release]\n\n[workspace.lints.rust]\npanic = \"abort\"\n"), [] as [usize; 0]);
    }

    #[test]
    fn this_workspace_keeps_to_it() {
        assert_eq!(check(&Workspace::load().expect("cargo is there")).expect("a manifest"), vec![]);
    }
}
