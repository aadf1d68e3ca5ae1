//! What was asked for a product, and when.

use api::catalog::admin::{AdminProductView, ListPriceChanges};
use domain::Money;
use maud::{Markup, html};

use crate::page::time;
use crate::visitor::Visitor;

/// The section of the editor, closed until somebody asks.
pub async fn section(visitor: &Visitor, view: &AdminProductView) -> Markup {
    // Whoever cannot be told of them edits the rest.
    let changes = visitor.ask(&ListPriceChanges { product: view.id, sku: None }).await.unwrap_or_default();
    let (words, locale) = (words::products(visitor.locale), visitor.locale);
    html! {
        @if !changes.is_empty() {
            details {
                summary { (words.price_changes()) }
                p.hint { (words.price_changes_hint()) }
                table {
                    thead {
                        tr {
                            th scope="col" { (words.since()) }
                            th scope="col" { (words.variant()) }
                            th scope="col" { (words.price()) }
                            th scope="col" { (words.former_price()) }
                        }
                    }
                    tbody {
                        @for change in &changes {
                            @let shown = |minor| Money::new(minor, change.currency).display(locale).to_string();
                            tr {
                                td data-label=(words.since()) { (time(&change.changed_at)) }
                                th scope="row" { (change.sku) }
                                td data-label=(words.price()) {
                                    @if let Some(amount) = change.amount_minor { (shown(amount)) }
                                    @else { (words.not_sold_in()) " " (change.currency) }
                                }
                                td data-label=(words.former_price()) {
                                    @if let Some(former) = change.compare_at_minor { (shown(former)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
