//! Redis by its Sentinels: real servers, of which the one that is written to is lost.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use origin_platform::{Stores, StoresConfig};
use origin_testing::{fresh_config, wait_until};

const PASSWORD: &str = "p%2Fss";
const PLAIN_PASSWORD: &str = "p/ss";

/// A program that ends with the value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then nothing is left to do.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A server by a configuration of its own, which Sentinels have written anew.
fn start(folder: &Path, name: &str, text: &str, arguments: &[&str]) -> Running {
    let place = folder.join(name);
    std::fs::create_dir(&place).expect("the folder is ours");
    let file = place.join("server.conf");
    let text = format!("bind 127.0.0.1\ndir \"{}\"\nrequirepass {PLAIN_PASSWORD}\n{text}", place.display());
    std::fs::write(&file, text).expect("the folder is ours");
    let mut server = Command::new("redis-server");
    let started = server.arg(file).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    Running(started.expect("redis-server is installed"))
}

async fn set(stores: &Stores, value: &str) -> bool {
    let mut redis = stores.redis.clone();
    redis::cmd("SET").arg("key").arg(value).query_async::<()>(&mut redis).await.is_ok()
}

#[tokio::test]
async fn another_redis_is_found_once_the_one_that_was_written_to_is_lost() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [first, second, sentinel] = [(); 3].map(|()| ports::free_port());
    let address = format!("redis+sentinel://:{PASSWORD}@127.0.0.1:{sentinel}/shop");
    let config = StoresConfig { redis_url: address, ..fresh_config().await };
    let stores = Stores::connect(&config).await.expect("addresses of our own making");
    // Nothing is up yet, and that is said.
    assert!(!set(&stores, "too early").await);

    let auth = format!("masterauth {PLAIN_PASSWORD}\nsave \"\"\n");
    let lost = start(folder.path(), "first", &format!("port {first}\n{auth}"), &[]);
    let follows = format!("port {second}\n{auth}replicaof 127.0.0.1 {first}\n");
    let _second = start(folder.path(), "second", &follows, &[]);
    let watches = format!(
        "port {sentinel}\nsentinel monitor shop 127.0.0.1 {first} 1\nsentinel auth-pass shop {PLAIN_PASSWORD}\n\
         sentinel down-after-milliseconds shop 300\nsentinel failover-timeout shop 2000\n"
    );
    let _sentinel = start(folder.path(), "sentinel", &watches, &["--sentinel"]);
    wait_until("the first takes something", async || set(&stores, "before").await).await;
    let mut by_sentinel = redis::Client::open(format!("redis://:{PASSWORD}@127.0.0.1:{sentinel}/"))
        .expect("an address")
        .get_multiplexed_async_connection()
        .await
        .expect("it answers");
    wait_until("the Sentinel knows the second", async || {
        let question = redis::cmd("SENTINEL").arg("replicas").arg("shop").to_owned();
        let known = question.query_async::<redis::Value>(&mut by_sentinel).await;
        format!("{known:?}").contains(&second.to_string())
    })
    .await;

    drop(lost);
    wait_until("the second takes something", async || set(&stores, "after").await).await;
    let mut straight = redis::Client::open(format!("redis://:{PASSWORD}@127.0.0.1:{second}/"))
        .expect("an address")
        .get_multiplexed_async_connection()
        .await
        .expect("it answers");
    let kept: String = redis::cmd("GET").arg("key").query_async(&mut straight).await.expect("it is there");
    assert_eq!(kept, "after");
}
