//! `edge-node operate …`: asks a running node for what it counts and has cached, and purges it.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use bytes::Bytes;
use clap::{Parser, Subcommand};
use http::uri::Authority;
use http::{Method, Request, Uri, header};
use http_body_util::Full;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use signing::KeyFile;

use crate::admin::operators;
use crate::http::client::Client;

/// How long a node may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of its answer at most.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// What is asked of which node.
#[derive(Clone, Debug, Parser)]
#[command(name = "edge-node operate", about = "Asks a running node what it counts and has cached, and purges it.")]
pub struct Operate {
    /// The node's address for operators, its `--admin-listen`.
    #[arg(long, env = "EDGE_ADMIN")]
    pub admin: Authority,

    /// File with the operators' keys; the first is used.
    #[arg(long, env = "EDGE_OPERATOR_KEYS", value_name = "FILE")]
    pub keys: PathBuf,

    /// Ask by TLS.
    #[arg(long, env = "EDGE_ADMIN_TLS")]
    pub tls: bool,

    /// Certificates, as PEM, of the authorities that the node's certificate is of, where those are not what browsers
    /// believe. The node is asked by TLS then.
    #[arg(long, env = "EDGE_ADMIN_CA", value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// What is asked.
    #[command(subcommand)]
    pub question: Question,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Question {
    /// What is cached for an address such as /products/x, and why.
    Cache {
        /// Path and query.
        url: String,
    },
    /// The newest purges of some tags, such as p:1 or nav.
    Tags {
        /// The tags.
        #[arg(required = true)]
        tags: Vec<String>,
    },
    /// Purges tags, or all that the page of an address is made of.
    Purge {
        /// What was stored before is not sent, even if nothing newer can be made.
        #[arg(long)]
        hard: bool,
        /// Tags, or one address that begins with a slash.
        #[arg(required = true)]
        what: Vec<String>,
    },
    /// All counters.
    Metrics,
}

impl Question {
    /// Method, path with query, and body.
    fn request(&self) -> anyhow::Result<(Method, String, String)> {
        let get = |path: String| (Method::GET, path, String::new());
        Ok(match self {
            Self::Cache { url } => get(format!("/_edge/cache?url={}", encoded(url))),
            Self::Metrics => get(operators::METRICS.to_owned()),
            Self::Tags { tags } => {
                let pairs: Vec<String> = tags.iter().map(|tag| format!("tag={}", encoded(tag))).collect();
                get(format!("/_edge/tags?{}", pairs.join("&")))
            }
            Self::Purge { hard, what } => {
                let order = match what.as_slice() {
                    [url] if url.starts_with('/') => json!({ "url": url, "hard": hard }),
                    tags => {
                        let misplaced = tags.iter().find(|tag| tag.starts_with('/'));
                        ensure!(misplaced.is_none(), "purge tags, or one address by itself");
                        json!({ "tags": tags, "hard": hard })
                    }
                };
                (Method::POST, "/_edge/purge".to_owned(), order.to_string())
            }
        })
    }
}

/// Asks, and prints the answer.
///
/// # Errors
/// If nobody answers, or the answer is a refusal.
pub async fn run(operate: &Operate) -> anyhow::Result<()> {
    let keys = KeyFile::open(&operate.keys).with_context(|| format!("the keys, {}", operate.keys.display()))?;
    let (method, path, body) = operate.question.request()?;
    let body = Bytes::from(body);
    let request = Request::builder().method(method).uri(&path).header(header::HOST, operate.admin.as_str());
    let (mut head, ()) = request.body(()).context("this cannot be asked for")?.into_parts();
    operators::sign(&mut head, &body, &keys);
    // What is signed is path and query; where they are, is said by the host's name.
    head.uri = Uri::builder()
        .scheme(if operate.tls || operate.ca.is_some() { "https" } else { "http" })
        .authority(operate.admin.clone())
        .path_and_query(path)
        .build()?;
    let client = Client::new(operate.ca.as_deref())?;
    let asking = client.send(Request::from_parts(head, Full::new(body)), MAX_ANSWER);
    let answer = tokio::time::timeout(TIMEOUT, asking).await.context("it takes too long");
    let answer = answer?.with_context(|| format!("nobody answers at {}", operate.admin))?;
    let status = answer.status();
    print!("{}", String::from_utf8_lossy(answer.body()));
    if !status.is_success() {
        bail!("the node answered {status}");
    }
    Ok(())
}

/// What stands in a value of a query as it is.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b':');

/// A text as part of a query.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, &PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn asked(words: &[&str]) -> Option<(Method, String, String)> {
        let options = ["operate", "--admin", "127.0.0.1:9", "--keys", "k"];
        let operate = Operate::try_parse_from(options.iter().chain(words)).ok()?;
        operate.question.request().ok()
    }

    #[test]
    fn a_page_is_asked_about_with_its_query() {
        let (method, path, body) = asked(&["cache", "/search?q=tea&page=2"]).expect("a question");
        assert_eq!((method, body.as_str()), (Method::GET, ""));
        assert_eq!(path, "/_edge/cache?url=/search%3Fq%3Dtea%26page%3D2");
        assert_eq!(asked(&["tags", "p:1", "nav"]).expect("a question").1, "/_edge/tags?tag=p:1&tag=nav");
    }

    #[test]
    fn a_purge_is_of_tags_or_a_page_and_may_be_hard() {
        let check = |words: &[&str], expect: Option<&str>| {
            let asked = asked(&[&["purge"], words].concat());
            assert_eq!(asked.map(|(_, _, body)| body).as_deref(), expect, "{words:?}");
        };
        check(&["p:1", "nav"], Some(r#"{"hard":false,"tags":["p:1","nav"]}"#));
        check(&["/products/x"], Some(r#"{"hard":false,"url":"/products/x"}"#));
        check(&["--hard", "p:1"], Some(r#"{"hard":true,"tags":["p:1"]}"#));
        check(&["--hard"], None);
        check(&["p:1", "/products/x"], None);
        check(&[], None);
    }

    fn program(command: &clap::Command) -> documented::Program {
        let option = |arg: &clap::Arg| Some((arg.get_long()?.to_owned(), arg.get_action().takes_values()));
        documented::Program {
            name: command.get_name().to_owned(),
            options: command.get_arguments().filter_map(option).collect(),
            commands: command.get_subcommands().map(program).collect(),
            ..documented::Program::default()
        }
    }

    #[test]
    fn every_command_that_a_document_names_is_there() {
        let mut node = program(&crate::config::Config::command());
        node.commands.push(documented::Program { name: "operate".to_owned(), ..program(&Operate::command()) });
        let mut faults = Vec::new();
        for command in documented::commands(&documented::root(), "edge-node") {
            let fault = node.fault(&command.words);
            faults.extend(fault.map(|fault| format!("{}:{}: {fault}", command.document.display(), command.line)));
        }
        assert_eq!(faults, Vec::<String>::new());
    }
}
