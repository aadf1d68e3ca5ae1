//! A mail that was sent before, once more, since staff want it: as it would be written now.

use api::event::{
    ORDER_MAIL_REQUESTED, OrderCancelled, OrderMailRequested, OrderPaid, OrderPartCancelled, OrderRefunded,
    ReturnChanged,
};
use api::orders::{OrderMail, OrderView};
use domain::OrderId;
use domain::orders::ReturnState;
use origin_messaging::Subscription;

use super::{Cancelled, Paid, PartCancelled, Refunded, Returned};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};

pub(crate) struct Again;

impl Trigger for Again {
    type Data = OrderMailRequested;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_again", subject: ORDER_MAIL_REQUESTED, max_batch: AT_ONCE };

    fn order(data: &OrderMailRequested) -> OrderId {
        data.order
    }

    /// What the first event would bring, sent once for each request.
    async fn mail(sender: &Sender, view: OrderView, data: &OrderMailRequested) -> Due {
        let OrderMailRequested { order, kind, about, request } = *data;
        let returned = |state| ReturnChanged { order, return_id: about, state };
        let mail = match kind {
            OrderMail::OrderPaid => Paid::mail(sender, view, &OrderPaid { order }).await,
            OrderMail::OrderCancelled => Cancelled::mail(sender, view, &OrderCancelled { order }).await,
            OrderMail::OrderPartCancelled => {
                PartCancelled::mail(sender, view, &OrderPartCancelled { order, cancellation: about }).await
            }
            OrderMail::OrderRefunded => Refunded::mail(sender, view, &OrderRefunded { order, refund: about }).await,
            OrderMail::WithdrawalReceipt => Returned::mail(sender, view, &returned(ReturnState::Requested)).await,
            OrderMail::ReturnApproved => Returned::mail(sender, view, &returned(ReturnState::Approved)).await,
            OrderMail::ReturnRejected => Returned::mail(sender, view, &returned(ReturnState::Rejected)).await,
        };
        Ok(mail?.map(|mail| Mail { about: request, ..mail }))
    }
}
