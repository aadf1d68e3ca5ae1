//! Tells edges that cannot follow the stream of events what became stale: each event that has tags is
//! posted to each of them, in order, until they take it.
//!
//! The numbers an edge is told never fall, or what was purged would count as fresh. They are the
//! stream's sequences plus a base that is kept in PostgreSQL, one for each edge and stream; it is chosen
//! anew, above all that the edge has been told, when the stream began anew or was put back.

mod address;
mod edge;
mod follower;
mod targets;
mod wire;

#[cfg(test)]
mod receiver;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use futures::future::join_all;
use origin_platform::Stores;
use signing::KeyFile;

pub use address::Address;

use crate::{Job, Shutdown};
use edge::Edge;
use follower::Follower;

/// Which edges are told and how the calls are signed.
#[derive(Clone, Debug)]
pub struct PurgeConfig {
    addresses: Vec<Address>,
    keys: Arc<KeyFile>,
}

impl PurgeConfig {
    /// Edges at these addresses, told with the first key in this file.
    ///
    /// # Errors
    /// If there are no keys in the file, or everybody could read them.
    pub fn open(mut addresses: Vec<Address>, keys: &Path) -> anyhow::Result<Self> {
        let place = || format!("cannot use {}, the keys for purges", keys.display());
        let keys = Arc::new(KeyFile::open(keys).with_context(place)?);
        addresses.sort();
        addresses.dedup();
        Ok(Self { addresses, keys })
    }
}

/// The job that tells these edges; there is nothing to do if none are given.
pub fn job(stores: Stores, config: Option<PurgeConfig>) -> Job {
    Job::always("purges", move |shutdown| run(stores, config, shutdown))
}

/// Tells all edges until the job shall end. One that is away holds up no other.
///
/// # Errors
/// If this machine cannot do TLS.
async fn run(stores: Stores, config: Option<PurgeConfig>, shutdown: Shutdown) -> anyhow::Result<()> {
    let Some(PurgeConfig { addresses, keys }) = config else { return Ok(()) };
    let followers: Vec<Follower> = addresses
        .into_iter()
        .map(|address| Ok(Follower::new(stores.clone(), Edge::new(address, keys.clone())?)))
        .collect::<anyhow::Result<_>>()?;
    join_all(followers.into_iter().map(|follower| follower.run(shutdown.clone()))).await;
    Ok(())
}
