//! Rates of tax, each from its day.

use api::checkout::delivery::GetDeliveryPreview;
use api::orders::{CreateRefund, GetOrder};
use domain::Market;
use domain::checkout::{Country, TaxClass, TaxRule};
use domain::orders::ShipmentState;

use super::super::schedule;
use super::{germany, taxes};
use crate::testing::{Shop, refund, shipment};

/// The day in Germany, so many days from now.
async fn day(shop: &Shop, from_now: i32) -> String {
    sqlx::query_scalar("select to_char((now() at time zone 'Europe/Berlin')::date + $1, 'YYYY-MM-DD')")
        .bind(from_now)
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up")
}

#[tokio::test]
async fn a_rate_holds_from_midnight_of_its_day_and_orders_keep_theirs() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 99)]).await;
    let (today, tomorrow) = (day(&shop, 0).await, day(&shop, 1).await);
    let included = async || {
        let order = shop.call(&shop.placement(shop.cart_with(&[("MUG", 2)]).await).await).await.expect("placed");
        (order.id, order.total.minor, order.included_tax.minor)
    };
    let (old, total, tax) = included().await;
    // 19 % of 40.00 and of 4.90.
    assert_eq!((total, tax), (4490, 639 + 78));
    shop.staff(&taxes(0, vec![germany(Some(tomorrow.clone()), 2500)])).await.expect("set");
    assert_eq!(included().await.2, 639 + 78, "it is not yet tomorrow");
    let preview = async |on: Option<&String>| {
        let asked = GetDeliveryPreview {
            market: Market::Eu,
            country: Country::De,
            postal_code: Some("10115".into()),
            value_minor: 4000,
            grams: 300,
            tax_class: TaxClass::Standard,
            on: on.cloned(),
        };
        let preview = shop.staff(&asked).await.expect("worked out");
        (preview.rates.standard, preview.deliveries[0].included_tax.minor, preview.deliveries[0].total.minor)
    };
    assert_eq!(preview(None).await, (1900, 639 + 78, 4490));
    assert_eq!(preview(Some(&tomorrow)).await, (2500, 800 + 98, 4490));
    shop.staff(&taxes(1, vec![germany(Some(today), 2500), germany(Some(tomorrow), 3000)])).await.expect("set");
    let (new, total, tax) = included().await;
    assert_eq!((total, tax), (4490, 800 + 98), "today has begun");

    // What was ordered before goes back with the tax of before, after the change.
    for (order, line, delivery) in [(old, 639, 78), (new, 800, 98)] {
        shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
        let all = CreateRefund { delivery: true, ..refund(order, &[("MUG", 2)]) };
        let view = shop.staff(&all).await.expect("refunded");
        let back = view.order.lifecycle.refunds.last().expect("a refund");
        assert_eq!((back.amount.minor, back.lines[0].tax.minor), (4490, line), "{delivery}");
        let shown = shop.call(&GetOrder { order }).await.expect("shown");
        assert_eq!(shown.included_tax.minor, line + delivery);
    }
}

#[tokio::test]
async fn a_day_begins_by_the_clocks_of_its_country() {
    let shop = Shop::open().await;
    let mut db = shop.stores.db.acquire().await.expect("PostgreSQL is up");
    let rule = |country, from: &str| TaxRule { country, ..germany(Some(from.to_owned()), 3000) };
    // Midnight in summer and in winter, in UTC: two hours and one hour before it in Berlin, five after it in New York.
    for (country, day, begins) in [
        (Country::De, "2027-07-01", 1_814_392_800),
        (Country::De, "2027-01-01", 1_798_758_000),
        (Country::Us, "2027-01-01", 1_798_779_600),
        (Country::Jp, "2027-01-01", 1_798_729_200),
    ] {
        let schedule = schedule(&mut db, vec![rule(country, day)]).await.expect("sound");
        let rate = |now| schedule.at(now).rates(country).expect("set").rate(TaxClass::Standard);
        assert_ne!(rate(begins - 1), 3000, "{country:?} {day}");
        assert_eq!(rate(begins), 3000, "{country:?} {day}");
    }
    // PostgreSQL knows the clocks of every country.
    let everywhere = Country::ALL.map(|(country, _)| rule(country, "2027-01-01"));
    schedule(&mut db, everywhere.to_vec()).await.expect("sound");
}
