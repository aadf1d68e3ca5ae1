//! What is done to the stores, and to the stream of events.

use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;

use super::scene::EVERY;
use super::{BUYERS, Scene, money};
use crate::drill::network::while_frozen;
use crate::drill::restore::Database;
use crate::drill::shoppers::Shoppers;

pub(super) const FROZEN_STREAM: &[&str] = &["OutboxStuck", "PurgesDoNotArrive", "StoreDown"];
pub(super) const FROZEN_STORES: &[&str] =
    &["DatabaseConnectionsShort", "OrdersFail", "OriginErrors", "OriginSlow", "StaleForWantOfBetter"];
pub(super) const LATE: &[&str] = &["PurgesLate"];
pub(super) const HELD_UP: &[&str] = &["ConsumerBehind", "EventsRetried"];
pub(super) const DAMAGED: &[&str] = &["DeadLetters", "MoneyWithoutOrder", "Oversold", "ProcessRestarts"];

/// A table that a consumer needs is not there, and more comes than may wait. Nobody else takes such events.
const AWAY: &str = "
    alter table shop.webhooks rename to webhooks_away;
    insert into shop.outbox (id, subject, tags, data)
    select gen_random_uuid(), 'shop.drill.told', '{}', '{}' from generate_series(1, 3000);";
const BACK: &str = "alter table shop.webhooks_away rename to webhooks";
/// Units that are promised and not there; an event that nobody can read.
const DAMAGE: &str = "
    alter table orders.stock_levels drop constraint stock_levels_on_hand;
    update orders.stock_levels set on_hand = -3
    where (sku, location) in (select sku, location from orders.stock_levels order by sku, location limit 1);
    insert into shop.outbox (id, subject, tags, data)
    values (gen_random_uuid(), 'shop.orders.placed', '{}', '{\"nothing\": \"that anybody can read\"}');";

pub(super) fn consumer_is_held_up(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let database = Database::at(&scene.site.stores.admin_url);
    database.ask(AWAY)?;
    let missing = scene.missing("a consumer cannot handle its events", HELD_UP);
    database.ask(BACK)?;
    missing
}

pub(super) fn stream_stands_still(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    drop(Shoppers::come(&mut scene.site, scene.port, BUYERS)?);
    while_frozen(&scene.site.processes, "nats", || scene.missing("NATS stands still", FROZEN_STREAM))
}

/// Pages are no longer fresh without the stream, and cannot be made without the database: old ones are shown.
pub(super) fn all_stand_still(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let processes = &scene.site.processes;
    while_frozen(processes, "nats", || {
        // Pages that are kept grow old.
        sleep(Duration::from_secs(12));
        while_frozen(processes, "postgres", || scene.missing("NATS and PostgreSQL stand still", FROZEN_STORES))
    })
}

pub(super) fn late_news(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    scene.missing("purges were late", LATE)
}

pub(super) fn damage(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    money::books_lie(scene)?;
    Database::at(&scene.site.stores.admin_url).ask(DAMAGE)?;
    for _ in 0..3 {
        scene.restart_origin()?;
        // Prometheus has to see each of them.
        sleep(Duration::from_secs(2 * u64::from(EVERY)));
    }
    scene.missing("tables are damaged, and the origin began anew three times", DAMAGED)
}
