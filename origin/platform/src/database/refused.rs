//! What a refused call had begun is over before its answer leaves.
//!
//! A transaction that is dropped is rolled back by a task of its own, for nobody can wait in a drop. Whoever was refused and
//! calls again at once would meet the locks of their own first call: a statement that skips locked rows would pass over one.

use std::cell::RefCell;
use std::time::Duration;

use futures::future::join_all;
use tokio::task::JoinHandle;

/// How long a call that was refused waits at most: whoever asks is not to wait for a server that is gone.
const WAIT: Duration = Duration::from_secs(1);

tokio::task_local! {
    /// The tasks that roll back what this call dropped.
    static ROLLBACKS: RefCell<Vec<JoinHandle<()>>>;
}

/// Notes a rollback that has begun, if a call is under way that waits for its own.
pub(super) fn note(rollback: JoinHandle<()>) {
    // Outside of a call nobody waits: it goes on alone.
    let _alone = ROLLBACKS.try_with(|rollbacks| rollbacks.borrow_mut().push(rollback));
}

/// What `call` comes to. If it is refused, or fails, the transactions that it dropped are rolled back by then, unless
/// PostgreSQL does not answer for [`WAIT`].
pub(crate) async fn rolled_back<T, E>(call: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let watched = async {
        let outcome = call.await;
        if outcome.is_err() {
            let rollbacks = ROLLBACKS.with(RefCell::take);
            // Those that take longer go on alone.
            let _in_time = tokio::time::timeout(WAIT, join_all(rollbacks)).await;
        }
        outcome
    };
    ROLLBACKS.scope(RefCell::default(), watched).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh_config;
    use crate::{Database, ServiceError};

    async fn lock(db: &Database) -> sqlx::Result<Option<i32>> {
        sqlx::query_scalar("select number from public.pages for update skip locked").fetch_optional(db).await
    }

    /// As a handler that locks, waits a little for something else, and refuses.
    async fn refuse(db: &Database, slow: &'static str) -> Result<(), ServiceError> {
        let mut tx = db.begin().await?;
        sqlx::query("select number from public.pages for update").execute(&mut *tx).await?;
        // What the rollback has to wait for: without it, it would mostly be over by luck.
        let slow = sqlx::query(slow).execute(&mut *tx);
        let _nobody_waits = tokio::time::timeout(Duration::from_millis(20), slow).await;
        Err(anyhow::anyhow!("refused").into())
    }

    #[tokio::test]
    async fn who_was_refused_does_not_meet_their_own_lock() {
        let url = origin_testing::admin_url(&fresh_config().await.database_url);
        let db = Database::lazy(&url, 4).expect("an address of our own making");
        sqlx::query("create table public.pages (number int primary key)").execute(&db).await.expect("ours");
        sqlx::query("insert into public.pages values (1)").execute(&db).await.expect("new");
        // For longer than a second connection takes, however much else the machine does.
        refuse(&db, "select pg_sleep(3)").await.expect_err("refused");
        assert_eq!(lock(&db).await.expect("up"), None, "outside of a call nobody waits, or the test says nothing");
        origin_testing::wait_until("the rollback is over", async || lock(&db).await.expect("up").is_some()).await;
        rolled_back(refuse(&db, "select pg_sleep(0.3)")).await.expect_err("refused");
        assert_eq!(lock(&db).await.expect("up"), Some(1));
    }
}
