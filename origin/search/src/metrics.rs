//! What is counted of searches: what came of them, and never what was looked for.

use std::sync::LazyLock;

use origin_platform::metrics::Label;
use origin_search_engine::Found;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

static SEARCHES: LazyLock<Family<[Label; 1], Counter>> = LazyLock::new(Family::default);

/// Adds what is counted of searches.
pub fn register(registry: &mut Registry) {
    let help = "First pages of searches that caches had no answer for, by what was found: products with the own words, \
                after a correction (`corrected`), those of a likelier word too (`doubted`), or nothing";
    registry.register("searches", help, SEARCHES.clone());
}

/// Counts a search that was answered.
pub(crate) fn searched(found: &Found) {
    SEARCHES.get_or_create(&[("found", outcome(found))]).inc();
}

fn outcome(found: &Found) -> &'static str {
    match found {
        Found { total: 0, .. } => "nothing",
        Found { corrected: Some(_), .. } => "corrected",
        Found { suggested: Some(_), .. } => "doubted",
        Found { .. } => "own_words",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_counted_by_what_came_of_it() {
        let (meant, none) = (Some("mug".to_owned()), None::<String>);
        for (total, corrected, suggested, expect) in [
            (0, none.clone(), none.clone(), "nothing"),
            (0, meant.clone(), none.clone(), "nothing"),
            (3, meant.clone(), none.clone(), "corrected"),
            (3, none.clone(), meant, "doubted"),
            (3, none.clone(), none, "own_words"),
        ] {
            assert_eq!(outcome(&Found { hits: Vec::new(), total, corrected, suggested, loosened: None }), expect);
        }
    }
}
