//! What shoppers have looked for.

use api::search::{ListSearchQueries, MIN_SHOWN_SEARCHES, QueryFigures, QueryOrder};
use maud::{Markup, html};

use crate::page::{Section, page};
use crate::visitor::{Reply, Visitor};

/// The days to choose from.
const DAYS: [u32; 3] = [1, 7, 30];

/// What was asked most often, in vain, or slowly.
pub async fn show(visitor: Visitor) -> Reply {
    let words = words::office(visitor.locale);
    let order = QueryOrder::ALL.into_iter().find(|order| order.code() == visitor.query.get("order"));
    let order = order.unwrap_or_default();
    let days = visitor.query.get("days").parse().ok().filter(|days| DAYS.contains(days)).unwrap_or(DAYS[2]);
    let found = visitor.read(&ListSearchQueries { order, days }).await?;
    let content = html! {
        h1 { (words.searches()) }
        p.hint { (words.searches_hint(MIN_SHOWN_SEARCHES)) }
        form.filter action="/admin/searches" {
            div.field {
                label for="order" { (words.searches_order()) }
                select id="order" name="order" {
                    @for one in QueryOrder::ALL {
                        option value=(one.code()) selected[one == order] {
                            (match one {
                                QueryOrder::Top => words.searches_top(),
                                QueryOrder::Failing => words.searches_failing(),
                                QueryOrder::Slow => words.searches_slow(),
                                QueryOrder::Unclicked => words.searches_unclicked(),
                            })
                        }
                    }
                }
            }
            div.field {
                label for="days" { (words.searches_days()) }
                select id="days" name="days" {
                    @for one in DAYS { option value=(one) selected[one == days] { (one) } }
                }
            }
            button.button { (words.show()) }
        }
        @if found.is_empty() { p { (words.searches_none()) } }
        @else { (table(&visitor, &found)) }
    };
    Ok(page(&visitor, Section::Searches, words.searches(), &content))
}

fn table(visitor: &Visitor, found: &[QueryFigures]) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.searches_query()) }
                    th scope="col" { (words.searches_language()) }
                    th scope="col" { (words.searches_times()) }
                    th scope="col" { (words.searches_empty()) }
                    th scope="col" { (words.searches_clicks()) }
                    th scope="col" { (words.searches_rate()) }
                    th scope="col" { (words.searches_additions()) }
                    th scope="col" { (words.searches_average()) }
                    th scope="col" { (words.searches_slowest()) }
                }
            }
            tbody {
                @for QueryFigures { count: one, clicks, additions } in found {
                    tr {
                        th scope="row" lang=(one.locale.code()) { (one.query) }
                        td data-label=(words.searches_language()) { (words::shell(one.locale).language()) }
                        td data-label=(words.searches_times()) { (one.searches) }
                        td data-label=(words.searches_empty()) { (one.empty) }
                        td data-label=(words.searches_clicks()) { (clicks) }
                        td data-label=(words.searches_rate()) { (rate(*clicks, one.searches)) }
                        td data-label=(words.searches_additions()) { (additions) }
                        td data-label=(words.searches_average()) { (millis(one.micros / one.searches.max(1))) }
                        td data-label=(words.searches_slowest()) { (millis(one.slowest_micros)) }
                    }
                }
            }
        }
    }
}

/// How many for each search, in per cent. It may be more than a hundred: some open several, and searches that caches have
/// answered are not counted.
fn rate(clicks: u64, searches: u64) -> String {
    format!("{} %", clicks.saturating_mul(100) / searches.max(1))
}

/// Whole milliseconds, and of less than one that it is less.
fn millis(micros: u64) -> String {
    if micros < 1_000 { "< 1 ms".to_owned() } else { format!("{} ms", micros / 1_000) }
}

#[cfg(test)]
mod tests {
    use super::{millis, rate};

    #[test]
    fn a_rate_is_of_searches() {
        assert_eq!(
            [(0, 5), (1, 3), (7, 2), (3, 0)].map(|(clicks, searches)| rate(clicks, searches)),
            ["0 %", "33 %", "350 %", "300 %"]
        );
    }

    #[test]
    fn less_than_a_millisecond_is_no_zero() {
        assert_eq!([0, 999, 1_000, 12_900].map(millis), ["< 1 ms", "< 1 ms", "1 ms", "12 ms"]);
    }
}
