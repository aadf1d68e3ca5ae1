mod monitoring;

use std::collections::BTreeSet;
use std::fs::Permissions;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::edge::plain::PlainHosts;
use api::problem::Code;
use bytes::Bytes;
use clap::Parser;
use domain::Currency;
use http::{Method, Request, Response};
use origin_platform::HttpClient;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::exported::registry;
use super::*;
use crate::jobs::JobName;

/// Every value a label may have; those of `le` are numbers. What is not here is no label: somebody could be meant.
fn is_known(label: &str, value: &str) -> bool {
    let any = |known: &[&str]| known.contains(&value);
    match label {
        "endpoint" => {
            let mut names = api::registry::endpoints().iter().map(|endpoint| endpoint.name);
            names.any(|name| name == value) || any(&["health", "openapi", "none"])
        }
        "status" => value.len() == 3 && value.parse::<u16>().is_ok(),
        "code" => Code::ALL.iter().any(|code| code.as_str() == value),
        // As edge nodes are denied them.
        "consumer" => include_str!("../../../../docs/nats-users.conf").contains(&format!(".SHOP.{value}.>\"")),
        "name" => JobName::ALL.iter().any(|job| job.name() == value),
        "currency" => Currency::ALL.iter().any(|currency| currency.code() == value),
        "call" => any(&["authorise", "cancel", "capture", "void", "refund"]),
        "answer" => any(&["authorised", "declined", "action_required", "pending", "done", "refused", "none"]),
        "outcome" => {
            any(&["done", "retried", "dead", "failed", "taken", "gone", "sent", "later", "refused", "unknown"])
        }
        "found" => any(&["own_words", "corrected", "doubted", "nothing"]),
        "cause" => any(&["queue", "collector"]),
        "store" => any(&["postgres", "redis", "nats"]),
        "state" => any(&["used", "idle"]),
        "mail" => {
            ["account_", "order_", "return_", "withdrawal_"].iter().any(|kind| value.starts_with(kind))
                || value == "webhook_disabled"
        }
        "le" => value == "+Inf" || value.parse::<f64>().is_ok(),
        _ => false,
    }
}

/// Panics at a label whose values have no end.
pub(crate) fn assert_closed(text: &str) {
    let mut labels = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((_, rest)) = line.split_once('{') else { continue };
        let (pairs, _) = rest.split_once('}').expect("braces are closed");
        for (label, value) in pairs.split(',').map(|pair| pair.split_once('=').expect("a label and its value")) {
            assert!(is_known(label, value.trim_matches('"')), "{label}={value} in {line}");
            labels.insert(label.to_owned());
        }
    }
    assert!(labels.len() > 5, "{labels:?}");
}

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    operators: OperatorsOptions,
}

fn options(arguments: &[&str]) -> Result<OperatorsOptions, clap::Error> {
    Command::try_parse_from(std::iter::once(&"origin").chain(arguments)).map(|command| command.operators)
}

const KEY: &str = "a key for tests alone";

fn key_file(folder: &Path) -> PathBuf {
    let file = folder.join("metrics.key");
    std::fs::write(&file, KEY).expect("the folder is ours");
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("the file is ours");
    file
}

async fn ask(address: SocketAddr, method: Method, path: &str, key: Option<&str>) -> Response<Bytes> {
    let mut request = Request::builder().method(method).uri(format!("http://{address}{path}"));
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    let client = HttpClient::new(Duration::from_secs(5), 4 * 1024 * 1024).expect("this machine can do TLS");
    client.send(request.body(Bytes::new()).expect("a request")).await.expect("an answer")
}

#[tokio::test]
async fn whoever_has_the_key_is_told_and_nobody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = key_file(folder.path());
    let stores = origin_testing::fresh_stores().await;
    let given = options(&["--admin-listen", "127.0.0.1:0", "--metrics-key", &file.display().to_string()]);
    let serving = given.expect("good options").serve(stores, &PlainHosts::default()).await;
    let address = serving.expect("it listens").expect("an address");
    for key in [None, Some("another key altogether"), Some("")] {
        for path in ["/metrics", "/", "/anything"] {
            let refused = ask(address, Method::GET, path, key).await;
            assert_eq!(refused.status(), 401, "{path}");
            assert_eq!(refused.headers()["www-authenticate"], "Bearer", "{path}");
        }
    }
    assert_eq!(ask(address, Method::GET, "/", Some(KEY)).await.status(), 404);
    assert_eq!(ask(address, Method::POST, "/metrics", Some(KEY)).await.status(), 405);
    let told = ask(address, Method::GET, "/metrics", Some(KEY)).await;
    assert!(told.headers()["content-type"].to_str().is_ok_and(|kind| kind.starts_with("application/openmetrics-text")));
    let text = String::from_utf8(told.into_body().to_vec()).expect("text");
    for line in [r#"origin_store_up{store="postgres"} 1"#, "origin_outbox_events 0.0", "# EOF"] {
        assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
    }
    // Whoever takes their time keeps no other waiting.
    let mut slow = TcpStream::connect(address).await.expect("it listens");
    slow.write_all(b"GET /metrics HTTP/1.1\r\n").await.expect("it reads");
    assert_eq!(ask(address, Method::GET, "/metrics", Some(KEY)).await.status(), 200);
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), slow.read_to_end(&mut rest)).await;
    assert!(ended.is_ok() && rest.is_empty(), "{ended:?}");
}

#[tokio::test]
async fn nothing_is_told_unasked_or_plainly_over_a_network() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = key_file(folder.path()).display().to_string();
    let stores = origin_testing::fresh_stores().await;
    let plain = PlainHosts::default();
    let silent = options(&[]).expect("good options").serve(stores.clone(), &plain).await;
    assert_eq!(silent.expect("nothing to do"), None);
    assert!(options(&["--admin-listen", "127.0.0.1:0"]).is_err(), "nobody would be let in");
    assert!(options(&["--metrics-key", &file]).is_err());
    let open = options(&["--admin-listen", "0.0.0.0:0", "--metrics-key", &file]).expect("good options");
    let error = open.serve(stores.clone(), &plain).await.expect_err("not encrypted");
    assert!(error.to_string().contains("--admin-tls-certificate"), "{error}");
    std::fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("the file is ours");
    let readable = options(&["--admin-listen", "127.0.0.1:0", "--metrics-key", &file]).expect("good options");
    assert!(readable.serve(stores, &plain).await.is_err(), "everybody can read the key");
}

#[test]
fn what_is_told_is_in_the_documents() {
    let (registry, mut text) = (registry(), String::new());
    prometheus_client::encoding::text::encode(&mut text, &registry).expect("a string takes every text");
    let document = include_str!("../../../../docs/metrics.md");
    for told in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, kind) = told.split_once(' ').expect("a name and a type");
        let help = text.lines().find_map(|line| line.strip_prefix(&format!("# HELP {name} ")));
        let name = if kind == "counter" { format!("{name}_total") } else { name.to_owned() };
        let row = format!("| `{name}` | {kind} | {} |", help.unwrap_or_default());
        assert!(document.lines().any(|line| line == row), "docs/metrics.md lacks the line\n{row}");
    }
    // What has labels is told from the first time that it is counted; what it is called is known before.
    let registered = format!("{registry:?}");
    let of_origin = |line: &&str| line.starts_with("| `origin_") || line.starts_with("| `process_");
    let rows: Vec<&str> = document.lines().filter(of_origin).collect();
    for row in &rows {
        let help = row.rsplit(" | ").next().and_then(|help| help.strip_suffix(" |")).expect("three columns");
        assert!(registered.contains(&format!("{help:?}")), "docs/metrics.md tells of what is not counted: {row}");
    }
    assert_eq!(rows.len(), registered.matches("Descriptor {").count(), "docs/metrics.md lacks a line");
}
