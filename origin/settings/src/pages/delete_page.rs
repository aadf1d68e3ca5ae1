//! Deleting a page.

use api::settings::DeletePage;
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores};

use super::store;
use super::{admin, save};
use crate::published::lock;
use crate::storefront::leading;

/// Takes a page away for good. Its addresses are gone from then on; its versions stay, for whoever has agreed to one.
///
/// # Errors
/// `page_not_found`; `version_missing`; `version_outdated` with the page as it is now.
pub(crate) async fn delete_page(stores: Stores, call: Call<DeletePage>) -> Result<(), ServiceError> {
    let DeletePage { page, if_match } = call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    lock(&mut tx).await?;
    let before = store::page(&mut *tx, page, None).await?;
    if !admits(if_match, before.version)? {
        return Err(outdated(before.version, &admin::view(before)));
    }
    let framed_before = leading(&mut tx).await?;
    sqlx::query("update settings.pages set deleted_at = now(), published = null where id = $1")
        .bind(page.0)
        .execute(&mut *tx)
        .await?;
    // Of a draft nobody knows that it was there.
    if was_shown(&mut tx, page.0).await? {
        save::leave(&mut tx, page, &before.slug).await?;
    } else {
        sqlx::query("delete from settings.former_page_slugs where page_id = $1").bind(page.0).execute(&mut *tx).await?;
    }
    let is_framed = leading(&mut tx).await? != framed_before;
    save::tell(&mut tx, &before, is_framed, true).await?;
    call.audit(&mut tx, &save::subject(page), Some(save::recorded(&before)?), None).await?;
    call.commit(tx, ()).await
}

async fn was_shown(tx: &mut sqlx::PgConnection, page: uuid::Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select from settings.page_versions where page_id = $1 and publication = 'publish')",
    )
    .bind(page)
    .fetch_one(tx)
    .await
}
