//! Stripe's keys, in a file that may be replaced at any time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context as _;
use anyhow::ensure;
use serde::Deserialize;

/// What is in the file. It has no `Debug`, so it stays out of logs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// What we call Stripe with: the first that Stripe takes is used.
    pub secret_keys: Vec<String>,
    /// What Stripe signs hooks with: while secrets are exchanged there are two.
    pub webhook_secrets: Vec<String>,
    /// What the shop's pages name the account by; not secret.
    #[serde(default)]
    pub publishable_key: Option<String>,
}

/// The file. It is small and local, so it is read whenever a key is needed: nothing has to notice
/// that it changed.
pub struct KeyFile {
    path: PathBuf,
    /// Stands in while the file is being replaced or was spoilt.
    last_good: RwLock<Arc<Keys>>,
}

impl KeyFile {
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let place = || format!("the file of Stripe's keys, {}", path.display());
        let text = std::fs::read(path).with_context(place)?;
        let keys = parse(&text).with_context(place)?;
        Ok(Self { path: path.to_owned(), last_good: RwLock::new(Arc::new(keys)) })
    }

    /// The keys as they are in the file now.
    pub async fn current(&self) -> Arc<Keys> {
        let read = tokio::fs::read(&self.path).await.map_err(anyhow::Error::new);
        match read.and_then(|text| parse(&text)) {
            Ok(keys) => {
                let keys = Arc::new(keys);
                *self.last_good.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&keys);
                keys
            }
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "Stripe's keys cannot be read; the last good ones are used"
                );
                Arc::clone(&self.last_good.read().unwrap_or_else(PoisonError::into_inner))
            }
        }
    }
}

fn parse(text: &[u8]) -> anyhow::Result<Keys> {
    // What serde says may quote a key.
    let keys: Keys = serde_json::from_slice(text).map_err(|error| {
        anyhow::anyhow!("it is not {{\"secret_keys\": […], \"webhook_secrets\": […]}} from line {} on", error.line())
    })?;
    let is_key = |key: &String| key.len() >= 8 && key.bytes().all(|byte| byte.is_ascii_graphic());
    ensure!(!keys.secret_keys.is_empty(), "it has no secret key");
    ensure!(keys.secret_keys.iter().all(is_key), "a secret key looks like sk_live_… or rk_live_…");
    // An empty one would let anybody sign.
    ensure!(keys.webhook_secrets.iter().all(is_key), "a webhook secret looks like whsec_…");
    // It is shown to everybody: a secret key in its place must not be.
    let publishable = |key: &String| is_key(key) && key.starts_with("pk_");
    ensure!(keys.publishable_key.iter().all(publishable), "a publishable key looks like pk_live_…");
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_replaced_file_is_used_at_once_and_a_spoilt_one_never() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        let write = |text: &str| std::fs::write(&path, text).expect("the folder can be written");
        write(r#"{"secret_keys": ["sk_test_one"], "webhook_secrets": ["whsec_one"]}"#);
        let file = KeyFile::open(&path).expect("good keys");
        assert_eq!(file.current().await.secret_keys, ["sk_test_one"]);
        write(r#"{"secret_keys": ["sk_test_two"], "webhook_secrets": ["whsec_two", "whsec_one"]}"#);
        assert_eq!(file.current().await.webhook_secrets, ["whsec_two", "whsec_one"]);
        for spoilt in [
            "",
            "{",
            r#"{"secret_keys": [], "webhook_secrets": []}"#,
            r#"{"secret_keys": ["sk_test_six"], "webhook_secrets": [""]}"#,
            r#"{"secret_keys": ["sk_test\n_six"], "webhook_secrets": []}"#,
        ] {
            write(spoilt);
            assert_eq!(file.current().await.secret_keys, ["sk_test_two"], "{spoilt}");
            let said = format!("{:#}", KeyFile::open(&path).map(|_| ()).expect_err("spoilt"));
            assert!(!said.contains("six"), "{said}");
        }
        std::fs::remove_file(&path).expect("it is ours");
        assert_eq!(file.current().await.secret_keys, ["sk_test_two"]);
    }
}
