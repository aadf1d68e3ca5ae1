//! What HTTP/1.1 allows and few clients do.

use std::net::{Ipv4Addr, SocketAddr};

use futures::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::http::listener::listen;
use crate::testing::server::{Server, TIMEOUT, until_closed};

/// Bytes of a body at most.
const MAX: usize = 64 * 1024;

fn statuses(answers: &str) -> Vec<&str> {
    answers.split("HTTP/1.1 ").skip(1).map(|rest| rest.get(..3).unwrap_or(rest)).collect()
}

#[tokio::test]
async fn a_body_in_the_smallest_parts_and_with_trailers_is_read_like_any_other() {
    let server = Server::start(&[]).await;
    let head = "POST /cart HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    let parts = |length: usize| "1\r\na\r\n".repeat(length);
    let many: String = (0..500).map(|at| format!("x-{at}: 1\r\n")).collect();
    // The worker is not there, so what could be read is answered by 503. What cannot be read may end the connection.
    let cases: [(&str, String, &[&str]); 6] = [
        ("byte by byte", format!("{}0\r\n\r\n", parts(MAX)), &["503"]),
        ("one too many", format!("{}0\r\n\r\n", parts(MAX + 1)), &["413"]),
        ("extensions", "1;a=b\r\na\r\n1;\"c\"\r\na\r\n0;d\r\n\r\n".to_owned(), &["503", "400", ""]),
        ("trailers", "1\r\na\r\n0\r\nx-forwarded-for: 192.0.2.7\r\ncontent-length: 9\r\n\r\n".to_owned(), &["503"]),
        ("500 trailers", format!("1\r\na\r\n0\r\n{many}\r\n"), &["400", "503", ""]),
        ("a trailer without end", format!("1\r\na\r\n0\r\nx: {}\r\n\r\n", "a".repeat(100_000)), &["400", "503", ""]),
    ];
    for (name, body, expect) in cases {
        let second = "GET /robots.txt HTTP/1.1\r\nhost: a\r\n\r\n";
        let answers = server.exchange(format!("{head}{body}{second}").as_bytes()).await;
        assert!(!answers.contains("User-agent"), "{name}: nothing is answered after chunks: {answers}");
        let statuses = statuses(&answers);
        let first = statuses.first().copied().unwrap_or_default();
        assert!(statuses.len() <= 1 && expect.contains(&first), "{name}: {answers}");
    }
    assert!(server.is_well().await);
}

#[tokio::test]
async fn who_asks_before_sending_a_body_is_told_whether_it_fits() {
    let server = Server::start(&[]).await;
    let head = |length: usize| {
        let lines = format!("expect: 100-continue\r\nconnection: close\r\ncontent-length: {length}");
        format!("POST /cart HTTP/1.1\r\nhost: a\r\n{lines}\r\n\r\n")
    };
    let refused = server.exchange(head(MAX + 1).as_bytes()).await;
    assert_eq!(statuses(&refused), ["413"], "{refused}");
    let mut stream = TcpStream::connect(server.plain).await.expect("it listens");
    stream.write_all(head(3).as_bytes()).await.expect("it reads");
    let mut told = [0; 25];
    stream.read_exact(&mut told).await.expect("an answer");
    assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"a=b").await.expect("it reads");
    assert_eq!(statuses(&until_closed(&mut stream).await), ["503"]);
}

#[tokio::test]
async fn any_method_and_any_form_of_a_target_is_answered_in_good_order() {
    let server = Server::start(&[]).await;
    for (line, status) in [
        ("OPTIONS *", "400"),
        ("OPTIONS /cart", "503"),
        ("OPTIONS /robots.txt", "405"),
        ("CONNECT other.example:443", "400"),
        ("TRACE /cart", "503"),
        ("BREW /cart", "503"),
        ("BREW /robots.txt", "405"),
        ("get /robots.txt", "405"),
        ("GET http://other.example/robots.txt", "200"),
        ("GET https://other.example:9/robots.txt?x=y", "200"),
        ("GET http://other.example", "503"),
        ("GET http://other.example/%2e%2e/robots.txt", "400"),
        ("GET /robots.txt?%zz", "200"),
        ("HEAD /robots.txt", "200"),
        ("HEAD /cart", "503"),
        ("HEAD /products", "503"),
        ("HEAD /v1/carts", "503"),
        ("HEAD /_edge/none", "404"),
        ("HEAD /%zz", "400"),
    ] {
        let request = format!("{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        let answer = server.exchange(request.as_bytes()).await;
        assert_eq!(statuses(&answer), [status], "{line}: {answer}");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        assert!(!line.starts_with("HEAD") || body.is_empty(), "{line}: {answer}");
        assert!(!answer.contains("other.example"), "{line}: {answer}");
        let allowed = head.to_ascii_lowercase().contains("\r\nallow: get, head\r\n");
        assert_eq!(allowed, status == "405", "{line}: {answer}");
    }
}

#[tokio::test]
async fn many_who_come_at_the_same_moment_need_not_try_again() {
    let listening = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a port is free");
    let address = listening.local_addr().expect("it has an address");
    // They are there before the node takes the first of them. With what is usual, some would wait for ever.
    let coming = join_all((0..200).map(|_| TcpStream::connect(address)));
    let came = tokio::time::timeout(TIMEOUT, coming).await.expect("there is room for all");
    assert!(came.iter().all(Result::is_ok), "nobody is refused");
}
