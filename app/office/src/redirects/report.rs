//! What becomes of each line.

use api::settings::{RedirectOutcome, RedirectReport};
use maud::{Markup, html};

use crate::reports::said;
use crate::visitor::Visitor;

/// Every line that was read: those to be mended first.
pub(super) fn table(visitor: &Visitor, report: &RedirectReport) -> Markup {
    let words = words::redirects(visitor.locale);
    let outcome = |outcome| match outcome {
        RedirectOutcome::New => words.made(),
        RedirectOutcome::Changed => words.changed(),
        RedirectOutcome::Unchanged => words.unchanged(),
        RedirectOutcome::Removed => words.removed(),
        RedirectOutcome::Refused => words.refused(),
    };
    let (refused, others): (Vec<_>, Vec<_>) =
        report.rows.iter().partition(|row| row.outcome == RedirectOutcome::Refused);
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.old()) }
                    th scope="col" { (words.result()) }
                    th scope="col" { (words.note()) }
                }
            }
            tbody {
                @for row in refused.into_iter().chain(others) {
                    tr {
                        th scope="row" { @if row.from.is_empty() { "–" } @else { (row.from) } }
                        td data-label=(words.result()) { (outcome(row.outcome)) }
                        td data-label=(words.note()) {
                            @match &row.problem {
                                Some(problem) => { (said(visitor.locale, problem)) }
                                None => { "–" }
                            }
                        }
                    }
                }
            }
        }
    }
}
