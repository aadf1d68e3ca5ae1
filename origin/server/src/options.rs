//! Where things are: options that several commands share.

use std::path::PathBuf;

use clap::Args;
use http::Uri;
use origin_base::stores::database;
use origin_base::webhooks::Rules;
use origin_base::{Stores, StoresConfig};
use origin_orders::payments::{Provider, stripe};
use sqlx::PgPool;

/// Where PostgreSQL is.
#[derive(Args)]
pub struct DatabaseOptions {
    /// PostgreSQL: postgres://user:password@host:port/database
    #[arg(long, env, hide_env_values = true, default_value = "postgres://postgres@127.0.0.1:5432/postgres")]
    database_url: String,
}

impl DatabaseOptions {
    /// A pool for a command that needs PostgreSQL alone.
    pub fn pool(&self) -> anyhow::Result<PgPool> {
        database(&self.database_url, 4)
    }
}

/// Where the stores are.
#[derive(Args)]
pub struct StoresOptions {
    #[command(flatten)]
    database: DatabaseOptions,
    /// The most connections this process opens to PostgreSQL.
    #[arg(long, env, default_value_t = 20)]
    database_connections: u32,
    /// Redis: redis://host:port
    #[arg(long, env, hide_env_values = true, default_value = "redis://127.0.0.1:6379")]
    redis_url: String,
    /// NATS: nats://host:port
    #[arg(long, env, hide_env_values = true, default_value = "nats://127.0.0.1:4222")]
    nats_url: String,
}

impl StoresOptions {
    /// Connections to the stores, made when they are first used.
    pub async fn connect(&self) -> anyhow::Result<Stores> {
        Stores::connect(&StoresConfig {
            database_url: self.database.database_url.clone(),
            redis_url: self.redis_url.clone(),
            nats_url: self.nats_url.clone(),
            database_connections: self.database_connections,
            redis_prefix: String::new(),
        })
        .await
    }
}

/// Where shoppers find the shop.
#[derive(Args)]
pub struct PublicOptions {
    /// The shop's address as shoppers type it: https://shop.example
    #[arg(long, env, default_value = "http://127.0.0.1:3000")]
    public_url: String,
}

impl PublicOptions {
    /// The address without a slash at the end.
    pub fn url(&self) -> String {
        self.public_url.trim_end_matches('/').to_owned()
    }
}

/// Where the search index is.
#[derive(Args)]
pub struct IndexOptions {
    /// Folder of the search index; made if it is not there.
    #[arg(long, env, value_name = "DIR", default_value = "target/search-index")]
    pub search_index: PathBuf,
}

/// Where webhooks may lead.
#[derive(Args)]
pub struct WebhookOptions {
    /// Allows webhooks without encryption. Whoever is on the way can read and change events then.
    #[arg(long, env)]
    webhooks_allow_http: bool,
    /// Allows webhooks to this host and private networks: for development, and where the merchant's
    /// programs run beside the shop. Whoever has a staff key can then have requests sent there.
    #[arg(long, env)]
    webhooks_allow_private: bool,
}

impl WebhookOptions {
    /// The rules for addresses.
    pub fn rules(&self) -> Rules {
        Rules { allow_http: self.webhooks_allow_http, allow_private: self.webhooks_allow_private }
    }
}

/// Who takes the shoppers' money.
#[derive(Args)]
pub struct PaymentOptions {
    /// File with the keys of an account at Stripe: {"secret_keys": ["sk_…"], "webhook_secrets": ["whsec_…"],
    /// "publishable_key": "pk_…"}.
    /// It may be replaced at any time. Without one, payments are tests and no money moves.
    #[arg(long, env, value_name = "FILE")]
    stripe_keys: Option<PathBuf>,
    /// Where Stripe's API is.
    #[arg(long, env, default_value = stripe::ADDRESS)]
    stripe_url: Uri,
    /// Where Stripe's script for the checkout page is.
    #[arg(long, env, default_value = stripe::SCRIPT)]
    stripe_script: String,
}

impl PaymentOptions {
    /// The provider to pay through.
    pub fn provider(&self, stores: &Stores) -> anyhow::Result<Provider> {
        let Some(keys) = &self.stripe_keys else { return Ok(Provider::test(stores.db.clone())) };
        let addresses = stripe::Addresses { api: self.stripe_url.clone(), script: self.stripe_script.clone() };
        let stripe = stripe::Stripe::open(stores.db.clone(), &addresses, keys, stripe::PATIENCE)?;
        Ok(Provider::Stripe(stripe))
    }
}
