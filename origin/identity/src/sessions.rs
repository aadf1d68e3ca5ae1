//! Where an account is logged in, and ending that.

use api::accounts::{DeleteNamedSession, DeleteOtherSessions, ListSessions, OpenSession};
use domain::CustomerId;
use origin_platform::session::Sessions;
use origin_platform::{Call, ServiceError, Stores};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::customer;

/// How many are listed at most.
const LIMIT: usize = 50;

/// Lists the caller's sessions.
pub(crate) async fn list_sessions(stores: Stores, call: Call<ListSessions>) -> Result<Vec<OpenSession>, ServiceError> {
    let customer = call.shopper()?;
    of_customer(&stores, customer, call.bearer.as_deref()).await
}

/// Where an account is logged in; one session is that of the token `bearer`.
pub(crate) async fn of_customer(
    stores: &Stores,
    customer: CustomerId,
    bearer: Option<&str>,
) -> Result<Vec<OpenSession>, ServiceError> {
    let own = Sessions::id(bearer.unwrap_or_default());
    let open = stores.sessions.list(customer).await?;
    let view = |session: origin_platform::session::OpenSession| OpenSession {
        current: session.id == own,
        id: session.id,
        browser: session.browser,
        opened_at: rfc3339(session.opened_at),
        used_at: rfc3339(session.used_at),
    };
    Ok(open.into_iter().take(LIMIT).map(view).collect())
}

/// Ends one of the caller's sessions, who has just logged in: whoever finds a browser open, or has stolen a session, puts its
/// owner out nowhere. Of those that are none of theirs there is none.
pub(crate) async fn delete_named_session(stores: Stores, call: Call<DeleteNamedSession>) -> Result<(), ServiceError> {
    let customer = call.shopper()?;
    customer::check_recent(&stores, call.bearer.as_deref()).await?;
    stores.sessions.close_named(customer, &call.endpoint.session).await?;
    Ok(())
}

/// Ends all of the caller's sessions but that of the call; likewise.
pub(crate) async fn delete_other_sessions(stores: Stores, call: Call<DeleteOtherSessions>) -> Result<(), ServiceError> {
    let customer = call.shopper()?;
    customer::check_recent(&stores, call.bearer.as_deref()).await?;
    stores.sessions.close_others(customer, call.bearer.as_deref().unwrap_or_default()).await?;
    Ok(())
}

fn rfc3339(unix_seconds: u64) -> String {
    let time = i64::try_from(unix_seconds).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    time.unwrap_or(OffsetDateTime::UNIX_EPOCH).format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use api::Problem;
    use api::client::Credentials;
    use api::endpoint::Endpoint;
    use api::problem::Code;

    use super::*;
    use crate::testing::{Scene, code};

    async fn call<E: Endpoint>(scene: &Scene, token: &str, endpoint: &E) -> Result<E::Reply, Problem> {
        let credentials = Credentials { bearer: Some(token.to_owned()), idempotency_key: Some(scene.key()) };
        scene.client.call_as(endpoint, &credentials).await
    }

    #[tokio::test]
    async fn a_shopper_sees_and_ends_their_own_sessions_and_no_others() {
        let scene = Scene::new().await;
        let first = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let second = scene.login("ada@example.com", "correct horse").await.expect("right");
        let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        let listed = call(&scene, &second.token, &ListSessions {}).await.expect("logged in");
        assert_eq!(listed.len(), 2);
        assert_eq!(listed.iter().filter(|session| session.current).count(), 1);
        let other = listed.iter().find(|session| !session.current).expect("the first");
        assert!(OffsetDateTime::parse(&other.opened_at, &Rfc3339).is_ok(), "{other:?}");
        let end = DeleteNamedSession { session: other.id.clone() };
        call(&scene, &bob.token, &end).await.expect("nothing of theirs has that name");
        assert!(scene.get_customer(Some(&first.token)).await.is_ok());
        for _ in 0..2 {
            call(&scene, &second.token, &end).await.expect("it is over");
        }
        assert_eq!(code(scene.get_customer(Some(&first.token)).await), Code::Unauthenticated);
        let third = scene.login("ada@example.com", "correct horse").await.expect("right");
        call(&scene, &third.token, &DeleteOtherSessions {}).await.expect("logged in");
        assert_eq!(code(scene.get_customer(Some(&second.token)).await), Code::Unauthenticated);
        for token in [&third.token, &bob.token] {
            assert!(scene.get_customer(Some(token)).await.is_ok());
        }
        for bad in ["x", "current ", "%2e%2e", "*"] {
            call(&scene, &third.token, &DeleteNamedSession { session: bad.to_owned() }).await.expect("there is none");
        }
        assert!(scene.get_customer(Some(&third.token)).await.is_ok());
        // Ten minutes later it is looked at as before, and nobody is put out.
        let fourth = scene.login("ada@example.com", "correct horse").await.expect("right");
        scene.stores.sessions.let_age(&third.token).await.expect("Redis is up");
        let listed = call(&scene, &third.token, &ListSessions {}).await.expect("logged in");
        let fourths = listed.into_iter().find(|session| !session.current).expect("the fourth").id;
        for refused in [
            call(&scene, &third.token, &DeleteNamedSession { session: fourths }).await,
            call(&scene, &third.token, &DeleteOtherSessions {}).await,
        ] {
            assert_eq!(code(refused), Code::RecentLoginNeeded);
        }
        assert!(scene.get_customer(Some(&fourth.token)).await.is_ok());
    }
}
