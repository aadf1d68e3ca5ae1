//! Pages as shoppers read them.

use api::catalog::{AddressEntry, Text};
use api::problem::{Code, Problem};
use api::settings::{GetPage, ListPages, PageVersionId, PageView};
use domain::{Locale, PageId};
use origin_platform::{Call, ServiceError, Stores};
use sqlx::types::Json;
use uuid::Uuid;

use super::store::{self, Document};
use crate::markdown;
use crate::published::{Published, kind_of, published, slug_of};

/// The page at an address, with the address that it has now: whoever comes by a former one, or by the page's id, is told
/// that. A version that was on show once is read even when the page is gone, since somebody may have agreed to it.
///
/// # Errors
/// `page_not_found`; `page_gone` if it was deleted.
pub(crate) async fn get_page(stores: Stores, call: Call<GetPage>) -> Result<PageView, ServiceError> {
    let GetPage { slug, market, version } = call.endpoint;
    let found: Option<(Uuid, String, String, Option<i64>, bool)> = sqlx::query_as(
        "select id, kind, slug, published, deleted_at is not null
         from settings.pages
         where (slug = $1 and deleted_at is null) or id = $2
               or id = (select page_id from settings.former_page_slugs where slug = $1)
         order by slug = $1 and deleted_at is null desc limit 1",
    )
    .bind(slug.as_str())
    .bind(slug.as_str().parse::<Uuid>().ok())
    .fetch_optional(&stores.db)
    .await?;
    let (id, kind, own, published, is_deleted) = found.ok_or_else(store::not_found)?;
    let wanted = version.or(published).ok_or_else(|| match is_deleted {
        true => Problem::new(Code::PageGone, "This page was taken away and does not come back."),
        false => store::not_found(),
    })?;
    let said: Option<(Json<Document>, String)> = sqlx::query_as(
        "select document, to_char(created_at at time zone 'utc', 'YYYY-MM-DD')
         from settings.page_versions where page_id = $1 and version = $2 and publication = 'publish'",
    )
    .bind(id)
    .bind(wanted)
    .fetch_optional(&stores.db)
    .await?;
    let (Json(Document { title, description, body }), saved_on) = said.ok_or_else(store::not_found)?;
    let locale = market.locale();
    let lang = body.translation(locale).map_or_else(Locale::default, |_| locale);
    Ok(PageView {
        version: PageVersionId { page: PageId(id), version: wanted },
        // A page that was taken away has no address any more: what it had may be another's by now.
        slug: if is_deleted { slug } else { slug_of(&own)? },
        kind: kind_of(&kind)?,
        title: Text::of(&title, locale),
        description: Text::of(&description, locale),
        html: Text::in_language(markdown::html(body.get(locale), market), lang, locale),
        saved_on,
        is_current: published == Some(wanted),
    })
}

/// Where all pages on show are.
pub(crate) async fn list_pages(stores: Stores, _: Call<ListPages>) -> Result<Vec<AddressEntry>, ServiceError> {
    let pages = published(&stores.db).await?;
    let entry = |page: Published| AddressEntry { path: format!("/pages/{}", page.slug), changed_on: page.saved_on };
    Ok(pages.into_iter().map(entry).collect())
}
