//! What something would cost to be sent somewhere.

use api::catalog::Text;
use api::checkout::delivery::{DeliveryPreview, GetDeliveryPreview, PreviewedDelivery};
use api::problem::Problem;
use domain::checkout::{
    Basket, DeliveryMethod, DeliveryRejection, Destination, Line, Service, address::postal_code, price,
};
use domain::{Money, Quantity, date};
use origin_platform::{Call, ServiceError, Stores};

use super::{RuleIds, rules};
use crate::pricing::delivery::fee;
use crate::pricing::tax::taxes;

/// No value is higher, in minor units.
const HIGHEST: i64 = 1_000_000_000_000;

/// By what is set now, on the day that is asked for.
///
/// # Errors
/// A problem with the field to mend.
pub(super) async fn get_delivery_preview(
    stores: Stores,
    call: Call<GetDeliveryPreview>,
) -> Result<DeliveryPreview, ServiceError> {
    let asked = &call.endpoint;
    check(asked)?;
    let mut db = stores.db.acquire().await?;
    let (delivery, taxes_id, now): (Option<uuid::Uuid>, Option<uuid::Uuid>, i64) = sqlx::query_as(
        "select (select id from orders.delivery_versions order by version desc limit 1),
                (select id from orders.tax_versions order by version desc limit 1),
                floor(extract(epoch from coalesce($1::text::timestamp at time zone $2, now())))::bigint",
    )
    .bind(&asked.on)
    .bind(asked.country.time_zone())
    .fetch_one(&mut *db)
    .await?;
    let rules = rules(&mut db, RuleIds { delivery, taxes: taxes_id }).await?;
    let (market, to) = (asked.market, Destination::new(asked.country, asked.postal_code.as_deref()));
    let value = Money::new(asked.value_minor, market.currency());
    let line = Line {
        sku: "PREVIEW".parse().map_err(anyhow::Error::new)?,
        unit_price: value,
        quantity: Quantity::ONE,
        tax_class: asked.tax_class,
        grams: asked.grams,
        collections: vec![],
    };
    let rates = rules.taxes.at(now);
    let basket = |method| Basket {
        currency: market.currency(),
        lines: std::slice::from_ref(&line),
        claims: &[],
        delivery: Some(method),
        to,
        deliveries: &rules.deliveries,
        taxes: rates,
        mode: market.price_mode(),
        gift_cards: &[],
        now,
    };
    let mut deliveries = Vec::new();
    for offer in rules.deliveries.offers(to, value, asked.grams.into()) {
        let priced = price(&basket(offer.method)).map_err(anyhow::Error::new)?;
        let (tax, included_tax) = taxes(&priced.breakdown);
        let service = rules.deliveries.service(offer.method, to).cloned().unwrap_or_default();
        let Service { name, carrier, days, .. } = service;
        deliveries.push(PreviewedDelivery {
            method: offer.method,
            name: name.map(|name| Text::of(&name, market.locale())),
            carrier,
            days,
            fee: fee(&priced.breakdown),
            tax,
            included_tax,
            total: priced.breakdown.parts().total,
        });
    }
    let refused = |method| rules.deliveries.fee(method, to, value, asked.grams.into()).err();
    let refused: Vec<DeliveryRejection> = DeliveryMethod::ALL.into_iter().filter_map(refused).collect();
    let mut refused: Vec<String> = refused.iter().map(ToString::to_string).collect();
    refused.dedup();
    Ok(DeliveryPreview {
        zone: rules.deliveries.zone(to).map(|zone| zone.name.clone()),
        territory: to.territory,
        rates: rates.rates_in(to.country, to.territory).ok_or_else(|| anyhow::anyhow!("a country without rates"))?,
        deliveries,
        refused,
    })
}

fn check(asked: &GetDeliveryPreview) -> Result<(), Problem> {
    if !(0..=HIGHEST).contains(&asked.value_minor) {
        return Err(Problem::field("value_minor", format!("Give what it costs in minor units, 0 to {HIGHEST}.")));
    }
    if asked.on.as_deref().is_some_and(|day| !date::is_day(day)) {
        return Err(Problem::field("on", "Give the day as year, month and day, such as 2027-01-01."));
    }
    let code = asked.postal_code.as_deref().filter(|code| !code.trim().is_empty());
    if code.is_some_and(|code| postal_code::read(asked.country, code).is_none()) {
        let example = postal_code::example(asked.country);
        return Err(Problem::field("postal_code", format!("That is no postal code there; they look like {example}.")));
    }
    Ok(())
}
