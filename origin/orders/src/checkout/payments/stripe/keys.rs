//! Stripe's keys, in a file that may be replaced at any time.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use anyhow::ensure;
use serde::Deserialize;
use signing::WatchedFile;

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

/// The file, read whenever a key is needed.
pub struct KeyFile(WatchedFile<Keys, anyhow::Error>);

impl KeyFile {
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let place = || format!("the file of Stripe's keys, {}", path.display());
        WatchedFile::open(&[path], |path| Ok(std::fs::read(path)?), parse).map(Self).with_context(place)
    }

    /// The keys as they are in the file now.
    pub fn current(&self) -> Arc<Keys> {
        self.0.read_now(|error| {
            let error = format!("{error:#}");
            tracing::error!(error, "Stripe's keys cannot be read; the last good ones are used");
        })
    }
}

fn parse(contents: &[Vec<u8>]) -> anyhow::Result<Keys> {
    // What serde says may quote a key.
    let keys: Keys = serde_json::from_slice(&contents.concat()).map_err(|error| {
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

    #[test]
    fn a_replaced_file_is_used_at_once_and_a_spoilt_one_never() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        let write = |text: &str| std::fs::write(&path, text).expect("the folder can be written");
        write(r#"{"secret_keys": ["sk_test_one"], "webhook_secrets": ["whsec_one"]}"#);
        let file = KeyFile::open(&path).expect("good keys");
        assert_eq!(file.current().secret_keys, ["sk_test_one"]);
        write(r#"{"secret_keys": ["sk_test_two"], "webhook_secrets": ["whsec_two", "whsec_one"]}"#);
        assert_eq!(file.current().webhook_secrets, ["whsec_two", "whsec_one"]);
        for spoilt in [
            "",
            "{",
            r#"{"secret_keys": [], "webhook_secrets": []}"#,
            r#"{"secret_keys": ["sk_test_six"], "webhook_secrets": [""]}"#,
            r#"{"secret_keys": ["sk_test\n_six"], "webhook_secrets": []}"#,
        ] {
            write(spoilt);
            assert_eq!(file.current().secret_keys, ["sk_test_two"], "{spoilt}");
            let said = format!("{:#}", KeyFile::open(&path).map(|_| ()).expect_err("spoilt"));
            assert!(!said.contains("six"), "{said}");
        }
        std::fs::remove_file(&path).expect("it is ours");
        assert_eq!(file.current().secret_keys, ["sk_test_two"]);
    }
}
