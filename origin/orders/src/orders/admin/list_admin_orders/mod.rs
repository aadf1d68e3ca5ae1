//! Staff look for orders.

use api::orders::{AdminOrderList, AdminOrderSummary, AdminOrderView, GetAdminOrder, ListAdminOrders};
use origin_platform::stores::plan_for_values;
use origin_platform::{Call, ServiceError, Stores};
use sqlx::types::Json;

use super::view::admin_view;

/// How many orders one page lists.
const PAGE: usize = 50;

#[tracing::instrument(name = "orders.list_admin_orders", skip_all)]
pub(crate) async fn list_admin_orders(
    stores: Stores,
    call: Call<ListAdminOrders>,
) -> Result<AdminOrderList, ServiceError> {
    let ListAdminOrders { state, q, customer, open_returns, after } = call.endpoint;
    let wanted = q.unwrap_or_default();
    let wanted = wanted.trim().trim_start_matches('#').to_lowercase();
    let number: Option<i64> = wanted.parse().ok();
    let mut tx = stores.db.begin().await?;
    plan_for_values(&mut tx).await?;
    let orders: Vec<Json<AdminOrderSummary>> = sqlx::query_scalar(
        "select jsonb_build_object(
             'id', placed.id, 'number', placed.number, 'state', placed.state,
             'placed_at', orders.utc(placed.created_at),
             'units', (select sum(quantity) from orders.order_lines where order_id = placed.id)
                       - coalesce((select sum(quantity) from orders.cancellation_lines where order_id = placed.id), 0),
             'total', jsonb_build_object(
                 'minor', placed.total_minor - coalesce((
                     select sum(refund.amount_minor)::bigint
                     from orders.cancellations as off join orders.refunds as refund on refund.id = off.refund_id
                     where off.order_id = placed.id and refund.state <> 'refused'), 0),
                 'currency', placed.currency),
             'email', placed.email, 'name', placed.address ->> 'name', 'payment', payment.state
         )
         from orders.orders as placed join orders.payments as payment on payment.order_id = placed.id
         where ($1::text is null or placed.state = $1)
               and ($2 = '' or placed.number = $3 or lower(placed.email) like $4)
               and ($5::uuid is null or (placed.created_at, placed.id)
                                        < (select created_at, id from orders.orders where id = $5))
               and ($8::uuid is null or placed.customer_id = $8)
               and (not $7 or exists (select from orders.returns as back
                                      where back.order_id = placed.id and back.state not in ('refunded', 'rejected')))
         order by placed.created_at desc, placed.id desc limit $6",
    )
    .bind(state.map(|state| state.code()))
    .bind(&wanted)
    .bind(number)
    .bind(format!("{}%", escaped(&wanted)))
    .bind(after.map(|after| after.0))
    // One more tells whether there is another page.
    .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
    .bind(open_returns)
    .bind(customer.map(|customer| customer.0))
    .fetch_all(&mut *tx)
    .await?;
    drop(tx);
    let more = orders.len() > PAGE;
    let orders: Vec<_> = orders.into_iter().take(PAGE).map(|Json(order)| order).collect();
    let next = orders.last().filter(|_| more).map(|last| last.order.id);
    Ok(AdminOrderList { orders, next })
}

/// Text for `like` that stands for itself.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for symbol in text.chars() {
        if matches!(symbol, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(symbol);
    }
    escaped
}

#[tracing::instrument(name = "orders.get_admin_order", skip_all)]
pub(crate) async fn get_admin_order(stores: Stores, call: Call<GetAdminOrder>) -> Result<AdminOrderView, ServiceError> {
    let mut connection = stores.db.acquire().await?;
    admin_view(&mut connection, call.endpoint.order, &call.who).await
}

#[cfg(test)]
mod tests;
