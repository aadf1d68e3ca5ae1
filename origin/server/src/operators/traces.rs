//! How traces get to a collector: by the client that calls everybody.

use std::sync::Arc;
use std::time::Duration;

use api::edge::plain::PlainHosts;
use origin_platform::HttpClient;
use telemetry::TraceSettings;
use telemetry::traces::Post;

use super::OperatorsOptions;

/// Whoever takes traces answers sooner.
const TIMEOUT: Duration = Duration::from_secs(5);
/// An answer says little more than that they were taken.
const MAX_REPLY_BYTES: usize = 64 * 1024;

impl OperatorsOptions {
    /// Where traces go, and by what, if they go anywhere.
    ///
    /// # Errors
    /// If the address cannot be used, or would be spoken to plainly over a network.
    pub fn traces(&self, plain: &PlainHosts) -> anyhow::Result<Option<(TraceSettings, Post)>> {
        let Some(settings) = self.traces.settings(plain)? else { return Ok(None) };
        let client = HttpClient::trusting(TIMEOUT, MAX_REPLY_BYTES, self.traces.traces_ca.as_deref())?;
        let post: Post = Arc::new(move |request| {
            let client = client.clone();
            Box::pin(async move { client.send(request).await.map_err(|error| error.to_string()) })
        });
        Ok(Some((settings, post)))
    }
}
