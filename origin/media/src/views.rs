//! Pictures as staff see them.

use std::collections::HashMap;

use api::media::{GetMedia, ListMedia, MediaList, MediaState, MediaUse, MediaView};
use domain::ProductId;
use domain::catalog::Localized;
use origin_platform::{Call, ServiceError};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::service::{Service, not_found};
use crate::{Hash, Store, colours};

/// How many pictures a page has.
const PAGE: usize = 50;

#[derive(sqlx::FromRow)]
struct Row {
    hash: Vec<u8>,
    bytes: i64,
    reason: Option<String>,
    width: Option<i32>,
    height: Option<i32>,
    alt: Json<Localized>,
    version: i64,
    created_at: String,
    colour: Option<i32>,
}

/// The newest first.
pub(crate) async fn list_media(service: Service, call: Call<ListMedia>) -> Result<MediaList, ServiceError> {
    let ListMedia { waiting_for, after } = call.endpoint;
    let after: Option<Hash> = after.map(|after| after.parse().map_err(|()| not_found())).transpose()?;
    let mut connection = service.stores.db.acquire().await?;
    let mut media = page(&mut connection, waiting_for, after).await?;
    let more = media.len() > PAGE;
    media.truncate(PAGE);
    let next = media.last().filter(|_| more).map(|last| last.id.clone());
    Ok(MediaList { media, next })
}

/// One picture.
///
/// # Errors
/// `media_not_found`.
pub(crate) async fn get_media(service: Service, call: Call<GetMedia>) -> Result<MediaView, ServiceError> {
    let hash = call.endpoint.media.parse().map_err(|()| not_found())?;
    let mut connection = service.stores.db.acquire().await?;
    one(&mut connection, &hash).await?.ok_or_else(|| not_found().into())
}

async fn page(
    connection: &mut PgConnection,
    waiting_for: Option<ProductId>,
    after: Option<Hash>,
) -> Result<Vec<MediaView>, ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        r#"select hash, bytes, reason, width, height, alt, version, colour,
                  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at
           from media.originals original
           where deleted_at is null
             and ($1::uuid is null
                  or exists (select from media.attachments a where a.hash = original.hash and a.product_id = $1))
             and ($2::bytea is null
                  or (created_at, hash) < (select last.created_at, last.hash from media.originals last where last.hash = $2))
           order by original.created_at desc, hash desc limit $3"#,
    )
    .bind(waiting_for.map(|product| product.0))
    .bind(after.map(|after| after.0.to_vec()))
    .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
    .fetch_all(&mut *connection)
    .await?;
    views(connection, rows).await
}

/// A picture that was not deleted, in the caller's transaction.
pub(crate) async fn one(connection: &mut PgConnection, hash: &Hash) -> Result<Option<MediaView>, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        r#"select hash, bytes, reason, width, height, alt, version, colour,
                  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at
           from media.originals where hash = $1 and deleted_at is null"#,
    )
    .bind(hash.0.as_slice())
    .fetch_optional(&mut *connection)
    .await?;
    Ok(views(connection, row.into_iter().collect()).await?.pop())
}

async fn views(connection: &mut PgConnection, rows: Vec<Row>) -> Result<Vec<MediaView>, ServiceError> {
    let mut views = rows.into_iter().map(view).collect::<anyhow::Result<Vec<MediaView>>>()?;
    let paths: Vec<String> = views.iter().map(|view| view.path.clone()).collect();
    let mut uses: HashMap<String, Vec<MediaUse>> = HashMap::new();
    for (path, used) in self::uses(&mut *connection, &paths).await? {
        uses.entry(path).or_default().push(used);
    }
    for view in &mut views {
        view.uses = uses.remove(&view.path).unwrap_or_default();
    }
    Ok(views)
}

/// Where pictures of these paths are used: by the shop itself, by products and by collections.
pub(crate) async fn uses(connection: &mut PgConnection, paths: &[String]) -> anyhow::Result<Vec<(String, MediaUse)>> {
    let mut uses = origin_settings::picture_uses(&mut *connection, paths).await?;
    uses.extend(origin_catalog::picture_uses(&mut *connection, paths).await?);
    Ok(uses)
}

fn view(row: Row) -> anyhow::Result<MediaView> {
    let hash = Hash(row.hash.as_slice().try_into()?);
    let state = match (row.reason, row.width, row.height) {
        (Some(reason), ..) => MediaState::Failed { reason },
        (None, Some(width), Some(height)) => MediaState::Ready { width: width.try_into()?, height: height.try_into()? },
        (None, ..) => MediaState::Waiting,
    };
    Ok(MediaView {
        id: hash.to_string(),
        path: Store::path(&hash),
        state,
        bytes: row.bytes.try_into()?,
        alt: row.alt.0,
        version: row.version,
        created_at: row.created_at,
        colour: row.colour.map(colours::stored),
        uses: Vec::new(),
    })
}
