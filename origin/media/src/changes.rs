//! Saying what a picture shows, and deleting one: at once for staff, and its files when no page that was kept names them.

use api::endpoint::if_match::IfMatch;
use api::media::{DeleteMedia, MediaUse, MediaView, UpdateMedia};
use api::problem::{Code, Problem};
use domain::Locale;
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, Database, ServiceError, power_cut};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::service::{Service, not_found, subject};
use crate::{Hash, Store, views};

/// Characters of what a picture shows, in one language.
const MAX_ALT: usize = 1000;
/// How many places are named where a picture is in use.
const PLACES: usize = 5;

/// What a picture shows. Products that have it keep what they say of it.
///
/// # Errors
/// `media_not_found`; `version_missing`; `version_outdated` with the picture as it is now; `invalid_field`.
pub(crate) async fn update_media(service: Service, call: Call<UpdateMedia>) -> Result<MediaView, ServiceError> {
    let UpdateMedia { media, if_match, alt } = call.endpoint.clone();
    check_alt(&alt)?;
    let hash: Hash = media.parse().map_err(|()| not_found())?;
    let mut tx = call.begin(&service.stores.db).await?;
    let before = lock(&mut tx, &hash, if_match).await?;
    if before.alt == alt {
        return call.commit(tx, before).await;
    }
    sqlx::query("update media.originals set alt = $2, version = version + 1 where hash = $1")
        .bind(hash.0.as_slice())
        .bind(Json(&alt))
        .execute(&mut *tx)
        .await?;
    let after = views::one(&mut tx, &hash).await?.ok_or_else(not_found)?;
    let (old, new) = (json!({ "alt": before.alt }), json!({ "alt": alt }));
    call.audit(&mut tx, &subject(&hash), Some(old), Some(new)).await?;
    call.commit(tx, after).await
}

/// Nobody sees the picture any more; the job takes its files away when no page that was kept names them.
///
/// # Errors
/// `media_not_found`; `version_missing`; `version_outdated` with the picture as it is now; `media_in_use` with where.
pub(crate) async fn delete_media(service: Service, call: Call<DeleteMedia>) -> Result<(), ServiceError> {
    let DeleteMedia { media, if_match } = call.endpoint.clone();
    let hash: Hash = media.parse().map_err(|()| not_found())?;
    let mut tx = call.begin(&service.stores.db).await?;
    let before = lock(&mut tx, &hash, if_match).await?;
    if !before.uses.is_empty() {
        let mut places: Vec<String> = before.uses.iter().take(PLACES).map(place).collect();
        if before.uses.len() > PLACES {
            places.push(format!("{} more", before.uses.len() - PLACES));
        }
        let detail = format!("It is shown by {}. Take it out there first.", places.join(", "));
        return Err(Problem::new(Code::MediaInUse, detail).into());
    }
    for sql in [
        "delete from media.attachments where hash = $1",
        "update media.originals set deleted_at = now(), version = version + 1 where hash = $1",
    ] {
        sqlx::query(sql).bind(hash.0.as_slice()).execute(&mut *tx).await?;
    }
    call.audit(&mut tx, &subject(&hash), Some(json!({ "bytes": before.bytes, "alt": before.alt })), None).await?;
    call.commit(tx, ()).await
}

/// Refuses words that are no description.
pub(crate) fn check_alt(alt: &domain::catalog::Localized) -> Result<(), Problem> {
    let is_long = |locale: Locale| alt.get(locale).chars().count() > MAX_ALT;
    match Locale::ALL.into_iter().any(is_long) {
        true => Err(Problem::field("alt", format!("Say what the picture shows in at most {MAX_ALT} characters."))),
        false => Ok(()),
    }
}

/// Reads a picture that is about to be changed, and lets nobody else change it until the transaction ends.
async fn lock(tx: &mut PgConnection, hash: &Hash, if_match: Option<IfMatch>) -> Result<MediaView, ServiceError> {
    sqlx::query("select from media.originals where hash = $1 for update")
        .bind(hash.0.as_slice())
        .execute(&mut *tx)
        .await?;
    let kept = views::one(tx, hash).await?.ok_or_else(not_found)?;
    if admits(if_match, kept.version)? { Ok(kept) } else { Err(outdated(kept.version, &kept)) }
}

fn place(used: &MediaUse) -> String {
    match used {
        MediaUse::Product { id, title } => format!("product “{}” ({id})", title.get(Locale::default())),
        MediaUse::Home => "the home page".to_owned(),
        MediaUse::Logo => "every page, as the shop's logo".to_owned(),
        MediaUse::Collection { slug, title } => format!("collection “{}” ({slug})", title.get(Locale::default())),
    }
}

/// Takes away the files of every picture that was deleted an hour ago or longer: by then no page that was kept names them.
/// One that is in use again is as if it had not been deleted.
///
/// # Errors
/// If store or PostgreSQL fail.
pub(crate) async fn forget(db: &Database, store: &Store) -> anyhow::Result<()> {
    while forget_one(db, store).await? {}
    Ok(())
}

async fn forget_one(db: &Database, store: &Store) -> anyhow::Result<bool> {
    let mut tx = db.begin().await?;
    // Whoever gives the same picture now waits for this row, and finds it gone.
    let hash: Option<Vec<u8>> = sqlx::query_scalar(
        "select hash from media.originals
         where deleted_at < now() - interval '1 hour' and (claimed_until is null or claimed_until < now())
         limit 1 for update skip locked",
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(hash) = hash else { return Ok(false) };
    let hash = Hash(hash.as_slice().try_into()?);
    if views::uses(&mut tx, &[Store::path(&hash)]).await?.is_empty() {
        store.forget_files(&hash).await?;
        power_cut("files of a picture half removed");
        store.forget_original(&hash).await?;
        origin_settings::forget_icons(&mut tx, &Store::path(&hash)).await?;
        origin_catalog::forget_colour(&mut tx, &Store::path(&hash)).await?;
        sqlx::query("delete from media.originals where hash = $1").bind(hash.0.as_slice()).execute(&mut *tx).await?;
    } else {
        let back = "update media.originals set deleted_at = null where hash = $1";
        sqlx::query(back).bind(hash.0.as_slice()).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(true)
}
