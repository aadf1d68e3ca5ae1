//! The home page as shoppers see it.

use api::catalog::Text;
use api::settings::{HomeBlock, HomeBlockView, HomeLink, HomeView, MenuEntry};
use domain::catalog::Localized;
use domain::{Locale, Market};
use origin_platform::ServiceError;
use sqlx::PgConnection;

use super::store;
use crate::markdown;
use crate::published::{Published, link, published};

/// At which level the headings of a text begin: the block's own is above them.
pub(super) const LEVEL: usize = 3;

/// What stands on it for shoppers of `market`; no blocks while it is as the shop makes it by itself.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn view(db: &mut PgConnection, market: Market) -> Result<HomeView, ServiceError> {
    let Some(blocks) = store::shown(&mut *db).await? else { return Ok(HomeView::default()) };
    view_of(db, &blocks, market).await
}

/// The same of these blocks.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(super) async fn view_of(
    db: &mut PgConnection,
    blocks: &[HomeBlock],
    market: Market,
) -> Result<HomeView, ServiceError> {
    let pages = published(&mut *db).await?;
    Ok(HomeView { blocks: blocks.iter().map(|block| block_view(block, market, &pages)).collect() })
}

fn block_view(block: &HomeBlock, market: Market, pages: &[Published]) -> HomeBlockView {
    let locale = market.locale();
    let text = |text: &Option<Localized>| text.as_ref().map(|text| Text::of(text, locale));
    let led = |entry: &Option<MenuEntry>| {
        let link = link(entry.as_ref()?, pages)?;
        Some(HomeLink { label: Text::of(&link.label, locale), href: link.href })
    };
    match block {
        HomeBlock::Hero { picture, heading, text: said, link } => HomeBlockView::Hero {
            picture: picture.as_ref().map(|picture| picture.view(locale)),
            heading: text(heading),
            text: text(said),
            link: led(link),
        },
        HomeBlock::Collections { heading, collections } => {
            HomeBlockView::Collections { heading: text(heading), collections: collections.clone() }
        }
        HomeBlock::Products { heading, collection, count } => {
            HomeBlockView::Products { heading: text(heading), collection: collection.clone(), count: *count }
        }
        HomeBlock::Text { heading, body } => {
            let lang = body.translation(locale).map_or_else(Locale::default, |_| locale);
            let html = markdown::html_below(body.get(locale), market, LEVEL);
            HomeBlockView::Text { heading: text(heading), html: Text::in_language(html, lang, locale) }
        }
        HomeBlock::Announcement { text, link } => {
            HomeBlockView::Announcement { text: Text::of(text, locale), link: led(link) }
        }
        HomeBlock::About {} => HomeBlockView::About {},
    }
}
