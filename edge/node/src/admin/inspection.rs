//! What the node would do with a request for a page, and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::site;
use http::Uri;
use serde::Serialize;

use crate::admin::Inspected;
use crate::cache::fragments::slots::FragmentSlot;
use crate::cache::key;
use crate::cache::stored_page::{State, StoredPage};
use crate::files::{self, Claim};
use crate::http::cache_status::{CacheStatus, Reason};
use crate::http::route;
use freshness::clock;

/// The account of one address.
#[derive(Debug, Serialize)]
pub struct Inspection {
    /// The address as it was asked about.
    url: String,
    /// How the address is answered: `shared`, `personal`, `file` or `malformed`.
    kind: &'static str,
    /// Path and query the worker is asked for, with what no page depends on taken off.
    target: String,
    /// The key it is stored under.
    key: String,
    /// What `Cache-Status` would say now.
    cache_status: String,
    /// What is stored, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    stored: Option<Entry>,
}

/// A stored page. Times are milliseconds since 1970.
#[derive(Debug, Serialize)]
struct Entry {
    /// `fresh`, `stale`, `unfilled` or `outdated`.
    state: &'static str,
    /// For `unfilled`: that it is for a fragment's sake. For `outdated`: `purged`, `too old`, or that purges do not arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'static str>,
    status: u16,
    stored_at: u64,
    fresh_until: u64,
    stale_until: u64,
    error_until: u64,
    /// The newest purge applied before the page was asked for.
    filled_at: u64,
    tags: Vec<TagState>,
    /// What stands in its slots, and may be made anew without the page.
    fragments: Vec<FragmentState>,
    /// Bytes of the body as it is, and of the coding it is kept in.
    sizes: BTreeMap<&'static str, usize>,
    /// Header fields that are sent, without those of a coding.
    headers: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct FragmentState {
    key: Arc<str>,
    stored_at: u64,
    filled_at: u64,
    tags: Vec<TagState>,
}

#[derive(Debug, Serialize)]
struct TagState {
    tag: Box<str>,
    version: u64,
    purged_since: bool,
}

/// The account of a path with its query; a whole address will do too.
pub fn of_url(node: &impl Inspected, url: &str) -> Inspection {
    let Some((kind, target)) = classify(url) else {
        return inspection(url, "malformed", String::new(), &CacheStatus::Own("bad-path"), None);
    };
    if kind != "shared" {
        let status = if kind == "file" { CacheStatus::File } else { CacheStatus::BYPASS };
        return inspection(url, kind, target, &status, None);
    }
    let now = clock::now();
    let page = node.pages().and_then(|pages| pages.peek(&key::key(&target)));
    let state = page.as_ref().map(|page| page.state(now, node.tags()));
    let status = foreseen(state);
    let entry = page.zip(state).map(|(page, state)| entry(node, &page, state));
    inspection(url, kind, target, &status, entry)
}

/// The tags of what is stored for an address; none if nothing is.
pub fn tags_of_url(node: &impl Inspected, url: &str) -> Option<Vec<String>> {
    let (_, target) = classify(url)?;
    let page = node.pages()?.peek(&key::key(&target))?;
    Some(page.tags().map(ToString::to_string).collect())
}

/// What a request for a shared page would be told, given what is stored.
fn foreseen(stored: Option<State>) -> CacheStatus {
    let seconds = |milliseconds: u64| i64::try_from(milliseconds.div_ceil(1000).max(1)).unwrap_or(i64::MAX);
    match stored {
        Some(State::Fresh(left)) => CacheStatus::Hit(seconds(left)),
        Some(State::Stale(since)) => CacheStatus::Hit(-seconds(since)),
        Some(State::Unfilled | State::Outdated) => {
            CacheStatus::Forwarded { because: Reason::Stale, stored: false, collapsed: false }
        }
        None => CacheStatus::Forwarded { because: Reason::Miss, stored: false, collapsed: false },
    }
}

fn classify(url: &str) -> Option<(&'static str, String)> {
    let uri: Uri = url.parse().ok()?;
    let (path, query) = (uri.path(), uri.query());
    if !route::is_well_formed(path) {
        return None;
    }
    let kind = if files::claim(path) == Claim::Always {
        "file"
    } else if route::is_personal(path, query) {
        "personal"
    } else {
        "shared"
    };
    Some((kind, site::target(path, query).into_owned()))
}

fn inspection(
    url: &str,
    kind: &'static str,
    target: String,
    status: &CacheStatus,
    stored: Option<Entry>,
) -> Inspection {
    let key = key::key(&target).into_owned();
    Inspection { url: url.to_owned(), kind, target, key, cache_status: status.to_string(), stored }
}

fn tag_states(node: &impl Inspected, tags: &[Box<str>], filled_at: u64) -> Vec<TagState> {
    let state = |tag: &str| {
        let version = node.tags().version(tag);
        TagState { tag: tag.into(), version, purged_since: version > filled_at }
    };
    tags.iter().map(|tag| state(tag)).collect()
}

fn fragment_state(node: &impl Inspected, slot: &FragmentSlot) -> FragmentState {
    let fragment = &slot.freshness;
    let tags = tag_states(node, &fragment.tags, fragment.filled_at);
    FragmentState { key: Arc::clone(&slot.key), stored_at: fragment.expiry.stored, filled_at: fragment.filled_at, tags }
}

fn entry(node: &impl Inspected, page: &StoredPage, state: State) -> Entry {
    let record = page.freshness();
    let (state, because) = match state {
        State::Fresh(_) => ("fresh", None),
        State::Stale(_) => ("stale", None),
        State::Unfilled => ("unfilled", Some("a fragment was purged or is too old")),
        State::Outdated if !page.is_current(node.tags()) => ("outdated", Some("purged")),
        State::Outdated if !node.tags().is_live() => ("outdated", Some("purges do not arrive")),
        State::Outdated => ("outdated", Some("too old")),
    };
    let headers = page.representation.fields().iter();
    Entry {
        state,
        because,
        status: page.representation.status().as_u16(),
        stored_at: record.expiry.stored,
        fresh_until: record.expiry.fresh_until,
        stale_until: record.expiry.stale_until,
        error_until: record.expiry.error_until,
        filled_at: record.filled_at,
        tags: tag_states(node, &record.tags, record.filled_at),
        fragments: page.slots().iter().map(|slot| fragment_state(node, slot)).collect(),
        sizes: page.representation.sizes().collect(),
        headers: headers.map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned())).collect(),
    }
}
