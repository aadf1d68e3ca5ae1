//! The home page as it is kept.

use api::settings::{HomeBlock, HomeVersion, Publication};
use origin_platform::ServiceError;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

/// The home page with the blocks of one of its versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// The newest version; 0 while there is none.
    pub version: i64,
    /// The version that shoppers see.
    pub published: Option<i64>,
    pub blocks: Vec<HomeBlock>,
    /// When they were saved (RFC 3339, UTC).
    pub saved_at: String,
}

type Blocks = Json<Vec<HomeBlock>>;

/// The newest version.
pub(super) async fn newest(db: &mut PgConnection) -> sqlx::Result<Kept> {
    let row: Option<(i64, Blocks, String, Option<i64>)> = sqlx::query_as(
        "select newest.version, newest.document,
                to_char(newest.created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                (select case last.publication when 'publish' then last.version end
                 from settings.home_versions as last
                 where last.publication is not null
                 order by last.version desc limit 1)
         from settings.home_versions as newest
         order by newest.version desc limit 1",
    )
    .fetch_optional(db)
    .await?;
    let kept = |(version, Json(blocks), saved_at, published)| Kept { version, published, blocks, saved_at };
    Ok(row.map(kept).unwrap_or_default())
}

/// The blocks of a version, and when it was saved.
pub(super) async fn version(db: &mut PgConnection, version: i64) -> sqlx::Result<Option<(Vec<HomeBlock>, String)>> {
    let row: Option<(Blocks, String)> = sqlx::query_as(
        "select document, to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         from settings.home_versions where version = $1",
    )
    .bind(version)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(Json(blocks), saved_at)| (blocks, saved_at)))
}

/// What shoppers see; none while it is as the shop makes it by itself.
pub(super) async fn shown(db: impl PgExecutor<'_>) -> sqlx::Result<Option<Vec<HomeBlock>>> {
    let row: Option<(String, Blocks)> = sqlx::query_as(
        "select publication, document from settings.home_versions
         where publication is not null
         order by version desc limit 1",
    )
    .fetch_optional(db)
    .await?;
    Ok(row.filter(|(publication, _)| publication == "publish").map(|(_, Json(blocks))| blocks))
}

/// The paths of the pictures that shoppers see there, or will when the newest version is shown.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn pictures(db: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    let blocks = [shown(&mut *db).await?.unwrap_or_default(), newest(&mut *db).await?.blocks].concat();
    Ok(blocks.iter().filter_map(HomeBlock::picture).map(|picture| picture.path.clone()).collect())
}

/// Adds a version.
pub(super) async fn insert(
    tx: &mut PgConnection,
    version: i64,
    blocks: &[HomeBlock],
    publication: Option<Publication>,
) -> sqlx::Result<()> {
    let publication = publication.map(|publication| match publication {
        Publication::Publish => "publish",
        Publication::Withdraw => "withdraw",
    });
    sqlx::query("insert into settings.home_versions (version, document, publication) values ($1, $2, $3)")
        .bind(version)
        .bind(Json(blocks))
        .bind(publication)
        .execute(tx)
        .await
        .map(drop)
}

/// The versions before one, the newest first; a hundred at most.
pub(super) async fn versions(db: impl PgExecutor<'_>, before: Option<i64>) -> Result<Vec<HomeVersion>, ServiceError> {
    let rows: Vec<(i64, Blocks, Option<String>, String)> = sqlx::query_as(
        "select version, document, publication,
                to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         from settings.home_versions
         where version < coalesce($1, 9223372036854775807)
         order by version desc limit 100",
    )
    .bind(before)
    .fetch_all(db)
    .await?;
    let version = |(version, Json(blocks), publication, saved_at): (i64, Blocks, Option<String>, String)| HomeVersion {
        version,
        kinds: blocks.iter().map(|block| block.kind().to_owned()).collect(),
        publication: publication.and_then(|word| match word.as_str() {
            "publish" => Some(Publication::Publish),
            "withdraw" => Some(Publication::Withdraw),
            _ => None,
        }),
        saved_at,
    };
    Ok(rows.into_iter().map(version).collect())
}
