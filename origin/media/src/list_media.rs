//! Staff look at the pictures there are.

use api::media::{ListMedia, MediaState, MediaView};
use axum::Router;
use origin_platform::{Call, ServiceError, Stores, mount};

use crate::{Folders, State, list};

/// How many pictures are listed.
const SHOWN: i64 = 200;

/// The endpoint that staff look at pictures with.
pub fn router(stores: Stores) -> Router {
    mount(Router::new(), list_media).with_state(stores)
}

async fn list_media(stores: Stores, _: Call<ListMedia>) -> Result<Vec<MediaView>, ServiceError> {
    let pictures = list(&stores.db, SHOWN).await?;
    let view = |state| match state {
        State::Waiting => MediaState::Waiting,
        State::Ready { width, height, .. } => MediaState::Ready { width, height },
        State::Failed(reason) => MediaState::Failed { reason },
    };
    let pictures = pictures.into_iter();
    Ok(pictures.map(|one| MediaView { path: Folders::path(&one.hash), state: view(one.state) }).collect())
}

#[cfg(test)]
mod tests {
    use api::{Client, Credentials};
    use origin_platform::staff;
    use origin_platform::transport::InProcess;

    use super::*;
    use crate::keep;
    use crate::testing::{Scene, png};

    #[tokio::test]
    async fn staff_see_what_was_added_and_nobody_else_does() {
        let scene = Scene::open().await;
        let hash = keep(&scene.stores.db, &scene.folders, &png(20, 10)).await.expect("a picture");
        let client = Client::new(InProcess(router(scene.stores.clone())));
        let key = staff::create(&scene.stores.db, "tests").await.expect("PostgreSQL is up");
        let staff = Credentials { bearer: Some(key), idempotency_key: None };
        let waiting = MediaView { path: format!("p1/{hash}"), state: MediaState::Waiting };
        assert_eq!(client.call_as(&ListMedia {}, &staff).await, Ok(vec![waiting]));
        let nobody = Credentials { bearer: None, idempotency_key: None };
        let refused = client.call_as(&ListMedia {}, &nobody).await.expect_err("strangers may not");
        assert_eq!(refused.code, api::Code::Unauthenticated);
    }
}
