//! What the button for messages asks for (`app/browser/push.js`): this browser is told of an order, or no more.

use api::Problem;
use api::push::{PushTarget, UpdateOrderPush};
use domain::OrderId;
use uuid::Uuid;

use crate::context::{Backend, Submitted};

/// The value of the field `action` that names it.
pub(super) const ACTION: &str = "push";

/// Has the browser told, or no more.
///
/// # Errors
/// The origin's refusal, or that it does not answer.
pub(super) async fn update(backend: &Backend, order: OrderId, fields: &Submitted) -> Result<(), Problem> {
    let field = |name: &str| fields.field(name).to_owned();
    let target = PushTarget { endpoint: field("endpoint"), p256dh: field("p256dh"), auth: field("auth") };
    let wanted = fields.field("wanted") == "true";
    let update = UpdateOrderPush { order, market: backend.market(), target, wanted };
    backend.call_about(order, &update, Some(Uuid::new_v4().to_string())).await
}
