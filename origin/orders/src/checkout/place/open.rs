//! The first step: from a cart to an order that awaits its payment.

use api::orders::PlaceOrder;
use api::problem::{Code, Problem};
use domain::orders::OrderState;
use domain::{CartId, CustomerId, OrderId};
use origin_platform::idempotency::Key;
use origin_platform::{Database, ServiceError, power_cut};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::checkout::Settings;
use crate::checkout::cart::cart_not_found;
use crate::checkout::cart::priced_line::PricedLine;
use crate::checkout::claim::claim_units;
use crate::checkout::fast_path;
use crate::checkout::lock::{begin, locked_cart};
use crate::checkout::order_draft::{OrderDraft, Pending, priced};
use crate::inventory::level::Reason;
use crate::inventory::move_units::move_units;
use crate::orders::record::{OrderRecord, Reply};
use crate::pricing::adjustments::customer_of;

/// Where a placement stands after the first step.
pub(crate) enum Opened {
    /// It is over; this was the reply.
    Settled(Box<Reply>),
    /// The provider is to be asked.
    Pending(Pending),
}

/// Opens the order, or finds the one this request has opened before. The address has been checked.
///
/// # Errors
/// A problem if it cannot be placed as the shopper saw it; nothing is changed then.
pub(crate) async fn open(
    db: &Database,
    settings: &Settings,
    key: &Key,
    customer: Option<CustomerId>,
    request: &PlaceOrder,
) -> Result<Opened, ServiceError> {
    let opened = match settings.fast_path {
        true => fast_path::open::open(db, key, customer, request).await?,
        false => None,
    };
    match opened {
        Some(pending) => Ok(Opened::Pending(pending)),
        None => open_generally(db, key, customer, request).await,
    }
}

/// The general path locks before it looks. Every cart can be opened so, every repeat is known, and every refusal has its reason.
async fn open_generally(
    db: &Database,
    key: &Key,
    customer: Option<CustomerId>,
    request: &PlaceOrder,
) -> Result<Opened, ServiceError> {
    let mut tx = db.begin().await?;
    if !begin(&mut tx, key, request.cart).await? {
        if let Some(reply) = key.claim(&mut tx).await? {
            return Ok(Opened::Settled(Box::new(reply)));
        }
        if let Some(order) = order_of_key(&mut tx, key, request.cart).await? {
            return Ok(match order.state {
                OrderState::AwaitingPayment => {
                    let (payment, amount) = (order.payment.id, order.to_charge());
                    Opened::Pending(Pending { order: order.id, payment, amount, fresh: None })
                }
                _ => Opened::Settled(Box::new(order.reply()?)),
            });
        }
    }
    let buyer = customer_of(&request.email);
    let cart = locked_cart(&mut tx, request.cart, Some(&buyer), customer).await?;
    let draft = OrderDraft::new(key, customer, request, &cart, priced(request, &cart)?);
    take_stock(&mut tx, draft.order, request, &cart.lines).await?;
    // Last, because whoever uses the same promotion waits from here on.
    let pending = draft.insert(&mut tx).await?;
    power_cut("order opening");
    tx.commit().await?;
    Ok(Opened::Pending(pending))
}

/// The order that a request with this key has opened. Keys in use are forgotten after a day, but an
/// order never forgets its own. If there is none, the cart is locked as by [`touch`](crate::checkout::cart::touch).
async fn order_of_key(tx: &mut PgConnection, key: &Key, cart: CartId) -> Result<Option<OrderRecord>, ServiceError> {
    // Nearly always there is none: then the whole order is not asked for.
    let (id, same, locked): (Option<Uuid>, Option<bool>, bool) = sqlx::query_as(
        "with known as (
             select id, fingerprint = $2 as same from orders.orders where idempotency_key = $1
         ), touched as (
             update orders.carts set updated_at = now(), version = version + 1
             where id = $3 and not exists (select from known)
             returning id
         )
         select (select id from known), (select same from known), exists (select from touched)",
    )
    .bind(&key.key)
    .bind(key.fingerprint.as_slice())
    .bind(cart.0)
    .fetch_one(&mut *tx)
    .await?;
    let Some((id, same)) = id.zip(same) else {
        return if locked { Ok(None) } else { Err(cart_not_found().into()) };
    };
    if !same {
        return Err(key_reused().into());
    }
    let Json(order) =
        sqlx::query_scalar("select record from orders.order_records where id = $1").bind(id).fetch_one(tx).await?;
    Ok(Some(order))
}

fn key_reused() -> Problem {
    let detail = "This Idempotency-Key has placed another order before; use a new key for a new order.";
    Problem::new(Code::IdempotencyKeyReused, detail)
}

/// Takes the units of all lines, or of none: first those that the cart holds. What it holds beyond
/// that is free again.
async fn take_stock(
    tx: &mut PgConnection,
    order: OrderId,
    request: &PlaceOrder,
    lines: &[PricedLine],
) -> Result<(), ServiceError> {
    let claim = claim_units(tx, request.cart, lines, request.market.locale()).await?;
    if !move_units(tx, &claim.taking(), Reason::Ordered, Some(order)).await? {
        return Err(anyhow::anyhow!("levels changed under their locks").into());
    }
    note_bundles(tx, order, lines).await?;
    Ok(())
}

/// Notes what the order's bundles are made of now.
async fn note_bundles(tx: &mut PgConnection, order: OrderId, lines: &[PricedLine]) -> sqlx::Result<()> {
    let parts = || lines.iter().flat_map(|line| line.components.iter().map(move |part| (&line.sku, part)));
    if parts().next().is_none() {
        return Ok(());
    }
    sqlx::query(
        "insert into orders.order_bundles (order_id, bundle, sku, units)
         select $1, bundle, sku, units from unnest($2::text[], $3::text[], $4::bigint[]) as part (bundle, sku, units)",
    )
    .bind(order.0)
    .bind(parts().map(|(bundle, _)| bundle.as_str()).collect::<Vec<_>>())
    .bind(parts().map(|(_, part)| part.sku.as_str()).collect::<Vec<_>>())
    .bind(parts().map(|(_, part)| i64::from(part.units)).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::orders::PlaceOrder;
    use domain::{CartId, Currency, Money};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Shop, product};

    /// Runs the first step and dies.
    async fn open_and_die(shop: &Shop, request: &PlaceOrder, key: &str) -> Pending {
        let key = shop.key_of(request, key);
        match open(&shop.stores.db, &shop.settings, &key, None, request).await.expect("opened") {
            Opened::Pending(pending) => pending,
            Opened::Settled(reply) => panic!("settled already: {reply:?}"),
        }
    }

    #[tokio::test]
    async fn a_repeat_goes_on_after_a_death_before_payment() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 3)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
        let pending = open_and_die(&shop, &request, "died-early").await;
        assert_eq!((shop.charges().await, shop.on_hand("MUG").await), (0, 1));
        let view = shop.call_with_key(&request, "died-early").await.expect("placed");
        assert_eq!((view.id, view.number), (pending.order, Some(1001)));
        assert_eq!((shop.charges().await, shop.on_hand("MUG").await), (1, 1));
    }

    #[tokio::test]
    async fn a_repeat_goes_on_after_a_death_after_payment() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 3)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
        let pending = open_and_die(&shop, &request, "died-late").await;
        shop.provider.authorise(pending.payment, pending.amount, "test_accept", None).await.expect("an answer");
        let view = shop.call_with_key(&request, "died-late").await.expect("placed");
        assert_eq!((view.id, shop.charges().await, shop.on_hand("MUG").await), (pending.order, 1, 1));
    }

    #[tokio::test]
    async fn a_forgotten_key_still_finds_its_order() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 3)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
        let view = shop.call_with_key(&request, "day-old-key").await.expect("placed");
        shop.forget_keys().await;
        assert_eq!(shop.call_with_key(&request, "day-old-key").await.expect("found"), view);
        let other = PlaceOrder { email: "eve@example.com".parse().expect("an address"), ..request };
        let refused = shop.call_with_key(&other, "day-old-key").await.expect_err("another request");
        assert_eq!(refused.code, Code::IdempotencyKeyReused);
        assert_eq!(shop.count("select count(*) from orders.orders").await, 1);
    }

    #[tokio::test]
    async fn a_price_that_changed_meanwhile_is_told_and_nothing_happens() {
        let shop = Shop::open().await;
        let (id, mut mug) = product("MUG", 2000);
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, mug.clone())]).await.expect("PostgreSQL");
        shop.stock("MUG", 3).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        let request = shop.placement(cart).await;
        mug.variants[0].prices[0].amount_minor = 2100;
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, mug)]).await.expect("PostgreSQL");
        let refused = shop.call_with_key(&request, "price-change").await.expect_err("changed");
        assert_eq!(refused.code, Code::TotalChanged);
        assert!(refused.detail.contains("€46.90"), "{}", refused.detail);
        shop.assert_untouched("MUG", 3, cart, 2).await;
        // With what the shopper sees now it goes through, under the same key as under any other.
        let again = PlaceOrder { expected_total: Money::new(4690, Currency::Eur), ..request };
        assert_eq!(shop.call_with_key(&again, "price-change").await.expect("placed").total.minor, 4690);
    }

    #[tokio::test]
    async fn what_cannot_be_ordered_is_a_problem_and_nothing_happens() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 3)]).await;
        let (id, bowl) = product("BOWL", 1000);
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, bowl.clone())]).await.expect("PostgreSQL");
        shop.stock("BOWL", 5).await;
        let cart = shop.cart_with(&[("MUG", 2), ("BOWL", 4)]).await;
        let request = shop.placement(cart).await;
        let check = async |request: &PlaceOrder, code: Code, detail: &str| {
            let refused = shop.call(request).await.expect_err("refused");
            assert_eq!(refused.code, code);
            assert!(refused.detail.contains(detail), "{}", refused.detail);
            shop.assert_untouched("MUG", 3, cart, 6).await;
        };
        check(&PlaceOrder { cart: CartId(Uuid::new_v4()), ..request.clone() }, Code::CartNotFound, "not exist").await;
        let empty = shop.cart_with(&[]).await;
        check(&PlaceOrder { cart: empty, ..request.clone() }, Code::CartEmpty, "nothing").await;
        let dollars = Money::new(request.expected_total.minor, Currency::Usd);
        check(&PlaceOrder { expected_total: dollars, ..request.clone() }, Code::TotalChanged, "€80.00").await;
        // Enough mugs, too few bowls: no mug is taken either.
        shop.stock("BOWL", 2).await;
        check(&request, Code::OutOfStock, "Only 2 pieces of “Thing BOWL, Oat, Large” are left.").await;
        shop.stock("BOWL", 5).await;
        let gone = api::catalog::ProductDocument { variants: vec![], ..bowl };
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, gone)]).await.expect("PostgreSQL");
        check(&request, Code::NotSoldHere, "Thing BOWL").await;
    }
}
