//! Which pictures the shop itself uses.

use api::media::MediaUse;
use sqlx::PgConnection;

use crate::{home, shop};

/// Where pictures of these paths are used: on the home page, as it is shown and as it was saved last, and as the logo.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn picture_uses(db: &mut PgConnection, paths: &[String]) -> sqlx::Result<Vec<(String, MediaUse)>> {
    let mut shown = home::pictures(&mut *db).await?;
    shown.sort_unstable();
    shown.dedup();
    let logo = shop::settings(db).await?.look.logo.map(|logo| (logo.path, MediaUse::Logo));
    let uses = shown.into_iter().map(|path| (path, MediaUse::Home)).chain(logo);
    Ok(uses.filter(|(path, _)| paths.contains(path)).collect())
}
