//! The files that pages show, for edges that keep what they have been asked for (ADR 87).
//!
//! No endpoint of the API: the address is the one that shoppers ask the edge for, and who does not sign gets no answer.

use std::time::Duration;

use api::media::{ICONS, PictureFile, PictureFormat};
use api::problem::{Code, Problem};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderValue, header};
use origin_platform::service_error::respond;
use origin_platform::{Database, ServiceError};

use crate::service::{Service, in_time};
use crate::store::RECIPE;
use crate::{Hash, Store};

/// As the edge has it.
pub(crate) const ROUTE: &str = "/media/{recipe}/{file}";
/// For the store: less than half of what an edge waits for, since it may ask another process of the origin then.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Another file has another address.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

pub(crate) async fn get_file(State(service): State<Service>, Path((recipe, file)): Path<(String, String)>) -> Response {
    match found(&service, &format!("{recipe}/{file}")).await {
        Ok(response) => response,
        Err(failure) => {
            if let ServiceError::Internal(error) = &failure {
                tracing::error!(error = format!("{error:#}"), "a picture's file could not be sent");
            }
            respond(&failure.into_problem())
        }
    }
}

async fn found(service: &Service, name: &str) -> Result<Response, ServiceError> {
    let missing = || Problem::new(Code::MediaNotFound, "There is no such file of a picture.");
    let file: PictureFile = name.parse().map_err(|()| missing())?;
    let hash: Hash = file.picture.parse().map_err(|()| missing())?;
    if RECIPE != format!("p{}", file.recipe) {
        return Err(missing().into());
    }
    let store: &Store = service.store()?;
    // The store is asked for what is there alone: who guesses names asks it for nothing.
    let bytes = match is_there(&service.stores.db, &hash, &file).await? {
        true => in_time(TIMEOUT, store.file(&file)).await?.ok_or_else(missing)?,
        false => return Err(missing().into()),
    };
    let mut response = Response::new(Body::from(bytes));
    for (name, value) in [
        (header::CONTENT_TYPE, file.format.media_type()),
        (header::CACHE_CONTROL, IMMUTABLE),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

async fn is_there(db: &Database, hash: &Hash, file: &PictureFile) -> sqlx::Result<bool> {
    if matches!(file.format, PictureFormat::Icon | PictureFormat::Maskable) {
        let is_one = ICONS.contains(&(file.format, file.width));
        return Ok(is_one && origin_settings::has_icons(db, &Store::path(hash)).await?);
    }
    let Ok(width) = i32::try_from(file.width) else { return Ok(false) };
    let query = sqlx::query_scalar(
        "select exists (select from media.derivatives where hash = $1 and width = $2 and format = $3)",
    );
    query.bind(hash.0.as_slice()).bind(width).bind(file.format.name()).fetch_one(db).await
}
