//! Somebody who orders by the API, through the edge.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::http;
use crate::servers::psql::sql;

/// What is known of them, and in no line. The postal code has a space, as no time or id has that might have its digits.
pub(super) const PERSONAL: [&str; 5] = ["ada@example.com", "Lovelace", "Mill Lane", "1012 AB", "test_accept"];
/// How often one asks who is told to come again, and how long they wait before.
const TRIES: u32 = 5;
const BETWEEN: Duration = Duration::from_secs(1);

pub(in crate::drill) struct Buyer {
    edge: SocketAddr,
    database: String,
    /// Where they come from, as a trusted proxy would say it.
    client: String,
}

impl Buyer {
    pub(in crate::drill) fn new(port: u16, database: &str) -> Self {
        Self::of(port, database, "127.0.0.1")
    }

    /// The same from an address of their own.
    pub(in crate::drill) fn of(port: u16, database: &str, client: &str) -> Self {
        Self { edge: (Ipv4Addr::LOCALHOST, port).into(), database: database.to_owned(), client: client.to_owned() }
    }

    /// Something that can be bought, once the shop knows it.
    pub(in crate::drill) fn goods(&self) -> Option<String> {
        let found = sql(
            &self.database,
            "select offer.sku from orders.offers as offer join orders.stock_levels as level using (sku)
             where offer.active and offer.prices ? 'EUR' and level.location = 'main' and level.on_hand > level.reserved
             order by level.on_hand - level.reserved desc limit 1",
        );
        found.ok().map(|sku| sku.trim().to_owned()).filter(|sku| !sku.is_empty())
    }

    /// Places an order; returns its id.
    pub(in crate::drill) fn order(&self) -> Result<String> {
        let answer = self.insist("/v1/orders", &self.filled_in("test_accept")?)?;
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
        self.post("/v1/orders", &self.filled_in(card)?)
    }

    /// Puts something into a cart and goes to its checkout; returns the form of the order, filled in, with such a card.
    fn filled_in(&self, card: &str) -> Result<Value> {
        let sku = self.goods().context("nothing can be bought")?;
        let line = json!({ "sku": sku, "quantity": 1 });
        let cart = self.insist("/v1/carts", &json!({ "market": "eu", "line": line }))?;
        let cart = cart["id"].as_str().context("a cart has an id")?;
        let checkout = self.insist("/v1/checkouts", &json!({ "cart": cart, "market": "eu" }))?;
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
        let answer = self.post_with(&new_key()?, path, body);
        answer.with_context(|| format!("the edge does not answer {path}"))
    }

    /// Sends something to the edge, and again with the same key where it is too busy; returns what it then answers.
    fn insist(&self, path: &str, body: &Value) -> Result<Value> {
        let key = new_key()?;
        for _ in 1..TRIES {
            match self.post_with(&key, path, body) {
                Some(answer) if answer.status < 500 => return well(path, answer),
                _ => sleep(BETWEEN),
            }
        }
        let answer = self.post_with(&key, path, body);
        well(path, answer.with_context(|| format!("the edge does not answer {path}"))?)
    }

    fn post_with(&self, key: &str, path: &str, body: &Value) -> Option<http::Answer> {
        let fields =
            [("Content-Type", "application/json"), ("Idempotency-Key", key), ("X-Forwarded-For", self.client.as_str())];
        http::send(self.edge, "POST", path, &fields, &body.to_string())
    }
}

/// Whoever has no login owns what was made with a key that nobody can guess.
fn new_key() -> Result<String> {
    let drawn = std::fs::read_to_string("/proc/sys/kernel/random/uuid").context("the system draws no key")?;
    Ok(drawn.trim().to_owned())
}

fn well(path: &str, answer: http::Answer) -> Result<Value> {
    ensure!(answer.status == 200, "{path} was answered {}: {}", answer.status, answer.body);
    Ok(serde_json::from_str(&answer.body)?)
}
