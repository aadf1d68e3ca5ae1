//! How traces get to a collector: by the node's own client.

use std::sync::Arc;

use api::edge::plain::PlainHosts;
use http_body_util::Full;
use telemetry::TraceSettings;
use telemetry::traces::Post;

use crate::config::Config;
use crate::http::client::Client;

/// Bytes of an answer at most, which says little more than that they were taken.
const MAX_ANSWER: usize = 64 * 1024;

/// Where traces go, and by what, if they go anywhere.
///
/// # Errors
/// If the address cannot be used, or would be spoken to plainly over a network.
pub fn settings(config: &Config) -> anyhow::Result<Option<(TraceSettings, Post)>> {
    let Some(settings) = config.traces.settings(&PlainHosts::new(&config.allow_plain))? else { return Ok(None) };
    let client = Client::new(config.traces.traces_ca.as_deref())?;
    let post: Post = Arc::new(move |request| {
        let client = client.clone();
        Box::pin(
            async move { client.send(request.map(Full::new), MAX_ANSWER).await.map_err(|error| error.to_string()) },
        )
    });
    Ok(Some((settings, post)))
}
