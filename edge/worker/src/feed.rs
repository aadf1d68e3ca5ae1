//! What is for sale in a market, for programs that compare prices: made of the origin's pages, one after the other, so that
//! no more than one of them lies in memory beside the file.

use std::sync::Arc;

use api::cache::CachePolicy;
use api::catalog::{ListFeed, ListFeedPlaces, MAX_FEED_PAGES};
use api::client::{Client, Credentials, Transport};
use api::problem::{Code, Problem};
use api::settings::GetSettings;
use api::site::feed_part;
use app::brand::Brand;
use app::crawlers::feed::Feed;
use axum::response::Response;
use domain::Market;

use crate::crawlers::text;
use crate::passthrough::problem;

/// Pages of the origin's in one file.
const PAGES: u32 = 2;

/// The part of a market's feed at `path`, which has its market taken off. A market that is closed, or that the shop does not
/// have, has none.
pub async fn feed(transport: Arc<dyn Transport>, public_url: &str, market: Market, path: &str) -> Response {
    match made(transport, public_url, market, path).await {
        Ok((feed, policy)) => {
            let mut response = text(feed, "application/xml; charset=utf-8");
            policy.write(response.headers_mut());
            response
        }
        Err(rejection) => problem(&rejection),
    }
}

async fn made(
    transport: Arc<dyn Transport>,
    public_url: &str,
    market: Market,
    path: &str,
) -> Result<(String, CachePolicy), Problem> {
    let nothing = || Problem::new(Code::NotFound, "There is no such feed.");
    let (client, nobody) = (Client::new(transport), Credentials::default());
    let set = client.call_shared(&GetSettings {}, &nobody).await;
    let (shop, mut policy) = (set.reply?, set.policy);
    if !shop.shop.markets().any(|open| open == market) {
        return Err(nothing());
    }
    let before = feed_part(path).and_then(|part| (part - 1).checked_mul(PAGES));
    let before = before.filter(|before| *before < MAX_FEED_PAGES).ok_or_else(nothing)?;
    let mut behind = None;
    if before > 0 {
        // Where each file begins is told for all of them at once, so that no page has to be passed over.
        let places = client.call_shared(&ListFeedPlaces { market }, &nobody).await;
        match places.reply {
            Ok(places) => behind = Some(places.behind.get(before as usize - 1).cloned().ok_or_else(nothing)?),
            // An origin of the release before goes by the number of the page alone.
            Err(problem) if problem.code == Code::NotFound => {}
            Err(problem) => return Err(problem),
        }
        policy = policy.and(places.policy);
    }
    let brand = Brand::from(shop);
    let mut feed = Feed::new(brand.name(market.locale()), market, public_url);
    let first = before + 1;
    for page in first..=(before + PAGES).min(MAX_FEED_PAGES) {
        let cached = client.call_shared(&ListFeed { market, behind: behind.take(), page }, &nobody).await;
        let reply = cached.reply?;
        if page == first && first > 1 && reply.products.is_empty() {
            return Err(nothing());
        }
        policy = policy.and(cached.policy);
        reply.products.iter().for_each(|product| feed.add(product));
        if !reply.has_more {
            break;
        }
        behind = reply.next.clone();
    }
    Ok((feed.end(), policy))
}
