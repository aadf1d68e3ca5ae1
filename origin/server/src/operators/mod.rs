//! What operators' programs are told of a process: `GET /metrics`, for Prometheus, on a listener of its own, to whoever
//! shows the key. Nothing can be changed here.
//!
//! It answers while everything else is busy: who is let in is decided first, few are at once, and none stays long.

mod answer;
pub(crate) mod exported;
mod listener;
mod traces;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use api::edge::plain::PlainHosts;
use certificates::{Certificate, HTTP_1_1};
use clap::Args;
use origin_platform::Stores;
use signing::BearerKey;
use telemetry::TraceOptions;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use answer::Side;

/// Where operators' programs look.
#[derive(Args, Clone, Debug)]
pub struct OperatorsOptions {
    /// Address and port where GET /metrics is answered, for Prometheus. Best not reachable by shoppers. Without it
    /// nothing is told.
    #[arg(long, env = "ORIGIN_ADMIN_LISTEN", requires = "metrics_key", value_name = "ADDRESS")]
    admin_listen: Option<SocketAddr>,
    /// File with a key, at least 16 characters, that opens the metrics, as Authorization: Bearer KEY.
    #[arg(long, env = "ORIGIN_METRICS_KEY_FILE", requires = "admin_listen", value_name = "FILE")]
    metrics_key: Option<PathBuf>,
    /// The certificate and those that lead to its authority, as PEM. With it the metrics are told by TLS, and without it
    /// on this machine alone, unless --allow-plain names the address.
    #[arg(long, env = "ORIGIN_ADMIN_TLS_CERTIFICATE", value_name = "FILE", requires = "admin_tls_key")]
    admin_tls_certificate: Option<PathBuf>,
    /// The certificate's private key, as PEM.
    #[arg(long, env = "ORIGIN_ADMIN_TLS_KEY", value_name = "FILE", requires = "admin_tls_certificate")]
    admin_tls_key: Option<PathBuf>,
    #[command(flatten)]
    traces: TraceOptions,
}

impl OperatorsOptions {
    /// Begins to answer, if somebody is to be answered, for as long as the process runs. Returns the address.
    ///
    /// # Errors
    /// If the key or the certificate cannot be used, the port is taken, or the address would be spoken to plainly over a
    /// network.
    pub async fn serve(&self, stores: Stores, plain: &PlainHosts) -> anyhow::Result<Option<SocketAddr>> {
        let Some((listen, file)) = self.admin_listen.zip(self.metrics_key.as_ref()) else { return Ok(None) };
        let key = BearerKey::read(file).with_context(|| format!("the key to the metrics, {}", file.display()))?;
        let tls = self.acceptor(listen, plain)?;
        let socket = TcpListener::bind(listen)
            .await
            .with_context(|| format!("operators cannot be answered on {listen}; is the port taken?"))?;
        let address = socket.local_addr().context("a socket has an address")?;
        tracing::info!(%address, tls = tls.is_some(), "telling operators");
        tokio::spawn(listener::serve(socket, tls, Arc::new(Side::new(key, stores))));
        Ok(Some(address))
    }

    fn acceptor(&self, listen: SocketAddr, plain: &PlainHosts) -> anyhow::Result<Option<TlsAcceptor>> {
        let (Some(chain), Some(key)) = (&self.admin_tls_certificate, &self.admin_tls_key) else {
            let place = format!("what operators are told on {listen}");
            let advice = "give --admin-tls-certificate and --admin-tls-key";
            return plain.check(&place, &listen.ip().to_string(), advice).map(|()| None).map_err(anyhow::Error::msg);
        };
        let certificate = Certificate::load(chain, key)?;
        let config = certificate.server(&[HTTP_1_1])?;
        tokio::spawn(certificate.watch());
        Ok(Some(TlsAcceptor::from(config)))
    }
}

#[cfg(test)]
pub(crate) mod tests;
