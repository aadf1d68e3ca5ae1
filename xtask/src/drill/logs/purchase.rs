//! Somebody who orders by the API, through the edge.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::drill::client::Client;
use crate::http;
use crate::servers::psql::sql;

/// What is known of them, and in no line. The postal code has a space, as no time or id has that might have its digits.
pub(super) const PERSONAL: [&str; 5] = ["ada@example.com", "Lovelace", "Mill Lane", "1012 AB", "test_accept"];

pub(in crate::drill) struct Buyer {
    client: Client,
    database: String,
}

impl Buyer {
    pub(in crate::drill) fn new(port: u16, database: &str) -> Self {
        Self::of(port, database, "127.0.0.1")
    }

    /// The same from an address of their own, as a trusted proxy would say it.
    pub(in crate::drill) fn of(port: u16, database: &str, address: &str) -> Self {
        let client = Client::of(port, "X-Forwarded-For", address.to_owned());
        Self { client, database: database.to_owned() }
    }

    /// Something that can be bought, once the shop knows it.
    pub(in crate::drill) fn goods(&self) -> Option<String> {
        let found = sql(
            &self.database,
            "select snapshot.sku from orders.sellable_snapshots as snapshot join orders.stock_levels as level using (sku)
             where snapshot.active and snapshot.prices ? 'EUR' and level.location = 'main' and level.on_hand > level.reserved
             order by level.on_hand - level.reserved desc limit 1",
        );
        found.ok().map(|sku| sku.trim().to_owned()).filter(|sku| !sku.is_empty())
    }

    /// Places an order; returns its id.
    pub(in crate::drill) fn order(&self) -> Result<String> {
        let answer = self.client.insist("/v1/orders", &self.filled_in("test_accept")?)?;
        Ok(answer["id"].as_str().context("an order has an id")?.to_owned())
    }

    /// The lines of an order, as staff name them.
    pub(in crate::drill) fn lines(&self, order: &str) -> Result<Value> {
        let lines = format!(
            "select json_agg(json_build_object('sku', sku, 'quantity', quantity)) from orders.order_lines
             where order_id = '{order}'"
        );
        Ok(serde_json::from_str(&sql(&self.database, &lines)?)?)
    }

    /// What somebody is answered who orders with such a card.
    pub(in crate::drill) fn order_with(&self, card: &str) -> Result<http::Answer> {
        self.client.post("/v1/orders", &self.filled_in(card)?)
    }

    /// Puts something into a cart and goes to its checkout; returns the form of the order, filled in, with such a card.
    fn filled_in(&self, card: &str) -> Result<Value> {
        let sku = self.goods().context("nothing can be bought")?;
        let line = json!({ "sku": sku, "quantity": 1 });
        let cart = self.client.insist("/v1/carts", &json!({ "market": "eu", "line": line }))?;
        let cart = cart["id"].as_str().context("a cart has an id")?;
        let checkout = self.client.insist("/v1/checkouts", &json!({ "cart": cart, "market": "eu" }))?;
        Ok(json!({
            "cart": cart, "market": "eu", "email": "ada@example.com", "delivery": "standard",
            "payment_token": card, "expected_total": checkout["deliveries"][0]["total"],
            "address": {
                "name": "Ada Lovelace", "street": "Mill Lane 1", "postal_code": "1012 AB", "city": "Amsterdam",
                "country": "NL",
            },
        }))
    }

    /// Sends something to the edge, whatever it answers.
    pub(in crate::drill) fn post(&self, path: &str, body: &Value) -> Result<http::Answer> {
        self.client.post(path, body)
    }
}
