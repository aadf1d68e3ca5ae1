//! Changing levels, and telling whoever shows them.

use std::collections::{BTreeMap, BTreeSet};

use api::Tag;
use api::event::{AVAILABILITY_CHANGED, AvailabilityChanged};
use domain::inventory::{Availability, LOW_STOCK, StockPolicy};
use domain::{OrderId, ProductId, Sku};
use origin_messaging::outbox::{self, NewEvent};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::level::{Move, Reason, stock_policy};

/// Moves units into each of the locked levels, with a line in the ledger, and records an event
/// where that changes what shoppers are told. Nobody is told of a SKU that belongs to no product
/// yet: it gets its event when it is first offered.
///
/// Says whether there were enough units everywhere. If not, the caller must roll back.
pub(crate) async fn move_units(
    tx: &mut PgConnection,
    moves: &[Move<'_>],
    reason: Reason,
    order: Option<OrderId>,
) -> sqlx::Result<bool> {
    change(tx, moves, Some(reason), order).await
}

/// Reserves units or frees them: nothing leaves the stock room, so the ledger has no line of it.
/// Events as [`move_units`].
///
/// Says whether there were enough units everywhere. If not, the caller must roll back.
pub(crate) async fn move_reserved(tx: &mut PgConnection, moves: &[Move<'_>]) -> sqlx::Result<bool> {
    change(tx, moves, None, None).await
}

/// Something that is sold and shows the stock of a SKU that changed: the SKU itself, or a bundle.
#[derive(FromRow)]
struct Shown {
    moved: i64,
    /// By how much the units that can be had became more, and how many there were before, both at
    /// all active locations.
    gained: i64,
    here: i64,
    policy: String,
    backorder_limit: Option<i64>,
    sku: Option<String>,
    product_id: Option<Uuid>,
    /// Whether it is a bundle: its stock then follows from that of several SKUs, of which only this one is locked.
    bundle: Option<bool>,
    /// How many units of the SKU one of it takes; none if it is the SKU itself.
    units: Option<i64>,
}

async fn change(
    tx: &mut PgConnection,
    moves: &[Move<'_>],
    reason: Option<Reason>,
    order: Option<OrderId>,
) -> sqlx::Result<bool> {
    if moves.is_empty() {
        return Ok(true);
    }
    // The products are read here, under the lock: one that was new meanwhile is seen. The
    // selects see the levels as they were before the update.
    let shown: Vec<Shown> = sqlx::query_as(
        "with moved as (
             update orders.stock_levels as level
             set on_hand = level.on_hand + move.on_hand, reserved = level.reserved + move.reserved
             from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as move (sku, location, on_hand, reserved)
             where level.sku = move.sku and level.location = move.location
               and level.on_hand + move.on_hand - level.reserved - move.reserved >= level.lowest
             returning level.sku, level.location, move.on_hand as delta, move.on_hand - move.reserved as gained
         ), noted as (
             insert into orders.stock_movements (sku, location, delta, reason, order_id)
             select sku, location, delta, $5, $6 from moved where delta <> 0
         ), changed as (
             select moved.sku, coalesce(sum(moved.gained) filter (where place.active), 0)::bigint as gained
             from moved join orders.stock_locations as place on place.code = moved.location
             group by moved.sku
         )
         select (select count(*) from moved) as moved, changed.gained, item.here, item.policy, item.backorder_limit,
                shown.sku, shown.product_id, shown.bundle, shown.units
         from changed
         cross join lateral (
             select coalesce(sum(level.on_hand - level.reserved) filter (where place.active), 0)::bigint as here,
                    coalesce(max(level.policy) filter (where level.location = 'main'), 'tracked') as policy,
                    max(level.backorder_limit) as backorder_limit
             from orders.stock_levels as level
             join orders.stock_locations as place on place.code = level.location
             where level.sku = changed.sku
         ) as item
         left join lateral (
             select snapshot.sku, snapshot.product_id, null::bigint as units,
                    exists (select from orders.bundle_components as part where part.bundle = snapshot.sku) as bundle
             from orders.sellable_snapshots as snapshot where snapshot.sku = changed.sku
             union all
             select component.bundle, snapshot.product_id, component.units, true
             from orders.bundle_components as component
             join orders.sellable_snapshots as snapshot on snapshot.sku = component.bundle
             where component.sku = changed.sku and changed.gained <> 0
         ) as shown on true",
    )
    .bind(moves.iter().map(|change| change.level.sku.as_str()).collect::<Vec<_>>())
    .bind(moves.iter().map(|change| change.level.location.as_str()).collect::<Vec<_>>())
    .bind(moves.iter().map(|change| change.on_hand).collect::<Vec<_>>())
    .bind(moves.iter().map(|change| change.reserved).collect::<Vec<_>>())
    .bind(reason.map(Reason::code))
    .bind(order.map(|order| order.0))
    .fetch_all(&mut *tx)
    .await?;
    if shown.first().map(|shown| shown.moved) != i64::try_from(moves.len()).ok() {
        return Ok(false);
    }
    let changed = shown.iter().filter(|shown| shown.is_told_anew());
    let (asked, told): (Vec<&Shown>, Vec<&Shown>) = changed.partition(|shown| shown.bundle == Some(true));
    let asked = asked.iter().filter_map(|shown| Some((shown.sku.as_deref()?, shown.product_id?)));
    let mut events = availability_events(asked);
    let skus: Vec<&str> = told.iter().filter_map(|shown| shown.sku.as_deref()).collect();
    if !skus.is_empty() {
        let versions = next_versions(tx, skus).await?;
        events.extend(told.iter().filter_map(|shown| shown.event(&versions)));
    }
    outbox::record(tx, &events).await?;
    Ok(true)
}

/// Gives what is told of SKUs a new version. Their levels are locked, so versions of a SKU rise in the
/// order of the commits. A change that nobody is told of has none: what is sold is not for everybody to see.
async fn next_versions(tx: &mut PgConnection, skus: Vec<&str>) -> sqlx::Result<BTreeMap<String, i64>> {
    let versions: Vec<(String, i64)> = sqlx::query_as(
        "update orders.stock_levels set version = nextval('orders.stock_versions')
         where sku = any($1) and location = 'main' returning sku, version",
    )
    .bind(skus)
    .fetch_all(tx)
    .await?;
    Ok(versions.into_iter().collect())
}

/// One event for each SKU whose product's shoppers are to be told anew, when they have to ask.
pub(crate) fn availability_events<'a>(told: impl IntoIterator<Item = (&'a str, Uuid)>) -> Vec<NewEvent> {
    let mut products: BTreeMap<&str, BTreeSet<Uuid>> = BTreeMap::new();
    for (sku, product) in told {
        products.entry(sku).or_default().insert(product);
    }
    let event_of = |(sku, products): (&str, BTreeSet<Uuid>)| {
        let products = products.into_iter().map(ProductId).collect();
        Some(event(AvailabilityChanged { sku: sku.parse().ok()?, products, version: None, availability: None }))
    };
    products.into_iter().filter_map(event_of).collect()
}

fn event(changed: AvailabilityChanged) -> NewEvent {
    let tags = changed.products.iter().copied().map(Tag::stock).collect();
    NewEvent::repeatable(AVAILABILITY_CHANGED, tags, changed.sku.as_str(), &changed)
}

impl Shown {
    /// What shoppers are told from now on. All levels of the SKU are locked, and so nobody else changes it.
    fn event(&self, versions: &BTreeMap<String, i64>) -> Option<NewEvent> {
        let sku: Sku = self.sku.as_deref()?.parse().ok()?;
        let products = vec![ProductId(self.product_id?)];
        let becomes = self.here.saturating_add(self.gained);
        let availability = Availability::under(stock_policy(&self.policy, self.backorder_limit), becomes);
        let version = versions.get(sku.as_str()).copied();
        Some(event(AvailabilityChanged { sku, products, version, availability: Some(availability) }))
    }

    /// Whether shoppers are told something else from now on. For a bundle the answer looks at this
    /// component alone: if what is told of a bundle changes, then so does what one of its components
    /// allows. To compare whole bundles would miss the change of two components at the same moment.
    fn is_told_anew(&self) -> bool {
        let policy = stock_policy(&self.policy, self.backorder_limit);
        let becomes = self.here.saturating_add(self.gained);
        match self.units {
            None => Availability::under(policy, self.here) != Availability::under(policy, becomes),
            Some(units) => allowed(policy, self.here, units) != allowed(policy, becomes, units),
        }
    }
}

/// How many bundles a component allows at once and in all, as far as anybody is told.
fn allowed(policy: StockPolicy, here: i64, units: i64) -> (i64, i64) {
    let told = |count: i64| (count / units).clamp(0, LOW_STOCK + 1);
    match policy {
        StockPolicy::Untracked => (LOW_STOCK + 1, LOW_STOCK + 1),
        _ => (told(here), told(policy.left(here))),
    }
}
