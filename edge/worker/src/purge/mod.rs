//! `POST /_edge/purge`: the origin says what became stale, where nobody follows the stream of events.
//!
//! The body is one event or several, each with its sequence on the stream and its tags. Versions only
//! rise, so a purge that is sent again changes nothing, and its sender may repeat it until it is answered.

use api::cache::{CachePolicy, Tag};
use api::edge::feed::FeedKey;
use api::edge::purge::{Purges, Receipt, SequencedPurge};
use api::edge::variables::PURGE_KEY;
use api::problem::{Code, Problem};
use api::volatile::{Carried, VolatileValues};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use signing::{Keys, PURGE, SignatureRejection, Verified, verify};

use crate::catalog_cache::{number, volatile_values};
use crate::passthrough::{not_allowed, problem};
use crate::platform::Platform;

/// The signatures that were seen lately.
const NONCES: &str = "@nonces";
/// So many of them are remembered; a sender sends one purge after the other.
const MAX_NONCES: usize = 500;

/// Takes purges.
pub async fn receive<P: Platform>(platform: &P, request: Request<Bytes>) -> Response {
    if request.method() != Method::POST {
        return not_allowed(request.method(), "POST");
    }
    match purge(platform, request).await {
        Ok(receipt) => {
            let mut response = Response::new(Body::from(serde_json::to_vec(&receipt).expect("plain data")));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            CachePolicy::Never.write(response.headers_mut());
            response
        }
        Err(rejection) => problem(&rejection),
    }
}

async fn purge<P: Platform>(platform: &P, request: Request<Bytes>) -> Result<Receipt, Problem> {
    let none = || Problem::new(Code::NotFound, "No purges are taken here: the variable purge_key is not set.");
    let text = platform.variable(PURGE_KEY).await.filter(|text| !text.trim().is_empty()).ok_or_else(none)?;
    let keys: Keys = text.parse().map_err(|error| {
        eprintln!("the variable purge_key cannot be used: {error}");
        none()
    })?;
    let (head, body) = request.into_parts();
    let now = platform.now();
    let verified = verify(&head, &body, PURGE, &keys, now).map_err(|rejection| refused(&rejection))?;
    let purges: Purges = serde_json::from_slice(&body).map_err(|error| {
        Problem::new(Code::InvalidRequest, format!("The body is no event with its sequence: {error}."))
    })?;
    remember(platform, &verified, now).await?;
    apply(platform, &purges.in_order()).await
}

/// First what is known of the tags, then that older is forbidden, then their versions, then how far purges have come: who sees a new
/// version sees its volatile_values, and whatever is filled in between counts as older than it is.
async fn apply<P: Platform>(platform: &P, purges: &[SequencedPurge]) -> Result<Receipt, Problem> {
    let mut raised = 0;
    for SequencedPurge { sequence, purge } in purges {
        let sequence = *sequence;
        // What a hard one says is not laid over what is older: that may not be shown at all.
        let carried = (!purge.hard).then(|| Carried::of(&purge.subject, &purge.data)).flatten();
        for tag in &purge.tags {
            if tag.is_volatile() {
                tell(platform, tag, sequence, carried.as_ref()).await?;
            }
            if purge.hard {
                raise(platform, FeedKey::Hard(tag.as_str()), sequence).await?;
            }
            raised += usize::from(raise(platform, FeedKey::Version(tag.as_str()), sequence).await?);
        }
    }
    if let Some(newest) = purges.last() {
        raise(platform, FeedKey::Applied, newest.sequence).await?;
    }
    Ok(Receipt { applied: number(platform, FeedKey::Applied).await, raised })
}

/// Keeps what an event says of a tag beside that it was purged (ADR 12).
async fn tell<P: Platform>(platform: &P, tag: &Tag, sequence: u64, carried: Option<&Carried>) -> Result<(), Problem> {
    let version_of = async |tag: &Tag| number(platform, FeedKey::Version(tag.as_str())).await;
    let version = version_of(tag).await.max(version_of(&Tag::all()).await);
    let before = volatile_values(platform, tag).await;
    if let Some(after) = VolatileValues::after(before, tag, version, sequence, carried) {
        platform
            .set(&FeedKey::Volatile(tag.as_str()).to_string(), serde_json::to_vec(&after).expect("plain data"))
            .await;
        if volatile_values(platform, tag).await != Some(after) {
            return Err(Problem::unavailable());
        }
    }
    Ok(())
}

/// Raises a number; false if it was as high already. The store does not tell whether it has kept a value,
/// so that is looked up: a purge that is lost would never come again.
async fn raise<P: Platform>(platform: &P, key: FeedKey<'_>, to: u64) -> Result<bool, Problem> {
    if number(platform, key).await >= to {
        return Ok(false);
    }
    platform.set(&key.to_string(), to.to_string().into_bytes()).await;
    if number(platform, key).await >= to { Ok(true) } else { Err(Problem::unavailable()) }
}

/// Refuses a signature that was seen. Two at the same moment may both pass, which does no harm.
async fn remember<P: Platform>(platform: &P, verified: &Verified, now: u64) -> Result<(), Problem> {
    let known = platform.get(NONCES).await.unwrap_or_default();
    let mut nonces: Vec<(u64, String)> = serde_json::from_slice(&known).unwrap_or_default();
    if nonces.iter().any(|(_, nonce)| *nonce == verified.nonce) {
        let detail = "This very purge was sent before. Sign each one anew, with a nonce of its own.";
        return Err(Problem::new(Code::SignatureReplayed, detail));
    }
    nonces.retain(|(expires, _)| *expires >= now);
    let surplus = (nonces.len() + 1).saturating_sub(MAX_NONCES);
    nonces.drain(..surplus);
    nonces.push((verified.expires, verified.nonce.clone()));
    platform.set(NONCES, serde_json::to_vec(&nonces).expect("plain data")).await;
    Ok(())
}

fn refused(rejection: &SignatureRejection) -> Problem {
    let code = match rejection {
        SignatureRejection::Unsigned => Code::SignatureMissing,
        SignatureRejection::Expired | SignatureRejection::Early => Code::SignatureExpired,
        _ => Code::SignatureInvalid,
    };
    Problem::new(
        code,
        format!("Purges are taken from the shop's origin alone, and this one is not believed: {rejection}."),
    )
}

#[cfg(test)]
mod tests;
