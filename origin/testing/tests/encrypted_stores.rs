//! The ways to the stores, by TLS to real servers: whom they believe, and whom they do not.

use std::time::Duration;

use async_nats::connection::State;
use origin_platform::{Stores, StoresConfig};
use origin_testing::{Authority, EncryptedStores, wait_until};

/// Enough for a server on this machine to answer, if it is believed.
const SHORT: Duration = Duration::from_millis(800);

/// Which of the stores answer: PostgreSQL, Redis, NATS.
async fn answering(config: &StoresConfig) -> [bool; 3] {
    let stores = Stores::connect(config).await.expect("addresses of our own making");
    let encrypted = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    let database = sqlx::query_scalar::<_, bool>(encrypted).fetch_one(&stores.db);
    let mut redis = stores.redis.clone();
    let ping = redis::cmd("PING");
    let ping = ping.query_async::<String>(&mut redis);
    let nats = async {
        while stores.nats.connection_state() != State::Connected {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let (database, redis, nats) = tokio::join!(
        tokio::time::timeout(SHORT, database),
        tokio::time::timeout(SHORT, ping),
        tokio::time::timeout(SHORT, nats),
    );
    [matches!(database, Ok(Ok(true))), matches!(redis, Ok(Ok(pong)) if pong == "PONG"), nats.is_ok()]
}

#[tokio::test]
async fn h3_stores_by_tls_are_believed_by_their_authority_and_their_name_alone() {
    let stores = EncryptedStores::started().await;
    let trusting = stores.config("localhost", &stores.authority);
    // PostgreSQL listens a moment before it answers.
    wait_until("all stores answer by TLS", async || answering(&trusting).await == [true; 3]).await;
    let misnamed = stores.config("127.0.0.1", &stores.authority);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let other = Authority::of_localhost(folder.path());
    let misled = stores.config("localhost", &other);
    let plain = StoresConfig {
        database_url: trusting.database_url.replace("verify-full", "disable"),
        redis_url: trusting.redis_url.replace("rediss:", "redis:"),
        ..misled.clone()
    };
    let (misnamed, misled, plain) = tokio::join!(answering(&misnamed), answering(&misled), answering(&plain));
    assert_eq!(misnamed, [false; 3], "a certificate for another name");
    assert_eq!(misled, [false; 3], "another authority");
    assert_eq!(plain, [false; 3], "nothing is answered plainly");
}
