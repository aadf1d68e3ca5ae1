//! Pictures that are given over the API, in parts.
//!
//! Each part lies beside the originals under the byte it begins at; how far they are good says the row. Whoever dies in
//! between leaves a part that the next try replaces, or that is swept up.

use std::time::Duration;

use api::Endpoint;
use api::media::{AddMediaPart, CreateMedia, GetMediaUpload, MAX_PART, MediaUpload};
use api::problem::{Code, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ProductId;
use domain::catalog::Localized;
use origin_platform::{Call, Database, ServiceError, power_cut};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::changes::check_alt;
use crate::originals;
use crate::service::{Service, away, in_time, not_found, subject};
use crate::{Hash, MAX_BYTES, Rejection, Store, attachments, format, views};

/// How long the store may take for a part.
const TIMEOUT: Duration = Duration::from_secs(4);
/// Bytes of all pictures that are under way.
const MAX_UNDER_WAY: i64 = 1024 * 1024 * 1024;
/// Whole pictures are in memory for a moment: no more of them than so many.
static WHOLE: Semaphore = Semaphore::const_new(2);

#[derive(sqlx::FromRow)]
struct Upload {
    id: Uuid,
    received: i64,
    alt: Json<Localized>,
    product_id: Option<Uuid>,
    hash: Option<Vec<u8>>,
}

/// Begins an upload with its first part, which may be all of it.
///
/// # Errors
/// `invalid_field` for what is no picture; `product_not_found`; `unavailable` if there is no room, or no place for it.
pub(crate) async fn create_media(service: Service, call: Call<CreateMedia>) -> Result<MediaUpload, ServiceError> {
    let CreateMedia { data, more, alt, product } = call.endpoint.clone();
    check_alt(&alt)?;
    let part = decode(&data)?;
    format::kind(&part).map_err(refused)?;
    let mut tx = call.begin(&service.stores.db).await?;
    if let Some(product) = product {
        attachments::check_product(&mut tx, product).await?;
    }
    let under_way: i64 =
        sqlx::query_scalar("select coalesce(sum(received), 0)::bigint from media.uploads where hash is null")
            .fetch_one(&mut *tx)
            .await?;
    if under_way > MAX_UNDER_WAY {
        let advice = "Too many pictures are under way. Please go on with those that were begun, or try again later.";
        return Err(Problem::new(Code::Unavailable, advice).into());
    }
    let upload = Upload {
        id: Uuid::new_v4(),
        received: 0,
        alt: Json(alt),
        product_id: product.map(|product| product.0),
        hash: None,
    };
    sqlx::query("insert into media.uploads (id, alt, product_id) values ($1, $2, $3)")
        .bind(upload.id)
        .bind(&upload.alt)
        .bind(upload.product_id)
        .execute(&mut *tx)
        .await?;
    let reply = receive(&service, &call, &mut tx, upload, (part, more)).await?;
    call.commit(tx, reply).await
}

/// Takes the next part; with the last, the picture is there.
///
/// # Errors
/// `media_not_found` if there is no such upload; `wrong_state` if the part does not begin where the last one ended;
/// `invalid_field` for what is no picture.
pub(crate) async fn add_part(service: Service, call: Call<AddMediaPart>) -> Result<MediaUpload, ServiceError> {
    let AddMediaPart { upload, at, data, more } = call.endpoint.clone();
    let part = decode(&data)?;
    let mut tx = call.begin(&service.stores.db).await?;
    let upload = find(&mut tx, upload).await?;
    if upload.hash.is_some() || u64::try_from(upload.received) != Ok(at) {
        let detail = format!("The upload has {} bytes: go on from there, if it is not whole.", upload.received);
        return Err(Problem::new(Code::WrongState, detail).at("at").into());
    }
    let reply = receive(&service, &call, &mut tx, upload, (part, more)).await?;
    call.commit(tx, reply).await
}

/// How far an upload has come.
///
/// # Errors
/// `media_not_found` if there is no such upload.
pub(crate) async fn get_upload(service: Service, call: Call<GetMediaUpload>) -> Result<MediaUpload, ServiceError> {
    let mut tx = service.stores.db.begin().await?;
    let upload = find(&mut tx, call.endpoint.upload).await?;
    view(&mut tx, &upload).await
}

/// Reads an upload, and lets nobody else go on with it until the transaction ends.
async fn find(tx: &mut PgConnection, id: Uuid) -> Result<Upload, ServiceError> {
    let sql = "select id, received, alt, product_id, hash from media.uploads where id = $1 for update";
    let found: Option<Upload> = sqlx::query_as(sql).bind(id).fetch_optional(tx).await?;
    let gone = || Problem::new(Code::MediaNotFound, "There is no such upload, or no longer: begin anew.");
    Ok(found.ok_or_else(gone)?)
}

async fn view(tx: &mut PgConnection, upload: &Upload) -> Result<MediaUpload, ServiceError> {
    let received = u64::try_from(upload.received).map_err(anyhow::Error::from)?;
    let media = match &upload.hash {
        Some(hash) => {
            let hash = Hash(hash.as_slice().try_into().map_err(anyhow::Error::from)?);
            Some(views::one(tx, &hash).await?.ok_or_else(not_found)?)
        }
        None => None,
    };
    Ok(MediaUpload { upload: upload.id, received, media })
}

async fn receive<E: Endpoint>(
    service: &Service,
    call: &Call<E>,
    tx: &mut PgConnection,
    mut upload: Upload,
    (part, more): (Vec<u8>, bool),
) -> Result<MediaUpload, ServiceError> {
    let store = service.store()?;
    let at = upload.received;
    upload.received = at.saturating_add(i64::try_from(part.len()).unwrap_or(i64::MAX));
    if u64::try_from(upload.received).is_ok_and(|received| received > MAX_BYTES) {
        return Err(refused(Rejection::TooManyBytes));
    }
    let beginning = u64::try_from(at).map_err(anyhow::Error::from)?;
    in_time(TIMEOUT, store.put_part(upload.id, beginning, part)).await?;
    power_cut("part of a picture written");
    if !more {
        let hash = finish(store, call, tx, &upload).await?;
        upload.hash = Some(hash.0.to_vec());
    }
    sqlx::query("update media.uploads set received = $2, hash = $3 where id = $1")
        .bind(upload.id)
        .bind(upload.received)
        .bind(&upload.hash)
        .execute(&mut *tx)
        .await?;
    view(tx, &upload).await
}

/// Makes the whole file an original.
async fn finish<E: Endpoint>(
    store: &Store,
    call: &Call<E>,
    tx: &mut PgConnection,
    upload: &Upload,
) -> Result<Hash, ServiceError> {
    let Ok(_turn) = WHOLE.acquire().await else { return Err(Problem::unavailable().into()) };
    let received = u64::try_from(upload.received).map_err(anyhow::Error::from)?;
    let whole = store.upload(upload.id, received).await.map_err(|error| away(&error))?;
    let gone = || Problem::new(Code::MediaNotFound, "What was sent before is not there any more: begin anew.");
    let whole = whole.ok_or_else(gone)?;
    let header = match format::read(&whole) {
        Ok(header) => header,
        Err(rejection) => {
            // Nothing that is sent yet would make a picture of it.
            store.forget_upload(upload.id).await.map_err(|error| away(&error))?;
            return Err(refused(rejection));
        }
    };
    // The file first: a row without one could never be worked on. What gets no row is swept up.
    let hash = store.put_original(whole.clone()).await.map_err(|error| away(&error))?;
    power_cut("original without a row");
    originals::insert(tx, &hash, header.format, upload.received, &upload.alt.0).await?;
    originals::put_again(store, &hash, &whole).await.map_err(|error| away(&error))?;
    if let Some(product) = upload.product_id {
        attachments::record(tx, &hash, ProductId(product), &call.actor()).await?;
    }
    let told = json!({ "bytes": upload.received, "alt": upload.alt.0 });
    call.audit(tx, &subject(&hash), None, Some(told)).await?;
    Ok(hash)
}

fn decode(data: &str) -> Result<Vec<u8>, Problem> {
    let part = STANDARD.decode(data).map_err(|_| Problem::field("data", "The bytes are not base64."))?;
    match part.len() {
        1..=MAX_PART => Ok(part),
        _ => Err(Problem::field("data", format!("A part has 1 to {MAX_PART} bytes."))),
    }
}

fn refused(rejection: Rejection) -> ServiceError {
    Problem::field("data", sentence(rejection)).into()
}

fn sentence(rejection: Rejection) -> String {
    let said = rejection.to_string();
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Takes away uploads that nobody has gone on with for a day, and those that are whole.
///
/// # Errors
/// If store or PostgreSQL fail.
pub(crate) async fn forget(db: &Database, store: &Store) -> anyhow::Result<()> {
    let over: Vec<Uuid> =
        sqlx::query_scalar("delete from media.uploads where created_at < now() - interval '1 day' returning id")
            .fetch_all(db)
            .await?;
    // Of those that are whole the last: a store is asked about each, and all go after a day.
    let whole: Vec<Uuid> = sqlx::query_scalar(
        "select id from media.uploads where hash is not null and created_at > now() - interval '10 minutes'",
    )
    .fetch_all(db)
    .await?;
    for id in over.into_iter().chain(whole) {
        store.forget_upload(id).await?;
    }
    Ok(())
}
