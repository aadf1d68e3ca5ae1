//! Shoppers with accounts for `cargo xtask bench session`. Prints one JSON object.
//!
//! `sessions open --token LINK` signs in by a mailed link's token and makes a cart of nobody's; `sessions read --cart ID
//! --times N` reads that cart again and again, with `--session TOKEN` as whoever is logged in; `sessions guess --what
//! log_in|code|code_request|register --known N --rounds R` asks for accounts that there are and are not, in turns. Times are in
//! microseconds. All take `--origin URL --keys FILE`.

#[path = "../connections.rs"]
mod connections;
mod guess;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use api::accounts::CreateSessionByLink;
use api::cart::{CreateCart, GetCart};
use api::endpoint::Endpoint;
use api::{Client, Credentials, Problem};
use domain::{CartId, Market};
use serde_json::{Value, json};
use signing::KeyFile;
use uuid::Uuid;

use crate::connections::Connections;

/// Whoever calls the origin.
pub struct Caller {
    client: Client<Connections>,
    options: BTreeMap<String, String>,
}

impl Caller {
    fn option(&self, name: &str) -> Result<&str> {
        self.options.get(name).map(String::as_str).with_context(|| format!("give --{name}"))
    }

    async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        let bearer = self.options.get("session").cloned();
        let credentials = Credentials { bearer, idempotency_key: Some(Uuid::new_v4().to_string()) };
        self.client.call_as(endpoint, &credentials).await
    }

    async fn open(&self) -> Result<Value> {
        let by_link = CreateSessionByLink { token: self.option("token")?.to_owned(), request: None, browser: None };
        let session = self.call(&by_link).await?.token;
        let cart = self.call(&CreateCart::empty(Market::Eu)).await?.id;
        Ok(json!({ "session": session, "cart": cart }))
    }

    async fn read(&self) -> Result<Value> {
        let cart = GetCart { cart: CartId(self.option("cart")?.parse()?), market: Market::Eu };
        let mut took = Vec::new();
        for _ in 0..self.option("times")?.parse()? {
            let begun = Instant::now();
            self.call(&cart).await?;
            took.push(micros(begun));
        }
        Ok(json!({ "took": took }))
    }
}

/// How long it is since then.
fn micros(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX)
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let mut options = BTreeMap::new();
    while let Some(name) = arguments.next() {
        let Some(name) = name.strip_prefix("--") else { bail!("`{name}` is not an option") };
        options.insert(name.to_owned(), arguments.next().with_context(|| format!("give --{name} a value"))?);
    }
    let option = |name: &str| options.get(name).with_context(|| format!("give --{name}"));
    let keys = Arc::new(KeyFile::open(Path::new(option("keys")?))?);
    let client = Client::new(Connections::new(option("origin")?.parse()?, keys));
    let caller = Caller { client, options };
    let report = match what.as_str() {
        "open" => caller.open().await?,
        "read" => caller.read().await?,
        "guess" => guess::guess(&caller).await?,
        _ => bail!("say what to do: open, read or guess"),
    };
    println!("{report}");
    Ok(())
}
