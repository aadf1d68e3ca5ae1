//! What may be cached, how long, and which tags make it stale. Origin, worker, edge host and
//! purge all use these words.

mod known_policy;

use std::fmt::{self, Write as _};
use std::str::FromStr;

use domain::{PageId, ProductId, Slug};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use known_policy::KnownPolicy;

/// Lists the tags of a reply, separated by commas.
pub const CACHE_TAG: HeaderName = HeaderName::from_static("cache-tag");
/// How long shared caches may keep a reply (RFC 9213).
pub const CDN_CACHE_CONTROL: HeaderName = HeaderName::from_static("cdn-cache-control");

/// A name for something that cached entries depend on. Printable ASCII without commas or blanks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

impl Tag {
    /// A page has three of each product that it shows, so they are written without the machinery of formats.
    fn of_product(kind: &str, id: ProductId) -> Self {
        Self([kind, &*id.0.hyphenated().encode_lower(&mut Uuid::encode_buffer())].concat())
    }

    /// A product's texts, and its prices where [`Tag::price`] is not named beside it.
    pub fn product(id: ProductId) -> Self {
        Self::of_product("p:", id)
    }

    /// The address of a product that may not exist yet: purged when it is made.
    pub fn product_slug(slug: &Slug) -> Self {
        Self(format!("ps:{slug}"))
    }

    /// The prices of a product's variants, in every currency.
    pub fn price(id: ProductId) -> Self {
        Self::of_product("pr:", id)
    }

    /// The availability of a product's variants.
    pub fn stock(id: ProductId) -> Self {
        Self::of_product("s:", id)
    }

    /// A collection and the list of what is in it.
    pub fn collection(slug: &Slug) -> Self {
        Self(format!("c:{slug}"))
    }

    /// The list of collections.
    pub fn navigation() -> Self {
        Self("nav".to_owned())
    }

    /// Lists whose order follows from prices.
    pub fn by_price() -> Self {
        Self("by-price".to_owned())
    }

    /// Whether events that name the tag may say how things are now (see [`crate::volatile`]).
    pub fn is_volatile(&self) -> bool {
        self.0.starts_with("s:") || self.0.starts_with("pr:")
    }

    /// Any list over the whole catalogue: all products, the sitemap.
    pub fn catalog() -> Self {
        Self("catalog".to_owned())
    }

    /// Answers of the search index.
    pub fn search() -> Self {
        Self("search".to_owned())
    }

    /// Answers of the search index whose order follows from prices.
    pub fn search_by_price() -> Self {
        Self("search-by-price".to_owned())
    }

    /// Answers of the search index that follow from what is in stock.
    pub fn search_by_stock() -> Self {
        Self("search-by-stock".to_owned())
    }

    /// What else is shown beside the product at an address: purged when the search index comes to know the product.
    pub fn companions(slug: &Slug) -> Self {
        Self(format!("co:{slug}"))
    }

    /// What the search index says of a collection that follows from what is in stock.
    pub fn search_collection_stock(slug: &Slug) -> Self {
        Self(format!("scs:{slug}"))
    }

    /// The same of every collection: purged when nobody can say of which.
    pub fn search_collections_stock() -> Self {
        Self("scs".to_owned())
    }

    /// What the search index says of the products that are in a collection, or have just left it.
    pub fn search_collection(slug: &Slug) -> Self {
        Self(format!("sc:{slug}"))
    }

    /// What the search index says of a collection, if this is its tag.
    pub fn of_index(&self) -> Option<Self> {
        self.0.strip_prefix("c:").map(|slug| Self(format!("sc:{slug}")))
    }

    /// What staff have declared of the properties by which lists are narrowed.
    pub fn attributes() -> Self {
        Self("attributes".to_owned())
    }

    /// One of the merchant's own pages.
    pub fn page(id: PageId) -> Self {
        Self(format!("pg:{id}"))
    }

    /// The address of a page of the merchant's that may not exist yet: purged when it is made.
    pub fn page_slug(slug: &Slug) -> Self {
        Self(format!("pgs:{slug}"))
    }

    /// The list of the merchant's own pages.
    pub fn pages() -> Self {
        Self("pages".to_owned())
    }

    /// What stands on the home page.
    pub fn home() -> Self {
        Self("home".to_owned())
    }

    /// Addresses that lead elsewhere.
    pub fn redirects() -> Self {
        Self("redirects".to_owned())
    }

    /// What the merchant has set of delivery.
    pub fn delivery() -> Self {
        Self("delivery".to_owned())
    }

    /// The providers that shoppers may log in by.
    pub fn providers() -> Self {
        Self("providers".to_owned())
    }

    /// What the merchant has set of the shop as a whole: every page shows some of it.
    pub fn settings() -> Self {
        Self("settings".to_owned())
    }

    /// Everything.
    pub fn all() -> Self {
        Self("all".to_owned())
    }

    /// The tag's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Tag {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a cache tag is 1 to 200 printable ASCII characters without commas or blanks")]
pub struct InvalidTag;

impl FromStr for Tag {
    type Err = InvalidTag;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_graphic() && byte != b',';
        if (1..=200).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidTag)
        }
    }
}

/// How long something is fresh, and how long it may still be shown after that; in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Served without asking.
    pub fresh: u32,
    /// Served while it is being refreshed.
    pub stale_while_revalidate: u32,
    /// Served when the origin fails.
    pub stale_if_error: u32,
}

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: u32 = 24 * HOUR;

impl Lifetime {
    /// Products, collections and their pages. Purges keep them right; the time is the safety net.
    pub const PAGE: Self = Self { fresh: HOUR, stale_while_revalidate: HOUR, stale_if_error: DAY };
    /// The most that is good where nobody would notice that purges do not come.
    pub const UNGUARDED: Self = Self { fresh: MINUTE, stale_while_revalidate: 10 * MINUTE, stale_if_error: DAY };
    /// Search answers.
    pub const SEARCH: Self = Self { fresh: 15, stale_while_revalidate: MINUTE, stale_if_error: 5 * MINUTE };
    /// What programs fetch once a day of all that is for sale: price lists begin and end by the clock, which purges nothing.
    pub const FEED: Self = Self { fresh: 15 * MINUTE, stale_while_revalidate: 0, stale_if_error: DAY };
    /// “There is no such thing.”
    pub const ABSENT: Self = Self { fresh: 15, stale_while_revalidate: 0, stale_if_error: 0 };

    /// The shorter of both in each respect: what a page made of both may claim.
    pub fn min(self, other: Self) -> Self {
        Self {
            fresh: self.fresh.min(other.fresh),
            stale_while_revalidate: self.stale_while_revalidate.min(other.stale_while_revalidate),
            stale_if_error: self.stale_if_error.min(other.stale_if_error),
        }
    }
}

/// Whether and how a reply may be cached by others than its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CachePolicy {
    /// By nobody: personal, or the result of a write.
    Never,
    /// By shared caches, until one of the tags is purged or the time is over.
    UntilPurged(Lifetime, Vec<Tag>),
}

impl CachePolicy {
    /// Writes the policy into a reply's headers.
    pub fn write(&self, headers: &mut HeaderMap) {
        match self {
            Self::Never => {
                headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            }
            Self::UntilPurged(lifetime, tags) => Self::write_until_purged(*lifetime, tags, headers),
        }
    }

    fn write_until_purged(lifetime: Lifetime, tags: &[Tag], headers: &mut HeaderMap) {
        let Lifetime { fresh, stale_while_revalidate, stale_if_error } = lifetime;
        let mut control = String::with_capacity(80);
        let directives = format_args!(
            "max-age={fresh}, stale-while-revalidate={stale_while_revalidate}, stale-if-error={stale_if_error}"
        );
        control.write_fmt(directives).expect("a String takes all text");
        let mut list = String::with_capacity(tags.iter().map(|tag| tag.0.len() + 1).sum::<usize>().saturating_sub(1));
        for (place, tag) in tags.iter().enumerate() {
            list.push_str(if place == 0 { "" } else { "," });
            list.push_str(&tag.0);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
        headers.insert(CDN_CACHE_CONTROL, HeaderValue::try_from(control).expect("digits and ASCII words"));
        headers.insert(CACHE_TAG, HeaderValue::try_from(list).expect("tags are printable ASCII"));
    }

    /// Reads the policy from a reply's headers. Anything unclear counts as [`CachePolicy::Never`].
    pub fn read(headers: &HeaderMap) -> Self {
        Self::try_read(headers).unwrap_or(Self::Never)
    }

    fn try_read(headers: &HeaderMap) -> Option<Self> {
        if headers.contains_key(header::SET_COOKIE) {
            return None;
        }
        let mut lifetime = Lifetime { fresh: 0, stale_while_revalidate: 0, stale_if_error: 0 };
        for directive in headers.get(CDN_CACHE_CONTROL)?.to_str().ok()?.split(',') {
            let (name, seconds) = directive.trim().split_once('=')?;
            let seconds = seconds.parse().ok()?;
            match name {
                "max-age" => lifetime.fresh = seconds,
                "stale-while-revalidate" => lifetime.stale_while_revalidate = seconds,
                "stale-if-error" => lifetime.stale_if_error = seconds,
                _ => return None,
            }
        }
        let list = headers.get(CACHE_TAG)?.to_str().ok()?;
        let mut tags: Vec<Tag> = Vec::with_capacity(list.split(',').count());
        for tag in list.split(',') {
            tags.push(tag.parse().ok()?);
        }
        (lifetime.fresh > 0).then_some(Self::UntilPurged(lifetime, tags))
    }

    /// The policy of something made of both: the stricter times, the tags of both.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::UntilPurged(a, mut tags), Self::UntilPurged(b, more)) => {
                tags.extend(more);
                tags.sort();
                tags.dedup();
                Self::UntilPurged(a.min(b), tags)
            }
            _ => Self::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Tag {
        text.parse().expect("a tag")
    }

    #[test]
    fn a_policy_survives_its_headers() {
        let policy = CachePolicy::UntilPurged(Lifetime::PAGE, vec![tag("nav"), tag("p:1")]);
        let mut headers = HeaderMap::new();
        policy.write(&mut headers);
        assert_eq!(headers[CDN_CACHE_CONTROL], "max-age=3600, stale-while-revalidate=3600, stale-if-error=86400");
        assert_eq!(CachePolicy::read(&headers), policy);
    }

    #[test]
    fn tags_of_a_product_name_it() {
        let id = ProductId(Uuid::from_u128(0xab));
        let tags = [Tag::product(id), Tag::price(id), Tag::stock(id)];
        assert_eq!(tags.map(|tag| tag.0), ["p", "pr", "s"].map(|kind| format!("{kind}:{id}")));
    }

    #[test]
    fn anything_unclear_is_not_cached() {
        let check = |pairs: &[(&'static str, &'static str)]| {
            let headers =
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            assert_eq!(CachePolicy::read(&headers.collect()), CachePolicy::Never, "{pairs:?}");
        };
        check(&[]);
        check(&[("cache-tag", "nav")]);
        check(&[("cdn-cache-control", "max-age=60")]);
        check(&[("cdn-cache-control", "max-age=sixty"), ("cache-tag", "nav")]);
        check(&[("cdn-cache-control", "no-store"), ("cache-tag", "nav")]);
        check(&[("cdn-cache-control", "max-age=0"), ("cache-tag", "nav")]);
        check(&[("cdn-cache-control", "max-age=60"), ("cache-tag", "")]);
        check(&[("cdn-cache-control", "max-age=60"), ("cache-tag", "nav"), ("set-cookie", "a=b")]);
    }

    #[test]
    fn a_page_is_as_strict_as_its_strictest_part() {
        let page = CachePolicy::UntilPurged(Lifetime::PAGE, vec![tag("b"), tag("a")]);
        let search = CachePolicy::UntilPurged(Lifetime::SEARCH, vec![tag("a")]);
        let both = CachePolicy::UntilPurged(Lifetime::SEARCH, vec![tag("a"), tag("b")]);
        assert_eq!(page.clone().and(search), both);
        assert_eq!(page.and(CachePolicy::Never), CachePolicy::Never);
    }

    #[test]
    fn of_a_collection_s_tag_there_is_one_of_what_the_index_says() {
        let slug: Slug = "table".parse().expect("a slug");
        assert_eq!(Tag::collection(&slug).of_index(), Some(Tag::search_collection(&slug)));
        for other in [Tag::catalog(), Tag::search_collection(&slug), Tag::navigation()] {
            assert_eq!(other.of_index(), None, "{other}");
        }
    }

    #[test]
    fn tags_have_no_commas_or_blanks() {
        for bad in ["", "a,b", "a b", "ä", "a\n"] {
            assert_eq!(bad.parse::<Tag>(), Err(InvalidTag));
        }
    }
}
