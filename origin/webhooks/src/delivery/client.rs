//! One request to a receiver: where it may go, how long it may take, and how little of the answer
//! counts.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, header};
use origin_platform::{Destination, GuardedClient};

use crate::{Outcome, Rules};

/// An answer must begin within this time, from looking up the name onwards.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Sends requests to receivers.
pub(crate) struct Client {
    rules: Rules,
    client: GuardedClient,
    pub(super) timeout: Duration,
}

impl Client {
    /// A client that calls what the rules allow.
    pub(crate) fn new(rules: Rules) -> Self {
        Self::with(rules, GuardedClient::new())
    }

    pub(super) fn with(rules: Rules, client: GuardedClient) -> Self {
        Self { rules, client, timeout: TIMEOUT }
    }

    /// Posts JSON. Redirects are answers like others that are not 2xx: they are not followed.
    pub(crate) async fn post(&self, url: &str, headers: &[(&'static str, String)], body: String) -> Outcome {
        let answer = tokio::time::timeout(self.timeout, self.status(url, headers, body)).await;
        let late = || Err(format!("no answer within {} seconds", self.timeout.as_secs()));
        match answer.unwrap_or_else(|_| late()) {
            Ok(status) if status.is_success() => Outcome::Taken(status.as_u16()),
            Ok(status) => {
                let follow = if status.is_redirection() { "; redirects are not followed" } else { "" };
                let error = format!("the receiver answered {}{follow}", status.as_u16());
                Outcome::Failed { status: Some(status.as_u16()), error }
            }
            Err(error) => Outcome::Failed { status: None, error },
        }
    }

    async fn status(&self, url: &str, headers: &[(&'static str, String)], body: String) -> Result<StatusCode, String> {
        let address = self.rules.read(url)?;
        let mut request = Request::post(&address.path)
            .header(header::HOST, &address.authority)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("selvedge-webhooks/", env!("CARGO_PKG_VERSION")))
            .header(header::CONNECTION, "close");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Bytes::from(body)).map_err(|error| error.to_string())?;
        let destination = Destination { tls: address.tls, host: &address.host, port: address.port };
        self.client.status(destination, |ip| self.rules.allow_ip(ip), request).await
    }
}
