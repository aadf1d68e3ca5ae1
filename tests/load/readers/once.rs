//! Opening each page once on each node.

use std::time::Instant;

use anyhow::Result;
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::options::Options;
use crate::shop::Shop;
use crate::tally::Seen;

/// Opens the pages of the file `--paths` over `--connections` connections at once.
pub async fn once(options: &Options) -> Result<Value> {
    let shop = Shop::new(options.text("nodes")?);
    let paths = options.lines("paths")?;
    let connections = options.number("connections")?;
    let begun = Instant::now();
    let asked = paths.iter().flat_map(|path| (0..shop.nodes()).map(move |node| (node, path)));
    let shop = &shop;
    let answers = stream::iter(asked).map(|(node, path)| async move {
        let begun = Instant::now();
        let reply = shop.open(node, path).await;
        (reply.ok(), begun.elapsed())
    });
    let mut seen = Seen::default();
    let mut bytes = 0;
    let mut answers = std::pin::pin!(answers.buffer_unordered(connections));
    while let Some((reply, took)) = answers.next().await {
        seen.note(reply.as_ref(), took);
        bytes += reply.map_or(0, |reply| reply.body.len());
    }
    Ok(json!({ "pages": seen.report(), "bytes": bytes, "seconds": begun.elapsed().as_secs_f64() }))
}
