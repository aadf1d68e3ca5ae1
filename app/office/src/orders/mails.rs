//! Which mails about an order were sent, and having one sent once more.

use api::orders::{AdminOrderView, CreateOrderMail, OrderMail};
use axum::extract::Path;
use domain::Locale;
use maud::{Markup, html};
use origin_staff::Permission;

use super::actions::sent;
use crate::page::{hidden, time};
use crate::visitor::{Posted, Reply, Visitor};

/// The mails that were sent, each with what sends it again.
pub fn mails(visitor: &Visitor, view: &AdminOrderView) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        @if !view.mails.is_empty() {
            h2 { (words.sent_mails()) }
            ul.rows {
                @for mail in &view.mails {
                    li {
                        (name(visitor.locale, mail.kind)) " · " (time(&mail.sent_at))
                        @if visitor.may(Permission::OrdersFulfil) {
                            form method="post" action={ "/admin/orders/" (view.order.id) "/mails" } {
                                (hidden(visitor))
                                input type="hidden" name="kind" value=(mail.kind.code());
                                input type="hidden" name="about" value=(mail.about);
                                button.button.quiet aria-label={ (words.send_again()) ": " (name(visitor.locale, mail.kind)) } {
                                    (words.send_again())
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a mail is called.
pub fn name(locale: Locale, mail: OrderMail) -> &'static str {
    let words = words::office(locale);
    match mail {
        OrderMail::OrderPaid => words.sent_paid(),
        OrderMail::OrderCancelled => words.sent_cancelled(),
        OrderMail::OrderPartCancelled => words.sent_part_cancelled(),
        OrderMail::OrderRefunded => words.sent_refunded(),
        OrderMail::WithdrawalReceipt => words.sent_withdrawal(),
        OrderMail::ReturnApproved => words.sent_return_approved(),
        OrderMail::ReturnRejected => words.sent_return_rejected(),
    }
}

/// Has one of them sent once more.
pub async fn send(Path(order): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kind = OrderMail::ALL.into_iter().find(|kind| kind.code() == fields.get("kind"));
    let (Ok(id), Ok(about), Some(kind)) = (order.parse(), fields.get("about").parse(), kind) else {
        return Err(visitor.nothing_here());
    };
    sent(&posted, &order, visitor.write(&CreateOrderMail { order: id, kind, about }, &posted.once()).await).await
}
