//! What programs read of the shop: the sitemap and robots.txt, and the feed for the Google Merchant Center.

pub mod feed;
pub mod sitemap;
