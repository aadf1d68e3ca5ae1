//! Pages as their editors read them.

use api::settings::{
    AdminPage, AdminPageSummary, GetAdminPage, ListAdminPages, ListPageVersions, PageVersion, Publication,
};
use domain::catalog::Localized;
use domain::{Locale, Market};
use origin_platform::{Call, ServiceError, Stores};
use sqlx::types::Json;

use super::store::{self, Kept};
use crate::markdown;

/// All pages but those that were deleted.
pub(crate) async fn list_admin_pages(
    stores: Stores,
    _: Call<ListAdminPages>,
) -> Result<Vec<AdminPageSummary>, ServiceError> {
    let pages = store::pages(&stores.db).await?;
    Ok(pages.into_iter().map(summary).collect())
}

fn summary(page: Kept) -> AdminPageSummary {
    let Kept { id, kind, slug, version, published, document, saved_at } = page;
    AdminPageSummary { id, version, published, kind, slug, title: document.title, saved_at }
}

/// One page, with the texts of its newest version or another.
///
/// # Errors
/// `page_not_found`.
pub(crate) async fn get_admin_page(stores: Stores, call: Call<GetAdminPage>) -> Result<AdminPage, ServiceError> {
    let GetAdminPage { page, of_version } = call.endpoint;
    Ok(view(store::page(&stores.db, page, of_version).await?))
}

/// The page for its editors.
pub(super) fn view(page: Kept) -> AdminPage {
    let Kept { id, kind, slug, version, published, document, saved_at } = page;
    let store::Document { title, description, body } = document;
    let html = Locale::ALL.into_iter().fold(Localized::same(""), |html, locale| {
        let own = if locale == Locale::default() { Some(body.en.as_str()) } else { body.translation(locale) };
        let market = Market::ALL.into_iter().find(|market| market.locale() == locale).unwrap_or_default();
        match own {
            Some(own) => html.with(locale, markdown::html(own, market)),
            None => html,
        }
    });
    AdminPage { id, version, published, kind, slug, title, description, body, html, saved_at }
}

/// What a page has said, save by save.
///
/// # Errors
/// `page_not_found`.
pub(crate) async fn list_page_versions(
    stores: Stores,
    call: Call<ListPageVersions>,
) -> Result<Vec<PageVersion>, ServiceError> {
    let ListPageVersions { page, before } = call.endpoint;
    let rows: Vec<(i64, Json<Localized>, Option<String>, String)> = sqlx::query_as(
        "select version, document -> 'title', publication,
                to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         from settings.page_versions
         where page_id = $1 and version < coalesce($2, 9223372036854775807)
         order by version desc limit 100",
    )
    .bind(page.0)
    .bind(before)
    .fetch_all(&stores.db)
    .await?;
    if rows.is_empty() && before.is_none() {
        return Err(store::not_found().into());
    }
    let version = |(version, Json(title), publication, saved_at): (_, _, Option<String>, _)| PageVersion {
        version,
        title,
        publication: publication.and_then(|word| match word.as_str() {
            "publish" => Some(Publication::Publish),
            "withdraw" => Some(Publication::Withdraw),
            _ => None,
        }),
        saved_at,
    };
    Ok(rows.into_iter().map(version).collect())
}
