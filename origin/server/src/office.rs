//! The office on a listener of its own: shoppers' edges never lead there.

mod edges;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use api::Transport;
use api::edge::plain::PlainHosts;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{Request, State, connect_info::IntoMakeServiceWithConnectInfo};
use axum::middleware::{map_request, map_request_with_state};
use axum::serve::IncomingStream;
use axum::{Extension, Router};
use clap::Args;
use office::{Addresses, Client, EdgeWatch, Office, Zone};
use origin_platform::Stores;
use origin_platform::transport::InProcess;
use rustls::ServerConfig;
use tokio::net::TcpListener;

use self::edges::Edges;
use crate::http as around;
use crate::tls::TlsListener;

/// Where the office is.
#[derive(Args)]
pub struct OfficeOptions {
    /// Address and port of the office, the pages by which staff run the shop; without it there is none. It is served by
    /// the certificate of the API, and without one on this machine alone, unless --allow-plain names the address.
    #[arg(long, env = "OFFICE_LISTEN", value_name = "ADDRESS")]
    office_listen: Option<SocketAddr>,
    /// The office's address as browsers reach it, such as https://office.example: it stands in invitations, and where it
    /// is encrypted, cookies insist on that. Without it, it is what --office-listen says.
    #[arg(long, env = "ORIGIN_ADMIN_URL", value_name = "URL")]
    admin_url: Option<String>,
    /// Edges of which the office's overview says how they do, with commas between them: https://shop.example. Each is asked
    /// at /_edge/health when somebody looks.
    #[arg(long, env, value_delimiter = ',', value_name = "URL")]
    office_edges: Vec<String>,
}

/// Who is at the other end of a connection.
#[derive(Clone, Copy)]
struct Peer(SocketAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl OfficeOptions {
    /// Serves the office from now on, if it is wanted, over services of this process. `shop` is where shoppers find it.
    ///
    /// # Errors
    /// If the address is taken, or plain where it must not be.
    pub async fn serve(
        &self,
        stores: Stores,
        services: Router,
        tls: Option<Arc<ServerConfig>>,
        plain: &PlainHosts,
        shop: &str,
    ) -> anyhow::Result<()> {
        let Some(address) = self.office_listen else { return Ok(()) };
        if tls.is_none() {
            let place = format!("the office on {address}");
            let advice = "give --tls-certificate and --tls-key";
            plain.check(&place, &address.ip().to_string(), advice).map_err(anyhow::Error::msg)?;
        }
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address} for the office; is the port taken?"))?;
        let address = listener.local_addr()?;
        tracing::info!(%address, tls = tls.is_some(), "the office is open");
        let scheme = if tls.is_some() { "https" } else { "http" };
        let office = self.admin_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
        let watch = EdgeWatch(Arc::new(Edges::new(stores.clone(), &self.office_edges, plain)?));
        let app = app(stores, services, &Addresses { office, shop: shop.to_owned() }, watch);
        // It ends with the process: what staff send while it stops is not confirmed, and they see that.
        match tls {
            Some(tls) => {
                let listener = TlsListener::new(listener, tls)?;
                tokio::spawn(async move { axum::serve(listener, app).await });
            }
            None => {
                tokio::spawn(async move { axum::serve(listener, app).await });
            }
        }
        Ok(())
    }
}

/// The office, with who is at the other end of each connection.
fn app(
    stores: Stores,
    services: Router,
    addresses: &Addresses,
    watch: EdgeWatch,
) -> IntoMakeServiceWithConnectInfo<Router, Peer> {
    let office = pages(stores, Arc::new(InProcess(services)), addresses).layer(Extension(watch));
    around::around(office.layer(map_request(name_client))).into_make_service_with_connect_info::<Peer>()
}

/// Its pages, with times by the shop's clocks.
fn pages(stores: Stores, services: Arc<dyn Transport>, addresses: &Addresses) -> Router {
    let office = Office::new(stores.clone(), services, addresses).router();
    office.layer(map_request_with_state(stores, name_zone))
}

async fn name_client(ConnectInfo(Peer(address)): ConnectInfo<Peer>, mut request: Request) -> Request {
    request.extensions_mut().insert(Client(address.ip()));
    request
}

/// Says by whose clocks the office shows times. Where nobody can say, it is UTC, and the pages say so.
async fn name_zone(State(stores): State<Stores>, mut request: Request) -> Request {
    match origin_settings::time_zone(&stores.db).await {
        Ok(zone) => drop(request.extensions_mut().insert(Zone::of_name(&zone))),
        Err(error) => tracing::warn!(%error, "the office shows times in UTC"),
    }
    request
}

#[cfg(test)]
mod tests;
