//! Edge nodes keep away from the origin's consumers: what operators tell the event server names each of them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::tidy::Finding;
use crate::tidy::source::{Source, line_of, product_code};
use crate::workspace::Workspace;

/// The users of the event server, and what they may.
const FILE: &str = "docs/nats-users.conf";

/// How the consumers of the origin are declared.
const DECLARED: &str = "Subscription {";

/// What a node could do with a consumer.
const DENIED: [&str; 4] = [
    "\"$JS.API.CONSUMER.CREATE.SHOP.{}.>\"",
    "\"$JS.*.API.CONSUMER.CREATE.SHOP.{}.>\"",
    "\"$JS.API.CONSUMER.MSG.NEXT.SHOP.{}\"",
    "\"$JS.*.API.CONSUMER.MSG.NEXT.SHOP.{}\"",
];

pub fn check(workspace: &Workspace, sources: &[Source]) -> Result<Vec<Finding>> {
    let users = fs::read_to_string(workspace.root.join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
    Ok(compare(&users, sources))
}

fn compare(users: &str, sources: &[Source]) -> Vec<Finding> {
    let denied = users.split_once("deny: [").map_or("", |(_, rest)| rest.split(']').next().unwrap_or_default());
    let mut findings = Vec::new();
    let mut known = 0;
    for source in sources.iter().filter(|source| source.path.starts_with("origin") && !source.is_test()) {
        let code = product_code(&source.code());
        for (at, _) in code.match_indices(DECLARED) {
            let Some(name) = name_of(&code[at + DECLARED.len()..]) else { continue };
            known += 1;
            for subject in DENIED.map(|subject| subject.replace("{}", name)) {
                if !denied.contains(&subject) {
                    let text = format!("edge nodes may touch consumer {name}: deny them {subject} in {FILE}");
                    findings.push(Finding::new(&source.path, line_of(&code, at), text));
                }
            }
        }
    }
    if denied.matches('"').count() > known * DENIED.len() * 2 {
        findings.push(Finding::new(Path::new(FILE), 1, "subjects are denied of consumers that nobody declares"));
    }
    findings
}

/// The name in a declaration; none where the fields are those of the type, or taken out of a value.
fn name_of(fields: &str) -> Option<&str> {
    fields.trim_start().strip_prefix("name: \"")?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARATION: &str = "const A: Subscription = Subscription { name: \"email\", subject: B, max_batch: 1 };\n\
                               struct Subscription {\n    name: &'static str,\n}\n\
                               let Subscription { name, .. } = a;\n";

    fn found(users: &str, path: &str) -> Vec<usize> {
        compare(users, &[Source::of(path, DECLARATION)]).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn every_consumer_of_the_origin_is_denied_in_each_way() {
        let denied = DENIED.map(|subject| subject.replace("{}", "email")).join("\n");
        let path = "origin/notifications/src/placed.rs";
        assert_eq!(found(&format!("allow: [\"a\"]\ndeny: [\n{denied}\n]"), path), Vec::<usize>::new());
        assert_eq!(found("allow: [\"a\"]\ndeny: []", path), [1, 1, 1, 1]);
        assert_eq!(found(&format!("allow: [{denied}]"), path), [1, 1, 1, 1], "allowed is not denied");
        assert_eq!(found(&format!("deny: [{}]", denied.replace("email", "email_paid")), path), [1, 1, 1, 1]);
        // One that is gone stays in nobody's way, and out of the file.
        assert_eq!(found(&format!("deny: [{denied}]"), "edge/node/src/lib.rs"), [1]);
    }
}
