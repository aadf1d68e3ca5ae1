//! Deleting an account.

use api::accounts::DeleteCustomer;
use api::event::{CUSTOMER_DELETED, CustomerDeleted};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::{Call, ServiceError, Stores};

use crate::customer;

/// Deletes the caller's account. What other rooms keep of it they forget by the event.
pub(crate) async fn delete_customer(stores: Stores, call: Call<DeleteCustomer>) -> Result<(), ServiceError> {
    let customer = call.shopper()?;
    customer::check_recent(&stores, call.bearer.as_deref()).await?;
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("delete from accounts.customers where id = $1").bind(customer.0).execute(&mut *tx).await?;
    let event = NewEvent::new(CUSTOMER_DELETED, vec![], &CustomerDeleted { customer });
    outbox::record(&mut tx, &[event]).await?;
    // Before the commit: an account without sessions is logged into again, but sessions without an account end nowhere.
    stores.sessions.close_all(customer).await?;
    call.commit(tx, ()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Scene, code};
    use api::accounts::SessionView;
    use api::client::Credentials;
    use api::problem::{Code, Problem};

    async fn delete(scene: &Scene, token: Option<&str>) -> Result<(), Problem> {
        let credentials = Credentials { bearer: token.map(str::to_owned), idempotency_key: Some(scene.key()) };
        scene.client.call_as(&DeleteCustomer {}, &credentials).await
    }

    async fn count(scene: &Scene, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&scene.stores.db).await.expect("PostgreSQL is up")
    }

    async fn ada(scene: &Scene) -> SessionView {
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address")
    }

    #[tokio::test]
    async fn m10_an_account_is_deleted_with_its_sessions_and_told_of() {
        let scene = Scene::new().await;
        let first = ada(&scene).await;
        let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        let second = scene.login("ada@example.com", "correct horse").await.expect("right");
        delete(&scene, Some(&second.token)).await.expect("just logged in");
        for token in [&first.token, &second.token] {
            assert!(scene.stores.sessions.find(token).await.expect("Redis is up").is_none());
            assert_eq!(code(scene.get_customer(Some(token)).await), Code::Unauthenticated);
        }
        assert_eq!(code(scene.login("ada@example.com", "correct horse").await), Code::WrongCredentials);
        assert_eq!(scene.customers().await, 1);
        assert_eq!(scene.get_customer(Some(&bob.token)).await.expect("another account").name, "Bob");
        let told = "select count(*) from shop.outbox where subject = 'shop.accounts.customer_deleted'";
        assert_eq!(count(&scene, told).await, 1);
        // The address is free again, for another account.
        let again = ada(&scene).await;
        assert_ne!(again.customer.id, first.customer.id);
    }

    #[tokio::test]
    async fn m10_an_old_session_deletes_nothing_and_nor_does_nobody() {
        let scene = Scene::new().await;
        let session = ada(&scene).await;
        let mut redis = scene.stores.redis.clone();
        let pattern = format!("{}recent:*", scene.stores.redis_prefix);
        let keys: Vec<String> = redis::cmd("KEYS").arg(pattern).query_async(&mut redis).await.expect("Redis is up");
        assert_eq!(keys.len(), 1);
        let _: () = redis::cmd("DEL").arg(keys).query_async(&mut redis).await.expect("Redis is up");
        assert_eq!(code(delete(&scene, Some(&session.token)).await), Code::RecentLoginNeeded);
        assert_eq!(code(delete(&scene, None).await), Code::Unauthenticated);
        assert_eq!(scene.customers().await, 1);
        assert!(scene.get_customer(Some(&session.token)).await.is_ok(), "the session is as good as before");
    }
}
