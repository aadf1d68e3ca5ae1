//! SQL names the tables of its own service only.

use crate::tidy::Finding;
use crate::tidy::source::{Source, leading_name, line_of};

/// The schemas, and the rooms that name each. What all nouns share lies in `shop`.
const OWNERS: [(&str, &[&str]); 8] = [
    ("accounts", &["origin/identity/"]),
    ("catalog", &["origin/catalog/"]),
    ("media", &["origin/media/"]),
    ("orders", &["origin/orders/"]),
    ("search", &["origin/search/"]),
    ("settings", &["origin/settings/"]),
    ("staff", &["origin/staff/"]),
    ("shop", &["origin/platform/", "origin/messaging/", "origin/webhooks/", "origin/notifications/", FAST_PATH]),
];

/// Where nearly every order passes: calling a function for each key and event costs it a tenth more (ADR 18).
const FAST_PATH: &str = "origin/orders/src/checkout/fast_path/";

/// The schema whose functions anybody may call: they are how its rooms take part in one statement with others.
const SHARED: &str = "shop";

/// Support for tests, wherever it lies.
const FOR_TESTS: &str = "origin/testing/";

/// Words of SQL that a table's name follows.
const BEFORE_A_TABLE: [&str; 5] = ["from", "into", "update", "join", "table"];

/// Checks Rust files and SQL statements alike.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    // Tests look behind the scenes, so they may name any schema.
    let is_test = |source: &&Source| {
        let path = &source.path;
        let named = path.ends_with("testing.rs") || path.ends_with("tests.rs");
        named || path.iter().any(|folder| folder == "tests") || path.starts_with(FOR_TESTS)
    };
    let origin = sources.iter().filter(|source| source.path.starts_with("origin"));
    origin.filter(|source| !is_test(source)).flat_map(check_one).collect()
}

fn check_one(source: &Source) -> Vec<Finding> {
    let code = source.code();
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let mut findings = Vec::new();
    for (at, schema) in tables(code) {
        let owners = OWNERS.iter().find(|(name, _)| *name == schema).map(|(_, owners)| *owners);
        let stranger = |owners: &&[&str]| !owners.iter().any(|owner| source.path.starts_with(owner));
        if let Some(owners) = owners.filter(stranger).filter(|_| schema != SHARED || !is_call(&code[at..])) {
            let text = format!(
                "SQL names schema `{schema}`, which belongs to {}: \
                 ask by an api call, follow its events, or call a function of that crate",
                owners.join(" and ")
            );
            findings.push(Finding::new(&source.path, line_of(code, at), text));
        }
    }
    findings
}

/// Whether `schema.name` is followed by arguments.
fn is_call(code: &str) -> bool {
    let name = code.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start_matches('.');
    name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').starts_with('(')
}

/// The schemas named after one of SQL's words, with their place.
fn tables(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut previous = "";
    let mut at = 0;
    while at < code.len() {
        let word = leading_name(&code[at..]);
        if word.is_empty() {
            let symbol = code[at..].chars().next().map_or(1, char::len_utf8);
            // Only spaces may stand between the two, or the end of a line inside a string.
            if !code[at..].starts_with([' ', '\n', '\t', '\\', '"']) {
                previous = "";
            }
            at += symbol;
            continue;
        }
        let follows = BEFORE_A_TABLE.iter().any(|sql| sql.eq_ignore_ascii_case(previous));
        let rest = &code[at + word.len()..];
        if follows && rest.starts_with(['.', '"']) && rest.trim_start_matches('"').starts_with('.') {
            found.push((at, word));
        }
        previous = word;
        at += word.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::read_sql;
    use crate::workspace::Workspace;

    const NONE: [usize; 0] = [];

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&[Source::of(path, text)]).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_service_names_its_own_schema() {
        assert_eq!(lines("origin/catalog/src/store.rs", "\"select 1 from catalog.products\""), NONE);
        assert_eq!(lines("origin/messaging/src/outbox.rs", "\"INSERT INTO shop.outbox\""), NONE);
    }

    #[test]
    fn another_schema_is_found_in_any_statement() {
        let path = "origin/orders/src/lib.rs";
        for sql in [
            "select 1 from catalog.products",
            "select 1 from orders.a join catalog.products using (sku)",
            "insert into shop.outbox values (1)",
            "UPDATE Catalog.x set a = 1".to_lowercase().as_str(),
            "UPDATE catalog.x set a = 1",
            "truncate table accounts.sessions",
            "delete from\n   search.documents",
            "select 1 from \"catalog\".\"products\"",
        ] {
            assert_eq!(lines(path, &format!("let q = \"{sql}\";")).len(), 1, "{sql}");
        }
    }

    #[test]
    fn a_statement_in_a_file_of_its_own_is_read_too() {
        let path = "origin/orders/src/checkout/cart/sql/add_line.sql";
        assert_eq!(lines(path, "select 1\nfrom catalog.products p\njoin orders.carts on true"), [2]);
        let workspace = Workspace::load().expect("cargo is there");
        let statements = read_sql(&workspace.root, &workspace.target).expect("readable files");
        let of_rooms = statements.iter().filter(|statement| statement.path.starts_with("origin")).count();
        assert!(of_rooms > 0, "they are found");
        assert_eq!(check(&statements), vec![]);
    }

    #[test]
    fn the_server_names_no_schema() {
        assert_eq!(lines("origin/server/src/work.rs", "\n\"select 1 from shop.outbox\""), [2]);
        assert_eq!(lines("origin/server/src/main.rs", "\"update orders.orders set a = 1\""), [1]);
    }

    #[test]
    fn functions_that_all_share_may_be_called() {
        let path = "origin/orders/src/checkout/cart/sql/create_cart.sql";
        assert_eq!(lines(path, "select key from shop.claim_key($1) as key"), NONE);
        assert_eq!(lines(path, "insert into shop.outbox (id) values ($1)"), [1]);
        assert_eq!(lines(path, "select 1 from catalog.cards($1)"), [1]);
    }

    #[test]
    fn rust_and_comments_are_left_alone() {
        let path = "origin/orders/src/lib.rs";
        assert_eq!(lines(path, "// from catalog.products\nlet from = catalog.name;"), NONE);
        assert_eq!(lines(path, "product.update(catalog.name)"), NONE);
        assert_eq!(lines(path, "\"select p.name from orders.orders p where catalog.x\""), NONE);
        assert_eq!(lines("edge/node/src/a.rs", "\"from catalog.products\""), NONE);
    }
}
