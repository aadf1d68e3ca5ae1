//! The keys that secrets are sealed by.

use std::path::Path;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::aead::LessSafeKey;
use signing::read_secret;

const MAX_ID_LENGTH: usize = 64;

/// The first seals, each of them opens.
pub(super) struct Keys(Vec<(String, LessSafeKey)>);

impl Keys {
    /// The key to seal by, with its id.
    pub(super) fn sealing(&self) -> (&str, &LessSafeKey) {
        let (id, key) = &self.0[0];
        (id, key)
    }

    /// The key of this id.
    pub(super) fn find(&self, id: &str) -> Option<&LessSafeKey> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, key)| key)
    }
}

pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    Ok(read_secret(path)?)
}

/// What is wrong is said by its line: the line itself is secret.
pub(super) fn parse(contents: &[Vec<u8>]) -> anyhow::Result<Keys> {
    let text = String::from_utf8(contents.concat()).ok().context("it is not text")?;
    let mut keys: Vec<(String, LessSafeKey)> = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let (id, key) = key(line.trim()).with_context(|| {
            format!(
                "line {} is not id:secret with an id of at most 64 letters, digits, dots, - and _, and a secret of \
                 at least 32 bytes in base64",
                at + 1
            )
        })?;
        ensure!(keys.iter().all(|(known, _)| *known != id), "line {} has the id of a key above it", at + 1);
        keys.push((id, key));
    }
    ensure!(
        !keys.is_empty(),
        "there is no key: write one a line, as id:secret, where `openssl rand -base64 32` makes the secret"
    );
    Ok(Keys(keys))
}

fn key(line: &str) -> Option<(String, LessSafeKey)> {
    let (id, secret) = line.split_once(':')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let fits = !id.is_empty() && id.len() <= MAX_ID_LENGTH && id.bytes().all(plain);
    let key = super::cipher(&STANDARD.decode(secret).ok()?)?;
    fits.then(|| (id.to_owned(), key))
}
