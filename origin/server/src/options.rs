//! Where things are: options that several commands share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use api::edge::plain::PlainHosts;
use clap::Args;
use http::Uri;
use origin_documents::Merchant;
use origin_identity::{ProviderSettings, read_providers};
use origin_messaging::purges::{Address, PurgeConfig};
use origin_orders::checkout::payments::{Provider, stripe};
use origin_platform::encryption::{check_database, check_stores};
use origin_platform::{Database, EdgeKeys, Stores, StoresConfig, Vault};
use origin_webhooks::Rules;

/// Where PostgreSQL is.
#[derive(Args)]
pub struct DatabaseOptions {
    /// PostgreSQL: postgres://user:password@host:port/database
    #[arg(long, env, hide_env_values = true, default_value = "postgres://postgres@127.0.0.1:5432/postgres")]
    database_url: String,
    /// Hosts that may be spoken to, and addresses that may be listened on, without encryption, beside this very machine:
    /// names, addresses or networks, such as 10.0.0.0/8, with commas between them. Passwords and sessions can be read on
    /// the way there.
    #[arg(long, env = "ORIGIN_ALLOW_PLAIN", value_delimiter = ',', value_name = "HOSTS")]
    allow_plain: Vec<String>,
}

impl DatabaseOptions {
    /// The hosts that may be spoken to plainly.
    pub fn plain_hosts(&self) -> PlainHosts {
        PlainHosts::new(&self.allow_plain)
    }

    /// A pool for a command that needs PostgreSQL alone.
    pub fn pool(&self) -> anyhow::Result<Database> {
        check_database(&self.database_url, &self.plain_hosts())?;
        Database::lazy(&self.database_url, 4)
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
    /// Redis: redis://host:port; or redis+sentinel://user:password@host:port,host:port/NAME, where Sentinels say which
    /// of several servers it is. User and password are those of the servers and of the Sentinels.
    #[arg(long, env, hide_env_values = true, default_value = "redis://127.0.0.1:6379")]
    redis_url: String,
    /// NATS: nats://host:port, several with commas between them
    #[arg(long, env, hide_env_values = true, default_value = "nats://127.0.0.1:4222")]
    nats_url: String,
    /// On how many servers of NATS the stream of events lies: 3 where NATS is a cluster. A stream that lies on fewer is
    /// spread; one that lies on more is left alone.
    #[arg(long, env, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    nats_replicas: u8,
    /// Certificates, as PEM, of the authorities that Redis, NATS and other services of the origin are certified by, where
    /// those are your own. Of PostgreSQL's says the address: &sslrootcert=FILE
    #[arg(long, env = "ORIGIN_CA", value_name = "FILE")]
    ca: Option<PathBuf>,
    /// File with the keys that secrets in PostgreSQL are encrypted by, one a line: id:secret, where the secret is 32 random
    /// bytes in base64. The first encrypts, each of them decrypts. It may be replaced at any time. Without it no keys of
    /// payments can be set in the office, and secrets of webhooks lie in the database as they are.
    #[arg(long, env, value_name = "FILE")]
    secrets_keys: Option<PathBuf>,
}

impl StoresOptions {
    /// The hosts that may be spoken to plainly.
    pub fn plain_hosts(&self) -> PlainHosts {
        self.database.plain_hosts()
    }

    /// The authorities of other servers of this shop, where they are not those that browsers believe.
    pub fn authorities(&self) -> Option<&Path> {
        self.ca.as_deref()
    }

    /// Connections to the stores, made when they are first used.
    pub async fn connect(&self) -> anyhow::Result<Stores> {
        let config = StoresConfig {
            database_url: self.database.database_url.clone(),
            redis_url: self.redis_url.clone(),
            nats_url: self.nats_url.clone(),
            nats_replicas: self.nats_replicas.into(),
            database_connections: self.database_connections,
            redis_prefix: String::new(),
            authorities: self.ca.clone(),
        };
        check_stores(&config, &self.plain_hosts())?;
        let vault = self.secrets_keys.as_deref().map(Vault::open).transpose()?.unwrap_or_default();
        Ok(Stores { vault, ..Stores::connect(&config).await? })
    }
}

/// Who may call the API.
#[derive(Args)]
pub struct AuthenticationOptions {
    /// File with the keys that the edge signs its calls with, one a line: id:secret, where the secret is
    /// 32 random bytes in base64. Several are good at once; the first signs what services ask each
    /// other. It may be replaced at any time.
    #[arg(long, env = "ORIGIN_EDGE_KEYS", value_name = "FILE")]
    edge_keys: Option<PathBuf>,
    /// Answers whoever asks, without signatures: for trying the API by itself.
    #[arg(long, env = "ORIGIN_UNSIGNED")]
    unsigned: bool,
}

impl AuthenticationOptions {
    /// The keys of those who may call; none if everybody may.
    pub fn keys(&self) -> anyhow::Result<Option<Arc<EdgeKeys>>> {
        match (&self.edge_keys, self.unsigned) {
            (Some(path), false) => Ok(Some(Arc::new(EdgeKeys::open(path)?))),
            (None, true) => {
                tracing::warn!("the API answers whoever asks: no signature is wanted");
                Ok(None)
            }
            (Some(_), true) => anyhow::bail!("take --edge-keys or --unsigned: the two contradict each other"),
            (None, false) => anyhow::bail!(
                "nobody could be told from the edge: give --edge-keys FILE, a file readable by you alone with a line \
                 such as `edge-1:SECRET`, where `openssl rand -base64 32` makes the secret, and give the edge the \
                 same file; or --unsigned, if everybody who reaches this address may do everything"
            ),
        }
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

    /// Refuses what is for trying the shop where shoppers come from outside.
    ///
    /// # Errors
    /// If the shop's address begins with https:// and is not this machine's.
    pub fn admits_tests(&self, what: &str) -> anyhow::Result<()> {
        let address: Uri = self.public_url.parse().context("PUBLIC_URL is not an address")?;
        let host = address.host().unwrap_or_default().trim_matches(['[', ']']);
        let is_here = host == "localhost"
            || host.ends_with(".localhost")
            || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback());
        anyhow::ensure!(
            is_here || address.scheme_str() != Some("https"),
            "{what} are for trying the shop, and {} is where shoppers find it: leave them out, or give an address of \
             this machine as PUBLIC_URL",
            self.public_url
        );
        Ok(())
    }
}

/// By whom else shoppers may sign in.
#[derive(Args)]
pub struct OidcOptions {
    /// File of the providers of OpenID Connect that shoppers may sign in by, as docs/operating.md describes it. Without it
    /// there are none.
    #[arg(long, env, value_name = "FILE")]
    oidc_providers: Option<PathBuf>,
}

impl OidcOptions {
    /// The providers, checked.
    ///
    /// # Errors
    /// If the file cannot be used.
    pub fn providers(&self, plain: &PlainHosts) -> anyhow::Result<Vec<ProviderSettings>> {
        self.oidc_providers.as_deref().map_or_else(|| Ok(Vec::new()), |file| read_providers(file, plain))
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

/// Which edges are told what became stale. `edge-node` finds out by itself.
#[derive(Args)]
pub struct PurgeOptions {
    /// Addresses of the edges that run without `edge-node`, with commas between them:
    /// https://shop.example. Each is told, by calls, what became stale.
    #[arg(long, env, value_delimiter = ',', value_name = "URL")]
    purge_urls: Vec<Address>,
    /// File with the key that these calls are signed with, as id:secret, where the secret is 32 random
    /// bytes in base64; the same is the variable `purge_key` of those edges. The first of several
    /// signs. It may be replaced at any time.
    #[arg(long, env, value_name = "FILE")]
    purge_keys: Option<PathBuf>,
}

impl PurgeOptions {
    /// Whom to tell and how to sign; none if there is nobody.
    pub fn config(self) -> anyhow::Result<Option<PurgeConfig>> {
        match (self.purge_urls, self.purge_keys) {
            (urls, _) if urls.is_empty() => Ok(None),
            (urls, Some(keys)) => PurgeConfig::open(urls, &keys).map(Some),
            (_, None) => anyhow::bail!(
                "no edge would believe a purge: give --purge-keys FILE, a file readable by you alone with a line such \
                 as `origin-1:SECRET`, where `openssl rand -base64 32` makes the secret, and give the edges that line \
                 as their variable purge_key"
            ),
        }
    }
}

/// Who sells, as it stands on invoices, credit notes and mails.
#[derive(Args)]
pub struct MerchantOptions {
    /// The business's name.
    #[arg(long, env, default_value = "Selvedge demonstration shop")]
    merchant_name: String,
    /// Its address, line by line: “Am Webstuhl 1; 04109 Leipzig; Germany”. Returns are sent there too.
    #[arg(
        long,
        env,
        value_delimiter = ';',
        default_value = "No goods are sold here;Set MERCHANT_NAME and MERCHANT_ADDRESS"
    )]
    merchant_address: Vec<String>,
    /// Its number for value added tax. Invoices in the European Union need one, or a tax number.
    #[arg(long, env)]
    merchant_vat_id: Option<String>,
}

impl MerchantOptions {
    /// The merchant.
    pub fn merchant(self) -> Merchant {
        let text = |text: String| text.trim().to_owned();
        let some = |text: &String| !text.is_empty();
        Merchant {
            name: text(self.merchant_name),
            address: self.merchant_address.into_iter().map(text).filter(some).collect(),
            vat_id: self.merchant_vat_id.map(text).filter(some),
        }
    }
}

/// Who takes the shoppers' money.
#[derive(Args)]
pub struct PaymentOptions {
    /// File with the keys of an account at Stripe: {"secret_keys": ["sk_…"], "webhook_secrets": ["whsec_…"],
    /// "publishable_key": "pk_…"}.
    /// It may be replaced at any time, and wins over keys that staff give in the office.
    #[arg(long, env, value_name = "FILE")]
    stripe_keys: Option<PathBuf>,
    /// Where Stripe's API is.
    #[arg(long, env, default_value = stripe::ADDRESS)]
    stripe_url: Uri,
    /// Where Stripe's script for the checkout page is.
    #[arg(long, env, default_value = stripe::SCRIPT)]
    stripe_script: String,
    /// Takes test cards instead of money: orders are placed and nobody pays. For trying the shop; refused
    /// where PUBLIC_URL is a public https address.
    #[arg(long, env)]
    test_payments: bool,
}

impl PaymentOptions {
    /// The provider to pay through.
    ///
    /// # Errors
    /// If none is named, or what is named cannot be used.
    pub fn provider(&self, stores: &Stores, public: &PublicOptions) -> anyhow::Result<Provider> {
        let keys = self.stripe_keys.as_deref();
        match (keys, self.test_payments) {
            (Some(_), true) => anyhow::bail!("take --stripe-keys or --test-payments: the two contradict each other"),
            (None, false) if !stores.vault.is_open() => anyhow::bail!(
                "nobody takes the shoppers' money: give --stripe-keys FILE, the keys of an account at Stripe; or \
                 --secrets-keys FILE, so that staff can give them in the office; or --test-payments, to try the shop \
                 with test cards and no money"
            ),
            (Some(_), false) | (None, _) => {}
        }
        let addresses = stripe::Addresses { api: self.stripe_url.clone(), script: self.stripe_script.clone() };
        let stripe = stripe::Stripe::of_shop(stores, &addresses, keys, stripe::TIMEOUT)?;
        if !self.test_payments {
            return Ok(Provider::Stripe(stripe));
        }
        public.admits_tests("test payments")?;
        tracing::warn!("payments are tests: orders are placed and no money moves");
        Ok(Provider::test_before(stores.db.clone(), stripe))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        merchant: MerchantOptions,
    }

    fn merchant(arguments: &[&str]) -> Merchant {
        let arguments = std::iter::once(&"origin").chain(arguments);
        Command::try_parse_from(arguments).expect("readable").merchant.merchant()
    }

    #[test]
    fn an_address_has_lines_and_none_is_said_to_be_none() {
        let set = [
            "--merchant-name",
            "Weberei",
            "--merchant-address",
            "Am Webstuhl 1; 04109 Leipzig;",
            "--merchant-vat-id",
            "",
        ];
        let address = vec!["Am Webstuhl 1".to_owned(), "04109 Leipzig".to_owned()];
        assert_eq!(merchant(&set), Merchant { name: "Weberei".to_owned(), address, vat_id: None });
        let demo = merchant(&[]);
        assert!(demo.name.contains("demonstration") && demo.address.len() == 2, "{demo:?}");
    }

    #[test]
    fn m9_tests_are_asked_for_and_refused_where_shoppers_are() {
        let admits = |url: &str| PublicOptions { public_url: url.to_owned() }.admits_tests("test payments").is_ok();
        for here in ["http://127.0.0.1:3000", "https://localhost", "https://shop.localhost:8443", "https://[::1]/"] {
            assert!(admits(here), "{here}");
        }
        // Without encryption no browser keeps a cart: that is no shop for the public.
        assert!(admits("http://shop.test"));
        for public in
            ["https://shop.example", "https://shop.example:8443/", "https://192.0.2.7", "https://localhost.example"]
        {
            assert!(!admits(public), "{public}");
        }
    }

    #[test]
    fn nobody_is_let_in_unasked() {
        let keys = |edge_keys: Option<&str>, unsigned| {
            let path = edge_keys.map(PathBuf::from);
            AuthenticationOptions { edge_keys: path, unsigned }.keys().map(|keys| keys.is_some())
        };
        assert!(keys(None, false).is_err_and(|error| error.to_string().contains("--edge-keys")));
        assert!(keys(None, true).is_ok_and(|keyed| !keyed));
        assert!(keys(Some("/nowhere"), true).is_err() && keys(Some("/nowhere"), false).is_err());
    }
}
