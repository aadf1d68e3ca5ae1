//! Logging in and out.

use api::accounts::{CreateSession, DeleteSession, SessionView};
use api::problem::{Code, Problem};
use domain::accounts::Password;
use origin_platform::{Call, ServiceError, Stores};

use crate::attempts::Attempts;
use crate::{customer, password};

/// Longer than any password there can be; hashing more would only cost time.
const MAX_PASSWORD_LENGTH: usize = 200;

/// Logs in. An unknown address and a wrong password get the same answer after the same time.
/// A repeat with the same key opens another session: tokens are not kept, so none can be given again. The session that
/// the caller had before, if any, is over: a browser has one.
pub(crate) async fn create_session(stores: Stores, call: Call<CreateSession>) -> Result<SessionView, ServiceError> {
    let CreateSession { email, password, device, browser } = call.endpoint;
    let attempts = Attempts::of(&stores, &email, device.as_deref()).await?;
    attempts.count(&stores).await?;
    let known = customer::by_email(&stores.db, &email).await?;
    let fits = password.chars().count() <= MAX_PASSWORD_LENGTH;
    let password = if fits { password } else { String::new() };
    let hash = known.as_ref().map(|customer| customer.password_hash.clone());
    let spellings = Password::spellings(&password);
    let right = password::verify_any(&spellings, hash).await?;
    let wrong = || Problem::new(Code::WrongCredentials, "The e-mail address or the password is not right.");
    let (customer, spelling) = known.zip(right).ok_or_else(wrong)?;
    if spelling > 0 {
        // It was kept as it was typed when it was chosen; from now on it is as passwords are prepared today.
        let renewed = password::hash(spellings[0].clone()).await?;
        customer::renew_hash(&stores.db, customer.view.id, &customer.password_hash, &renewed).await?;
    }
    attempts.forget_failures(&stores).await?;
    customer::end_former_session(&stores, &call.who, call.bearer.as_deref()).await?;
    customer::open_session(&stores, customer, browser.as_deref()).await
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
    use std::net::Ipv4Addr;

    use api::client::Credentials;
    use futures::StreamExt as _;
    use origin_platform::authentication::Client;

    use super::*;
    use crate::testing::{Scene, code};

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
    async fn h4_logging_in_again_ends_the_session_of_that_browser_and_no_other() {
        let scene = Scene::new().await;
        let elsewhere = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let first = scene.login("ada@example.com", "correct horse").await.expect("right");
        let again = CreateSession {
            email: "ada@example.com".parse().expect("an address"),
            password: "wrong horse".to_owned(),
            device: None,
            browser: None,
        };
        let with_first = || Credentials { bearer: Some(first.token.clone()), idempotency_key: Some(scene.key()) };
        assert!(scene.client.call_as(&again, &with_first()).await.is_err(), "it is wrong");
        assert!(scene.get_customer(Some(&first.token)).await.is_ok(), "who fails changes nothing");
        let again = CreateSession { password: "correct horse".to_owned(), ..again };
        let second = scene.client.call_as(&again, &with_first()).await.expect("right");
        assert!(scene.get_customer(Some(&first.token)).await.is_err(), "it was replaced");
        for token in [&second.token, &elsewhere.token] {
            assert!(scene.get_customer(Some(token)).await.is_ok());
        }
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
    async fn c17_a_password_opens_its_account_however_its_marks_are_typed() {
        let scene = Scene::new().await;
        let (composed, apart) = ("Pässwort lang", "Pa\u{308}sswort lang");
        scene.register("Ada", "ada@example.com", apart).await.expect("a free address");
        for typed in [composed, apart] {
            assert!(scene.login("ada@example.com", typed).await.is_ok(), "{typed}");
        }
        assert_eq!(code(scene.login("ada@example.com", "Passwort lang").await), Code::WrongCredentials);
    }

    #[tokio::test]
    async fn c17_a_password_hashed_as_it_was_typed_is_known_and_renewed() {
        let scene = Scene::new().await;
        let (composed, apart) = ("Pässwort lang", "Pa\u{308}sswort lang");
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let old = password::hash(apart.to_owned()).await.expect("hashes");
        let keep = sqlx::query("update accounts.customers set password_hash = $1").bind(&old);
        keep.execute(&scene.stores.db).await.expect("PostgreSQL is up");
        assert!(scene.login("ada@example.com", composed).await.is_ok());
        let kept: String = sqlx::query_scalar("select password_hash from accounts.customers")
            .fetch_one(&scene.stores.db)
            .await
            .expect("PostgreSQL is up");
        assert!(kept != old && password::verify(composed.to_owned(), Some(kept)).await.expect("readable"));
    }

    #[tokio::test]
    async fn m2_one_address_is_counted_as_one_however_it_is_written() {
        let scene = Scene::new().await;
        scene.register("Ada", "miniii@example.com", "correct horse").await.expect("a free address");
        for spelling in ["miniii@example.com", "MINIII@example.com", "mInIiI@EXAMPLE.com", "miniiI@example.com"] {
            for _ in 0..3 {
                let _ = scene.login(spelling, "guess").await;
            }
        }
        assert_eq!(code(scene.login("MiNiIi@example.com", "correct horse").await), Code::TooManyRequests);
        // What is no spelling of it is no address: it opens neither the account nor another counter.
        let turkish = serde_json::json!({ "email": "miniiİ@example.com", "password": "correct horse" }).to_string();
        let request = http::Request::post("/v1/sessions")
            .header("content-type", "application/json")
            .header("idempotency-key", scene.key())
            .body(axum::body::Body::from(turkish))
            .expect("a request");
        assert!(scene.send(request).await.contains("invalid_request"));
    }

    #[tokio::test]
    async fn m2_the_canonical_form_of_the_database_is_that_of_the_domain() {
        let scene = Scene::new().await;
        for (at, typed) in ["Ada@Example.com", "BOB+Shop@müller.de", "o'Brien@example.org"].iter().enumerate() {
            scene.register("A", typed, "correct horse").await.expect("a free address");
            let kept: Vec<String> =
                sqlx::query_scalar("select email_canonical from accounts.customers order by created_at")
                    .fetch_all(&scene.stores.db)
                    .await
                    .expect("PostgreSQL is up");
            assert_eq!(kept[at], typed.parse::<domain::Email>().expect("an address").canonical());
        }
    }

    #[tokio::test]
    async fn m3_nobody_is_locked_out_of_the_browser_they_use_by_who_guesses_elsewhere() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        for _ in 0..12 {
            let _ = scene.login("ada@example.com", "guess").await;
        }
        let locked = scene.login("ada@example.com", "correct horse").await.err().expect("too many");
        assert_eq!(locked.code, Code::TooManyRequests);
        assert!(locked.retry_after.is_some_and(|seconds| seconds > 600), "{locked:?}");
        let with =
            async |device: Option<String>, password: &str| scene.login_with("ADA@example.com", password, device).await;
        // Neither a browser of somebody else nor one that nobody knows helps whoever guesses.
        for device in [bob.device, Some("x".repeat(43)), Some("x".repeat(500)), Some(String::new())] {
            assert_eq!(code(with(device, "correct horse").await), Code::TooManyRequests);
        }
        assert!(ada.device.is_some());
        let again = with(ada.device.clone(), "correct horse").await.expect("their own browser");
        assert_ne!(again.device, ada.device);
        // It has a limit of its own.
        for _ in 0..10 {
            assert_eq!(code(with(again.device.clone(), "guess").await), Code::WrongCredentials);
        }
        assert_eq!(code(with(again.device.clone(), "correct horse").await), Code::TooManyRequests);
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

    /// What is answered to a log-in from an address of the internet.
    async fn from(scene: &Scene, client: u32, email: &str, password: &str) -> String {
        let body = serde_json::json!({ "email": email, "password": password }).to_string();
        let request = http::Request::post("/v1/sessions")
            .header("content-type", "application/json")
            .header("idempotency-key", scene.key())
            .extension(Client(Ipv4Addr::from(0x0a00_0000 + client).into()))
            .body(axum::body::Body::from(body));
        scene.send(request.expect("a request")).await
    }

    #[tokio::test]
    async fn ten_thousand_wrong_passwords_from_as_many_addresses_keep_nobody_out_of_their_account() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let guesses = (0..10_000).map(|client| from(&scene, client, "ada@example.com", "guess"));
        let answers: Vec<String> = futures::stream::iter(guesses).buffer_unordered(64).collect().await;
        let how_many = |code: &str| answers.iter().filter(|answer| answer.contains(code)).count();
        let (wrong, waiting) = (how_many("wrong_credentials"), how_many("too_many_requests"));
        assert!(wrong <= 10 && wrong + waiting == 10_000, "{wrong} guesses were looked at, {waiting} had to wait");
        // In the browser that she uses the password is as good as ever; in any other a code is, and it comes.
        assert!(scene.login_with("ada@example.com", "correct horse", ada.device).await.is_ok());
        assert_eq!(code(scene.login("ada@example.com", "correct horse").await), Code::TooManyRequests);
        let (request, mail) = scene.ask_for_code("ada@example.com").await;
        let mail = mail.expect("there is an account");
        assert!(scene.enter("ada@example.com", &mail.code, Some(request), None).await.is_ok());
    }

    #[tokio::test]
    async fn a_password_of_a_megabyte_is_refused_with_a_sentence_before_anything_is_looked_up() {
        let scene = Scene::new().await;
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let long = "x".repeat(1024 * 1024);
        for _ in 0..20 {
            let answer = from(&scene, 1, "ada@example.com", &long).await;
            assert!(answer.contains("too_large") && answer.contains("bytes"), "{answer}");
        }
        assert!(scene.login("ada@example.com", "correct horse").await.is_ok(), "none of them was counted");
        // What just fits a request is no password, and costs what any wrong one does.
        let answer = from(&scene, 1, "ada@example.com", &long[..60_000]).await;
        assert!(answer.contains("wrong_credentials"), "{answer}");
    }
}
