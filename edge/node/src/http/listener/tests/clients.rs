//! Who clients are, and how often each may do what.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use freshness::clock;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use sha2::{Digest as _, Sha256};
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

/// What is answered to a read of the home page: 503, as the worker is not there, or 429.
async fn read(server: &Server, lines: &str) -> String {
    let mut stream = TcpStream::connect(server.plain).await.expect("it listens");
    let request = format!("GET / HTTP/1.1\r\nhost: shop.example\r\n{lines}connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok();
    until_closed(&mut stream).await
}

/// The fields of an agent's signature, for this host.
fn signature(pair: &Ed25519KeyPair, host: &str) -> String {
    let x = URL_SAFE_NO_PAD.encode(pair.public_key());
    let id = URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)));
    let now = clock::since_1970().as_secs();
    let input =
        format!(r#"("@authority");created={now};expires={};keyid="{id}";alg="ed25519";tag="web-bot-auth""#, now + 300);
    let base = format!("\"@authority\": {host}\n\"@signature-params\": {input}");
    let signature = STANDARD.encode(pair.sign(base.as_bytes()));
    format!("signature-input: sig={input}\r\nsignature: sig=:{signature}:\r\n")
}

#[tokio::test]
async fn a_signed_agent_is_counted_by_its_name_and_an_unsigned_bot_strictly_by_its_address() {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a pair");
    let folder = tempfile::tempdir().expect("a folder");
    let agents = folder.path().join("agents");
    let line = format!("crawler.example:{}\n", URL_SAFE_NO_PAD.encode(pair.public_key()));
    std::fs::write(&agents, line).expect("the folder is ours");
    let agents = format!("--agents={}", agents.display());
    let limits = "--client-limits=bot=2/60,agent=3/60,log-in=1/60";
    let server = Server::start(&[&agents, limits, "--trusted-proxies", "127.0.0.0/8"]).await;
    let from = |client: &str, lines: &str| format!("x-forwarded-for: {client}\r\n{lines}");
    let bot = "user-agent: ExampleBot/1.0\r\n";

    for _ in 0..2 {
        assert_eq!(status(&read(&server, &from("192.0.2.7", bot)).await), "503");
    }
    let refused = read(&server, &from("192.0.2.7", bot)).await;
    assert!(status(&refused) == "429" && refused.contains("ratelimit: \"bot\";r=0;t="), "{refused}");
    assert_eq!(status(&read(&server, &from("192.0.2.8", bot)).await), "503", "another client");
    for _ in 0..5 {
        let browser = read(&server, &from("192.0.2.7", "")).await;
        assert!(status(&browser) == "503" && !browser.contains("ratelimit"), "{browser}");
    }

    // Wherever it comes from, and whatever it calls itself.
    let signed = signature(&pair, "shop.example");
    for client in ["192.0.2.7", "192.0.2.8", "192.0.2.9"] {
        let read = read(&server, &from(client, &format!("{bot}{signed}"))).await;
        assert!(status(&read) == "503" && read.contains("ratelimit-policy: \"agent\";q=3;w=60"), "{read}");
    }
    assert_eq!(status(&read(&server, &from("192.0.2.10", &signed)).await), "429", "one agent is one");
    let elsewhere = signature(&pair, "evil.example");
    let refused = read(&server, &from("192.0.2.11", &elsewhere)).await;
    assert!(refused.contains("\"bot\";q=2;w=60"), "what it signed for others is no name: {refused}");
}
