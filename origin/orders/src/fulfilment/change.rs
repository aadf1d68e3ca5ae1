//! What every change of an order has in common: the lock, the view it answers with, the units it names.

use std::collections::HashSet;

use api::orders::{AdminOrderView, LineUnits};
use api::problem::{Code, Problem};
use domain::OrderId;
use origin_platform::idempotency::Key;
use origin_platform::{Database, ServiceError, Who};

use super::transfers::settle_due_of;
use crate::checkout::Service;
use crate::orders::admin::view::admin_view;
use crate::orders::record::OrderRecord;

/// Asks the provider for what a change has made due, now that it is committed, and returns the order as
/// it is then, which replaces the reply kept under the key. If that cannot be done now, the reply of the
/// change stands and the reconcile worker goes on.
pub(crate) async fn with_money_moved(service: &Service, who: &Who, key: &Key, reply: AdminOrderView) -> AdminOrderView {
    let order = reply.order.id;
    if !settle_due_of(&service.stores.db, &service.provider, order).await {
        return reply;
    }
    match renew(&service.stores.db, who, key, order).await {
        Ok(view) => view,
        Err(failure) => {
            let error = format!("{:#}", failure.into_cause());
            tracing::warn!(error, "the reply to a change of an order is a little old");
            reply
        }
    }
}

async fn renew(db: &Database, who: &Who, key: &Key, order: OrderId) -> Result<AdminOrderView, ServiceError> {
    let mut tx = db.begin().await?;
    let view = admin_view(&mut tx, order, who).await?;
    key.save(&mut tx, &view).await?;
    tx.commit().await?;
    Ok(view)
}

/// The positions and numbers of the units that a request names.
///
/// # Errors
/// A problem if it names none, something twice or something that was not ordered.
pub(crate) fn positions(order: &OrderRecord, units: &[LineUnits]) -> Result<Vec<(usize, u32)>, Problem> {
    if units.is_empty() {
        return Err(Problem::field("lines", "Choose at least one piece."));
    }
    let mut seen = HashSet::new();
    let mut found = Vec::with_capacity(units.len());
    for LineUnits { sku, quantity } in units {
        let bad = |detail: String| Problem::field(format!("lines.{sku}"), detail);
        if !seen.insert(sku) {
            return Err(bad(format!("{sku} is there twice; name it once with all its pieces.")));
        }
        let position = order.lines.iter().position(|line| line.sku == *sku);
        let position = position.ok_or_else(|| bad(format!("{sku} is not part of this order; take it out.")))?;
        found.push((position, quantity.get()));
    }
    Ok(found)
}

/// A state that does not allow what is asked for, in a sentence of `domain`'s.
pub(crate) fn wrong_state(refused: impl std::fmt::Display) -> Problem {
    Problem::new(
        Code::WrongState,
        format!("Nothing was changed: {refused}. Look at the order again to see where it stands."),
    )
}

/// Free text of at most `most` characters, without blanks around it.
///
/// # Errors
/// A problem if it is longer.
pub(crate) fn text(field: &'static str, value: &str, most: usize) -> Result<String, Problem> {
    let value = value.trim();
    let fits = value.chars().count() <= most && !value.contains('\0');
    fits.then(|| value.to_owned()).ok_or_else(|| Problem::field(field, format!("Write at most {most} characters.")))
}

/// The place after `last`, as the database has it.
pub(crate) fn next_position(last: u32) -> i64 {
    i64::from(last) + 1
}
