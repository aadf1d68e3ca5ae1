//! Redis behind one address, where the server that answers there follows another for a while.

use std::process::{Child, Command, Stdio};

use origin_platform::{ServiceError, Stores, StoresConfig};
use origin_testing::{fresh_config, wait_until};
use redis::{Cmd, FromRedisValue, RedisResult};

/// A program that ends with the value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then nothing is left to do.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn ask<T: FromRedisValue>(stores: &Stores, words: &[&str]) -> RedisResult<T> {
    let mut command = Cmd::new();
    words.iter().for_each(|word| {
        command.arg(*word);
    });
    command.query_async(&mut stores.redis.clone()).await
}

#[tokio::test]
async fn a_connection_to_a_redis_that_is_no_longer_the_one_to_write_to_is_given_up() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let port = ports::free_port();
    let mut server = Command::new("redis-server");
    server.args(["--bind", "127.0.0.1", "--save", "", "--port", &port.to_string(), "--dir"]).arg(folder.path());
    let started = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let _running = Running(started.expect("redis-server is installed"));
    let config = StoresConfig { redis_url: format!("redis://127.0.0.1:{port}/"), ..fresh_config().await };
    let stores = Stores::connect(&config).await.expect("addresses of our own making");
    wait_until("Redis takes something", async || ask::<()>(&stores, &["SET", "key", "before"]).await.is_ok()).await;
    let connection: i64 = ask(&stores, &["CLIENT", "ID"]).await.expect("it answers");

    let nobody = ports::free_port().to_string();
    let () = ask(&stores, &["REPLICAOF", "127.0.0.1", &nobody]).await.expect("anybody may");
    let refused = ask::<()>(&stores, &["SET", "key", "meanwhile"]).await.expect_err("it follows another");
    assert_eq!(refused.code(), Some("READONLY"));
    assert_eq!(ServiceError::from(refused).into_problem().code, api::Code::Unavailable);
    let next: i64 = ask(&stores, &["CLIENT", "ID"]).await.expect("it answers");
    assert_ne!(next, connection, "whoever answers at the address is asked for anew");
    // Several in one step are refused as one.
    let mut several = redis::pipe();
    several.atomic().set("key", "meanwhile").ignore().incr("count", 1).ignore();
    let refused = several.query_async::<()>(&mut stores.redis.clone()).await.expect_err("it follows another");
    assert_eq!(ServiceError::from(refused).into_problem().code, api::Code::Unavailable);

    let () = ask(&stores, &["REPLICAOF", "NO", "ONE"]).await.expect("anybody may");
    let () = ask(&stores, &["SET", "key", "after"]).await.expect("it is written to again");
}
