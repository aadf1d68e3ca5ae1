//! What is done to orders and to whoever pays for them.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;

use super::scene::EVERY;
use super::{NOBODY, Scene};
use crate::drill::logs::Buyer;
use crate::drill::restore::Database;
use crate::drill::shoppers::wait;

/// Cards that are declined; more than ten are an alert.
const DECLINED: u8 = 16;
pub(super) const LEFT: &[&str] = &["NoOrders"];
pub(super) const STOLEN: &[&str] = &["PaymentsDeclined"];
pub(super) const SILENT: &[&str] = &["PaymentProviderSilent"];
pub(super) const REFUSED: &[&str] = &["TransferRefused"];
pub(super) const GIVEN_UP: &[&str] = &["WebhookDisabled"];

pub(super) fn nobody_orders(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    scene.site.processes.kill("shoppers")?;
    scene.missing("shoppers have left", LEFT)
}

fn buyer(scene: &Scene<'_>, client: &str) -> Buyer {
    Buyer::of(scene.port, &scene.site.stores.admin_url, client)
}

pub(super) fn cards_are_declined(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let declined = |number: u8| {
        let answer = buyer(scene, &format!("198.51.100.{number}")).order_with("test_decline")?;
        ensure!(answer.status != 200, "a card that is declined has paid");
        Ok(())
    };
    // What is counted for the first time is no increase yet.
    declined(1)?;
    sleep(Duration::from_secs(2 * u64::from(EVERY)));
    (2..2 + DECLINED).try_for_each(declined)?;
    scene.missing("cards were declined", STOLEN)
}

/// Who orders is told that nobody knows yet whether it was paid.
pub(super) fn provider_is_silent(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let mut number = 1_u8;
    scene.missing_while("the payment provider did not answer", SILENT, || {
        number = number.checked_add(1).unwrap_or(1);
        buyer(scene, &format!("198.51.101.{number}")).order_with("test_no_answer").map(drop)
    })
}

/// An order that is sent; whatever the provider says of its money.
fn sent_order(scene: &Scene<'_>, before: impl FnOnce(&Database, &str) -> Result<()>) -> Result<String> {
    let database = Database::at(&scene.site.stores.admin_url);
    let order = buyer(scene, "203.0.113.20").order()?;
    before(&database, &order)?;
    let shipment = json!({ "lines": buyer(scene, "203.0.113.20").lines(&order)?, "state": "shipped" });
    scene.staff(&format!("/v1/admin/orders/{order}/shipments"), &shipment)?;
    Ok(order)
}

pub(super) fn provider_refuses(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    sent_order(scene, |database, order| {
        let charge = "update orders.test_provider_charges set voided = true";
        let of = "where payment_id in (select id from orders.payments where order_id =";
        database.ask(&format!("{charge} {of} '{order}')")).map(drop)
    })?;
    scene.missing("money was given back at the provider, and then asked for", REFUSED)
}

/// The books of an order that was paid say that it was not.
pub(super) fn books_lie(scene: &mut Scene<'_>) -> Result<()> {
    let order = sent_order(scene, |_, _| Ok(()))?;
    let database = Database::at(&scene.site.stores.admin_url);
    let taken = format!("select count(*) from orders.payments where order_id = '{order}' and captured_minor > 0");
    wait(&mut scene.site.processes, "the money to be taken", || Ok(database.ask(&taken)? == "1"))?;
    let lie = "update orders.payments set state = 'voided', captured_minor = 0 where order_id =";
    database.ask(&format!("{lie} '{order}'")).map(drop)
}

/// A program of the merchant's that has not been there for days.
pub(super) fn receiver_is_gone(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let database = Database::at(&scene.site.stores.admin_url);
    scene.staff("/v1/admin/webhooks", &json!({ "url": format!("{NOBODY}/events"), "subjects": ["shop.orders.*"] }))?;
    buyer(scene, "203.0.113.21").order()?;
    let failed = || Ok(database.ask("select count(*) from shop.webhooks where failures > 0")? == "1");
    wait(&mut scene.site.processes, "a delivery that is not taken", failed)?;
    database.ask("update shop.webhooks set failing_since = now() - interval '4 days'")?;
    scene.missing("a receiver took nothing for days", GIVEN_UP)
}
