//! The office on a listener of its own: shoppers' edges never lead there.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use api::edge::plain::PlainHosts;
use axum::Router;
use clap::Args;
use office::Office;
use origin_platform::transport::InProcess;
use rustls::ServerConfig;
use tokio::net::TcpListener;

use crate::http as around;
use crate::tls::TlsListener;

/// Where the office is.
#[derive(Args)]
pub struct OfficeOptions {
    /// Address and port of the office, the pages by which staff run the shop; without it there is none. It is served by
    /// the certificate of the API, and without one on this machine alone, unless --allow-plain names the address.
    #[arg(long, env = "OFFICE_LISTEN", value_name = "ADDRESS")]
    office_listen: Option<SocketAddr>,
}

impl OfficeOptions {
    /// Serves the office from now on, if it is wanted, over services of this process. `shop` is where shoppers find it.
    ///
    /// # Errors
    /// If the address is taken, or plain where it must not be.
    pub async fn serve(
        &self,
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
        tracing::info!(address = %listener.local_addr()?, tls = tls.is_some(), "the office is open");
        let app = around::around(Office::new(Arc::new(InProcess(services)), tls.is_some(), shop).router());
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
