//! What a crash left in the store and no row names.

use std::collections::BTreeSet;

use anyhow::Context as _;
use futures::TryStreamExt as _;
use object_store::ObjectMeta;
use origin_platform::{Database, clock};
use uuid::Uuid;

use super::{Hash, Store, UPLOADS};

/// Seconds. What is younger may be about to get its row.
const AGE: i64 = 24 * 60 * 60;
/// How many are asked for at once.
const BATCH: usize = 500;

/// Takes away originals and parts of uploads that are a day old and have no row. Returns how many.
///
/// # Errors
/// If store or PostgreSQL fail.
pub(crate) async fn sweep(db: &Database, store: &Store) -> anyhow::Result<u64> {
    sweep_before(db, store, clock::database_seconds(db).await? - AGE).await
}

/// The same for what was put before then, in seconds since 1970.
pub(crate) async fn sweep_before(db: &Database, store: &Store, before: i64) -> anyhow::Result<u64> {
    let (mut taken, mut listed) = (0, store.hidden.list(None).try_chunks(BATCH));
    while let Some(batch) = listed.try_next().await.context("the store of pictures cannot be listed")? {
        let old = batch.into_iter().filter(|found| found.last_modified.timestamp() < before);
        let (mut originals, mut uploads) = (Vec::new(), BTreeSet::new());
        for found in old {
            match (found.location.as_ref().parse::<Hash>(), upload_of(&found)) {
                (Ok(hash), _) => originals.push(hash),
                (_, Some(upload)) => _ = uploads.insert(upload),
                // Not ours to take.
                _ => {}
            }
        }
        for hash in nameless(db, &originals).await? {
            taken += u64::from(take(db, store, &hash).await?);
        }
        for upload in ended(db, uploads.into_iter().collect()).await? {
            store.forget_upload(upload).await?;
            taken += 1;
        }
    }
    Ok(taken)
}

fn upload_of(found: &ObjectMeta) -> Option<Uuid> {
    let (folder, rest) = found.location.as_ref().split_once('/')?;
    (folder == UPLOADS).then(|| rest.split('/').next()?.parse().ok()).flatten()
}

async fn nameless(db: &Database, hashes: &[Hash]) -> anyhow::Result<Vec<Hash>> {
    let asked: Vec<Vec<u8>> = hashes.iter().map(|hash| hash.0.to_vec()).collect();
    let nameless: Vec<Vec<u8>> = sqlx::query_scalar(
        "select hash from unnest($1::bytea[]) as asked (hash)
         where not exists (select from media.originals o where o.hash = asked.hash)",
    )
    .bind(asked)
    .fetch_all(db)
    .await?;
    nameless.into_iter().map(|hash| Ok(Hash(hash.as_slice().try_into()?))).collect()
}

async fn ended(db: &Database, uploads: Vec<Uuid>) -> anyhow::Result<Vec<Uuid>> {
    let query = sqlx::query_scalar(
        "select id from unnest($1::uuid[]) as asked (id)
         where not exists (select from media.uploads u where u.id = asked.id)",
    );
    Ok(query.bind(uploads).fetch_all(db).await?)
}

/// Takes one original away, unless it has got a row by now. Whoever gives the same picture meanwhile waits for the row
/// that is here for a moment and never committed, then finds the original gone and puts it again.
async fn take(db: &Database, store: &Store, hash: &Hash) -> anyhow::Result<bool> {
    let mut tx = db.begin().await?;
    let held = sqlx::query(
        "insert into media.originals (hash, format, bytes, deleted_at) values ($1, 'png', 1, now())
         on conflict (hash) do nothing",
    )
    .bind(hash.0.as_slice())
    .execute(&mut *tx)
    .await?;
    let is_nameless = held.rows_affected() == 1;
    if is_nameless {
        store.forget_original(hash).await?;
        tracing::info!(picture = %hash, "an original that no row names was taken away");
    }
    tx.rollback().await?;
    Ok(is_nameless)
}
