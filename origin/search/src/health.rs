//! Whether the index here holds the catalogue, for whoever shares searches among several processes.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::get};

use origin_platform::health::Draining;
use origin_search_engine::Index;
use serde_json::json;

use crate::job::is_filled;

/// `/health/search`: 503 until the index was filled to the end once, and once the process is about to end. Whoever answers
/// without an index of the whole catalogue says of products that they are not there.
pub fn router(index: Index, draining: Draining) -> Router {
    Router::new().route("/health/search", get(search)).with_state((index, draining))
}

async fn search(State((index, draining)): State<(Index, Draining)>) -> Response {
    let looking = tokio::task::spawn_blocking(move || is_filled(&index));
    let (status, said) = match looking.await {
        _ if draining.has_begun() => (StatusCode::SERVICE_UNAVAILABLE, "draining"),
        Ok(true) => (StatusCode::OK, "ok"),
        Ok(false) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "filling"),
    };
    (status, Json(json!({ "status": said }))).into_response()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::tests::products::{id, index_of, plain};

    #[tokio::test]
    async fn nobody_is_sent_to_an_index_that_was_never_filled_or_to_a_process_that_ends() {
        let (dir, index) = index_of(&[(id(1), plain("lamp", "Lamp"))]);
        let draining = Draining::default();
        let status = async |index: &Index| search(State((index.clone(), draining.clone()))).await.status().as_u16();
        assert_eq!(status(&index).await, 503, "its filling may have broken off");
        let said = |text: &str| fs::write(dir.path().join("complete"), text).expect("a disk");
        said("");
        assert_eq!(status(&index).await, 200, "as versions of before said it");

        let empty = tempfile::tempdir().expect("a directory");
        let nothing = Index::open(empty.path()).expect("an empty index");
        let said = |text: &str| fs::write(empty.path().join("complete"), text).expect("a disk");
        for (text, expected) in [("", 503), ("7", 503), (&*Index::VERSION.to_string(), 200)] {
            said(text);
            assert_eq!(status(&nothing).await, expected, "`{text}` of an index that holds nothing");
        }
        draining.begin();
        assert_eq!(status(&index).await, 503);
    }
}
