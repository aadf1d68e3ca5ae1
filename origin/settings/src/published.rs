//! The pages on show, as menus, the home page and the shop's frame lead to them.

use api::settings::{MenuEntry, MenuLink, MenuTarget, PageKind};
use domain::catalog::Localized;
use domain::{PageId, Slug};
use origin_platform::ServiceError;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// Lets one at a time save a page, the menus or the home page, which have the same number: whether others lead to a page
/// depends on all of them.
const ONE_AT_A_TIME: i64 = 0x73_6574_6d65_6e75;

/// Waits until nobody else saves a page. What was committed before is seen by the statements after this one.
pub(crate) async fn lock(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(tx).await.map(drop)
}

/// The kind that a page is kept by.
pub(crate) fn kind_of(kept: &str) -> Result<PageKind, ServiceError> {
    Ok(PageKind::of_code(kept).ok_or_else(|| anyhow::anyhow!("“{kept}” is kept as the kind of a page"))?)
}

/// The address that a page is kept by.
pub(crate) fn slug_of(kept: &str) -> Result<Slug, ServiceError> {
    Ok(kept.parse().map_err(|_| anyhow::anyhow!("“{kept}” is kept as the address of a page"))?)
}

/// A page on show, as others lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Published {
    pub id: PageId,
    pub version: i64,
    pub kind: PageKind,
    pub slug: Slug,
    pub title: Localized,
    /// The day on which that was saved.
    pub saved_on: String,
}

/// All pages on show, by their addresses.
pub(crate) async fn published(db: impl PgExecutor<'_>) -> Result<Vec<Published>, ServiceError> {
    let rows: Vec<(Uuid, i64, String, String, Json<Localized>, String)> = sqlx::query_as(
        "select page.id, said.version, page.kind, page.slug, said.document -> 'title',
                to_char(said.created_at at time zone 'utc', 'YYYY-MM-DD')
         from settings.pages as page
         join settings.page_versions as said on said.page_id = page.id and said.version = page.published
         where page.deleted_at is null
         order by page.slug",
    )
    .fetch_all(db)
    .await?;
    let page = |(id, version, kind, slug, Json(title), saved_on): (_, _, String, String, _, _)| {
        let (kind, slug) = (kind_of(&kind)?, slug_of(&slug)?);
        Ok(Published { id: PageId(id), version, kind, slug, title, saved_on })
    };
    rows.into_iter().map(page).collect()
}

/// Where an entry leads, and what it is called; nothing if that is a page that is not on show.
pub(crate) fn link(entry: &MenuEntry, pages: &[Published]) -> Option<MenuLink> {
    let (href, title) = match &entry.to {
        MenuTarget::Page(id) => {
            let page = pages.iter().find(|page| page.id == *id)?;
            (format!("/pages/{}", page.slug), Some(&page.title))
        }
        MenuTarget::Collection(slug) => (format!("/collections/{slug}"), None),
        MenuTarget::Product(slug) => (format!("/products/{slug}"), None),
        MenuTarget::Address(address) => (address.clone(), None),
    };
    Some(MenuLink { label: entry.label.as_ref().or(title)?.clone(), href })
}
