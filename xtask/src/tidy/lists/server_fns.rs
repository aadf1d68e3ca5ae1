//! Every server function has a fixed address and is registered on the worker.

use crate::tidy::Finding;
use crate::tidy::source::{Source, has_word, leading_name, line_of};

const REGISTRY: &str = "app/src/server_fns.rs";
const ATTRIBUTE: &str = "#[server";

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let registry = sources.iter().find(|source| source.path.ends_with(REGISTRY)).map(Source::code);
    let registry = registry.unwrap_or_default();
    let app = sources.iter().filter(|source| source.path.starts_with("app/src") && !source.path.ends_with(REGISTRY));
    app.flat_map(|source| broken(source, &registry)).collect()
}

fn broken(source: &Source, registry: &str) -> Vec<Finding> {
    let code = source.code();
    let mut findings = Vec::new();
    for (at, _) in code.match_indices(ATTRIBUTE) {
        let rest = &code[at + ATTRIBUTE.len()..];
        // `#[server_only]` would be another attribute.
        if !rest.starts_with(['(', ']']) {
            continue;
        }
        let Some((attribute, after)) = rest.split_once(']') else { continue };
        // On an argument it says how that one is read.
        if !is_function(after) {
            continue;
        }
        let name = after.split_once("fn ").map_or("", |(_, rest)| leading_name(rest));
        let line = line_of(&code, at);
        let mut add = |text: String| findings.push(Finding::new(&source.path, line, text));
        if !has_word(attribute, "endpoint") {
            add(format!("server function {name} has no fixed address: write #[server(endpoint = \"...\")]"));
        }
        let listed =
            has_word(registry, name) || has_word(registry, &pascal(name)) || has_word(registry, struct_name(attribute));
        if !name.is_empty() && !listed {
            add(format!("server function {name} is not registered: add {} to {REGISTRY}", pascal(name)));
        }
    }
    findings
}

/// Whether a function follows, perhaps with more attributes before it.
fn is_function(mut after: &str) -> bool {
    while let Some((_, rest)) = after.trim_start().strip_prefix("#[").and_then(|rest| rest.split_once(']')) {
        after = rest;
    }
    ["pub ", "pub(", "async ", "fn "].iter().any(|head| after.trim_start().starts_with(head))
}

/// The struct that the macro makes of a function: `add_to_cart` becomes `AddToCart`.
fn pascal(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

/// The struct's name if the attribute gives one: `(AddLine, endpoint = "…")`, or `(name = AddLine, …)`.
fn struct_name(attribute: &str) -> &str {
    let inside = attribute.trim_start_matches('(').trim_start();
    let inside = inside.split_once("name").map_or(inside, |(_, rest)| rest.trim_start_matches([' ', '=']));
    let name = leading_name(inside);
    if name.starts_with(|c: char| c.is_ascii_uppercase()) { name } else { "?" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, registry: &str) -> Vec<String> {
        let sources = [Source::of("app/src/cart/server.rs", source), Source::of(REGISTRY, registry)];
        check(&sources).into_iter().map(|finding| finding.to_string()).collect()
    }

    const FIXED: &str =
        "#[server(\n    prefix = \"/api\",\n    endpoint = \"cart/add\",\n)]\npub async fn add_to_cart() {}";

    #[test]
    fn a_function_named_by_its_struct_is_registered() {
        assert_eq!(found(FIXED, "register::<AddToCart>();"), Vec::<String>::new());
        let named = "#[server(AddLine, endpoint = \"a\")]\npub async fn add_to_cart() {}";
        assert_eq!(found(named, "register::<AddLine>();"), Vec::<String>::new());
    }

    #[test]
    fn an_unregistered_function_is_named() {
        let findings = found(FIXED, "register::<AddToCartNow>();");
        assert_eq!(findings.len(), 1);
        assert!(findings[0].contains("app/src/cart/server.rs:1: server function add_to_cart"), "{findings:?}");
    }

    #[test]
    fn arguments_may_carry_the_attribute() {
        let source = "#[server(endpoint = \"a\")]\n#[x]\nasync fn add(#[server(default)] sku: String) {}";
        assert_eq!(found(source, "register::<Add>();"), Vec::<String>::new());
    }

    #[test]
    fn a_function_without_an_address_is_named() {
        let findings = found("\n#[server]\nasync fn add_to_cart() {}", "AddToCart");
        assert_eq!(findings.len(), 1);
        assert!(findings[0].contains(":2: server function add_to_cart has no fixed address"), "{findings:?}");
    }
}
