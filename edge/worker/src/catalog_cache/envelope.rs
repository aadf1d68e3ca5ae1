//! A reply in the cache, with all that is needed to judge it: its times, its tags, and how far
//! purges had come when it was asked for.

use api::cache::{CachePolicy, KnownPolicy, Lifetime, Tag};
use bytes::Bytes;
use freshness::{Expiry, SECONDS};
use http::{HeaderValue, Response, StatusCode, header};
use serde::{Deserialize, Serialize};

/// What stands before the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// When it was stored, in seconds since 1970.
    pub stored: u64,
    /// Until when it is served without asking.
    pub fresh_until: u64,
    /// Until when it is served while being refreshed.
    pub stale_until: u64,
    /// Until when it is served if the origin fails.
    pub error_until: u64,
    /// The newest purge that had been applied here before the origin was asked. A tag purged
    /// later than that makes the entry stale, however late the origin's answer came.
    pub filled_at: u64,
    /// What it depends on.
    pub tags: Vec<Tag>,
    /// The reply's status.
    pub status: u16,
    /// The reply's media type.
    pub content_type: String,
}

impl Envelope {
    /// Wraps a reply that may be cached; none if it may not be.
    pub fn of(response: &Response<Bytes>, now: u64, filled_at: u64) -> Option<Self> {
        let storable = matches!(response.status(), StatusCode::OK | StatusCode::NOT_FOUND | StatusCode::GONE);
        match CachePolicy::read(response.headers()) {
            CachePolicy::UntilPurged(lifetime, tags) if storable => {
                let lifetime = freshness::Lifetime::of_seconds(
                    lifetime.fresh,
                    lifetime.stale_while_revalidate,
                    lifetime.stale_if_error,
                );
                let Expiry { stored, fresh_until, stale_until, error_until } = Expiry::<SECONDS>::new(lifetime, now);
                Some(Self {
                    stored,
                    fresh_until,
                    stale_until,
                    error_until,
                    filled_at,
                    tags,
                    status: response.status().as_u16(),
                    content_type: response.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.to_owned(),
                })
            }
            _ => None,
        }
    }

    /// How long it is good by the clock.
    pub fn expiry(&self) -> Expiry<SECONDS> {
        let Self { stored, fresh_until, stale_until, error_until, .. } = *self;
        Expiry { stored, fresh_until, stale_until, error_until }
    }

    /// Envelope and body as one value: a line of JSON, then the body.
    pub fn encode(&self, body: &[u8]) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(self).expect("plain data");
        bytes.push(b'\n');
        bytes.extend_from_slice(body);
        bytes
    }

    /// Reads what [`Envelope::encode`] wrote; none if it is anything else.
    pub fn decode(bytes: Vec<u8>) -> Option<(Self, Bytes)> {
        let bytes = Bytes::from(bytes);
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let envelope = serde_json::from_slice(&bytes[..end]).ok()?;
        Some((envelope, bytes.slice(end + 1..)))
    }

    /// The same entry, good without being refreshed for as long as it may be shown.
    pub fn until_stale(&self) -> Self {
        Self { fresh_until: self.stale_until, ..self.clone() }
    }

    /// The reply again, allowed to be cached as long as this entry still is: that stands beside its headers.
    pub fn response(&self, body: Bytes, now: u64) -> Response<Bytes> {
        let left = |until: u64| u32::try_from(until.saturating_sub(now)).unwrap_or(u32::MAX);
        // A stale entry may be passed on, but whoever caches it shall ask again soon.
        let fresh = left(self.fresh_until).max(1);
        let lifetime = Lifetime {
            fresh,
            stale_while_revalidate: left(self.stale_until).saturating_sub(fresh),
            stale_if_error: left(self.error_until).saturating_sub(fresh),
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        response.extensions_mut().insert(KnownPolicy(CachePolicy::UntilPurged(lifetime, self.tags.clone())));
        if let Ok(value) = HeaderValue::try_from(&self.content_type) {
            response.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: StatusCode, policy: &CachePolicy) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from_static(b"{\n}"));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        policy.write(response.headers_mut());
        response
    }

    fn cacheable() -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::UNGUARDED, vec![Tag::navigation()])
    }

    #[test]
    fn an_entry_survives_the_store() {
        let response = reply(StatusCode::OK, &cacheable());
        let envelope = Envelope::of(&response, 1000, 7).expect("cacheable");
        let (read, body) = Envelope::decode(envelope.encode(response.body())).expect("as written");
        assert_eq!((&read, &body), (&envelope, response.body()));
        assert_eq!((read.fresh_until, read.stale_until, read.error_until, read.filled_at), (1060, 1660, 87_460, 7));
    }

    #[test]
    fn only_what_may_be_cached_is() {
        assert!(Envelope::of(&reply(StatusCode::OK, &CachePolicy::Never), 0, 0).is_none());
        assert!(Envelope::of(&reply(StatusCode::INTERNAL_SERVER_ERROR, &cacheable()), 0, 0).is_none());
        assert!(Envelope::of(&reply(StatusCode::NOT_FOUND, &cacheable()), 0, 0).is_some());
        assert!(Envelope::of(&reply(StatusCode::GONE, &cacheable()), 0, 0).is_some());
    }

    #[test]
    fn rubbish_in_the_store_is_a_miss() {
        for rubbish in [&b""[..], b"x", b"{}\nbody", b"\n"] {
            assert!(Envelope::decode(rubbish.to_vec()).is_none());
        }
    }

    #[test]
    fn what_is_passed_on_is_no_longer_lived_than_the_entry() {
        let envelope = Envelope::of(&reply(StatusCode::OK, &cacheable()), 1000, 7).expect("cacheable");
        let CachePolicy::UntilPurged(lifetime, _) = CachePolicy::of(&envelope.response(Bytes::new(), 1050)) else {
            panic!("cacheable")
        };
        assert_eq!((lifetime.fresh, lifetime.stale_while_revalidate, lifetime.stale_if_error), (10, 600, 86_400));
        for over in [envelope.stale_until, 5000] {
            let CachePolicy::UntilPurged(late, _) = CachePolicy::of(&envelope.response(Bytes::new(), over)) else {
                panic!("cacheable")
            };
            assert_eq!((late.fresh, late.stale_while_revalidate), (1, 0));
        }
    }
}
