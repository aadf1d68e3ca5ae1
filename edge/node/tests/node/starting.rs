//! A node that begins.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::testing::{Node, Origin, free_address};

/// Asks for a page as soon as somebody listens, as a load balancer does that knows the address from before.
async fn first_of_all(address: SocketAddr) -> String {
    let mut stream = loop {
        match TcpStream::connect(address).await {
            Ok(stream) => break stream,
            Err(_) => tokio::time::sleep(Duration::from_micros(200)).await,
        }
    };
    let asked = format!("GET /product/1 HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.expect("a connection");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_while_a_node_begins_waits_for_it() {
    let origin = Origin::start().await;
    origin.open();
    let address = free_address();
    let asking = tokio::spawn(first_of_all(address));
    let node = Node::start(origin.address, &[&format!("--listen={address}")]).await;
    let answer = asking.await.expect("no panic");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    node.stop().await;
}
