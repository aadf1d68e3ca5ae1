//! Whether an answer may be stored, and for how long. The worker decides by header.

use std::time::Duration;

use api::cache::{CACHE_TAG, CDN_CACHE_CONTROL, Tag};
use freshness::{Lifetime, MAX_LIFETIME};
use http::{HeaderMap, HeaderName, StatusCode, header};

/// The lifetime that the wire gives.
pub fn lifetime(wire: api::cache::Lifetime) -> Lifetime {
    Lifetime::of_seconds(wire.fresh, wire.stale_while_revalidate, wire.stale_if_error)
}

/// The policy of an answer, or nothing when it must not be stored.
pub fn policy(status: StatusCode, headers: &HeaderMap) -> Option<Lifetime> {
    let complete = !status.is_informational()
        && !status.is_server_error()
        && status != StatusCode::PARTIAL_CONTENT
        && status != StatusCode::NOT_MODIFIED;
    if !complete || headers.contains_key(header::SET_COOKIE) || forbids(headers) {
        return None;
    }
    let mut policy =
        Lifetime { fresh: Duration::ZERO, stale_while_revalidate: Duration::ZERO, stale_if_error: Duration::ZERO };
    for directive in directives(headers, &CDN_CACHE_CONTROL) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let lifetime = match name.trim().to_ascii_lowercase().as_str() {
            "max-age" => &mut policy.fresh,
            "stale-while-revalidate" => &mut policy.stale_while_revalidate,
            "stale-if-error" => &mut policy.stale_if_error,
            "no-store" | "private" | "no-cache" => return None,
            _ => continue,
        };
        let seconds = value.trim().trim_matches('"').parse().ok()?;
        *lifetime = Duration::from_secs(seconds).min(MAX_LIFETIME);
    }
    (!policy.fresh.is_zero()).then_some(policy)
}

/// The tags of an answer.
pub fn tags(headers: &HeaderMap) -> Vec<Box<str>> {
    let mut tags: Vec<Box<str>> = directives(headers, &CACHE_TAG).map(Into::into).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// TagVersions as they are kept with an entry.
pub fn kept(tags: Vec<Tag>) -> Box<[Box<str>]> {
    tags.iter().map(|tag| tag.as_str().into()).collect()
}

fn forbids(headers: &HeaderMap) -> bool {
    directives(headers, &header::CACHE_CONTROL).any(|directive| {
        let name = directive.split_once('=').map_or(directive, |(name, _)| name);
        name.eq_ignore_ascii_case("private") || name.eq_ignore_ascii_case("no-store")
    })
}

fn directives<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| {
                let value = http::HeaderValue::from_static(value);
                (HeaderName::from_static(name), value)
            })
            .collect()
    }

    const MINUTE: (&str, &str) = ("cdn-cache-control", "max-age=60");

    #[test]
    fn the_worker_names_three_lifetimes() {
        let lines = [("cdn-cache-control", "max-age=60, stale-while-revalidate=600, stale-if-error=86400")];
        let expected = Lifetime {
            fresh: Duration::from_secs(60),
            stale_while_revalidate: Duration::from_secs(600),
            stale_if_error: Duration::from_secs(86_400),
        };
        assert_eq!(policy(StatusCode::OK, &headers(&lines)), Some(expected));
        assert!(policy(StatusCode::NOT_FOUND, &headers(&[MINUTE])).is_some());
        assert!(policy(StatusCode::MOVED_PERMANENTLY, &headers(&[MINUTE])).is_some());
    }

    #[test]
    fn some_answers_are_never_stored() {
        let never: [(u16, &[(&'static str, &'static str)]); 11] = [
            (200, &[]),
            (200, &[("cache-control", "public, max-age=60")]),
            (200, &[("cdn-cache-control", "max-age=0")]),
            (200, &[("cdn-cache-control", "max-age=soon")]),
            (200, &[("cdn-cache-control", "stale-if-error=60")]),
            (200, &[("cdn-cache-control", "max-age=60, no-store")]),
            (200, &[MINUTE, ("set-cookie", "a=b")]),
            (200, &[MINUTE, ("cache-control", "private")]),
            (500, &[MINUTE]),
            (503, &[MINUTE]),
            (206, &[MINUTE]),
        ];
        for (status, lines) in never {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(policy(status, &headers(lines)), None, "{status} {lines:?}");
        }
    }

    #[test]
    fn lifetimes_have_an_upper_bound() {
        let lines = [("cdn-cache-control", "max-age=99999999999")];
        assert_eq!(policy(StatusCode::OK, &headers(&lines)).map(|p| p.fresh), Some(MAX_LIFETIME));
    }

    #[test]
    fn tags_are_read_from_every_line() {
        let mut lines = headers(&[("cache-tag", "p:1, c:2,,p:1")]);
        lines.append(CACHE_TAG, http::HeaderValue::from_static("nav"));
        let tags = tags(&lines);
        assert_eq!(tags.iter().map(AsRef::as_ref).collect::<Vec<_>>(), ["c:2", "nav", "p:1"]);
    }
}
