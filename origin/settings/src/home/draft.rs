//! The newest version of the home page for whoever has a link of staff's, for half an hour.

use api::problem::{Code, Problem};
use api::settings::{CreateHomePreview, GetHomePreview, HomePreview, HomeView};
use origin_platform::{Call, ServiceError, Stores, secret};
use serde_json::json;

use super::{SUBJECT, shown, store};

/// A link. Those that have ended are forgotten with it, so no more are kept than staff make in half an hour.
pub(crate) async fn create_home_preview(
    stores: Stores,
    call: Call<CreateHomePreview>,
) -> Result<HomePreview, ServiceError> {
    // No reply is kept: the token would be in it. Whoever asks twice has two links.
    let mut tx = stores.db.begin().await?;
    let token = secret::token();
    sqlx::query("delete from settings.home_previews where expires_at <= now()").execute(&mut *tx).await?;
    sqlx::query(
        "insert into settings.home_previews (token_hash, expires_at) values ($1, now() + interval '30 minutes')",
    )
    .bind(&secret::sha256(&token)[..])
    .execute(&mut *tx)
    .await?;
    call.audit(&mut tx, SUBJECT, None, Some(json!({ "preview": "30 minutes" }))).await?;
    tx.commit().await?;
    Ok(HomePreview { token })
}

/// What stands on the newest version.
///
/// # Errors
/// `page_not_found` without a link that is good.
pub(crate) async fn get_home_preview(stores: Stores, call: Call<GetHomePreview>) -> Result<HomeView, ServiceError> {
    let GetHomePreview { token, market } = call.endpoint;
    let mut db = stores.db.acquire().await?;
    let is_good: bool = sqlx::query_scalar(
        "select exists (select from settings.home_previews where token_hash = $1 and expires_at > now())",
    )
    .bind(&secret::sha256(&token)[..])
    .fetch_one(&mut *db)
    .await?;
    if !is_good {
        let detail = "This link has ended. Make another one in the office, on the page of the home page.";
        return Err(Problem::new(Code::PageNotFound, detail).into());
    }
    let newest = store::newest(&mut db).await?;
    shown::view_of(&mut db, &newest.blocks, market).await
}
