//! Inside a crate, as between crates, arrows run downwards: a room calls only those below it.

use super::Finding;
use super::source::{Source, has_word, line_of};

/// The crates that are cut into rooms, each with its rooms from the lowest to the highest.
const HOUSES: [(&str, &[&str]); 2] = [
    ("origin/orders/src", &["pricing", "inventory", "orders", "checkout", "fulfilment"]),
    ("edge/node/src", &["config", "http", "files", "cache", "purge", "origin", "wasm", "admin"]),
];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    HOUSES.iter().flat_map(|(house, rooms)| sources.iter().flat_map(|source| check_one(source, house, rooms))).collect()
}

fn check_one(source: &Source, house: &str, rooms: &[&str]) -> Vec<Finding> {
    // Tests set the scene with whatever there is.
    let is_test = source.path.ends_with("tests.rs") || source.path.components().any(|part| part.as_os_str() == "tests");
    let Ok(inside) = source.path.strip_prefix(house) else { return Vec::new() };
    let first = inside.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let room = first.and_then(|first| rooms.iter().position(|room| *room == first.trim_end_matches(".rs")));
    let Some(room) = room.filter(|_| !is_test) else { return Vec::new() };
    let code = source.code();
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let above = rooms.iter().skip(room + 1).filter_map(|above| Some((above, arrow(code, above)?)));
    above
        .map(|(above, at)| {
            let text = format!(
                "`{}` calls `{above}`, which is above it: give what it needs as an argument, \
                 or let `{above}` call this room instead",
                rooms[room]
            );
            Finding::new(&source.path, line_of(code, at), text)
        })
        .collect()
}

/// Where the code names something of a room: `crate::room::…`, `crate::{room, …}` or its own crate's `use super::room`.
fn arrow(code: &str, room: &str) -> Option<usize> {
    let direct = code.find(&format!("crate::{room}::")).or_else(|| code.find(&format!("crate::{room};")));
    direct.or_else(|| {
        let mut groups = code.match_indices("crate::{");
        groups.find(|(at, _)| has_word(code[*at..].split(';').next().unwrap_or_default(), room)).map(|(at, _)| at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&[Source::of(path, text)]).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_room_calls_those_below_it() {
        let text = "use crate::pricing::quote::quote;\nuse crate::inventory::restock;\n";
        assert_eq!(lines("origin/orders/src/checkout/place/open.rs", text), [0; 0]);
        assert_eq!(lines("origin/orders/src/lib.rs", "use crate::checkout::Service;"), [0; 0]);
        assert_eq!(lines("origin/catalog/src/pricing/mod.rs", "use crate::checkout::Service;"), [0; 0]);
    }

    #[test]
    fn an_arrow_that_runs_upwards_is_found() {
        let path = "origin/orders/src/inventory/restock.rs";
        assert_eq!(lines(path, "//! Why.\n\nuse crate::checkout::cart::touch;"), [3]);
        assert_eq!(lines(path, "fn a() {\n    crate::orders::read::lock_order()\n}"), [2]);
        assert_eq!(lines(path, "use crate::{Stores, fulfilment::refund};"), [1]);
        assert_eq!(lines("origin/orders/src/pricing/mod.rs", "use crate::inventory::level;"), [1]);
        assert_eq!(lines("edge/node/src/cache/snapshot.rs", "use crate::purge::Cursor;"), [1]);
        assert_eq!(lines("edge/node/src/http/problem/mod.rs", "use crate::wasm::host::Host;"), [1]);
    }

    #[test]
    fn tests_and_comments_are_left_alone() {
        let path = "origin/orders/src/pricing/quote.rs";
        assert_eq!(lines(path, "/// As [`crate::checkout::place`] does.\nfn quote() {}"), [0; 0]);
        assert_eq!(lines(path, "#[cfg(test)]\nmod tests {\n    use crate::checkout::cart;\n}"), [0; 0]);
        assert_eq!(lines("origin/orders/src/inventory/tests/bundles.rs", "use crate::checkout::cart;"), [0; 0]);
    }
}
