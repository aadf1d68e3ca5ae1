//! Giving an account another password: one that its owner wants, or has forgotten the last of and signed in by a code.

use api::accounts::{SessionView, UpdatePassword};
use api::problem::{Code, Problem};
use origin_platform::{Call, ServiceError, Stores};

use crate::notifications::{self, What};
use crate::{codes, common_passwords, customer, password};

/// Keeps the hash of another password, and ends whatever else opens the account: its other sessions, and the codes and
/// links that were mailed. The caller gets a session with another token.
#[tracing::instrument(name = "accounts.update_password", skip_all)]
pub(crate) async fn update_password(stores: Stores, call: Call<UpdatePassword>) -> Result<SessionView, ServiceError> {
    let id = call.shopper()?;
    let bearer = call.bearer.as_deref().unwrap_or_default();
    customer::check_recent(&stores, Some(bearer)).await?;
    let UpdatePassword { password, market, browser } = &call.endpoint;
    // Who they are is looked up for this; whether the session is still theirs, once the account is locked.
    let whose = customer::by_id(&stores.db, id).await?.ok_or_else(customer::gone)?.view;
    common_passwords::check(password, &[&whose.name, &whose.email])?;
    // Before the transaction: a hash takes tens of milliseconds and may wait for its turn.
    let hash = password::hash(password.reveal().to_owned()).await?;
    let mut tx = stores.db.begin().await?;
    let before = customer::lock(&mut tx, id).await?.ok_or_else(customer::gone)?;
    // Of two changes at once, the first ends the session of the second, which waited for it here.
    if stores.sessions.find(bearer).await? != Some(id) {
        let detail = "The password was changed elsewhere just now, which ended this session. Please log in with the new one, or by a code.";
        return Err(Problem::new(Code::Unauthenticated, detail).into());
    }
    sqlx::query(
        "update accounts.customers set password_hash = $2, credentials_version = credentials_version + 1
         where id = $1",
    )
    .bind(id.0)
    .bind(&hash)
    .execute(&mut *tx)
    .await?;
    codes::end_all(&mut *tx, id).await?;
    notifications::record(&mut tx, &before, What::PasswordChanged, *market).await?;
    let after = customer::by_id(&mut *tx, id).await?.ok_or_else(customer::gone)?;
    // Before the commit, so that none outlives it if the power goes; and after it for one that was just opened.
    let groups = stores.sessions.groups_of(bearer).await?;
    stores.sessions.close_others(id, bearer).await?;
    tx.commit().await?;
    stores.sessions.close_all(id).await?;
    customer::open_session_again(&stores, after, browser.as_deref(), groups).await
}

#[cfg(test)]
mod tests {
    use domain::Market;
    use domain::accounts::Password;

    use super::*;
    use crate::testing::{Scene, code};

    fn to(password: &str) -> UpdatePassword {
        let password = Password::try_from(password.to_owned()).expect("a possible password");
        UpdatePassword { password, market: Market::De, browser: Some("Firefox, Linux".to_owned()) }
    }

    #[tokio::test]
    async fn a_forgotten_password_is_replaced_after_a_code_and_whatever_else_opened_the_account_ends() {
        let scene = Scene::new().await;
        let own = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let thief = scene.login("ada@example.com", "correct horse").await.expect("right");
        let (_, open) = scene.ask_for_code("ada@example.com").await;
        let changed = scene.call(&to("battery staple"), Some(&own.token)).await.expect("just signed in");
        assert_ne!(changed.token, own.token);
        for token in [&thief.token, &own.token] {
            assert_eq!(code(scene.get_customer(Some(token)).await), Code::Unauthenticated);
        }
        assert_eq!(code(scene.login("ada@example.com", "correct horse").await), Code::WrongCredentials);
        assert!(scene.login("ada@example.com", "battery staple").await.is_ok());
        let open = open.expect("there is an account");
        assert_eq!(code(scene.follow(&open.token, None).await), Code::LinkUsed);
        assert_eq!(code(scene.enter("ada@example.com", &open.code, None, None).await), Code::SignInCodeWrong);
        let told: (String, String, String) = sqlx::query_as("select what, email, market from accounts.notifications")
            .fetch_one(&scene.stores.db)
            .await
            .expect("one");
        assert_eq!(told, ("password_changed".to_owned(), "ada@example.com".to_owned(), "de".to_owned()));
    }

    #[tokio::test]
    async fn of_two_who_change_it_at_once_one_does() {
        let scene = Scene::new().await;
        let first = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let second = scene.login("ada@example.com", "correct horse").await.expect("right");
        let (here, there) = (to("battery staple"), to("harbour lights"));
        let (here, there) =
            tokio::join!(scene.call(&here, Some(&first.token)), scene.call(&there, Some(&second.token)));
        assert!(here.is_ok() != there.is_ok());
        let (kept, lost) =
            if here.is_ok() { ("battery staple", "harbour lights") } else { ("harbour lights", "battery staple") };
        let refused = here.err().or(there.err()).expect("one of them");
        assert_eq!(refused.code, Code::Unauthenticated);
        assert!(scene.login("ada@example.com", kept).await.is_ok());
        assert_eq!(code(scene.login("ada@example.com", lost).await), Code::WrongCredentials);
        assert_eq!(scene.count("select count(*) from accounts.notifications").await, 1);
    }

    #[tokio::test]
    async fn an_old_session_changes_nothing_and_nor_does_nobody() {
        let scene = Scene::new().await;
        let session = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        scene.let_sessions_age().await;
        assert_eq!(code(scene.call(&to("battery staple"), Some(&session.token)).await), Code::RecentLoginNeeded);
        assert_eq!(code(scene.call(&to("battery staple"), None).await), Code::Unauthenticated);
        assert!(scene.login("ada@example.com", "correct horse").await.is_ok());
        assert!(!scene.get_customer(Some(&session.token)).await.expect("as good as before").recent);
    }
}
