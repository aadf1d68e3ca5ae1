//! What strangers can take of the operators' side, and that they take it from nobody else.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};

use crate::testing::server::{Server, TIMEOUT, exchange, until_closed};

/// A request that nobody has signed.
const UNSIGNED: &[u8] = b"GET /_edge/tags?tag=nav HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

/// A connection from an address of this machine.
async fn connect(from: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(format!("{from}:0").parse().expect("an address")).expect("an address of this machine");
    socket.connect(to).await.expect("it listens")
}

/// The status that is answered to an address which has not signed.
async fn ask(server: &Server, from: &str) -> String {
    let mut stream = connect(from, server.operators).await;
    stream.write_all(UNSIGNED).await.ok();
    until_closed(&mut stream).await.get(9..12).unwrap_or_default().to_owned()
}

async fn until_answered(server: &Server, from: &str) {
    let answered = async {
        while ask(server, from).await != "401" {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(TIMEOUT, answered).await.expect("what was taken is given back");
}

/// Connections from an address that say nothing, as many as it may have.
async fn silent(server: &Server, from: &str) -> Vec<TcpStream> {
    let mut held = Vec::new();
    for _ in 0..16 {
        held.push(connect(from, server.operators).await);
    }
    held
}

#[tokio::test]
async fn l8_no_address_takes_the_operators_side_from_others() {
    // Longer than the test waits for anything: who is refused is refused at once.
    let server = Server::start(&["--head-timeout", "60s"]).await;
    let _held = silent(&server, "127.0.0.2").await;
    assert_eq!(ask(&server, "127.0.0.2").await, "503", "it has its share");
    assert_eq!(ask(&server, "127.0.0.3").await, "401", "others have theirs");
}

#[tokio::test]
async fn l8_idle_connections_to_the_operators_side_are_bounded_and_given_back() {
    let server = Server::start(&["--head-timeout", "60s"]).await;
    let mut held = Vec::new();
    for address in ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"] {
        held.extend(silent(&server, address).await);
    }
    let refused = exchange(server.operators, UNSIGNED).await;
    assert!(refused.starts_with("HTTP/1.1 503 ") && refused.contains("retry-after: 2\r\n"), "{refused}");
    assert!(server.is_well().await, "shoppers have connections of their own");
    // Some go away.
    held.truncate(48);
    until_answered(&server, "127.0.0.1").await;
}

#[tokio::test]
async fn l8_who_says_nothing_to_the_operators_side_is_not_waited_for() {
    let server = Server::start(&["--head-timeout", "300ms"]).await;
    for stream in &mut silent(&server, "127.0.0.2").await {
        assert_eq!(until_closed(stream).await, "");
    }
    until_answered(&server, "127.0.0.2").await;
}

#[tokio::test]
async fn l16_operators_too_say_their_length_and_their_host_once() {
    let server = Server::start(&["--head-timeout", "2s"]).await;
    let purge = |lines: &str| format!("POST /_edge/purge HTTP/1.1\r\n{lines}\r\n\r\n{{}}");
    for lines in [
        "host: a\r\ncontent-length: 2\r\ncontent-length: 2",
        "host: a\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "host: a\r\nhost: a\r\ncontent-length: 2",
        "content-length: 2",
    ] {
        let twice = [purge(lines).as_bytes(), UNSIGNED].concat();
        let answers = exchange(server.operators, &twice).await;
        assert!(answers.starts_with("HTTP/1.1 400 "), "{lines}: {answers}");
        assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{lines}: {answers}");
    }
}
