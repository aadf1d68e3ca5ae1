//! The home page. Each save is a version that stays; what shoppers see is said by the last that was shown or withdrawn.

mod check;
mod draft;
mod shown;
mod store;
#[cfg(test)]
mod tests;

use api::Tag;
use api::event::SETTINGS_CHANGED;
use api::problem::{Code, Problem};
use api::settings::{
    AdminHome, GetAdminHome, GetHome, HomeBlock, HomeVersion, HomeView, ListHomeVersions, Publication, UpdateHome,
};
use domain::Locale;
use domain::catalog::Localized;
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores, audit};
use serde_json::json;

pub(crate) use draft::{create_home_preview, get_home_preview};
pub(crate) use shown::view;
pub(crate) use store::pictures;

use self::store::Kept;
use crate::markdown;
use crate::published::lock;

/// How the audit log calls it.
const SUBJECT: &str = "home";

/// What shoppers of one market see.
pub(crate) async fn get_home(stores: Stores, call: Call<GetHome>) -> Result<HomeView, ServiceError> {
    view(&mut *stores.db.acquire().await?, call.endpoint.market).await
}

/// The blocks of the newest version, or of another one.
///
/// # Errors
/// `page_not_found` if there is no such version.
pub(crate) async fn get_admin_home(stores: Stores, call: Call<GetAdminHome>) -> Result<AdminHome, ServiceError> {
    let mut db = stores.db.acquire().await?;
    let newest = store::newest(&mut db).await?;
    match call.endpoint.of_version {
        None => Ok(admin(newest)),
        Some(version) => {
            let (blocks, saved_at) = store::version(&mut db, version).await?.ok_or_else(no_version)?;
            Ok(admin(Kept { blocks, saved_at, ..newest }))
        }
    }
}

/// What stood on it, save by save.
pub(crate) async fn list_home_versions(
    stores: Stores,
    call: Call<ListHomeVersions>,
) -> Result<Vec<HomeVersion>, ServiceError> {
    store::versions(&stores.db, call.endpoint.before).await
}

/// A version more, unless nothing changes.
///
/// # Errors
/// `version_missing`; `version_outdated` with the home page as it is now; `page_not_found` if what is restored is not there; a
/// problem with the field to mend.
pub(crate) async fn update_home(stores: Stores, call: Call<UpdateHome>) -> Result<AdminHome, ServiceError> {
    let UpdateHome { if_match, blocks, restore, publication } = call.endpoint.clone();
    let mut tx = call.begin(&stores.db).await?;
    // The same lock as for pages: what links lead to is looked at by both.
    lock(&mut tx).await?;
    let before = store::newest(&mut tx).await?;
    if !admits(if_match, before.version)? {
        return Err(outdated(before.version, &admin(before)));
    }
    let blocks = match (blocks, restore) {
        (Some(blocks), _) => check::blocks(&blocks)?,
        (None, Some(version)) => store::version(&mut tx, version).await?.ok_or_else(no_version)?.0,
        (None, None) => before.blocks.clone(),
    };
    if blocks.is_empty() {
        let detail = "Give the home page a block at least, or leave it as the shop makes it by itself.";
        return Err(Problem::field("blocks", detail).into());
    }
    let is_same = blocks == before.blocks;
    let changes_nothing = match publication {
        None => is_same,
        Some(Publication::Publish) => is_same && before.published == Some(before.version),
        Some(Publication::Withdraw) => is_same && before.published.is_none(),
    };
    if changes_nothing {
        return call.commit(tx, admin(before)).await;
    }
    let version = before.version + 1;
    store::insert(&mut tx, version, &blocks, publication).await?;
    if publication.is_some() {
        outbox::record(&mut tx, &[NewEvent::new(SETTINGS_CHANGED, vec![Tag::home()], &json!({}))]).await?;
    }
    let after = store::newest(&mut tx).await?;
    let (old, new) = audit::changes(&recorded(&before), &recorded(&after));
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    call.commit(tx, admin(after)).await
}

fn recorded(kept: &Kept) -> serde_json::Value {
    json!({ "blocks": kept.blocks, "published": kept.published })
}

fn no_version() -> Problem {
    Problem::new(Code::PageNotFound, "The home page has no such version.")
}

/// The home page for its editors.
fn admin(kept: Kept) -> AdminHome {
    let Kept { version, published, blocks, saved_at } = kept;
    let html = blocks.iter().map(html).collect();
    AdminHome { version, published, blocks, html, saved_at }
}

/// What becomes of a block's text, in each language that it has.
fn html(block: &HomeBlock) -> Localized {
    let HomeBlock::Text { body, .. } = block else { return Localized::same("") };
    let own = |locale: Locale| match locale == Locale::default() {
        true => Some(body.en.as_str()),
        false => body.translation(locale),
    };
    let market = |locale: Locale| domain::Market::ALL.into_iter().find(|market| market.locale() == locale);
    Locale::ALL.into_iter().fold(Localized::same(""), |html, locale| match own(locale) {
        Some(own) => html.with(locale, markdown::html_below(own, market(locale).unwrap_or_default(), shown::LEVEL)),
        None => html,
    })
}
