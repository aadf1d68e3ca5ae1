//! What every page of the shop shows of all that is set.

use api::settings::{GetSettings, HomeView, MenuEntry, MenuLinks, PageKind, PageLink, PageVersionId, Storefront};
use domain::Market;
use origin_platform::{Call, ServiceError, Stores};
use sqlx::PgConnection;

use crate::home;
use crate::icons;
use crate::menus;
use crate::published::{Published, link, published};
use crate::shop;

/// All of it, for everybody.
pub(crate) async fn get_settings(stores: Stores, _: Call<GetSettings>) -> Result<Storefront, ServiceError> {
    storefront(&mut *stores.db.acquire().await?).await
}

/// All of it as it is now.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn storefront(db: &mut PgConnection) -> Result<Storefront, ServiceError> {
    let shop = shop::current(&mut *db).await?.settings;
    let pages = published(&mut *db).await?;
    let menus = menus::current(&mut *db).await?.menus;
    let links = |entries: &[MenuEntry]| entries.iter().filter_map(|entry| link(entry, &pages)).collect::<Vec<_>>();
    let header = links(&menus.header);
    let columns =
        menus.footer.iter().map(|column| MenuLinks { title: column.title.clone(), links: links(&column.entries) });
    let footer = columns.filter(|column| !column.links.is_empty()).collect();
    let icons = match &shop.look.logo {
        Some(logo) if icons::has_icons(&mut *db, &logo.path).await? => Some(logo.path.clone()),
        _ => None,
    };
    Ok(Storefront { shop, icons, header, footer, pages: framed(&pages) })
}

/// What leads to pages: what every page shows, and the home page beside.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn leading(db: &mut PgConnection) -> Result<(Storefront, Vec<HomeView>), ServiceError> {
    let framed = storefront(&mut *db).await?;
    let mut homes = Vec::new();
    for market in Market::ALL {
        homes.push(home::view(&mut *db, market).await?);
    }
    Ok((framed, homes))
}

/// The pages that every other leads to.
fn framed(pages: &[Published]) -> Vec<PageLink> {
    let of_kind = |kind| pages.iter().find(move |page| page.kind == kind);
    let kinds = PageKind::ALL.into_iter().filter(|kind| *kind != PageKind::Other);
    let link = |page: &Published| PageLink {
        version: PageVersionId { page: page.id, version: page.version },
        kind: page.kind,
        slug: page.slug.clone(),
        title: page.title.clone(),
    };
    kinds.filter_map(of_kind).map(link).collect()
}
