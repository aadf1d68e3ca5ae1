//! Files for programs that come in parts, since a shop may have more than one of them holds.

/// The list of addresses for crawlers.
pub const SITEMAP: &str = "/sitemap.xml";
/// What is for sale in a market, for programs that compare prices; in every market, as pages are.
pub const FEED: &str = "/feeds/google.xml";

/// Which part of the sitemap is at `path`: 0 at [`SITEMAP`], the others at `/sitemap-1.xml` and so on.
pub fn sitemap_part(path: &str) -> Option<u32> {
    if path == SITEMAP { Some(0) } else { part(path, "/sitemap-") }
}

/// The path of a part of the sitemap, but the first.
pub fn sitemap_part_path(part: usize) -> String {
    format!("/sitemap-{part}.xml")
}

/// Which part of a market's feed is at `path`, which has its market taken off: 1 at [`FEED`], the others at
/// `/feeds/google-2.xml` and so on.
pub fn feed_part(path: &str) -> Option<u32> {
    if path == FEED { Some(1) } else { part(path, "/feeds/google-").filter(|part| *part > 1) }
}

/// The number between what a path begins with and its ending.
fn part(path: &str, begin: &str) -> Option<u32> {
    let number = path.strip_prefix(begin)?.strip_suffix(".xml")?;
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    number.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use domain::Market;

    use super::super::{Address, Kind, audience, target};
    use super::*;
    use crate::Audience;

    #[test]
    fn a_feed_is_a_market_s_own_and_for_everybody() {
        for (path, kind, market, rest) in [
            (FEED, Kind::Feed, Market::Eu, FEED),
            ("/de/feeds/google.xml", Kind::Feed, Market::De, FEED),
            ("/de/feeds/google-2.xml", Kind::Feed, Market::De, "/feeds/google-2.xml"),
            ("/feeds/google-1.xml", Kind::Page, Market::Eu, "/feeds/google-1.xml"),
            ("/feeds/google-02.xml", Kind::Page, Market::Eu, "/feeds/google-02.xml"),
            ("/de/sitemap.xml", Kind::Page, Market::De, SITEMAP),
        ] {
            let address = Address::of(path);
            assert_eq!((address.kind, address.market, address.path), (kind, market, rest), "{path}");
            assert_eq!(audience(path, Some("utm_source=x")), Audience::Public, "{path}");
            assert_eq!(target(path, Some("utm_source=x")), path);
        }
        assert_eq!((feed_part(FEED), feed_part("/feeds/google-7.xml")), (Some(1), Some(7)));
    }
}
