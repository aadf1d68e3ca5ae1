//! TLS, HTTP/2, and clients that speak neither.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Version};
use http_body_util::{BodyExt as _, Empty, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::http::client::{Client as NodeClient, ClientError};
use crate::testing::server::{FILM, Server, TIMEOUT, until_closed};

type Client = SendRequest<Empty<Bytes>>;

async fn connect(server: &Server) -> (Client, JoinHandle<hyper::Result<()>>) {
    let stream = server.connect(&[b"h2"]).await.expect("TLS is agreed on");
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (client, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("HTTP/2 is spoken");
    (client, tokio::spawn(connection))
}

async fn ask(client: &mut Client, method: Method, path: &str, lines: &[(&str, &str)]) -> Response<Incoming> {
    let mut request = Request::builder().method(method).version(Version::HTTP_2);
    request = request.uri(format!("https://localhost{path}"));
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    client.send_request(request.body(Empty::new()).expect("a request")).await.expect("an answer")
}

#[tokio::test]
async fn files_come_by_http_2_with_and_without_their_bodies() {
    let server = Server::start(&[]).await;
    let (mut client, _connection) = connect(&server).await;
    let get = ask(&mut client, Method::GET, "/robots.txt", &[]).await;
    assert_eq!((get.status(), get.version()), (StatusCode::OK, Version::HTTP_2));
    assert_eq!(get.headers()["strict-transport-security"], "max-age=31536000; includeSubDomains");
    assert_eq!(get.headers()["content-length"], "14");
    let etag = get.headers()["etag"].to_str().expect("ASCII").to_owned();
    assert_eq!(get.into_body().collect().await.expect("a body").to_bytes(), "User-agent: *\n");
    for (path, status) in [("/robots.txt", 200), ("/media/film.mp4", 200), ("/media/none", 404), ("/", 503)] {
        let head = ask(&mut client, Method::HEAD, path, &[]).await;
        assert_eq!(head.status(), status, "{path}");
        assert_ne!(head.headers()["content-length"], "0", "{path}");
        assert!(head.into_body().collect().await.expect("none").to_bytes().is_empty(), "{path}");
    }
    let known = ask(&mut client, Method::GET, "/robots.txt", &[("if-none-match", &etag)]).await;
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    assert!(known.into_body().collect().await.expect("none").to_bytes().is_empty());
    let part = ask(&mut client, Method::GET, "/media/film.mp4", &[("range", "bytes=5-104")]).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.into_body().collect().await.expect("a part").to_bytes().len(), 100);
    let whole = ask(&mut client, Method::GET, "/media/film.mp4", &[]).await;
    assert_eq!(whole.into_body().collect().await.expect("the film").to_bytes().len() as u64, FILM);
}

#[tokio::test]
async fn l16_by_http_2_too_lengths_and_hosts_are_said_once() {
    let server = Server::start(&[]).await;
    let (mut client, _connection) = connect(&server).await;
    for lines in [[("content-length", "0"), ("content-length", "0")], [("host", "localhost"), ("host", "localhost")]] {
        let refused = ask(&mut client, Method::POST, "/cart", &lines).await;
        assert_eq!(refused.status(), 400, "{lines:?}");
    }
    let once = [("content-length", "0"), ("host", "localhost")];
    assert_eq!(ask(&mut client, Method::POST, "/cart", &once).await.status(), 503, "the worker is not there");
}

#[tokio::test]
async fn http_1_is_spoken_with_who_knows_no_other() {
    let server = Server::start(&["--hsts-seconds", "0"]).await;
    for protocols in [&[&b"http/1.1"[..]][..], &[]] {
        let mut stream = server.connect(protocols).await.expect("TLS is agreed on");
        stream.write_all(b"GET /robots.txt HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.expect("it reads");
        let answer = until_closed(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("User-agent: *\n"), "{answer}");
        assert!(!answer.contains("strict-transport-security"), "{answer}");
    }
}

#[tokio::test]
async fn a_renewed_certificate_is_used_for_the_next_connection() {
    let server = Server::start(&[]).await;
    let (mut before, _connection) = connect(&server).await;
    server.renew_certificate();
    server.connect(&[]).await.expect_err("the old certificate is not the one in the files");
    assert!(server.certificate.look().expect("a good pair"));
    connect(&server).await;
    assert_eq!(ask(&mut before, Method::GET, "/robots.txt", &[]).await.status(), 200, "the old connection goes on");
}

#[tokio::test]
async fn h3_an_origin_is_believed_by_its_authority_and_its_name_alone() {
    let (server, other) = (Server::start(&[]).await, Server::start(&[]).await);
    let ask = async |client: &NodeClient, host: &str| {
        let address = format!("https://{host}:{}/robots.txt", server.secure.port());
        let request = Request::get(address).body(Full::new(Bytes::new())).expect("a request");
        client.send(request, 100).await.map(Response::into_body)
    };
    let client = |authority: Option<&std::path::Path>| NodeClient::new(authority).expect("certificates");
    let trusting = client(Some(&server.authority()));
    assert_eq!(ask(&trusting, "localhost").await.as_deref(), Ok(&b"User-agent: *\n"[..]));
    assert_eq!(ask(&trusting, "127.0.0.1").await, Err(ClientError::NotSent), "a certificate for another name");
    let misled = client(Some(&other.authority()));
    assert_eq!(ask(&misled, "localhost").await, Err(ClientError::NotSent), "another authority");
    assert_eq!(ask(&client(None), "localhost").await, Err(ClientError::NotSent), "an authority nobody knows");
}

#[tokio::test]
async fn what_is_no_handshake_is_closed_and_harms_nobody() {
    let server = Server::start(&["--handshake-timeout", "500ms"]).await;
    // A hello of TLS 1.1, with one cipher of its time.
    let mut old = vec![22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2];
    old.extend([7; 32]);
    old.extend([0, 0, 2, 0, 47, 1, 0]);
    let cases: [(&str, &[u8]); 6] = [
        ("nothing", b""),
        ("plain HTTP", b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"),
        ("half a hello", &[22, 3, 1, 2, 0, 1, 0, 1]),
        ("garbage", &[0xff; 512]),
        ("a record without end", &[22, 3, 3, 0xff, 0xff, 0]),
        ("TLS 1.1", &old),
    ];
    for (name, sent) in cases {
        let mut stream = TcpStream::connect(server.secure).await.expect("it listens");
        stream.write_all(sent).await.expect("it reads");
        let answer = until_closed(&mut stream).await;
        assert!(!answer.contains("HTTP"), "{name}: {answer}");
    }
    let (mut client, _connection) = connect(&server).await;
    assert_eq!(ask(&mut client, Method::GET, "/robots.txt", &[]).await.status(), 200);
}

#[tokio::test]
async fn a_connection_on_which_nothing_moves_is_closed() {
    let server = Server::start(&["--idle-timeout", "200ms", "--write-timeout", "200ms"]).await;
    let (_idle, connection) = connect(&server).await;
    let ended = tokio::time::timeout(TIMEOUT, connection).await.expect("it is closed");
    ended.expect("no panic").expect("politely");
    // One that takes nothing of what it asked for.
    let (mut client, connection) = connect(&server).await;
    let film = ask(&mut client, Method::GET, "/media/film.mp4", &[]).await;
    tokio::time::timeout(TIMEOUT, connection).await.expect("it is closed").expect("no panic").ok();
    film.into_body().collect().await.expect_err("it was not sent to its end");
}

#[tokio::test]
async fn a_stopping_node_lets_http_2_finish() {
    let mut server = Server::start(&["--drain-time", "60s"]).await;
    let (mut client, connection) = connect(&server).await;
    let film = ask(&mut client, Method::GET, "/media/film.mp4", &[]).await;
    server.stop();
    let film = tokio::time::timeout(TIMEOUT, film.into_body().collect()).await.expect("in time").expect("whole");
    assert_eq!(film.to_bytes().len() as u64, FILM);
    tokio::time::timeout(TIMEOUT, connection).await.expect("it is closed").expect("no panic").expect("politely");
    tokio::time::timeout(TIMEOUT, &mut server.serving).await.expect("it ends").expect("no panic");
}

#[tokio::test]
async fn plain_http_leads_to_https_but_for_probes_and_challenges() {
    let files = ["--tls-certificate", "chain.pem", "--tls-key", "key.pem"];
    let options: Vec<&str> = ["--tls-listen", "127.0.0.1:0", "--https-only"].into_iter().chain(files).collect();
    let server = Server::start(&options).await;
    let ask = async |path: &str| {
        server.exchange(format!("GET {path} HTTP/1.1\r\nhost: evil\r\nconnection: close\r\n\r\n").as_bytes()).await
    };
    let page = ask("/de?q=a").await;
    assert!(page.starts_with("HTTP/1.1 308 ") && page.contains("location: https://shop.example/de?q=a\r\n"), "{page}");
    assert!(!page.contains("strict-transport-security"), "{page}");
    assert!(ask("/_edge/ready").await.starts_with("HTTP/1.1 503 "));
    assert!(ask("/.well-known/acme-challenge/token").await.starts_with("HTTP/1.1 404 "));
    let mut secure = server.connect(&[]).await.expect("TLS is agreed on");
    secure.write_all(b"GET /robots.txt HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("it reads");
    let mut begin = [0; 15];
    let reading = tokio::time::timeout(Duration::from_secs(10), secure.read_exact(&mut begin));
    reading.await.expect("in time").expect("an answer");
    assert_eq!(&begin, b"HTTP/1.1 200 OK");
}
