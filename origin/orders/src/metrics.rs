//! What is counted of the business: orders, money and the payment provider. A process counts what it did itself, so what
//! the shop did is the sum of all processes.

use std::sync::LazyLock;

use domain::{Currency, Money};
use origin_platform::metrics::Label;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

type ByCurrency = Family<[Label; 1], Counter>;

#[derive(Default)]
struct Business {
    placed: ByCurrency,
    refused: ByCurrency,
    revenue: ByCurrency,
    captured: ByCurrency,
    refunded: ByCurrency,
    provider_calls: Family<[Label; 2], Counter>,
    orphans: Gauge,
    oversold: Gauge,
}

static BUSINESS: LazyLock<Business> = LazyLock::new(|| {
    let business = Business::default();
    let Business { placed, refused, revenue, captured, refunded, provider_calls, .. } = &business;
    // From the beginning, so that the first of its kind is a rise.
    for family in [placed, refused, revenue, captured, refunded] {
        for currency in Currency::ALL {
            drop(family.get_or_create(&in_currency(currency)));
        }
    }
    for call in ["capture", "refund", "void"] {
        for answer in ["done", "refused", "none"] {
            drop(provider_calls.get_or_create(&[("call", call), ("answer", answer)]));
        }
    }
    business
});

fn in_currency(currency: Currency) -> [Label; 1] {
    [("currency", currency.code())]
}

/// Adds what is counted of the business.
pub fn register(registry: &mut Registry) {
    let Business { placed, refused, revenue, captured, refunded, provider_calls, orphans, oversold } = &*BUSINESS;
    let r = registry;
    r.register("orders_placed", "Orders that were placed, by currency", placed.clone());
    r.register("orders_refused", "Orders whose payment was declined, by currency", refused.clone());
    let minor = "in minor units of the currency, such as cents";
    r.register("revenue_minor", format!("Totals of the orders placed, {minor}"), revenue.clone());
    r.register("captured_minor", format!("Money taken, {minor}"), captured.clone());
    r.register("refunded_minor", format!("Money given back, {minor}"), refunded.clone());
    r.register("provider_calls", "Calls of the payment provider, by what it answered", provider_calls.clone());
    r.register(
        "payment_orphans",
        "Payments with money that no order accounts for, when last compared",
        orphans.clone(),
    );
    let promised = "Units that were promised beyond what is there and may be sold ahead, when last compared";
    r.register("oversold_units", promised, oversold.clone());
}

/// Says how many units were promised that there are not.
pub(crate) fn oversold(units: i64) {
    BUSINESS.oversold.set(units);
}

/// Counts an order that this process placed.
pub(crate) fn placed(total: Money) {
    let currency = in_currency(total.currency);
    BUSINESS.placed.get_or_create(&currency).inc();
    add(&BUSINESS.revenue, total);
}

/// Counts an order that this process refused.
pub(crate) fn refused(currency: Currency) {
    BUSINESS.refused.get_or_create(&in_currency(currency)).inc();
}

/// Counts money that was taken.
pub(crate) fn captured(amount: Money) {
    add(&BUSINESS.captured, amount);
}

/// Counts money that was given back.
pub(crate) fn refunded(amount: Money) {
    add(&BUSINESS.refunded, amount);
}

fn add(family: &ByCurrency, amount: Money) {
    let minor = u64::try_from(amount.minor).unwrap_or_default();
    family.get_or_create(&in_currency(amount.currency)).inc_by(minor);
}

/// Notes what a comparison of the books left over.
pub(crate) fn orphans(count: usize) {
    BUSINESS.orphans.set(i64::try_from(count).unwrap_or(i64::MAX));
}

/// Counts a call of the provider, by what it answered, in a word.
pub(crate) fn provider_called(call: &'static str, answer: &'static str) {
    BUSINESS.provider_calls.get_or_create(&[("call", call), ("answer", answer)]).inc();
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;
    use crate::testing::{Shop, token};

    fn text() -> String {
        let mut registry = Registry::with_prefix("origin");
        register(&mut registry);
        let mut text = String::new();
        encode(&mut text, &registry).expect("a string takes every text");
        text
    }

    #[tokio::test]
    async fn orders_and_their_money_are_counted_on_both_paths_and_once() {
        for (fast_path, key) in [(true, "counted-once-fast"), (false, "counted-once-slow")] {
            let shop = Shop::on_path(fast_path).await;
            shop.sells(&[("MUG", 2000, 9)]).await;
            let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
            for _ in 0..2 {
                shop.call_with_key(&request, key).await.expect("placed");
            }
            let declined = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
            shop.call(&declined).await.expect_err("declined");
        }
        let text = text();
        for (counter, expected) in [
            (r#"origin_orders_placed_total{currency="EUR"}"#, 2),
            (r#"origin_orders_refused_total{currency="EUR"}"#, 2),
            (r#"origin_revenue_minor_total{currency="EUR"}"#, 2 * 2490),
            (r#"origin_provider_calls_total{call="authorise",answer="authorised"}"#, 2),
            (r#"origin_provider_calls_total{call="authorise",answer="declined"}"#, 2),
        ] {
            let value = text.lines().find_map(|line| line.strip_prefix(counter)?.trim().parse::<u64>().ok());
            let value = value.unwrap_or_else(|| panic!("{counter} is not in\n{text}"));
            // Without nextest other tests are in this process.
            let alone = std::env::var_os("NEXTEST").is_some();
            assert!(value == expected || value > expected && !alone, "{counter} {value}, and {expected} is right");
        }
        assert!(text.contains(r#"origin_orders_placed_total{currency="KWD"} 0"#), "{text}");
    }
}
