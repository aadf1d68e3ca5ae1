//! Pictures that lie elsewhere, fetched by the worker from hosts that the operator or staff name (ADR 60).

mod client;
mod hosts;
#[cfg(test)]
mod tests;

use api::Endpoint as _;
use api::media::{CreateMediaFetch, ListMediaFetches, MediaFetch, MediaFetchState};
use api::problem::Problem;
use bytes::Bytes;
use domain::ProductId;
use domain::catalog::Localized;
use origin_platform::{Call, Database, ServiceError, audit};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::changes::check_alt;
use crate::originals;
use crate::service::{Service, subject};
use crate::{Hash, Rejection, Store, attachments, format};
use client::FetchError;

pub use client::{Fetcher, Hosts};
pub(crate) use hosts::{get_picture_hosts, update_picture_hosts};

/// How often an address is tried that may do better another time.
const MAX_TRIES: i32 = 5;
/// Bytes of an address.
const MAX_ADDRESS: usize = 2000;
/// How many are listed.
const SHOWN: i64 = 200;

/// Notes an address. That it is allowed is asked by the worker, which knows the operator's hosts.
///
/// # Errors
/// `product_not_found`; `invalid_field` if it is no address.
pub(crate) async fn create_fetch(service: Service, call: Call<CreateMediaFetch>) -> Result<(), ServiceError> {
    let CreateMediaFetch { address, alt, product } = &call.endpoint;
    check_alt(alt)?;
    if !address.starts_with("https://") || address.len() > MAX_ADDRESS {
        return Err(Problem::field("address", "Give an address such as https://cdn.example.com/mug.jpg.").into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    if let Some(product) = product {
        attachments::check_product(&mut tx, *product).await?;
    }
    // One that failed is tried again for whatever it was fetched for.
    if product.is_none() {
        let again = sqlx::query(
            "update media.fetches set state = 'waiting', reason = null, tries = 0, next_at = now(), actor = $2
             where address = $1 and state = 'failed'",
        );
        let again = again.bind(address).bind(call.actor()).execute(&mut *tx).await?;
        if again.rows_affected() > 0 {
            return call.commit(tx, ()).await;
        }
    }
    sqlx::query(
        "insert into media.fetches (address, product_id, alt, actor) values ($1, $2, $3, $4)
         on conflict (address, product_id) do update
             set state = 'waiting', reason = null, tries = 0, next_at = now(), actor = excluded.actor
             where fetches.state = 'failed'",
    )
    .bind(address)
    .bind(product.map_or(Uuid::nil(), |product| product.0))
    .bind(Json(alt))
    .bind(call.actor())
    .execute(&mut *tx)
    .await?;
    call.commit(tx, ()).await
}

/// What became of the newest.
pub(crate) async fn list_fetches(service: Service, _: Call<ListMediaFetches>) -> Result<Vec<MediaFetch>, ServiceError> {
    let rows: Vec<(String, String, Option<String>, Option<String>)> = sqlx::query_as(
        "select address, state, reason, encode(hash, 'hex') from media.fetches order by created_at desc, address limit $1",
    )
    .bind(SHOWN)
    .fetch_all(&service.stores.db)
    .await?;
    let view = |(address, state, reason, media): (String, String, Option<String>, Option<String>)| {
        let state = match state.as_str() {
            "waiting" => MediaFetchState::Waiting,
            "done" => MediaFetchState::Done,
            _ => MediaFetchState::Failed,
        };
        MediaFetch { address, state, reason, media }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Pictures of a product that lie elsewhere.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The product's address.
    pub slug: String,
    /// What is said of each, for whoever cannot see it.
    pub alt: Localized,
    /// Where they lie, in the order in which the product is to have them.
    pub addresses: Vec<String>,
}

/// Notes pictures to be fetched for products, in the caller's transaction. What was fetched for a product before is not
/// fetched again; what failed is. Tells how many are noted now.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn want(tx: &mut PgConnection, wanted: &[Wanted], actor: &str) -> anyhow::Result<u64> {
    let slugs: Vec<String> = wanted.iter().map(|one| one.slug.clone()).collect();
    let ids = origin_catalog::ids_of_slugs(&mut *tx, &slugs).await?;
    let (mut addresses, mut products, mut alts) = (Vec::new(), Vec::new(), Vec::new());
    for one in wanted {
        let Some(product) = ids.get(&one.slug) else { continue };
        for address in one.addresses.iter().filter(|address| address.len() <= MAX_ADDRESS) {
            addresses.push(address.clone());
            products.push(product.0);
            alts.push(serde_json::to_string(&one.alt)?);
        }
    }
    let noted = sqlx::query(
        "insert into media.fetches (address, product_id, alt, actor, next_at)
         select address, product, alt::jsonb, $4, now() + number * interval '1 millisecond'
         from unnest($1::text[], $2::uuid[], $3::text[]) with ordinality as wanted (address, product, alt, number)
         on conflict (address, product_id) do update
             set state = 'waiting', reason = null, tries = 0, next_at = excluded.next_at, actor = excluded.actor
             where fetches.state = 'failed'",
    )
    .bind(&addresses)
    .bind(&products)
    .bind(&alts)
    .bind(actor)
    .execute(tx)
    .await?;
    Ok(noted.rows_affected())
}

/// Has pictures that this actor wanted for products come to them no more, and forgets that any came, so that they are
/// fetched if they are wanted again.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn unwant(db: &Database, products: &[ProductId], actor: &str) -> sqlx::Result<()> {
    let products: Vec<Uuid> = products.iter().map(|product| product.0).collect();
    sqlx::query("delete from media.fetches where product_id = any($1) and actor = $2")
        .bind(&products)
        .bind(actor)
        .execute(db)
        .await?;
    sqlx::query("delete from media.attachments where product_id = any($1) and actor = $2")
        .bind(&products)
        .bind(actor)
        .execute(db)
        .await
        .map(drop)
}

#[derive(sqlx::FromRow)]
struct Claimed {
    address: String,
    product_id: Uuid,
    alt: Json<Localized>,
    actor: String,
    tries: i32,
}

/// Fetches the picture that waits longest; false if there is none. Whoever dies at it leaves it to the next in five
/// minutes.
///
/// # Errors
/// If store or PostgreSQL fail.
pub(crate) async fn turn(db: &Database, store: &Store, fetcher: &Fetcher) -> anyhow::Result<bool> {
    let claimed: Option<Claimed> = sqlx::query_as(
        "update media.fetches f set next_at = now() + interval '5 minutes', tries = tries + 1
         where (address, product_id) = (select address, product_id from media.fetches
                                        where state = 'waiting' and next_at <= now()
                                        order by next_at limit 1 for update skip locked)
         returning address, product_id, alt, actor, tries",
    )
    .fetch_optional(db)
    .await?;
    let Some(claimed) = claimed else { return Ok(false) };
    let hash = match fetched_before(db, &claimed.address).await? {
        Some(hash) => Ok(hash),
        None => {
            let more = Hosts::new(&hosts::current(db).await?.hosts);
            get(store, fetcher, &more, &claimed.address).await?
        }
    };
    match hash {
        Ok(hash) => settle(db, store, &claimed, &hash).await?,
        Err(error) => {
            tracing::warn!(address = claimed.address, reason = error.reason, "a picture was not fetched");
            let is_over = !error.is_temporary || claimed.tries >= MAX_TRIES;
            sqlx::query(
                "update media.fetches
                 set state = case when $3 then 'failed' else state end, reason = $4,
                     next_at = now() + interval '30 seconds' * power(4, tries)
                 where address = $1 and product_id = $2",
            )
            .bind(&claimed.address)
            .bind(claimed.product_id)
            .bind(is_over)
            .bind(&error.reason)
            .execute(db)
            .await?;
        }
    }
    Ok(true)
}

/// The picture that was fetched from the same address for something else, and its size.
async fn fetched_before(db: &Database, address: &str) -> anyhow::Result<Option<Fetched>> {
    let found: Option<(Vec<u8>, String, i64)> = sqlx::query_as(
        "select o.hash, o.format, o.bytes from media.fetches f join media.originals o on o.hash = f.hash
         where f.address = $1 and f.state = 'done' and o.deleted_at is null limit 1",
    )
    .bind(address)
    .fetch_optional(db)
    .await?;
    let fetched = |(hash, format, bytes): (Vec<u8>, String, i64)| {
        let format = format::Format::ALL.into_iter().find(|known| known.name() == format);
        Ok(Fetched {
            hash: Hash(hash.as_slice().try_into()?),
            format: format.ok_or_else(|| anyhow::anyhow!("a format that is not known"))?,
            bytes,
            given: None,
        })
    };
    found.map(fetched).transpose()
}

/// An original whose file is there.
struct Fetched {
    hash: Hash,
    format: format::Format,
    bytes: i64,
    /// What was put into the store, if it was just now.
    given: Option<Bytes>,
}

async fn get(
    store: &Store,
    fetcher: &Fetcher,
    more: &Hosts,
    address: &str,
) -> anyhow::Result<Result<Fetched, FetchError>> {
    let bytes = match fetcher.fetch(address, more).await {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(error)),
    };
    let header = match format::read(&bytes) {
        Ok(header) => header,
        Err(rejection) => return Ok(Err(refused(rejection))),
    };
    let size = i64::try_from(bytes.len())?;
    let bytes = Bytes::from(bytes);
    let hash = store.put_original(bytes.clone()).await?;
    Ok(Ok(Fetched { hash, format: header.format, bytes: size, given: Some(bytes) }))
}

fn refused(rejection: Rejection) -> FetchError {
    FetchError { reason: format!("What lies there is not taken: {rejection}."), is_temporary: false }
}

async fn settle(db: &Database, store: &Store, claimed: &Claimed, fetched: &Fetched) -> anyhow::Result<()> {
    let Fetched { hash, format, bytes, given } = fetched;
    let mut tx = db.begin().await?;
    originals::insert(&mut tx, hash, *format, *bytes, &claimed.alt.0).await?;
    if let Some(given) = given {
        // Somebody may have taken it away before there was a row of it.
        originals::put_again(store, hash, given).await?;
    }
    let still_wanted = sqlx::query(
        "update media.fetches set state = 'done', reason = null, hash = $3 where address = $1 and product_id = $2",
    )
    .bind(&claimed.address)
    .bind(claimed.product_id)
    .bind(hash.0.as_slice())
    .execute(&mut *tx)
    .await?
    .rows_affected()
        > 0;
    if still_wanted && !claimed.product_id.is_nil() {
        attachments::record(&mut tx, hash, ProductId(claimed.product_id), &claimed.actor).await?;
    }
    let told = json!({ "address": claimed.address, "bytes": bytes, "alt": claimed.alt.0 });
    audit::record(&mut tx, &claimed.actor, CreateMediaFetch::NAME, &subject(hash), None, Some(told)).await?;
    tx.commit().await?;
    Ok(())
}
