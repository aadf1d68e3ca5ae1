//! The documents about an order, as links to their PDFs.

use api::endpoint::request_of;
use api::orders::{DocumentLink, GetOrderDocument, OrderView};
use domain::Market;
use leptos::prelude::*;

use domain::date::written as date;

/// Invoice and credit notes; nothing as long as there are none.
pub(super) fn documents(market: Market, order: &OrderView) -> Option<AnyView> {
    let locale = market.locale();
    let row = |link: &DocumentLink| {
        let DocumentLink { kind, number, issued_on } = link;
        let address = request_of(&GetOrderDocument { order: order.id, kind: *kind, number: *number }).uri().to_string();
        view! {
            <li class="order-line">
                <a href=address type="application/pdf">{words::documents(locale).title(*kind, *number)} " (PDF)"</a>
                <span>{date(locale, issued_on)}</span>
            </li>
        }
    };
    (!order.documents.is_empty()).then(|| {
        view! {
            <h2>{words::documents(locale).documents()}</h2>
            <ul role="list" class="order-lines">{order.documents.iter().map(row).collect_view()}</ul>
        }
        .into_any()
    })
}
