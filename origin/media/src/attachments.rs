//! Pictures that become a product's once their files are there.

use std::collections::BTreeMap;

use api::Endpoint as _;
use api::catalog::MediaDocument;
use api::media::{CreateMediaAttachment, DeleteMediaAttachment, MediaView};
use api::problem::{Code, Problem};
use domain::ProductId;
use domain::catalog::Localized;
use origin_platform::{Call, Database, ServiceError, audit};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::service::{Service, not_found};
use crate::{Hash, Store, views};

/// A picture whose files are there and that waits to be a product's.
#[derive(sqlx::FromRow)]
struct Waiting {
    hash: Vec<u8>,
    product_id: Uuid,
    actor: String,
    alt: Json<Localized>,
    width: i32,
    height: i32,
}

/// The picture is the product's last at once if its files are there, else as soon as they are.
///
/// # Errors
/// `media_not_found`; `product_not_found`.
pub(crate) async fn create_attachment(
    service: Service,
    call: Call<CreateMediaAttachment>,
) -> Result<MediaView, ServiceError> {
    let CreateMediaAttachment { media, product } = &call.endpoint;
    let hash: Hash = media.parse().map_err(|()| not_found())?;
    let mut tx = call.begin(&service.stores.db).await?;
    views::one(&mut tx, &hash).await?.ok_or_else(not_found)?;
    check_product(&mut tx, *product).await?;
    record(&mut tx, &hash, *product, &call.actor()).await?;
    attach_ready(&mut tx, Some(&hash)).await?;
    let reply = views::one(&mut tx, &hash).await?.ok_or_else(not_found)?;
    call.commit(tx, reply).await
}

/// The picture does not wait for the product any more.
///
/// # Errors
/// `media_not_found` if it did not.
pub(crate) async fn delete_attachment(service: Service, call: Call<DeleteMediaAttachment>) -> Result<(), ServiceError> {
    let DeleteMediaAttachment { media, product } = &call.endpoint;
    let hash: Hash = media.parse().map_err(|()| not_found())?;
    let mut tx = call.begin(&service.stores.db).await?;
    let deleted = sqlx::query("delete from media.attachments where hash = $1 and product_id = $2")
        .bind(hash.0.as_slice())
        .bind(product.0)
        .execute(&mut *tx)
        .await?;
    if deleted.rows_affected() == 0 {
        let detail = "The picture does not wait for this product: it is among its pictures by now, or never was to be.";
        return Err(Problem::new(Code::MediaNotFound, detail).into());
    }
    call.commit(tx, ()).await
}

/// Refuses what is no product.
///
/// # Errors
/// `product_not_found`.
pub(crate) async fn check_product(tx: &mut PgConnection, product: ProductId) -> Result<(), ServiceError> {
    match origin_catalog::is_product(tx, product).await? {
        true => Ok(()),
        false => Err(Problem::new(Code::ProductNotFound, format!("There is no product {product}.")).into()),
    }
}

/// Notes that a picture is to be a product's.
pub(crate) async fn record(tx: &mut PgConnection, hash: &Hash, product: ProductId, actor: &str) -> sqlx::Result<()> {
    let query = sqlx::query(
        "insert into media.attachments (hash, product_id, actor) values ($1, $2, $3) on conflict do nothing",
    );
    query.bind(hash.0.as_slice()).bind(product.0).bind(actor).execute(tx).await?;
    Ok(())
}

/// Attaches pictures whose files are there, each in a transaction of its own.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn attach_all(db: &Database) -> anyhow::Result<()> {
    loop {
        let mut tx = db.begin().await?;
        match attach_ready(&mut tx, None).await {
            Ok(false) => return Ok(()),
            Ok(true) => tx.commit().await?,
            Err(error) => return Err(error.into_cause()),
        }
    }
}

/// Attaches the picture that waits longest, of all or of this one, if its files are there. False if there is none.
async fn attach_ready(tx: &mut PgConnection, hash: Option<&Hash>) -> Result<bool, ServiceError> {
    let waiting: Option<Waiting> = sqlx::query_as(
        "select a.hash, a.product_id, a.actor, o.alt, o.width, o.height
         from media.attachments a join media.originals o on o.hash = a.hash
         where o.state = 'ready' and o.deleted_at is null and ($1::bytea is null or o.hash = $1)
         order by a.created_at limit 1 for update of a skip locked",
    )
    .bind(hash.map(|hash| hash.0.to_vec()))
    .fetch_optional(&mut *tx)
    .await?;
    let Some(Waiting { hash, product_id, actor, alt, width, height }) = waiting else { return Ok(false) };
    let product = ProductId(product_id);
    sqlx::query("delete from media.attachments where hash = $1 and product_id = $2")
        .bind(&hash)
        .bind(product_id)
        .execute(&mut *tx)
        .await?;
    let pixels = |number: i32| u32::try_from(number).map_err(|error| ServiceError::Internal(error.into()));
    let hash = Hash(hash.as_slice().try_into().map_err(|_| anyhow::anyhow!("a hash has 32 bytes"))?);
    let picture = MediaDocument {
        path: Store::path(&hash),
        alt: alt.0,
        width: pixels(width)?,
        height: pixels(height)?,
        option: BTreeMap::new(),
        focus: None,
        colour: None,
    };
    // What PostgreSQL itself refuses fails the transaction, and the picture would wait for ever and hold up the others.
    sqlx::raw_sql("savepoint attaching").execute(&mut *tx).await?;
    match origin_catalog::attach_picture(&mut *tx, product, picture).await {
        Ok(None) => {}
        Ok(Some((before, after))) => {
            let (action, subject) = (CreateMediaAttachment::NAME, format!("product {product}"));
            audit::record(tx, &actor, action, &subject, Some(before), Some(after)).await?;
        }
        // The product was deleted meanwhile, is full, or cannot be kept so: there is nothing to wait for.
        Err(ServiceError::Problem(problem)) => {
            sqlx::raw_sql("rollback to savepoint attaching").execute(&mut *tx).await?;
            tracing::warn!(picture = %hash, %product, %problem, "a picture was not attached");
        }
        Err(error) => return Err(error),
    }
    Ok(true)
}
