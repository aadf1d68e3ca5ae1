//! Logging in and out.

use api::accounts::{CreateSession, DeleteSession, SessionView};
use api::problem::{Code, Problem};
use origin_platform::{Call, ServiceError, Stores};

use crate::{attempts, customer, password};

/// Longer than any password there can be; hashing more would only cost time.
const MAX_PASSWORD_LENGTH: usize = 200;

/// Logs in. An unknown address and a wrong password get the same answer after the same time.
/// A repeat with the same key opens another session: tokens are not kept, so none can be given again.
pub(crate) async fn create_session(stores: Stores, call: Call<CreateSession>) -> Result<SessionView, ServiceError> {
    let CreateSession { email, password } = call.endpoint;
    attempts::count(&stores, &email).await?;
    let known = customer::by_email(&stores.db, &email).await?;
    let fits = password.chars().count() <= MAX_PASSWORD_LENGTH;
    let password = if fits { password } else { String::new() };
    let hash = known.as_ref().map(|customer| customer.password_hash.clone());
    let right = password::verify(password, hash).await?;
    let wrong = || Problem::new(Code::WrongCredentials, "The e-mail address or the password is not right.");
    let customer = known.filter(|_| right).ok_or_else(wrong)?;
    attempts::forget_failures(&stores, &email).await?;
    customer::open_session(&stores, customer.view).await
}

/// Logs out: ends the session of the call.
pub(crate) async fn delete_session(stores: Stores, call: Call<DeleteSession>) -> Result<(), ServiceError> {
    call.shopper()?;
    if let Some(token) = &call.bearer {
        stores.sessions.close(token).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Scene, code};
    use api::client::Credentials;

    #[tokio::test]
    async fn the_right_password_opens_a_session_of_its_own() {
        let scene = Scene::new().await;
        let first = scene.register("Ada", "Ada@Example.com", "correct horse").await.expect("a free address");
        let second = scene.login("ada@example.COM", "correct horse").await.expect("any capitalisation");
        assert_ne!(first.token, second.token);
        assert_eq!(first.customer, second.customer);
        assert!(scene.get_customer(Some(&first.token)).await.is_ok());
        assert!(scene.get_customer(Some(&second.token)).await.is_ok());
    }

    #[tokio::test]
    async fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
        let scene = Scene::new().await;
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let wrong = scene.login("ada@example.com", "wrong horse").await.err();
        let unknown = scene.login("eve@example.com", "wrong horse").await.err();
        let long = scene.login("ada@example.com", &"x".repeat(5000)).await.err();
        let empty = scene.login("ada@example.com", "").await.err();
        assert_eq!(wrong.as_ref().map(|problem| problem.code), Some(Code::WrongCredentials));
        assert!([unknown, long, empty].iter().all(|other| *other == wrong));
    }

    #[tokio::test]
    async fn logging_out_ends_this_session_and_no_other() {
        let scene = Scene::new().await;
        let first = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let second = scene.login("ada@example.com", "correct horse").await.expect("right");
        let credentials = Credentials { bearer: Some(first.token.clone()), idempotency_key: Some(scene.key()) };
        scene.client.call_as(&DeleteSession {}, &credentials).await.expect("logged in");
        assert_eq!(code(scene.get_customer(Some(&first.token)).await), Code::Unauthenticated);
        assert!(scene.get_customer(Some(&second.token)).await.is_ok());
        let nobody = Credentials { bearer: None, idempotency_key: Some(scene.key()) };
        assert_eq!(code(scene.client.call_as(&DeleteSession {}, &nobody).await), Code::Unauthenticated);
    }

    #[tokio::test]
    async fn guessing_is_stopped_for_one_address_alone() {
        let scene = Scene::new().await;
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        for _ in 0..9 {
            assert_eq!(code(scene.login("ada@example.com", "guess").await), Code::WrongCredentials);
        }
        // A right password in between begins the count anew.
        assert!(scene.login("ADA@example.com", "correct horse").await.is_ok());
        for _ in 0..10 {
            assert_eq!(code(scene.login("ada@example.com", "guess").await), Code::WrongCredentials);
        }
        // From here on even the right one has to wait, or guessing would go on.
        assert_eq!(code(scene.login("ada@example.com", "correct horse").await), Code::TooManyRequests);
        assert!(scene.login("bob@example.com", "battery staple").await.is_ok());
    }
}
