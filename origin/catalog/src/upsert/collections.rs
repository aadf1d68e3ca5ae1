//! Writing collections.

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::{CollectionDocument, CollectionRule};
use domain::Slug;
use origin_messaging::outbox;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::tree::Tree;
use super::{Outcome, check};
use crate::{event, pictures, store};

/// Makes the catalogue's collections what the documents say, in the caller's transaction. Tells
/// for each document, in the same order, what became of it.
///
/// A document that cannot be kept is refused alone: if it breaks a rule, has an address that leads to another collection, or
/// would stand under itself, too deep, or under a collection that is neither there nor before it in the list. What a rule
/// finds comes into its collection by the job.
///
/// # Errors
/// If PostgreSQL does not answer; the transaction is then worth nothing.
pub async fn upsert_collections(tx: &mut PgConnection, documents: &[CollectionDocument]) -> sqlx::Result<Vec<Outcome>> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    store::lock_catalog(tx, false).await?;
    let mut tree = Tree::read(tx).await?;
    let mut documents: Vec<CollectionDocument> = documents.iter().map(|document| tree.by_now(document)).collect();
    pictures::paint_collections(tx, &mut documents).await?;
    let mut seen = BTreeSet::new();
    let mut outcomes = Vec::with_capacity(documents.len());
    let mut parents = Vec::with_capacity(documents.len());
    for document in &documents {
        let fault = match check::collection(document) {
            Err(reason) => Some(reason),
            Ok(()) if !seen.insert(&document.slug) => Some(format!("collection “{}” occurs twice", document.slug)),
            Ok(()) => tree.fault(document),
        };
        // Those it stood and stands under.
        let parent = tree.parent(&document.slug).filter(|_| fault.is_none());
        parents.push([parent, document.parent.clone()].into_iter().flatten().collect::<BTreeSet<Slug>>());
        if fault.is_none() {
            tree.add(document);
        }
        outcomes.push(fault.map_or(Outcome::Unchanged, Outcome::Refused));
    }
    let fit: Vec<&CollectionDocument> = documents
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| **outcome == Outcome::Unchanged)
        .map(|(fit, _)| fit)
        .collect();
    // What was not there before has no system column to tell: xmax is 0 on a row just inserted.
    let written: Vec<(String, bool)> = sqlx::query_as(
        "insert into catalog.collections as c
                (slug, title, description, position, image, parent, rule, rule_asked_to, rule_asked_on)
         select given.*,
             -- Of a rule just given every product is asked, from the first on.
             case when rule is not null then '00000000-0000-0000-0000-000000000000'::uuid end,
             case when rule is not null then (now() at time zone 'utc')::date end
         from unnest($1::text[], $2::jsonb[], $3::jsonb[], $4::int[], $5::jsonb[], $6::text[], $7::jsonb[])
             as given (slug, title, description, position, image, parent, rule)
         on conflict (slug) do update
         set title = excluded.title, description = excluded.description, position = excluded.position,
             image = excluded.image, parent = excluded.parent, rule = excluded.rule,
             rule_asked_to = case when c.rule is distinct from excluded.rule
                 then excluded.rule_asked_to else c.rule_asked_to end,
             rule_asked_on = case when c.rule is distinct from excluded.rule
                 then excluded.rule_asked_on else c.rule_asked_on end,
             updated_at = now(), version = c.version + 1
         where (c.title, c.description, c.position, c.image, c.parent, c.rule)
             is distinct from (excluded.title, excluded.description, excluded.position, excluded.image,
                               excluded.parent, excluded.rule)
         returning slug, xmax = 0",
    )
    .bind(fit.iter().map(|document| document.slug.as_str()).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| Json(&document.title)).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| Json(&document.description)).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| document.position).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| document.image.as_ref().map(Json)).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| document.parent.as_ref().map(Slug::as_str)).collect::<Vec<_>>())
    .bind(fit.iter().map(|document| document.rule.as_ref().map(Json)).collect::<Vec<_>>())
    .fetch_all(&mut *tx)
    .await?;
    let written: BTreeMap<String, bool> = written.into_iter().collect();
    let mut events = Vec::new();
    for ((document, parents), outcome) in
        documents.iter().zip(&parents).zip(&mut outcomes).filter(|(_, outcome)| **outcome == Outcome::Unchanged)
    {
        if let Some(new) = written.get(document.slug.as_str()) {
            *outcome = if *new { Outcome::New } else { Outcome::Changed };
            events.push(event::collection_moved(&document.slug, parents));
        }
    }
    outbox::record(tx, &events).await?;
    Ok(outcomes)
}

/// Has documents of imports say where their collections stand, and by which rule they are filled, as it is now where they
/// say nothing of it: most files know of neither. Nobody else changes it until the caller's transaction ends.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn keep_places(tx: &mut PgConnection, documents: &mut [CollectionDocument]) -> sqlx::Result<()> {
    if documents.is_empty() {
        return Ok(());
    }
    store::lock_catalog(tx, false).await?;
    let rows: Vec<(String, Option<String>, Option<Json<CollectionRule>>)> =
        sqlx::query_as("select slug, parent, rule from catalog.collections where slug = any($1)")
            .bind(documents.iter().map(|document| document.slug.as_str()).collect::<Vec<_>>())
            .fetch_all(tx)
            .await?;
    for (slug, parent, rule) in rows {
        let parent: Option<Slug> = parent
            .map(|parent| store::stored(&parent).map_err(|error| sqlx::Error::Decode(error.into())))
            .transpose()?;
        for document in documents.iter_mut().filter(|document| document.slug.as_str() == slug) {
            document.parent = document.parent.take().or_else(|| parent.clone());
            document.rule = document.rule.take().or_else(|| rule.as_ref().map(|Json(rule)| rule.clone()));
        }
    }
    Ok(())
}

/// Makes the collections that are not there yet; those that are stay as they are. One stands under another that comes with
/// it or is there; one that cannot stand there, since the merchant has arranged the others otherwise, stands at the top.
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
    let absent = from_the_top(absent.cloned().collect());
    let outcomes = upsert_collections(tx, &absent).await?;
    let refused = absent.iter().zip(outcomes).filter(|(_, outcome)| matches!(outcome, Outcome::Refused(_)));
    let placed = refused.filter(|(document, _)| document.parent.is_some());
    let at_the_top: Vec<CollectionDocument> =
        placed.map(|(document, _)| CollectionDocument { parent: None, ..document.clone() }).collect();
    upsert_collections(tx, &at_the_top).await?;
    Ok(())
}

/// The documents, each behind the one that it stands under. Those that stand under themselves come last.
fn from_the_top(mut documents: Vec<CollectionDocument>) -> Vec<CollectionDocument> {
    let mut ordered: Vec<CollectionDocument> = Vec::with_capacity(documents.len());
    loop {
        let waiting: BTreeSet<Slug> = documents.iter().map(|document| document.slug.clone()).collect();
        let waits = |document: &CollectionDocument| {
            document.parent.as_ref().is_some_and(|parent| *parent != document.slug && waiting.contains(parent))
        };
        let (later, now): (Vec<_>, Vec<_>) = documents.into_iter().partition(waits);
        if now.is_empty() {
            ordered.extend(later);
            return ordered;
        }
        ordered.extend(now);
        documents = later;
    }
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
        let table = || CollectionDocument { parent: Some("bath".parse().unwrap()), ..collection("table", "Table") };
        assert_eq!(shop.upsert_collections(&[table()]).await, [Outcome::Changed]);
        let mut files = [collection("table", "Table"), collection("attic", "Attic")];
        let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
        keep_places(&mut tx, &mut files).await.expect("PostgreSQL is up");
        tx.rollback().await.expect("PostgreSQL is up");
        assert_eq!(files, [table(), collection("attic", "Attic")], "a file that knows of no tree");
        shop.forget_events().await;
        bath.position = 5;
        assert_eq!(shop.upsert_collections(&[bath.clone(), bath]).await[0], Outcome::Changed);
        assert_eq!(shop.forget_events().await, [told]);
    }
    #[tokio::test]
    async fn what_an_import_needs_is_made_from_the_top_and_stands_where_it_can() {
        let shop = Shop::open().await;
        let slug = |name: &str| name.parse::<Slug>().expect("a slug");
        let under =
            |name: &str, parent: &str| CollectionDocument { parent: Some(slug(parent)), ..collection(name, name) };
        let make = async |documents: &[CollectionDocument]| {
            let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
            insert_collections(&mut tx, documents).await.expect("PostgreSQL is up");
            tx.commit().await.expect("PostgreSQL is up");
            let sql = "select slug || coalesce(' under ' || parent, '') from catalog.collections order by slug";
            sqlx::query_scalar::<_, String>(sql).fetch_all(&shop.stores.db).await.expect("PostgreSQL is up")
        };
        // By address the last comes first.
        let files = [under("a", "b"), under("b", "c"), under("c", "table"), collection("table", "Another table")];
        assert_eq!(make(&files).await, ["a under b", "b under c", "c under table", "table"]);
        // The merchant has put others above, so that there is no room under the last; and what is under itself is nowhere.
        shop.upsert_collections(&[collection("top", "Top"), under("table", "top")]).await;
        let files = [under("x", "a"), under("y", "z"), under("z", "y"), under("lost", "nowhere")];
        let expected = ["a under b", "b under c", "c under table", "lost", "table under top", "top", "x", "y", "z"];
        assert_eq!(make(&files).await, expected);
    }
}
