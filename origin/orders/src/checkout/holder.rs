//! Who holds units, and how many they may: enough is left for others. Whoever may not hold may still order, for an order
//! is paid for. One that is not paid for yet, because a bank has to be asked, counts as a hold.

use std::net::IpAddr;

use api::checkout::CreateCheckout;
use domain::inventory::{FEW_HELD, MAX_HELD_BY_CLIENT};
use domain::{CartId, OrderId};
use origin_platform::{Call, Database, secret};
use sqlx::PgConnection;

use crate::inventory::reservations::Claim;

/// Who wants to hold units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holder {
    /// Nobody knows who they are: they have no account, and have not said their e-mail address.
    pub anonymous: bool,
    /// A hash of their address, or of their network where that is one subscriber's; none where no address is believed.
    pub client: Option<i64>,
}

impl Holder {
    /// Whoever calls.
    pub fn of(call: &Call<CreateCheckout>) -> Self {
        let anonymous = call.endpoint.email.is_none() && call.customer().is_none();
        Self { anonymous, client: call.client.map(hash) }
    }

    /// Units that the client keeps from others, by other carts and by orders that wait for a bank. Other holds of the client wait from here until the transaction ends;
    /// so this comes after the cart is locked and before any level, and nobody else waits for them.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub async fn units_elsewhere(self, tx: &mut PgConnection, cart: CartId) -> sqlx::Result<i64> {
        let Some(client) = self.client else { return Ok(0) };
        sqlx::query_scalar("select orders.kept_by($1, $2)").bind(client).bind(cart.0).fetch_one(tx).await
    }

    /// Whether they may hold by this cart what it claims, whose levels are locked, beside what they hold elsewhere.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub async fn may_hold(
        self,
        tx: &mut PgConnection,
        cart: CartId,
        claim: &Claim,
        elsewhere: i64,
    ) -> sqlx::Result<bool> {
        if !self.anonymous && self.client.is_none() {
            return Ok(true);
        }
        let units = claim.units();
        let (skus, wanted): (Vec<&str>, Vec<i64>) = units.iter().map(|(sku, _, units)| (*sku, *units)).unzip();
        if self.client.is_some() && elsewhere.saturating_add(wanted.iter().sum()) > MAX_HELD_BY_CLIENT {
            return Ok(false);
        }
        sqlx::query_scalar(include_str!("holder/fair_share.sql"))
            .bind(cart.0)
            .bind(self.client)
            .bind(self.anonymous)
            .bind(skus)
            .bind(wanted)
            .bind(FEW_HELD)
            .fetch_one(tx)
            .await
    }
}

/// Notes the units of an order that awaits a confirmation as the client's. Beyond the client's share they are noted only
/// if they must be. Says whether they are noted, or the order is settled meanwhile and keeps nothing from others.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn note_unconfirmed(
    db: &Database,
    order: OrderId,
    client: IpAddr,
    must_be: bool,
) -> sqlx::Result<bool> {
    let client = hash(client);
    let mut tx = db.begin().await?;
    // The order before the client's turn: whoever settles the order locks it first, and may then wait for a cart whose
    // hold waits for its client's turn.
    let waits: Option<bool> =
        sqlx::query_scalar("select state = 'awaiting_payment' from orders.orders where id = $1 for key share")
            .bind(order.0)
            .fetch_optional(&mut *tx)
            .await?;
    if waits != Some(true) {
        tx.commit().await?;
        return Ok(true);
    }
    sqlx::query("select pg_advisory_xact_lock($1)").bind(client).execute(&mut *tx).await?;
    let noted: bool = sqlx::query_scalar(include_str!("holder/note_unconfirmed.sql"))
        .bind(order.0)
        .bind(client)
        .bind(FEW_HELD)
        .bind(MAX_HELD_BY_CLIENT)
        .bind(must_be)
        .fetch_one(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(noted)
}

/// Addresses are nobody's business in the tables: this tells one from another.
fn hash(client: IpAddr) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = secret::sha256(&format!("holder {client}"));
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests;
