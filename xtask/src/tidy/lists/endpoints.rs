//! Every endpoint is in the registry, from which the API's document and its tests are made.

use crate::tidy::Finding;
use crate::tidy::source::{Source, has_word, leading_name, line_of};

const REGISTRY: &str = "api/src/registry.rs";

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let registry = sources.iter().find(|source| source.path.ends_with(REGISTRY)).map(Source::code);
    let registry = without_imports(&registry.unwrap_or_default());
    let wire = sources.iter().filter(|source| source.path.starts_with("api/src"));
    wire.flat_map(|source| missing(source, &registry)).collect()
}

fn missing(source: &Source, registry: &str) -> Vec<Finding> {
    let code = before_tests(source.code());
    let mut findings = Vec::new();
    for (at, line) in declared(&code) {
        let name = leading_name(line);
        if !name.is_empty() && !has_word(registry, name) {
            let text = format!("endpoint {name} is not registered: add it to {REGISTRY}");
            findings.push(Finding::new(&source.path, line_of(&code, at), text));
        }
    }
    findings
}

/// What follows each `impl Endpoint for` or `endpoint!(`, with its place.
fn declared(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let after =
        |head: &'static str| code.match_indices(head).map(move |(at, _)| (at, code[at + head.len()..].trim_start()));
    let impls = after("Endpoint for ").filter(|(at, _)| {
        let line = &code[code[..*at].rfind('\n').map_or(0, |end| end + 1)..*at];
        line.trim_start().starts_with("impl")
    });
    impls.chain(after("endpoint!("))
}

/// A name that is only imported is not registered.
fn without_imports(code: &str) -> String {
    code.split(';').filter(|item| !item.trim_start().starts_with("use ")).collect()
}

/// Endpoints invented by a test are not part of the API.
fn before_tests(mut code: String) -> String {
    let end = code.find("#[cfg(test)]").unwrap_or(code.len());
    code.truncate(end);
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(endpoint: &str, registry: &str) -> Vec<String> {
        let sources = [Source::of("api/src/catalog.rs", endpoint), Source::of(REGISTRY, registry)];
        check(&sources).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn a_registered_endpoint_is_fine() {
        assert_eq!(names("impl Endpoint for GetProduct {}", "register![GetProduct]"), Vec::<String>::new());
    }

    #[test]
    fn a_forgotten_endpoint_is_named_with_its_line() {
        let found = names("\nimpl crate::Endpoint for GetProduct {}", "// GetProduct\nregister![GetProducts]");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("api/src/catalog.rs:2: endpoint GetProduct "), "{}", found[0]);
    }

    #[test]
    fn the_macro_declares_and_an_import_does_not_register() {
        let registry = "use crate::catalog::GetProduct;\nregister![GetStock]";
        assert_eq!(names("endpoint!(GetStock: GET \"/\")", registry), Vec::<String>::new());
        assert_eq!(names("endpoint!(GetProduct: GET \"/\")", registry).len(), 1);
    }

    #[test]
    fn tests_may_invent_endpoints() {
        let source = "#[cfg(test)]\nmod tests { impl Endpoint for Echo {} }";
        assert_eq!(names(source, ""), Vec::<String>::new());
    }
}
