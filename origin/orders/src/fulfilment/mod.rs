//! What becomes of an order once it is placed. Every change locks the order, reads it, lets `domain` decide, and writes
//! one row of its timeline. Money that a change takes or gives back is a row that is due, for [`transfers`].

mod cancel;
mod change;
mod create_capture;
mod create_confirmation;
mod create_refund;
mod create_return;
mod create_shipment;
mod delete_shipment;
pub mod documents;
mod notes;
mod notifications;
mod refund;
mod shipments;
mod transfers;
mod update_return;
mod update_shipment;

use axum::Router;
use origin_platform::{mount, mount_file};

use crate::checkout::Service;

pub use notifications::{
    CancellationNotification, NamedUnits, RefundNotification, ReturnNotification, ShipmentNotification,
    cancellation_notification, refund_notification, return_notification, shipment_notification,
};
pub use transfers::settle_due;

/// The endpoints that change orders.
pub(crate) fn router(service: Service) -> Router {
    let router = Router::new();
    let router = mount(router, cancel::create_cancellation);
    let router = mount(router, cancel::create_admin_cancellation);
    let router = mount(router, cancel::part::create_part_cancellation);
    let router = mount(router, create_confirmation::create_confirmation);
    let router = mount(router, create_confirmation::create_shipment_mail);
    let router = mount(router, create_confirmation::create_order_mail);
    let router = mount(router, notes::create_order_note);
    let router = mount(router, create_shipment::create_shipment);
    let router = mount(router, update_shipment::update_shipment);
    let router = mount(router, delete_shipment::delete_shipment);
    let router = mount(router, create_capture::create_capture);
    let router = mount(router, create_refund::create_refund);
    let router = mount(router, create_return::create_return);
    let router = mount(router, update_return::update_return);
    let router = mount_file(router, documents::get_order_document);
    let router = mount_file(router, documents::get_packing_slip);
    let router = mount(router, documents::get_pick_list);
    let router = mount_file(router, documents::get_pick_list_document);
    router.with_state(service)
}
