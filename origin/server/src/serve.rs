//! `origin serve`: the API over HTTP, of every service or of some.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use api::{Client, Transport};
use axum::Router;
use certificates::{Certificate, HTTP_1_1};
use clap::{Args, ValueEnum};
use http::Uri;
use origin_identity::ProviderSettings;
use origin_orders::Settings;
use origin_platform::health::Draining;
use origin_platform::transport::InProcess;
use origin_platform::{Authenticator, EdgeKeys, Stores};
use telemetry::TraceSettings;
use telemetry::traces::Post;
use tokio::net::TcpListener;

use crate::jobs::PushOptions;
use crate::media::MediaOptions;
use crate::office::OfficeOptions;
use crate::operators::OperatorsOptions;
use crate::options::{
    AuthenticationOptions, IndexOptions, OidcOptions, PaymentOptions, PublicOptions, StoresOptions, WebhookOptions,
};
use crate::tls::TlsListener;
use crate::transport::Http;
use crate::{http as around, shutdown};

/// How long open requests may take to end once the process is asked to stop.
const FAREWELL: Duration = Duration::from_secs(15);

/// Whether something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

/// A service that can run in a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Service {
    /// Products and collections.
    Catalog,
    /// The search index.
    Search,
    /// Accounts and sessions.
    Accounts,
    /// Carts, checkout, orders, payments and stock, and which browsers are told of them.
    Orders,
    /// The merchant's pictures; the worker of that name makes their files.
    Media,
    /// Looking after webhooks; the worker of that name sends to them.
    Webhooks,
    /// Who runs the shop, and what they changed.
    Staff,
    /// What is set of the shop as a whole.
    Settings,
}

/// Options of `origin serve`.
#[derive(Args)]
pub struct Serve {
    /// The services to serve; all of them if none is named.
    services: Vec<Service>,
    /// Address and port to listen on.
    #[arg(long, env = "ORIGIN_LISTEN", default_value = "127.0.0.1:4000")]
    listen: SocketAddr,
    /// The certificate and those that lead to its authority, as PEM. With it the API is served by TLS, and without it
    /// on this machine alone, unless --allow-plain names the address.
    #[arg(long, env = "ORIGIN_TLS_CERTIFICATE", value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// The certificate's private key, as PEM.
    #[arg(long, env = "ORIGIN_TLS_KEY", value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Where the service `orders` is, if this process serves `catalog` without it: https://host:port
    #[arg(long, env)]
    orders_url: Option<Uri>,
    /// How long a checkout holds its pieces, in minutes: 1 to 60.
    #[arg(long, env, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=60))]
    hold_minutes: u64,
    /// Whether carts that nothing stands in the way of are held and ordered by few statements. Off, every cart takes
    /// the general path, which does the same by more of them.
    #[arg(long, env, value_enum, default_value_t = Switch::On)]
    order_fast_path: Switch,
    /// How long new requests are still taken once the process is asked to stop, in seconds. Meanwhile its
    /// readiness says so, and whoever shares the load sends them elsewhere.
    #[arg(long, env = "ORIGIN_DRAIN_SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(..=600))]
    drain_seconds: u64,
    #[command(flatten)]
    office: OfficeOptions,
    #[command(flatten)]
    operators: OperatorsOptions,
    #[command(flatten)]
    authentication: AuthenticationOptions,
    #[command(flatten)]
    public: PublicOptions,
    #[command(flatten)]
    stores: StoresOptions,
    #[command(flatten)]
    index: IndexOptions,
    /// Ranks what is searched by its words alone: what sells and what is in stock makes no difference then.
    #[arg(long, env)]
    search_by_words_alone: bool,
    #[command(flatten)]
    webhooks: WebhookOptions,
    #[command(flatten)]
    media: MediaOptions,
    #[command(flatten)]
    oidc: OidcOptions,
    #[command(flatten)]
    push: PushOptions,
    #[command(flatten)]
    payments: PaymentOptions,
}

impl Serve {
    /// Where traces go, and by what.
    pub fn traces(&self) -> anyhow::Result<Option<(TraceSettings, Post)>> {
        self.operators.traces(&self.stores.plain_hosts())
    }

    /// Serves until the process is asked to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        let certificate = self.certificate()?;
        let tls = certificate.as_ref().map(|own| own.server(&[HTTP_1_1])).transpose()?;
        if let Some(certificate) = certificate {
            tokio::spawn(certificate.watch());
        }
        let stores = self.stores.connect().await?;
        self.operators.serve(stores.clone(), &self.stores.plain_hosts()).await?;
        let keys = self.authentication.keys()?;
        let authenticator = keys.clone().map(|keys| Authenticator::new(keys, stores.clone()));
        let draining = Draining::default();
        let providers = self.providers()?;
        let shown = origin_identity::shown_providers(&providers);
        let services = self.router(stores.clone(), keys, providers, &draining)?;
        let db = stores.db.clone();
        let (plain, shop) = (self.stores.plain_hosts(), self.public.url());
        self.office.serve(stores.clone(), services.clone(), tls.clone(), &plain, &shop).await?;
        let app = around::app(stores, services, authenticator, draining.clone());
        let drain = Duration::from_secs(self.drain_seconds);
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("cannot listen on {}; is the port taken?", self.listen))?;
        tracing::info!(address = %listener.local_addr()?, tls = tls.is_some(), "serving");
        if self.wanted().contains(&Service::Accounts) {
            // Whoever asks from now on is answered here. Serving does not wait for it.
            tokio::spawn(async move {
                if let Err(error) = origin_identity::tell_providers(&db, &shown).await {
                    tracing::warn!(%error, "edges were not told to ask for the providers of log-ins, and will within a minute");
                }
            });
        }
        let (stop, mut stopping) = tokio::sync::watch::channel(false);
        let mut asked = stopping.clone();
        let asked = async move {
            let _ = asked.wait_for(|stop| *stop).await;
        };
        tokio::spawn(async move {
            shutdown::requested().await;
            draining.begin();
            tokio::time::sleep(drain).await;
            let _ = stop.send(true);
        });
        let serve = async {
            match tls {
                Some(tls) => axum::serve(TlsListener::new(listener, tls)?, app).with_graceful_shutdown(asked).await,
                None => axum::serve(listener, app).with_graceful_shutdown(asked).await,
            }
        };
        let timeout = async {
            let _ = stopping.wait_for(|stop| *stop).await;
            tokio::time::sleep(FAREWELL).await;
        };
        tokio::select! {
            done = serve => done.context("serving ended"),
            () = timeout => {
                tracing::warn!("stopped with requests still open");
                Ok(())
            }
        }
    }

    /// What to serve by TLS with, if so.
    fn certificate(&self) -> anyhow::Result<Option<Arc<Certificate>>> {
        match (&self.tls_certificate, &self.tls_key) {
            (Some(chain), Some(key)) => Certificate::load(chain, key).map(Some),
            _ => {
                let host = self.listen.ip().to_string();
                let place = format!("what is answered on {}", self.listen);
                let checked = self.stores.plain_hosts().check(&place, &host, "give --tls-certificate and --tls-key");
                checked.map(|()| None).map_err(anyhow::Error::msg)
            }
        }
    }

    /// The services to serve.
    fn wanted(&self) -> BTreeSet<Service> {
        match self.services.as_slice() {
            [] => Service::value_variants().iter().copied().collect(),
            named => named.iter().copied().collect(),
        }
    }

    /// The providers that shoppers log in by, where accounts are served.
    fn providers(&self) -> anyhow::Result<Vec<ProviderSettings>> {
        match self.wanted().contains(&Service::Accounts) {
            true => self.oidc.providers(&self.stores.plain_hosts()),
            false => Ok(Vec::new()),
        }
    }

    fn router(
        &self,
        stores: Stores,
        keys: Option<Arc<EdgeKeys>>,
        providers: Vec<ProviderSettings>,
        draining: &Draining,
    ) -> anyhow::Result<Router> {
        let wanted = self.wanted();
        let mut router = Router::new();
        let orders = match wanted.contains(&Service::Orders) {
            true => Some(origin_orders::router(
                stores.clone(),
                self.payments.provider(&stores, &self.public)?,
                Settings {
                    hold: Duration::from_secs(self.hold_minutes * 60),
                    public_url: self.public.url(),
                    fast_path: self.order_fast_path == Switch::On,
                },
            )),
            false => None,
        };
        if orders.is_some() {
            let push = origin_notifications::push_router(stores.clone(), self.push.key()?.as_ref(), self.push.rules());
            router = router.merge(push);
        }
        if wanted.contains(&Service::Catalog) {
            let inventory = self.inventory(orders.as_ref(), keys)?;
            router = router.merge(origin_catalog::router(stores.clone(), inventory));
        }
        if wanted.contains(&Service::Search) {
            let index = origin_search::Index::open(&self.index.search_index)?;
            let index = if self.search_by_words_alone { index.by_words_alone() } else { index };
            router = router.merge(origin_search::health_router(index.clone(), draining.clone()));
            router = router.merge(origin_search::router(stores.clone(), index));
        }
        if wanted.contains(&Service::Accounts) {
            router = router.merge(origin_identity::router(stores.clone()));
            router = router.merge(origin_identity::passkeys_router(stores.clone(), &self.public.url()));
            router = router.merge(origin_identity::oidc_router(stores.clone(), providers, &self.public.url())?);
        }
        if wanted.contains(&Service::Media) {
            router = router.merge(origin_media::router(stores.clone(), self.media.store(&self.stores.plain_hosts())?));
        }
        if wanted.contains(&Service::Webhooks) {
            router = router.merge(origin_webhooks::router(stores.clone(), self.webhooks.rules()));
        }
        if wanted.contains(&Service::Staff) {
            router = router.merge(origin_staff::router(stores.clone()));
        }
        if wanted.contains(&Service::Settings) {
            router = router.merge(origin_settings::router(stores));
        }
        Ok(router.merge(orders.unwrap_or_default()))
    }

    /// The way to the stock: in this process if it serves orders, else over HTTP.
    fn inventory(
        &self,
        orders: Option<&Router>,
        keys: Option<Arc<EdgeKeys>>,
    ) -> anyhow::Result<Client<Arc<dyn Transport>>> {
        let transport: Arc<dyn Transport> = match (orders, &self.orders_url) {
            (Some(orders), _) => Arc::new(InProcess(orders.clone())),
            (None, Some(address)) => {
                let (plain, authorities) = (self.stores.plain_hosts(), self.stores.authorities());
                Arc::new(Http::to(address, keys, &plain, authorities).context("--orders-url")?)
            }
            (None, None) => anyhow::bail!("catalog needs to know where orders is: serve both, or give --orders-url"),
        };
        Ok(Client::new(transport))
    }
}
