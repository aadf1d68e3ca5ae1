//! Pick lists: what several orders want from the shelves, made when somebody asks, and not kept.

use std::collections::BTreeMap;

use api::orders::{
    DeliveryService, GetPickList, GetPickListDocument, Pick, PickListView, PickLocation, PickOrder, PickShare,
};
use api::problem::{Code, Problem};
use domain::catalog::Localized;
use domain::checkout::DeliveryMethod;
use domain::inventory::to_pick;
use domain::{Locale, Market, OrderId, Sku, Slug};
use origin_documents::{Merchant, PickLine, PickList, PickPlace};
use origin_platform::{Call, File, ServiceError};
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::way::way;
use crate::checkout::Service;

/// How many orders one list may be of.
const MAX_ORDERS: usize = 100;

/// An order as a pick list needs it.
#[derive(Deserialize)]
struct Ordered {
    id: OrderId,
    number: Option<i64>,
    name: String,
    market: Market,
    delivery: DeliveryMethod,
    delivery_service: Option<DeliveryService>,
    items: Vec<Item>,
}

/// An item of which something is in no shipment.
#[derive(Deserialize)]
struct Item {
    sku: Sku,
    open: i64,
    title: Localized,
    choice: Localized,
    taken: Vec<Taken>,
}

/// What the order took of it from one location; in the order in which orders take from them.
#[derive(Deserialize)]
struct Taken {
    code: Slug,
    name: String,
    priority: i32,
    units: i64,
}

/// What is to be picked, for a page.
///
/// # Errors
/// A problem with the field `orders`; `order_not_found`.
#[tracing::instrument(name = "orders.get_pick_list", skip_all)]
pub(crate) async fn get_pick_list(service: Service, call: Call<GetPickList>) -> Result<PickListView, ServiceError> {
    let mut db = service.stores.db.acquire().await?;
    pick_list(&mut db, &call.endpoint.orders).await
}

/// The same as a PDF.
///
/// # Errors
/// Those of the list; `wrong_state` if there is nothing to pick.
#[tracing::instrument(name = "orders.get_pick_list_document", skip_all)]
pub(crate) async fn get_pick_list_document(
    service: Service,
    call: Call<GetPickListDocument>,
) -> Result<File, ServiceError> {
    let GetPickListDocument { orders, locale } = &call.endpoint;
    let mut db = service.stores.db.acquire().await?;
    let list = pick_list(&mut db, orders).await?;
    if list.picks.is_empty() {
        let detail = "There is nothing to pick: all of these orders is in shipments, or they are not paid for or were \
                      cancelled.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    let built_in = Merchant { name: words::brand(*locale).name().to_owned(), address: Vec::new(), vat_id: None };
    let merchant = origin_settings::merchant(&mut *db, &built_in).await?;
    let printed_on: String =
        sqlx::query_scalar("select to_char(now() at time zone 'utc', 'YYYY-MM-DD')").fetch_one(&mut *db).await?;
    let name = format!("pick-list-{printed_on}.pdf");
    let numbered = |order: &PickOrder| {
        order.number.map(|number| (number, way(*locale, order.delivery, order.delivery_service.as_ref())))
    };
    let orders = list.orders.iter().filter_map(numbered).collect();
    let list = PickList { printed_on, locale: *locale, merchant, orders, places: places(list.picks, *locale) };
    let bytes = list.render().map_err(anyhow::Error::new)?;
    Ok(File { media_type: "application/pdf", name, bytes })
}

/// The picks, place by place as they come.
fn places(picks: Vec<Pick>, locale: Locale) -> Vec<PickPlace> {
    let mut places: Vec<(Option<PickLocation>, Vec<PickLine>)> = Vec::new();
    for pick in picks {
        let line = PickLine {
            title: pick.title.get(locale).to_owned(),
            choice: pick.choice.get(locale).to_owned(),
            sku: pick.sku.to_string(),
            quantity: pick.quantity,
            shares: pick.shares.iter().map(|share| (share.number, share.quantity)).collect(),
        };
        match places.last_mut() {
            Some((location, lines)) if *location == pick.location => lines.push(line),
            _ => places.push((pick.location, vec![line])),
        }
    }
    let place = |(location, lines): (Option<PickLocation>, Vec<PickLine>)| PickPlace {
        name: location.map(|location| location.name),
        lines,
    };
    places.into_iter().map(place).collect()
}

async fn pick_list(db: &mut PgConnection, orders: &str) -> Result<PickListView, ServiceError> {
    let ids = ids(orders)?;
    let found: Vec<Json<Ordered>> = sqlx::query_scalar(include_str!("pick_list.sql")).bind(&ids).fetch_all(db).await?;
    if found.len() < ids.len() {
        let detail = "One of these orders is not there. Choose the orders again.";
        return Err(Problem::new(Code::OrderNotFound, detail).into());
    }
    let mut picks = Picks::default();
    let (mut of, mut left_out) = (Vec::new(), Vec::new());
    for Json(Ordered { id, number, name, market, delivery, delivery_service, items }) in found {
        let order = PickOrder { id, number, name, market, delivery, delivery_service };
        match number.filter(|_| !items.is_empty()) {
            Some(number) => {
                items.iter().for_each(|item| picks.add(number, item));
                of.push(order);
            }
            None => left_out.push(order),
        }
    }
    Ok(PickListView { orders: of, left_out, picks: picks.0.into_values().collect() })
}

/// Picks in the order in which they are walked to: by the location's priority and code, what no location counted last,
/// and by SKU.
#[derive(Default)]
struct Picks(BTreeMap<(bool, i32, String, String), Pick>);

impl Picks {
    /// What the order with this number still wants of an item.
    fn add(&mut self, number: i64, item: &Item) {
        let taken: Vec<i64> = item.taken.iter().map(|taken| taken.units).collect();
        let picked = to_pick(&taken, item.open);
        let places = item.taken.iter().map(Some).zip(picked.places);
        for (place, quantity) in places.chain([(None, picked.nowhere)]).filter(|(_, units)| *units > 0) {
            let (priority, code) = place.map_or((0, String::new()), |place| (place.priority, place.code.to_string()));
            let location = |place: &Taken| PickLocation { code: place.code.clone(), name: place.name.clone() };
            let pick = self.0.entry((place.is_none(), priority, code, item.sku.to_string())).or_insert_with(|| Pick {
                location: place.map(location),
                sku: item.sku.clone(),
                title: item.title.clone(),
                choice: item.choice.clone(),
                quantity: 0,
                shares: Vec::new(),
            });
            pick.quantity += quantity;
            pick.shares.push(PickShare { number, quantity });
        }
    }
}

/// The orders that a request names, each once.
fn ids(orders: &str) -> Result<Vec<Uuid>, Problem> {
    let bad = |detail: &str| Problem::field("orders", detail);
    let parsed = orders.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::parse);
    let mut ids: Vec<Uuid> =
        parsed.collect::<Result<_, _>>().map_err(|_| bad("Give ids of orders, with commas between them."))?;
    ids.sort_unstable();
    ids.dedup();
    match ids.len() {
        0 => Err(bad("Choose at least one order.")),
        1..=MAX_ORDERS => Ok(ids),
        _ => Err(bad("Choose at most 100 orders; print the others on another list.")),
    }
}

#[cfg(test)]
mod tests;
