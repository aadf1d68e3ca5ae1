//! Packing slips: made when somebody asks, of what is to be packed by then, and not kept.

use api::orders::{DeliveryService, GetPackingSlip};
use api::problem::{Code, Problem};
use domain::Market;
use domain::checkout::{Address, DeliveryMethod};
use origin_documents::{Merchant, PackedLine, PackingSlip};
use origin_platform::{Call, File, ServiceError};
use serde::Deserialize;
use sqlx::types::Json;

use super::way::way;
use crate::checkout::Service;

/// An order as its packing slip needs it.
#[derive(Deserialize)]
struct ToPack {
    number: Option<i64>,
    market: Market,
    address: Address,
    delivery: DeliveryMethod,
    delivery_service: Option<DeliveryService>,
    ordered_on: String,
    printed_on: String,
    parcel: Option<u32>,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    title: String,
    choice: String,
    sku: String,
    quantity: u32,
}

/// What lies in a shipment, or what is in none yet.
///
/// # Errors
/// `order_not_found`; `wrong_state` if there is nothing to pack.
#[tracing::instrument(name = "orders.get_packing_slip", skip_all)]
pub(crate) async fn get_packing_slip(service: Service, call: Call<GetPackingSlip>) -> Result<File, ServiceError> {
    let GetPackingSlip { order, shipment } = call.endpoint;
    let mut connection = service.stores.db.acquire().await?;
    let found: Option<Json<ToPack>> = sqlx::query_scalar(include_str!("packing_slip.sql"))
        .bind(order.0)
        .bind(shipment)
        .fetch_optional(&mut *connection)
        .await?;
    let missing = || Problem::new(Code::OrderNotFound, "There is no such order.");
    let Json(found) = found.ok_or_else(missing)?;
    let Some(order_number) = found.number.filter(|_| !found.lines.is_empty()) else {
        let detail =
            "There is nothing to pack: all of it is in shipments, or the order is not paid for or was cancelled.";
        return Err(Problem::new(Code::WrongState, detail).into());
    };
    let locale = found.market.locale();
    let built_in = Merchant { name: words::brand(locale).name().to_owned(), address: Vec::new(), vat_id: None };
    let merchant = origin_settings::merchant(&mut *connection, &built_in).await?;
    let line =
        |line: Line| PackedLine { title: line.title, choice: line.choice, sku: line.sku, quantity: line.quantity };
    let slip = PackingSlip {
        order_number,
        parcel: found.parcel,
        ordered_on: found.ordered_on,
        printed_on: found.printed_on,
        locale,
        merchant,
        delivery: way(locale, found.delivery, found.delivery_service.as_ref()),
        to: found.address,
        lines: found.lines.into_iter().map(line).collect(),
    };
    let bytes = slip.render().map_err(anyhow::Error::new)?;
    let name = match found.parcel {
        Some(parcel) => format!("packing-slip-{order_number}-{parcel}.pdf"),
        None => format!("packing-slip-{order_number}.pdf"),
    };
    Ok(File { media_type: "application/pdf", name, bytes })
}

#[cfg(test)]
mod tests {
    use api::orders::CreateShipment;
    use domain::orders::ShipmentState;

    use super::*;
    use crate::testing::Shop;

    #[tokio::test]
    async fn a_slip_is_of_what_is_not_packed_yet_or_of_one_shipment() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9), ("JUG", 4000, 9)]).await;
        let order = shop.placed(&[("MUG", 3), ("JUG", 1)]).await;
        let open = GetPackingSlip { order, shipment: None };
        let (_, pdf) = shop.staff_file(&open).await.expect("all of it");
        assert!(pdf.starts_with(b"%PDF-"));
        let lines = serde_json::from_value(serde_json::json!([{ "sku": "MUG", "quantity": 2 }])).expect("lines");
        let parcel = CreateShipment {
            order,
            lines,
            state: ShipmentState::Shipped,
            carrier: None,
            tracking_number: None,
            tracking_url: None,
        };
        let view = shop.staff(&parcel).await.expect("packed");
        let shipment = Some(view.order.lifecycle.shipments[0].id);
        let (headers, of_parcel) = shop.staff_file(&GetPackingSlip { order, shipment }).await.expect("one parcel");
        let named = headers[http::header::CONTENT_DISPOSITION].to_str().expect("text");
        assert!(named.ends_with("-1.pdf\""), "{named}");
        assert_ne!(of_parcel, shop.staff_file(&open).await.expect("the rest").1);
        assert_eq!(
            shop.staff_file(&GetPackingSlip { order, shipment: Some(uuid::Uuid::nil()) }).await.expect_err("none").code,
            Code::WrongState
        );
        let rest = serde_json::from_value(
            serde_json::json!([{ "sku": "MUG", "quantity": 1 }, { "sku": "JUG", "quantity": 1 }]),
        );
        shop.staff(&CreateShipment { lines: rest.expect("lines"), ..parcel }).await.expect("packed");
        assert_eq!(shop.staff_file(&open).await.expect_err("nothing is left").code, Code::WrongState);
        assert_eq!(shop.file(&open).await.expect_err("nobody").code, Code::Unauthenticated);
    }
}
