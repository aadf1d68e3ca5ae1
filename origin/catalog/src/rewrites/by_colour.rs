//! Products and collections that show a picture whose colour is known by now.

use api::catalog::{Colour, ProductDocument};
use domain::{ProductId, Slug};
use origin_messaging::outbox;
use origin_platform::Database;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::collections::former;
use crate::upsert::{Outcome, upsert_products};
use crate::{event, store};

/// Products that one transaction writes anew: others wait for it.
const AT_ONCE: i64 = 50;

/// Notes the colour of a picture, and has the products and collections that name it show it: those there are, some at a
/// time, each time in a transaction of its own. Can be repeated, and does nothing then.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn colour_picture(db: &Database, path: &str, colour: Colour) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    // Whoever writes a product now has read the colours already, and is found below; whoever comes later reads this one.
    store::lock_catalog(&mut tx, false).await?;
    sqlx::query(
        "insert into catalog.picture_colours (path, colour) values ($1, $2)
         on conflict (path) do update set colour = excluded.colour where picture_colours.colour <> excluded.colour",
    )
    .bind(path)
    .bind(colour.to_string())
    .execute(&mut *tx)
    .await?;
    colour_collections(&mut tx, path, colour).await?;
    tx.commit().await?;
    let mut after = Uuid::nil();
    while let Some(last) = colour_products(db, path, colour, after).await? {
        after = last;
    }
    Ok(())
}

async fn colour_collections(tx: &mut PgConnection, path: &str, colour: Colour) -> anyhow::Result<()> {
    let rows: Vec<(String, Option<String>)> = sqlx::query_as(
        "update catalog.collections
         set image = image || jsonb_build_object('colour', $2::text), updated_at = now()
         where image ->> 'path' = $1 and image ->> 'colour' is distinct from $2
         returning slug, parent",
    )
    .bind(path)
    .bind(colour.to_string())
    .fetch_all(&mut *tx)
    .await?;
    let mut events = Vec::with_capacity(rows.len());
    for (slug, parent) in rows {
        let parent: Option<Slug> = parent.map(|parent| store::stored(&parent)).transpose()?;
        let slug: Slug = store::stored(&slug)?;
        events.push(event::collection_moved(&slug, &parent));
    }
    outbox::record(tx, &events).await?;
    Ok(())
}

/// Writes the next products anew that name the picture and do not show its colour; returns the last of them.
async fn colour_products(db: &Database, path: &str, colour: Colour, after: Uuid) -> anyhow::Result<Option<Uuid>> {
    let mut tx = db.begin().await?;
    store::lock_catalog(&mut tx, false).await?;
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "select p.id from catalog.products p
         where jsonb_path_query_array(p.document, '$.media[*].path') ? $1 and p.id > $3
           and exists (select from jsonb_array_elements(p.document -> 'media') picture
                       where picture ->> 'path' = $1 and picture ->> 'colour' is distinct from $2)
         order by p.id limit $4",
    )
    .bind(path)
    .bind(colour.to_string())
    .bind(after)
    .bind(AT_ONCE)
    .fetch_all(&mut *tx)
    .await?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let ids: Vec<ProductId> = ids.into_iter().map(ProductId).collect();
    let kept = store::documents_of_any_status(&mut *tx, &ids).await?;
    let was: Vec<(Uuid, i64)> = kept.iter().map(|(id, version, _)| (id.0, *version)).collect();
    let documents: Vec<ProductDocument> = kept.into_iter().map(|(_, _, document)| document).collect();
    for (document, outcome) in documents.iter().zip(upsert_products(&mut tx, &documents).await?) {
        // What is kept broke no rule when it was written, and may break one by now: staff see why when they save it.
        if let Outcome::Refused(reason) = outcome {
            tracing::warn!(product = %document.slug, reason, "a product does not show the colour of its picture");
        }
    }
    // It was nobody's doing: an edit of many products can still be taken back.
    former::keep_undo(&mut tx, &was).await?;
    tx.commit().await?;
    Ok(Some(last))
}
