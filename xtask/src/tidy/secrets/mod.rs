//! No key of anybody's stands in the repository.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Finding;
use crate::workspace::Workspace;

/// How keys begin, and how many letters of theirs follow in a real one. Examples are shorter.
const KEYS: [(&str, usize, &str); 9] = [
    ("sk_live_", 16, "a secret key of Stripe's"),
    ("rk_live_", 16, "a restricted key of Stripe's"),
    ("whsec_", 32, "a secret of a webhook"),
    ("AKIA", 16, "a key of AWS'"),
    ("ghp_", 36, "a token of GitHub's"),
    ("github_pat_", 40, "a token of GitHub's"),
    ("glpat-", 20, "a token of GitLab's"),
    ("xoxb-", 20, "a token of Slack's"),
    ("AIza", 35, "a key of Google's"),
];
/// What stands above a private key, with dashes on both sides.
const HEADS: [&str; 6] = [
    "BEGIN PRIVATE KEY",
    "BEGIN ENCRYPTED PRIVATE KEY",
    "BEGIN RSA PRIVATE KEY",
    "BEGIN EC PRIVATE KEY",
    "BEGIN OPENSSH PRIVATE KEY",
    "BEGIN PGP PRIVATE KEY BLOCK",
];
const ADVICE: &str = "take it out, and have it replaced where it is good: whoever has read this has it. \
                      A test draws its own";
/// Bytes of a file that is looked at: no text of ours is longer.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    walk(&workspace.root, (&workspace.root, &workspace.target), &mut findings)?;
    Ok(findings)
}

fn walk(folder: &Path, places: (&Path, &Path), findings: &mut Vec<Finding>) -> Result<()> {
    let (root, target) = places;
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        // What a shop that was tried keeps is in `.data`, and no part of the repository.
        let is_ours = !name.starts_with('.') || path.is_file() || name == ".ci" || name == ".cargo";
        if !is_ours || path.is_symlink() || ["target", "node_modules"].contains(&name) || path == target {
            continue;
        }
        if path.is_dir() {
            walk(&path, places, findings)?;
        } else if fs::metadata(&path)?.len() <= MAX_BYTES
            && let Ok(text) = fs::read_to_string(&path)
        {
            findings.extend(findings_of(path.strip_prefix(root).unwrap_or(&path), &text));
        }
    }
    Ok(())
}

fn findings_of(path: &Path, text: &str) -> Vec<Finding> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(at, line)| Some(Finding::new(path, at + 1, format!("{}: {ADVICE}", secret(line)?)))).collect()
}

/// What kind of secret a line has in it.
fn secret(line: &str) -> Option<&'static str> {
    if HEADS.iter().any(|head| line.contains(&format!("-----{head}-----"))) {
        return Some("a private key");
    }
    let is_part = |letter: &char| letter.is_ascii_alphanumeric() || "+/_-".contains(*letter);
    let is_real = |(start, least, _): &&(&str, usize, &str)| {
        line.match_indices(*start).any(|(at, _)| {
            let begins = !line[..at].ends_with(|before: char| before.is_ascii_alphanumeric());
            let rest = &line[at + start.len()..];
            // Names of tests and constants have no digit in them.
            let key: String = rest.chars().take_while(is_part).collect();
            begins && key.len() >= *least && key.contains(|letter: char| letter.is_ascii_digit())
        })
    };
    KEYS.iter().find(is_real).map(|(.., what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_with_its_line_and_an_example_is_none() {
        let digits = "51H8zQ2eZvKYlo2C".repeat(3);
        for (kind, least, what) in KEYS {
            let text = format!("# settings\nkey = \"{kind}{}\"\n", &digits[..least]);
            let found = findings_of(Path::new("a.env"), &text);
            assert_eq!((found.len(), found[0].line), (1, 2), "{kind}");
            assert!(found[0].text.starts_with(what), "{}", found[0].text);
            let short = format!("{kind}{}", &digits[..least - 1]);
            assert_eq!(findings_of(Path::new("a.env"), &short), vec![], "{short}");
            assert_eq!(findings_of(Path::new("a.env"), &format!("x{kind}{digits}")), vec![], "{kind}");
        }
        for head in HEADS {
            assert_eq!(findings_of(Path::new("key.pem"), &format!("-----{head}-----")).len(), 1, "{head}");
        }
        for example in
            ["{\"secret_keys\": [\"sk_live_…\"]}", "whsec_of_somebody_else_who_is_not_here", "BEGIN PRIVATE KEY"]
        {
            assert_eq!(findings_of(Path::new("README.md"), example), vec![], "{example}");
        }
    }
}
