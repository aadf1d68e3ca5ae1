//! Agents of others that say who they are: crawlers and shopping assistants which sign what they ask for (Web Bot Auth,
//! draft-meunier-web-bot-auth-architecture: RFC 9421 with Ed25519 and the tag `web-bot-auth`).

mod directory;

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;
use sfv::{BareItem, InnerList, ListEntry};
use sha2::{Digest as _, Sha256};

pub use directory::{DIRECTORY, DIRECTORY_TYPE, is_directory, keys_that_signed};

use crate::verify::{bytes_of, dictionary, number, text};
use crate::{SIGNATURE, SIGNATURE_INPUT, SKEW, SignatureRejection, base};

/// What such a signature is for.
const TAG: &str = "web-bot-auth";
/// The field in which an agent names where its keys are published.
const SIGNATURE_AGENT: &str = "signature-agent";
/// How long one may be good for, in seconds: what the draft lets be a day.
const MAX_LIFETIME: u64 = 24 * 60 * 60;
const MAX_NAME: usize = 64;

/// Why a list of agents cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAgents {
    /// A line is no agent.
    #[error(
        "line {0} is not name:key with a name of at most 64 letters, digits, dots, - and _, and an Ed25519 public key of 32 bytes as a JWK has it in `x`"
    )]
    Line(usize),
    /// Two lines have the same key.
    #[error("line {0} has the key of a line above it")]
    Twice(usize),
}

/// Whether a signature (third) of a message (second) was made with the private key of a public one (first), by Ed25519:
/// whoever runs this brings a library for it.
pub type Ed25519 = fn(&[u8; 32], &[u8], &[u8]) -> bool;

/// Agents whose keys are known here. One may have several keys, each on a line of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agents(Vec<Agent>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Agent {
    name: Arc<str>,
    /// The thumbprint of its key (RFC 7638, RFC 8037), by which signatures name it.
    id: String,
    key: [u8; 32],
}

impl Agent {
    fn parse(line: &str) -> Option<Self> {
        let (name, x) = line.split_once(':')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let fits = !name.is_empty() && name.len() <= MAX_NAME && name.bytes().all(plain);
        let key = key_of(x).filter(|_| fits)?;
        Some(Self { name: name.into(), id: id_of(&key), key })
    }
}

/// The key that a JWK has in `x`.
pub fn key_of(x: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(x.trim()).ok()?.try_into().ok()
}

/// A key as a JWK has it in `x`.
pub fn written_key(key: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

/// The thumbprint of a key.
fn id_of(key: &[u8; 32]) -> String {
    let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, written_key(key));
    URL_SAFE_NO_PAD.encode(Sha256::digest(jwk))
}

impl FromStr for Agents {
    type Err = BadAgents;

    /// Reads lines of the form `name:key`. Empty lines and those that begin with `#` are left out.
    fn from_str(written: &str) -> Result<Self, BadAgents> {
        let (mut agents, mut ids) = (Vec::new(), BTreeSet::new());
        let lines = written.lines().map(str::trim).enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let agent = Agent::parse(line).ok_or(BadAgents::Line(at + 1))?;
            if !ids.insert(agent.id.clone()) {
                return Err(BadAgents::Twice(at + 1));
            }
            agents.push(agent);
        }
        Ok(Self(agents))
    }
}

/// The name of the agent that signed a request for the host `authority`, lately. `now` is in seconds since 1970. A
/// signature may be used again while it is good: it says who asks, not that this is asked for once.
///
/// # Errors
/// If nobody signed it, or whoever did is not known here or cannot be believed.
pub fn agent(
    head: &Parts,
    authority: &str,
    agents: &Agents,
    made: Ed25519,
    now: u64,
) -> Result<Arc<str>, SignatureRejection> {
    let inputs = dictionary(&head.headers, &SIGNATURE_INPUT)?.ok_or(SignatureRejection::Unsigned)?;
    let signatures = dictionary(&head.headers, &SIGNATURE)?.ok_or(SignatureRejection::Unsigned)?;
    let (label, input) = inputs
        .iter()
        .find_map(|(label, entry)| match entry {
            ListEntry::InnerList(input) if text(input, "tag") == Some(TAG) => Some((label, input)),
            _ => None,
        })
        .ok_or(SignatureRejection::Unsigned)?;
    let signature = bytes_of(signatures.get(label)).ok_or(SignatureRejection::Unreadable)?;
    if text(input, "alg").is_some_and(|algorithm| algorithm != "ed25519") {
        return Err(SignatureRejection::Unreadable);
    }
    let times = number(input, "created").zip(number(input, "expires"));
    let (created, expires) = times.ok_or(SignatureRejection::Unreadable)?;
    let key = text(input, "keyid").ok_or(SignatureRejection::Unreadable)?;
    let named = head.headers.contains_key(SIGNATURE_AGENT).then_some(SIGNATURE_AGENT);
    for wanted in std::iter::once("@authority").chain(named) {
        if !covers(input, wanted) {
            return Err(SignatureRejection::Uncovered(wanted.to_owned()));
        }
    }
    let known = agents.0.iter().find(|agent| agent.id == key).ok_or(SignatureRejection::UnknownKey)?;
    // Whoever the agent has visited could show us what it signed for them.
    let host = base::component(head, "@authority").ok_or(SignatureRejection::Forged)?;
    if !host.eq_ignore_ascii_case(authority.as_bytes()) {
        return Err(SignatureRejection::Forged);
    }
    let base = base::of(head, input).ok_or(SignatureRejection::Forged)?;
    if !made(&known.key, &base, signature) {
        return Err(SignatureRejection::Forged);
    }
    if created > now.saturating_add(SKEW) {
        return Err(SignatureRejection::Early);
    }
    let lasts = expires.checked_sub(created).is_some_and(|lasts| lasts <= MAX_LIFETIME);
    if lasts && expires >= now { Ok(Arc::clone(&known.name)) } else { Err(SignatureRejection::Expired) }
}

fn covers(input: &InnerList, wanted: &str) -> bool {
    let is_wanted = |item: &BareItem| matches!(item, BareItem::String(name) if name.as_str() == wanted);
    input.items.iter().any(|item| is_wanted(&item.bare_item))
}

#[cfg(test)]
mod tests;
