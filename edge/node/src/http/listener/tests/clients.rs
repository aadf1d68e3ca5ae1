//! Who clients are, and how often each may do what.

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::http::listener::proxy_protocol::written;
use crate::testing::server::{Server, until_closed};

/// What is answered to a log-in: 503, as the worker is not there, or 429.
async fn log_in(server: &Server, before: &[u8], lines: &str) -> String {
    let mut stream = TcpStream::connect(server.plain).await.expect("it listens");
    let request =
        format!("POST /login HTTP/1.1\r\nhost: a\r\n{lines}connection: close\r\ncontent-length: 3\r\n\r\na=b");
    stream.write_all(&[before, request.as_bytes()].concat()).await.ok();
    until_closed(&mut stream).await
}

fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or_default()
}

#[tokio::test]
async fn m1_each_client_behind_a_trusted_proxy_is_counted_by_itself() {
    let server = Server::start(&["--trusted-proxies", "127.0.0.0/8", "--client-limits", "log-in=3/60"]).await;
    let ask = async |client: &str| log_in(&server, b"", &format!("x-forwarded-for: 1.1.1.1, {client}\r\n")).await;
    for _ in 0..3 {
        assert_eq!(status(&ask("192.0.2.7").await), "503");
    }
    let refused = ask("192.0.2.7").await;
    assert_eq!(status(&refused), "429");
    for line in ["retry-after: ", "ratelimit: \"log-in\";r=0;t=", "ratelimit-policy: \"log-in\";q=3;w=60"] {
        assert!(refused.contains(line), "{line}: {refused}");
    }
    assert_eq!(status(&ask("192.0.2.8").await), "503", "nobody trips it for another");
}

#[tokio::test]
async fn m1_what_a_stranger_says_of_itself_is_not_read() {
    let server = Server::start(&["--client-limits", "log-in=1/60"]).await;
    // By its own address it is this machine, which is not counted.
    for _ in 0..3 {
        assert_eq!(status(&log_in(&server, b"", "x-forwarded-for: 192.0.2.7\r\n").await), "503");
    }
}

#[tokio::test]
async fn m1_a_balancer_of_bytes_names_its_clients() {
    let options = ["--trusted-proxies", "127.0.0.0/8", "--proxy-protocol", "--client-limits", "log-in=1/60"];
    let server = Server::start(&options).await;
    let from = |client: &str| written(client.parse().expect("an address"));
    assert_eq!(status(&log_in(&server, &from("192.0.2.7:1"), "").await), "503");
    assert_eq!(status(&log_in(&server, &from("192.0.2.7:2"), "x-forwarded-for: 192.0.2.9\r\n").await), "429");
    assert_eq!(status(&log_in(&server, &from("192.0.2.8:1"), "").await), "503");
    assert_eq!(log_in(&server, b"", "").await, "", "who does not say it is not answered");
}
