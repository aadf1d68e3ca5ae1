//! The site map: every address of the shop, for whom it is, and what it reads of the query.
//!
//! Node, worker, pages and tests read it here, so that no two of them can disagree. What it does not know is
//! private below `/v1/` and `/api/`, and anywhere else a page that is not there, which is the same for everybody.

use std::borrow::Cow;

use domain::Market;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::endpoint::audience::Audience;
use crate::registry::{EndpointInfo, public_read};

mod bodies;
mod cookies;
mod market_words;
mod offline;
mod pages;
mod parts;
mod ranges;
mod traffic;
mod values;

use self::market_words::is_like_market;

pub use bodies::{MAX_BODY, MAX_HOOK_BODY, MAX_STAFF_BODY, max_body};
pub use cookies::cookie_values;
pub use offline::{KeptPage, Offline};
pub use pages::{Crawlers, PAGES, Page, page};
pub use parts::{FEED, SITEMAP, feed_part, sitemap_part, sitemap_part_path};
pub use ranges::RANGE_FIELDS;
pub use traffic::{Bulkhead, Limited, limited};

/// What crawlers should leave alone.
pub const ROBOTS: &str = "/robots.txt";
/// What the shop is called where it is installed as an app, and which pictures stand for it (W3C's *Web Application
/// Manifest*).
pub const MANIFEST: &str = "/manifest.webmanifest";
/// What the path of a stylesheet of the merchant's colours begins with; see [`theme_path`].
const THEME: &str = "/theme-";
/// The service worker: what keeps pages in a browser, to be read without the network. Its address is its scope, the whole
/// shop; it has no build in it, for a browser asks at this one address whether there is another.
pub const SERVICE_WORKER: &str = "/sw.js";
/// The page that stands in for one that cannot be had without the network, in every market.
pub const OFFLINE: &str = "/offline";
/// What the paths of server functions begin with. All of them are private.
pub const FUNCTIONS: &str = "/api/";
/// What the paths of endpoints begin with.
pub const ENDPOINTS: &str = "/v1/";
/// The description of the endpoints, for everybody to read.
pub const OPENAPI: &str = "/v1/openapi.json";
/// What the edge's own addresses begin with: a node keeps all of them to itself.
pub const EDGE: &str = "/_edge/";
/// Folders of static files: below them is a file or nothing. A file never changes under its name, which holds the
/// build, the contents or what the merchant calls this very picture; so browsers keep it for good.
pub const FOLDERS: [&str; 4] = ["pkg", "media", "icons", "fonts"];

/// Query parameters by which a server function that was called without JavaScript reports its error to the page
/// that called it. Such an answer is private.
const FORM_ERROR: [&str; 2] = ["__err", "__path"];

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page, which may not exist.
    Page,
    /// A server function.
    Function,
    /// An endpoint, which may not exist.
    Endpoint,
    /// Something of the edge's own.
    Edge,
    /// [`SITEMAP`], or one of the files that it lists.
    Sitemap,
    /// [`FEED`], or another part of it, of the market.
    Feed,
    /// [`ROBOTS`].
    Robots,
    /// [`MANIFEST`].
    Manifest,
    /// A stylesheet of the merchant's colours: [`theme_path`].
    Theme,
}

/// A path with its market taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// What it names.
    pub kind: Kind,
    /// For whom the answer is, going by the path alone.
    pub audience: Audience,
    /// The market of its first segment.
    pub market: Market,
    /// The rest, which begins with exactly one slash: with two, a link to it would lead away from the shop.
    pub path: &'a str,
}

impl<'a> Address<'a> {
    /// The address that `path` names.
    pub fn of(path: &'a str) -> Self {
        let (market, rest) = Market::of_path(path);
        let rest = match rest.trim_start_matches('/') {
            "" => "/",
            trimmed => &rest[rest.len() - trimmed.len() - 1..],
        };
        let kind = match path {
            _ if sitemap_part(path).is_some() => Kind::Sitemap,
            _ if feed_part(rest).is_some() => Kind::Feed,
            ROBOTS => Kind::Robots,
            MANIFEST => Kind::Manifest,
            _ if theme_of(path).is_some() => Kind::Theme,
            _ if path.starts_with(ENDPOINTS) => Kind::Endpoint,
            _ if path.starts_with(FUNCTIONS) => Kind::Function,
            _ if path.starts_with(EDGE) => Kind::Edge,
            _ => Kind::Page,
        };
        Self { kind, audience: audience(path, None), market, path: rest }
    }
}

/// The path of the stylesheet that sets the accent on light and on dark pages, which are written as `#9c3b1f`. The path
/// says all that is in it, so it never changes.
pub fn theme_path(light: &str, dark: &str) -> String {
    format!("{THEME}{}-{}.css", light.trim_start_matches('#'), dark.trim_start_matches('#'))
}

/// The two colours that such a path names, six digits each.
pub fn theme_of(path: &str) -> Option<[&str; 2]> {
    let (light, dark) = path.strip_prefix(THEME)?.strip_suffix(".css")?.split_once('-')?;
    let is_colour = |text: &str| text.len() == 6 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (is_colour(light) && is_colour(dark)).then_some([light, dark])
}

/// For whom the answer to a GET of `path` and `query` is. Another spelling of a private path is private too:
/// encoded, in capitals, with more slashes, below a market that does not exist.
pub fn audience(path: &str, query: Option<&str>) -> Audience {
    let is_public = !has_form_error(query) && is_public_path(path);
    if is_public { Audience::Public } else { Audience::Private }
}

fn is_public_path(path: &str) -> bool {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty()).map(decoded);
    let Some(mut first) = segments.next() else { return true };
    if is_like_market(&first) {
        let Some(second) = segments.next() else { return true };
        first = second;
    }
    let is = |section: &str| section.eq_ignore_ascii_case(&first);
    if is(ENDPOINTS.trim_matches('/')) {
        // Below a market there is no endpoint, only a page that is not there.
        return reads_of_endpoint(Market::of_path(path).1).is_some();
    }
    let is_private_page = |page: &Page| page.audience == Audience::Private && is(page.section);
    !is(FUNCTIONS.trim_matches('/')) && !PAGES.iter().any(is_private_page)
}

/// Path and query of an address with everything removed that the answer does not depend on, and the rest in order
/// and in one spelling (RFC 3986, 6.2.2): equal targets are equal questions.
pub fn target<'a>(path: &'a str, query: Option<&str>) -> Cow<'a, str> {
    let Some(query) = query.filter(|query| !query.is_empty()) else { return Cow::Borrowed(path) };
    let reads = Reads::of(path);
    let mut pairs: Vec<Cow<'_, str>> = query.split('&').filter_map(|pair| plain(pair, &reads)).collect();
    if pairs.is_empty() {
        return Cow::Borrowed(path);
    }
    pairs.sort_unstable();
    if let Reads::Page(_) = reads {
        // A page reads the last of several, or each of them once.
        pairs.reverse();
        pairs.dedup_by(|next, last| {
            let name = name_of(next);
            if values::REPEATED.contains(&name) { next == last } else { name == name_of(last) }
        });
        pairs.reverse();
    }
    Cow::Owned(format!("{path}?{}", pairs.join("&")))
}

/// A page's path in the one spelling of all that are equivalent (RFC 3986, 6.2.2): nothing encoded that need not be,
/// everything else encoded in capitals; and, since the router sees no difference, one slash between segments and none
/// at the end. Whoever asks for a public page by another spelling is led to this one, so that it has one address for
/// caches and for search engines.
pub fn plain_path(path: &str) -> Cow<'_, str> {
    if is_evidently_plain(path) { Cow::Borrowed(path) } else { spelt_anew(path) }
}

/// Whether a path has nothing in it that could be spelt otherwise: unreserved letters (RFC 3986, 2.3) between single
/// slashes. Nearly every path that is asked for is like that, and putting it together anew to see it took a thirtieth
/// of a cached page.
fn is_evidently_plain(path: &str) -> bool {
    let mut before = None;
    for byte in path.bytes() {
        match byte {
            b'/' if before == Some(b'/') => return false,
            b'/' => {}
            _ if before.is_none() => return false,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {}
            _ => return false,
        }
        before = Some(byte);
    }
    path == "/" || before.is_some_and(|last| last != b'/')
}

fn spelt_anew(path: &str) -> Cow<'_, str> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let plain: String = segments.map(|segment| format!("/{}", spelt_in_ascii(segment))).collect();
    match plain.as_str() {
        "" => Cow::Borrowed("/"),
        plain if plain == path => Cow::Borrowed(path),
        _ => Cow::Owned(plain),
    }
}

/// Where somebody is led who asks for a page by another spelling of its path, or of a range of numbers; what else it asks
/// stays as it was.
pub fn respelt(path: &str, query: Option<&str>) -> Option<String> {
    let plain = plain_path(path);
    // Nearly every address is spelt so, whatever it is of.
    if plain == path && query.is_none() {
        return None;
    }
    if Address::of(path).kind != Kind::Page {
        return None;
    }
    if let Some(folded) = query.and_then(|query| ranges::folded(path, query)) {
        return Some(if folded.is_empty() { plain.into_owned() } else { format!("{plain}?{folded}") });
    }
    (plain != path).then(|| match query {
        Some(query) => format!("{plain}?{query}"),
        None => plain.into_owned(),
    })
}

/// The text spelt plainly, with what an address cannot hold encoded.
fn spelt_in_ascii(text: &str) -> String {
    const SEGMENT: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'[')
        .add(b'\\')
        .add(b']')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}');
    utf8_percent_encode(&spelt_plainly(text), SEGMENT).to_string()
}

/// A pair of a query whose name is read, in its plain spelling: the name as it is declared, and of the value nothing
/// encoded that need not be. None if the pair says nothing.
fn plain<'a>(pair: &'a str, reads: &Reads) -> Option<Cow<'a, str>> {
    let name = name_of(pair);
    let value = &pair[name.len()..];
    let known = decoded(name);
    if !reads.has(&known) {
        return None;
    }
    let value = match value.contains('%') {
        true => Cow::Owned(spelt_plainly(value)),
        false => Cow::Borrowed(value),
    };
    let is_a_page_s = matches!(reads, Reads::Page(_));
    if is_a_page_s && !values::says_something(&known, value.strip_prefix('=').unwrap_or_default()) {
        return None;
    }
    Some(if pair.contains('%') { Cow::Owned(format!("{known}{value}")) } else { Cow::Borrowed(pair) })
}

/// The text with its unreserved characters as they are and all other encodings in capitals. A sign that encodes
/// nothing means itself, and is encoded: else `%%3731` would become `%731`, which is another text.
fn spelt_plainly(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('%') {
        out.push_str(before);
        let byte = behind.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        // The radix parser takes a sign too.
        let byte = byte.filter(|_| behind.as_bytes()[0].is_ascii_hexdigit());
        rest = match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
                &behind[2..]
            }
            Some(_) => {
                out.push('%');
                out.push_str(&behind[..2].to_ascii_uppercase());
                &behind[2..]
            }
            None => {
                out.push_str("%25");
                behind
            }
        };
    }
    out.push_str(rest);
    out
}

/// The query parameters that a public address reads.
enum Reads {
    Nothing,
    Page(&'static Page),
    Endpoint(&'static EndpointInfo),
}

impl Reads {
    fn of(path: &str) -> Self {
        if path.starts_with(ENDPOINTS) {
            return reads_of_endpoint(path).unwrap_or(Self::Nothing);
        }
        page(Market::of_path(path).1).map_or(Self::Nothing, Self::Page)
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Page(page) => page.parameters.contains(&name),
            Self::Endpoint(endpoint) => endpoint.reads(name),
        }
    }
}

/// What the public read at `path` reads of the query; none if there is no such thing, or it is private.
fn reads_of_endpoint(path: &str) -> Option<Reads> {
    match path {
        OPENAPI => Some(Reads::Nothing),
        _ => public_read(path).map(Reads::Endpoint),
    }
}

/// Whether the GET of `path` is of the API and public.
pub fn is_public_read(path: &str) -> bool {
    reads_of_endpoint(path).is_some()
}

fn has_form_error(query: Option<&str>) -> bool {
    let is_error = |pair: &str| FORM_ERROR.contains(&decoded(name_of(pair)).as_ref());
    query.is_some_and(|query| query.split('&').any(is_error))
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

/// The text with its percent encoding undone; as it is where that gives no UTF-8.
fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests;
