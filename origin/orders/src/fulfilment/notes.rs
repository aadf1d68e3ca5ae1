//! What staff have to remember of an order.

use api::orders::{AdminOrderView, CreateOrderNote};
use api::problem::Problem;
use domain::orders::OrderStep;
use origin_platform::{Call, ServiceError};
use serde_json::json;

use crate::checkout::Service;
use crate::orders::admin::view::admin_view;
use crate::orders::read::lock_order;
use crate::orders::timeline::{actor, note};

/// Characters of a note.
const MAX_NOTE: usize = 2_000;

/// Writes a note into the order's history, where staff alone read it.
///
/// # Errors
/// `order_not_found`; a problem with the field `text`.
#[tracing::instrument(name = "orders.create_order_note", skip_all)]
pub(crate) async fn create_order_note(
    service: Service,
    call: Call<CreateOrderNote>,
) -> Result<AdminOrderView, ServiceError> {
    let text = call.endpoint.text.trim().replace("\r\n", "\n");
    // PostgreSQL keeps no NUL; other marks that nobody sees would hide what a note says.
    let is_fit = !text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t');
    if text.is_empty() || text.chars().count() > MAX_NOTE || !is_fit {
        let detail = format!("A note has 1 to {MAX_NOTE} characters that can be printed.");
        return Err(Problem::field("text", detail).into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, call.endpoint.order).await?;
    note(&mut tx, order.id, &actor(&call.who), OrderStep::Note, json!({ "text": text })).await?;
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.commit(tx, reply).await
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::orders::{Actor, CreateOrderNote};

    use crate::testing::Shop;

    #[tokio::test]
    async fn a_note_stands_in_the_history_once_however_often_it_is_sent() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.placed(&[("MUG", 1)]).await;
        let note = CreateOrderNote { order, text: " Leave it with the neighbour.\r\nAsk for Eve. ".to_owned() };
        assert_eq!(shop.call(&note).await.expect_err("nobody").code, Code::Unauthenticated);
        shop.call_as_staff(&note, "one-key-for-it").await.expect("kept");
        let view = shop.call_as_staff(&note, "one-key-for-it").await.expect("kept before");
        let notes: Vec<_> = view.timeline.iter().filter(|step| step.what == "note").collect();
        let [kept] = notes.as_slice() else { panic!("{notes:?}") };
        assert_eq!(kept.data["text"], "Leave it with the neighbour.\nAsk for Eve.");
        assert!(matches!(kept.actor, Actor::Staff { .. }));
        for text in ["", " \n ", "a\0b", &"x".repeat(2_001)] {
            let refused = shop.staff(&CreateOrderNote { order, text: text.to_owned() }).await.expect_err("no note");
            assert_eq!(refused.field.as_deref(), Some("text"));
        }
    }
}
