//! How the edges do, as far as that is known here: what shoppers see comes from them.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::Locale;
use maud::{Markup, html};

/// News that has waited for longer is late: it goes out within milliseconds.
const LATE: Duration = Duration::from_secs(5);

/// What an edge says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeState {
    /// It serves, and has all that it needs.
    Well,
    /// It serves what it has, and lacks the origin or the stream of events.
    Degraded,
    /// It serves nobody, or does not answer.
    Away,
}

/// How the edges do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeHealth {
    /// How long the first of the events has waited that edges are to be told; none if that cannot be found out.
    pub news_waits: Option<Duration>,
    /// Each edge by its address; none if nobody has named any.
    pub edges: Vec<(String, EdgeState)>,
}

/// Looks after the edges.
pub trait Looks: Send + Sync {
    /// How they do now. It takes a second at most.
    fn look(&self) -> Pin<Box<dyn Future<Output = EdgeHealth> + Send + '_>>;
}

/// Whoever looks after the edges; an extension of a request.
#[derive(Clone)]
pub struct EdgeWatch(pub Arc<dyn Looks>);

/// The section of the overview.
pub fn section(locale: Locale, health: &EdgeHealth) -> Markup {
    let words = words::office(locale);
    let said = |state| match state {
        EdgeState::Well => words.edge_well(),
        EdgeState::Degraded => words.edge_degraded(),
        EdgeState::Away => words.edge_away(),
    };
    html! {
        h2 { (words.edges()) }
        @match health.news_waits {
            None => p { (words.edges_news_unknown()) },
            Some(waits) if waits < LATE => p { (words.edges_news_flows()) },
            Some(waits) => p { strong { (words.edges_news_waits(waits.as_secs())) } },
        }
        @if health.edges.is_empty() { p.hint { (words.edges_unknown()) } }
        @else {
            ul.rows {
                @for (name, state) in &health.edges {
                    li { (name) " " span.state data-state=[(*state == EdgeState::Well).then_some("active")] { (said(*state)) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_said_to_be_and_what_is_late_is_told() {
        let words = words::office(Locale::En);
        let shown = |news_waits, edges: &[(&str, EdgeState)]| {
            let edges = edges.iter().map(|(name, state)| ((*name).to_owned(), *state)).collect();
            section(Locale::En, &EdgeHealth { news_waits, edges }).into_string()
        };
        let nothing = shown(None, &[]);
        assert!(nothing.contains(words.edges_news_unknown()) && nothing.contains(words.edges_unknown()), "{nothing}");
        let well = shown(Some(Duration::ZERO), &[("https://a", EdgeState::Well), ("https://b", EdgeState::Away)]);
        assert!(well.contains(words.edges_news_flows()) && well.contains(words.edge_away()), "{well}");
        assert_eq!(well.matches("data-state=\"active\"").count(), 1, "{well}");
        assert!(shown(Some(Duration::from_secs(90)), &[]).contains("90"));
    }
}
