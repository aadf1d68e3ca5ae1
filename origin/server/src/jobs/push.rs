//! How messages to browsers go.

use std::path::PathBuf;

use clap::Args;
use origin_notifications::{PushKey, PushSettings};
use origin_webhooks::Rules;

/// How messages to browsers go, of `origin serve`, which tells the key, and `origin work`, which sends.
#[derive(Args)]
pub struct PushOptions {
    /// File with the key that messages to browsers (Web Push) are signed with: 32 random bytes, as
    /// `openssl rand -hex 32` writes them, the same for `serve` and `work`. Without it there are no such messages. Whoever exchanges
    /// it loses the browsers that subscribed before.
    #[arg(long, env, value_name = "FILE")]
    push_key: Option<PathBuf>,
    /// Allows push services on this host and in private networks: for tests. Any visitor can have requests sent there then.
    #[arg(long, env)]
    push_allow_private: bool,
}

impl PushOptions {
    /// The key; none if no messages are sent.
    ///
    /// # Errors
    /// If its file cannot be used.
    pub fn key(&self) -> anyhow::Result<Option<PushKey>> {
        self.push_key.as_deref().map(PushKey::open).transpose()
    }

    /// Where push services may be.
    pub fn rules(&self) -> Rules {
        Rules { allow_http: false, allow_private: self.push_allow_private }
    }

    /// What the jobs need to know; none if no messages are sent.
    ///
    /// # Errors
    /// If the key's file cannot be used.
    pub fn settings(&self, public_url: String) -> anyhow::Result<Option<PushSettings>> {
        Ok(self.key()?.map(|key| PushSettings { key, public_url, rules: self.rules() }))
    }
}
