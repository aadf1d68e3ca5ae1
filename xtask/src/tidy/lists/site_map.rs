//! Every route of the pages is in the site map, and the reverse.

use crate::tidy::Finding;
use crate::tidy::source::{Source, line_of};

const ROUTES: &str = "app/src/routes.rs";
const SITE_MAP: &str = "api/src/site/pages.rs";

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let read = |path: &str| sources.iter().find(|source| source.path.ends_with(path));
    let (Some(routes), Some(map)) = (read(ROUTES), read(SITE_MAP)) else { return Vec::new() };
    let routed = paths(routes, &["route(\""]);
    let mapped = paths(map, &["public(\"", "private(\""]);
    let mut findings = Vec::new();
    for (source, here, there, advice) in [
        (
            routes,
            &routed,
            &mapped,
            "not in the site map: say in api/src/site/pages.rs for whom it is and what it reads",
        ),
        (map, &mapped, &routed, "in the site map and no route: add it to app/src/routes.rs, or take it out"),
    ] {
        let missing = here.iter().filter(|(_, path)| !there.iter().any(|(_, other)| other == path));
        findings
            .extend(missing.map(|(line, path)| Finding::new(&source.path, *line, format!("page {path} is {advice}"))));
    }
    findings
}

/// The strings that follow each of `heads`, with their lines.
fn paths(source: &Source, heads: &[&str]) -> Vec<(usize, String)> {
    let code = source.code();
    let after = |head: &&str| code.match_indices(*head).map(|(at, head)| (at, at + head.len())).collect::<Vec<_>>();
    let strings = heads.iter().flat_map(after).filter_map(|(at, start)| {
        let (path, _) = code[start..].split_once('"')?;
        Some((line_of(&code, at), path.to_owned()))
    });
    strings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(routes: &str, map: &str) -> Vec<String> {
        let sources = [Source::of(ROUTES, routes), Source::of(SITE_MAP, map)];
        check(&sources).into_iter().map(|finding| finding.to_string()).collect()
    }

    const ROUTE: &str = "route(\"/\", home_page),\nroute(\"/cart\", cart_page),";
    const MAP: &str = "public(\"/\").listed(),\nprivate(\"/cart\").takes_form(),";

    #[test]
    fn routes_that_are_the_pages_of_the_map_are_fine() {
        assert_eq!(found(ROUTE, MAP), Vec::<String>::new());
    }

    #[test]
    fn a_route_that_the_map_does_not_know_is_named() {
        let findings = found(&format!("{ROUTE}\nroute(\"/wishlist\", wishlist_page),"), MAP);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].starts_with("app/src/routes.rs:3: page /wishlist is not in the site map"), "{findings:?}");
    }

    #[test]
    fn a_page_of_the_map_without_a_route_is_named() {
        let findings = found(ROUTE, &format!("{MAP}\n// public(\"/old\")\npublic(\"/gone\"),"));
        assert_eq!(findings.len(), 1);
        assert!(findings[0].starts_with("api/src/site/pages.rs:4: page /gone is in the site map"), "{findings:?}");
    }
}
