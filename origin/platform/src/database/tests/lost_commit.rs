use std::sync::atomic::{AtomicBool, Ordering};

use api::Code;
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgSslMode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::ServiceError;
use crate::idempotency::Key;

/// Carries what two say to each other. Once, if it is to lose the answer to a commit, both are cut off when that has come.
async fn carry(mut client: TcpStream, mut server: TcpStream, lose: &AtomicBool) -> std::io::Result<()> {
    let (mut asked, mut said) = ([0; 8192], [0; 8192]);
    let mut is_last = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                let is_commit = asked[..read].windows(7).any(|bytes| bytes == b"commit\0");
                is_last |= is_commit && lose.swap(false, Ordering::Relaxed);
                server.write_all(&asked[..read]).await?;
            }
            read = server.read(&mut said) => {
                let read = read?;
                if read == 0 || is_last {
                    return Ok(());
                }
                client.write_all(&said[..read]).await?;
            }
        }
    }
}

/// Another way to the database at an address: on it the answer to the first commit is lost.
async fn way_that_loses_a_commit(url: &str) -> Database {
    let options: PgConnectOptions = url.parse().expect("an address of our own making");
    let (host, behind) = (options.get_host().to_owned(), options.get_port());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let lose = Arc::new(AtomicBool::new(true));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect((host.as_str(), behind)).await.expect("PostgreSQL is up");
            let lose = Arc::clone(&lose);
            tokio::spawn(async move { carry(client, server, &lose).await });
        }
    });
    let url = options.host("127.0.0.1").port(port).ssl_mode(PgSslMode::Disable).to_url_lossy();
    Database::with_timeout(url.as_str(), 2, Duration::from_secs(20)).expect("an address of our own making")
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_asked_for_again_by_its_key() {
    let db = way_that_loses_a_commit(&fresh_config().await.database_url).await;
    let key = Key { scope: "tests", key: "a-key-of-a-test".to_owned(), fingerprint: [7; 32] };
    let mut tx = db.begin().await.expect("up");
    assert_eq!(key.claim::<u32>(&mut tx).await.expect("up"), None, "it is new");
    key.save(&mut tx, &17).await.expect("up");
    let unknown = tx.commit().await.expect_err("nobody has said whether it has happened");
    assert_eq!(ServiceError::from(unknown).into_problem().code, Code::Unavailable);
    // It has, and the repeat is told what was to be said then, and does nothing once more.
    let mut tx = db.begin().await.expect("on another connection");
    assert_eq!(key.claim::<u32>(&mut tx).await.expect("up"), Some(17));
    tx.commit().await.expect("up");
    // What was not committed when the connection broke has not: the repeat begins anew.
    let key = Key { key: "another-key-of-a-test".to_owned(), ..key };
    let mut tx = db.begin().await.expect("up");
    assert_eq!(key.claim::<u32>(&mut tx).await.expect("up"), None);
    key.save(&mut tx, &18).await.expect("up");
    let pid: i32 = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut *tx).await.expect("up");
    sqlx::query("select pg_terminate_backend($1)").bind(pid).execute(&db).await.expect("it is our own");
    let broken = tx.commit().await.expect_err("its connection was ended");
    assert_eq!(ServiceError::from(broken).into_problem().code, Code::Unavailable);
    let mut tx = db.begin().await.expect("on another connection");
    assert_eq!(key.claim::<u32>(&mut tx).await.expect("up"), None, "nothing has happened");
}
