//! What is sent once more since staff want it.

use api::event::OrderMailRequested;
use api::orders::OrderMail;
use domain::Market;
use origin_orders::fulfilment::documents::{Issuing, issue_credit_note, issue_invoice};
use uuid::Uuid;

use crate::messages::Again;
use crate::testing::{Scene, merchant};

#[tokio::test]
async fn whatever_was_sent_is_sent_again_as_often_as_it_is_asked_for() {
    let scene = Scene::open().await;
    let order = scene.order(Market::Eu).await;
    scene.is_paid(&order).await;
    let issued = issue_invoice(&scene.sender.stores.db, order.id, &merchant()).await.expect("issued");
    assert_eq!(issued, Issuing::Issued(1));
    let refund = scene.refund(&order).await;
    issue_credit_note(&scene.sender.stores.db, refund, &merchant()).await.expect("issued");
    let return_id = scene.back(&order, "withdrawal", "Use the box it came in.").await;
    let cancellation = scene.part_cancelled(&order, true).await;
    let said = |kind| match kind {
        OrderMail::OrderPaid => (order.id.0, "invoice-1.pdf"),
        OrderMail::OrderCancelled => (order.id.0, "1001"),
        OrderMail::OrderPartCancelled => (cancellation, "The glaze is off"),
        OrderMail::OrderRefunded => (refund, "Chipped rim"),
        OrderMail::WithdrawalReceipt => (return_id, "14:05"),
        OrderMail::ReturnApproved | OrderMail::ReturnRejected => (return_id, "Use the box it came in."),
    };
    let mut sent = 0;
    for kind in OrderMail::ALL {
        let (about, says) = said(kind);
        for _ in 0..2 {
            let before = scene.mails();
            let asked = OrderMailRequested { order: order.id, kind, about, request: Uuid::now_v7() };
            scene.tell::<Again>(asked.clone()).await.expect("sent");
            scene.tell::<Again>(asked).await.expect("nothing to do");
            sent += 1;
            let new: Vec<String> = scene.mails().into_iter().filter(|mail| !before.contains(mail)).collect();
            assert_eq!((scene.mails().len(), new.len()), (sent, 1), "{kind:?}");
            assert!(new[0].contains(says), "{kind:?}: {}", new[0]);
        }
    }
}
