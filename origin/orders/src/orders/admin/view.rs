//! An order as staff see it.

use api::orders::{
    Actor, AdminOrderView, OrderLifecycle, OrderMail, PaymentView, SentMail, TimelineEntry, TransferState,
};
use domain::{Money, OrderId};
use origin_messaging::sent_mails;
use origin_platform::{ServiceError, Who};
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::orders::read::read_order;
use crate::orders::timeline::actor;

/// What the database says of an order for staff alone.
#[derive(Deserialize)]
struct Backstage {
    capture: Option<TransferState>,
    capture_rejection: Option<String>,
    timeline: Vec<TimelineEntry>,
}

/// Instead of a colleague's address.
const SOMEBODY: &str = "staff";

/// The order as this one of staff sees it: the address of a colleague is told to whoever may read it in the audit log or
/// among the staff.
///
/// # Errors
/// A problem if there is no such order.
pub(crate) async fn admin_view(tx: &mut PgConnection, id: OrderId, who: &Who) -> Result<AdminOrderView, ServiceError> {
    let order = read_order(tx, id).await?;
    let Json(backstage): Json<Backstage> = sqlx::query_scalar(
        "select jsonb_build_object(
             'capture', (select state from orders.captures where payment_id = $2),
             'capture_rejection', (select rejection from orders.captures where payment_id = $2),
             'timeline', (select coalesce(jsonb_agg(jsonb_build_object(
                              'at', orders.utc(step.at), 'actor', step.actor, 'what', step.what, 'data', step.data)
                              order by step.id), '[]')
                          from orders.order_timeline as step where step.order_id = $1)
         )",
    )
    .bind(id.0)
    .bind(order.payment.id)
    .fetch_one(&mut *tx)
    .await?;
    let money = |minor| Money::new(minor, order.currency);
    let mut view = order.view()?;
    order.show_staff(&mut view.lifecycle);
    let mails = mails(tx, id, &view.lifecycle).await?;
    let payment = &order.payment;
    let capturable = order.capturable(backstage.capture).ok();
    Ok(AdminOrderView {
        order: view,
        customer: order.customer_id,
        payment: PaymentView {
            id: payment.id,
            state: payment.state,
            reference: payment.reference.clone(),
            amount: money(payment.amount_minor),
            captured: money(payment.captured_minor),
            refunded: money(payment.refunded_minor),
            void_due: payment.void_due,
            capturable,
            capture: backstage.capture,
            capture_rejection: backstage.capture_rejection,
        },
        refundable: order.refundable()?.left()?,
        timeline: backstage.timeline.into_iter().map(|step| told(step, who)).collect(),
        mails,
    })
}

/// The mails about an order that were sent, of those that can be sent once more.
async fn mails(
    tx: &mut PgConnection,
    order: OrderId,
    lifecycle: &OrderLifecycle,
) -> Result<Vec<SentMail>, ServiceError> {
    let mut due: Vec<(OrderMail, Uuid)> = OrderMail::OF_ALL.map(|kind| (kind, order.0)).into();
    due.extend(lifecycle.cancellations.iter().map(|off| (OrderMail::OrderPartCancelled, off.id)));
    due.extend(lifecycle.refunds.iter().map(|refund| (OrderMail::OrderRefunded, refund.id)));
    due.extend(lifecycle.returns.iter().flat_map(|back| OrderMail::OF_A_RETURN.map(|kind| (kind, back.id))));
    let asked: Vec<(&str, Uuid)> = due.iter().map(|(kind, about)| (kind.code(), *about)).collect();
    let sent = sent_mails::sent(tx, &asked).await?;
    let told = sent.into_iter().filter_map(|mail| {
        let kind = OrderMail::ALL.into_iter().find(|kind| kind.code() == mail.kind)?;
        Some(SentMail { kind, about: mail.about, sent_at: mail.sent_at })
    });
    Ok(told.collect())
}

/// A step without the address of a colleague, for whoever may not read it elsewhere.
fn told(step: TimelineEntry, who: &Who) -> TimelineEntry {
    let is_address = matches!(&step.actor, Actor::Staff { name } if name.contains('@'));
    let knows = matches!(who, Who::Staff(staff) if staff.knows_staff());
    if !is_address || knows || step.actor == actor(who) {
        return step;
    }
    TimelineEntry { actor: Actor::Staff { name: SOMEBODY.to_owned() }, ..step }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::staff::Role;
    use origin_platform::staff::Staff;

    #[test]
    fn a_colleague_s_address_is_told_to_whoever_reads_it_elsewhere() {
        let who = |name: &str, role: Role| {
            Who::Staff(Staff { name: name.to_owned(), permissions: role.permissions(), account: None })
        };
        let name_of = |name: &str, who: &Who| {
            let actor = Actor::Staff { name: name.to_owned() };
            let step = TimelineEntry { at: String::new(), actor, what: "note".into(), data: serde_json::Value::Null };
            match told(step, who).actor {
                Actor::Staff { name } => name,
                other => panic!("{other:?}"),
            }
        };
        let (ada, packer) = ("ada@example.com", who("eve@example.com", Role::Orders));
        assert_eq!(name_of(ada, &packer), SOMEBODY);
        assert_eq!(name_of("eve@example.com", &packer), "eve@example.com", "one's own");
        assert_eq!(name_of("warehouse robot", &packer), "warehouse robot", "a key is nobody");
        for role in [Role::Owner, Role::Analyst] {
            assert_eq!(name_of(ada, &who("eve@example.com", role)), ada, "{}", role.name());
        }
    }
}
