//! Writing collections.

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::CollectionDocument;
use origin_messaging::outbox;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::{Outcome, check};
use crate::{event, store};

/// Makes the catalogue's collections what the documents say, in the caller's transaction. Tells
/// for each document, in the same order, what became of it.
///
/// # Errors
/// If PostgreSQL does not answer; the transaction is then worth nothing.
pub async fn upsert_collections(tx: &mut PgConnection, documents: &[CollectionDocument]) -> sqlx::Result<Vec<Outcome>> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    store::lock_catalog(tx, false).await?;
    let mut seen = BTreeSet::new();
    let mut outcomes: Vec<Outcome> = documents
        .iter()
        .map(|document| match check::collection(document) {
            Err(reason) => Outcome::Refused(reason),
            Ok(()) if !seen.insert(&document.slug) => {
                Outcome::Refused(format!("collection “{}” occurs twice", document.slug))
            }
            Ok(()) => Outcome::Unchanged,
        })
        .collect();
    let fit: Vec<&CollectionDocument> = documents
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| **outcome == Outcome::Unchanged)
        .map(|(fit, _)| fit)
        .collect();
    // What was not there before has no system column to tell: xmax is 0 on a row just inserted.
    let written: Vec<(String, bool)> = sqlx::query_as(
        "insert into catalog.collections as c (slug, title, description, position, image)
         select * from unnest($1::text[], $2::jsonb[], $3::jsonb[], $4::int[], $5::jsonb[])
         on conflict (slug) do update
         set title = excluded.title, description = excluded.description, position = excluded.position,
             image = excluded.image, updated_at = now(), version = c.version + 1
         where (c.title, c.description, c.position, c.image)
             is distinct from (excluded.title, excluded.description, excluded.position, excluded.image)
         returning slug, xmax = 0",
    )
    .bind(fit.iter().map(|document| document.slug.as_str()).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| Json(&document.title)).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| Json(&document.description)).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| document.position).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| document.image.as_ref().map(Json)).collect::<Vec<_>>())
    .fetch_all(&mut *tx)
    .await?;
    let written: BTreeMap<String, bool> = written.into_iter().collect();
    let mut events = Vec::new();
    for (document, outcome) in
        documents.iter().zip(&mut outcomes).filter(|(_, outcome)| **outcome == Outcome::Unchanged)
    {
        if let Some(new) = written.get(document.slug.as_str()) {
            *outcome = if *new { Outcome::New } else { Outcome::Changed };
            events.push(event::collection_changed(&document.slug));
        }
    }
    outbox::record(tx, &events).await?;
    Ok(outcomes)
}

/// Makes the collections that are not there yet; those that are stay as they are.
///
/// # Errors
/// As [`upsert_collections`].
pub async fn insert_collections(tx: &mut PgConnection, documents: &[CollectionDocument]) -> sqlx::Result<()> {
    if documents.is_empty() {
        return Ok(());
    }
    store::lock_catalog(tx, false).await?;
    let there: Vec<String> = sqlx::query_scalar("select slug from catalog.collections where slug = any($1)")
        .bind(documents.iter().map(|document| document.slug.as_str()).collect::<Vec<_>>())
        .fetch_all(&mut *tx)
        .await?;
    let there: BTreeSet<String> = there.into_iter().collect();
    let absent = documents.iter().filter(|document| !there.contains(document.slug.as_str()));
    let absent: Vec<CollectionDocument> = absent.cloned().collect();
    upsert_collections(tx, &absent).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Shop, collection};
    use api::event::COLLECTION_CHANGED;
    use domain::Locale;

    #[tokio::test]
    async fn only_what_changed_is_written_and_told() {
        let shop = Shop::open().await;
        shop.forget_events().await;
        let (mut bath, mut nameless) = (collection("bath", "Bath"), collection("attic", ""));
        nameless.title = nameless.title.with(Locale::De, "Dachboden");
        let outcomes = shop.upsert_collections(&[bath.clone(), nameless]).await;
        assert_eq!(outcomes[0], Outcome::New);
        assert!(matches!(&outcomes[1], Outcome::Refused(reason) if reason.contains("title")), "{outcomes:?}");
        let told = (COLLECTION_CHANGED.to_owned(), vec!["nav".to_owned(), "c:bath".to_owned()]);
        assert_eq!(shop.forget_events().await, std::slice::from_ref(&told));
        assert_eq!(shop.upsert_collections(std::slice::from_ref(&bath)).await, [Outcome::Unchanged]);
        assert_eq!(shop.forget_events().await, []);
        bath.position = 5;
        assert_eq!(shop.upsert_collections(&[bath.clone(), bath]).await[0], Outcome::Changed);
        assert_eq!(shop.forget_events().await, [told]);
    }
}
