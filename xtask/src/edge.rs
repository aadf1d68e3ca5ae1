//! `cargo xtask edge …`: what the edge of the shop that is up counts and has cached, and purging it.

use std::ffi::OsString;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::http;
use crate::private;
use crate::record::Record;
use crate::workspace::Workspace;

const USAGE: &str = "say what you want to see:

  cargo xtask edge cache /products/x     what is cached for an address, and why
  cargo xtask edge tags p:1 nav          the newest purges of some tags
  cargo xtask edge purge p:1 nav         purge tags
  cargo xtask edge purge /products/x     purge all that the page of an address is made of
  cargo xtask edge purge --hard p:1      the same, and nothing older is sent even if nothing newer can be made
  cargo xtask edge metrics               all counters";

/// Where the edge's side for operators is, and the file with the key to it.
pub struct Operators {
    /// Its port on this machine.
    pub port: u16,
    /// The file.
    pub key: PathBuf,
}

impl Operators {
    /// Draws a key if there is none yet, and writes down the port for [`run`].
    pub fn prepare(data: &Path, port: u16) -> Result<Self> {
        let operators = Self { port, key: data.join("operator.key") };
        private::password(&operators.key)?;
        private::write(&data.join("edge-admin-port"), &format!("{port}\n"))?;
        Ok(operators)
    }

    /// What the edge node has to be told.
    pub fn options(&self) -> Vec<String> {
        let listen = format!("127.0.0.1:{}", self.port);
        vec!["--admin-listen".to_owned(), listen, "--operator-key".to_owned(), self.key.display().to_string()]
    }

    /// The value of a counter without labels.
    pub fn counted(&self, name: &str) -> Result<f64> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let key = fs::read_to_string(&self.key)?;
        let answer = http::ask(address, "GET", "/_edge/metrics", key.trim(), "").context("nobody answers operators")?;
        let value = answer.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Ok(value.with_context(|| format!("the edge does not count {name}"))?.parse()?)
    }
}

/// Asks and prints.
pub fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let (method, path, body) = match words[..] {
        ["cache", url] => ("GET", format!("/_edge/cache?url={}", encoded(url)), String::new()),
        ["metrics"] => ("GET", "/_edge/metrics".to_owned(), String::new()),
        ["tags", ref tags @ ..] if !tags.is_empty() => {
            let pairs: Vec<String> = tags.iter().map(|tag| format!("tag={}", encoded(tag))).collect();
            ("GET", format!("/_edge/tags?{}", pairs.join("&")), String::new())
        }
        ["purge", ref words @ ..] if !words.is_empty() => ("POST", "/_edge/purge".to_owned(), order(words)?),
        _ => bail!("{USAGE}"),
    };
    if !Record::load(workspace).is_some_and(|record| record.is_up()) {
        bail!("the shop is not up: run `cargo xtask up` first, in another terminal or with --detach");
    }
    let data = workspace.data();
    let read = |name: &str| {
        fs::read_to_string(data.join(name))
            .with_context(|| format!("this shop has no {name}: restart it by down and up"))
    };
    let port: u16 = read("edge-admin-port")?.trim().parse().context("edge-admin-port is broken")?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let answer = http::ask(address, method, &path, read("operator.key")?.trim(), &body)
        .with_context(|| format!("nobody answers at {address}"))?;
    print!("{}", answer.body);
    if answer.status != 200 {
        bail!("the edge answered {}", answer.status);
    }
    Ok(())
}

/// What the edge is told to purge.
fn order(words: &[&str]) -> Result<String> {
    let (hard, words) = match words {
        ["--hard", rest @ ..] => (true, rest),
        _ => (false, words),
    };
    let mut order = match words {
        [url] if url.starts_with('/') => json!({ "url": url }),
        [] => bail!("{USAGE}"),
        tags if tags.iter().all(|tag| !tag.starts_with("--")) => json!({ "tags": tags }),
        _ => bail!("{USAGE}"),
    };
    if hard {
        order["hard"] = json!(true);
    }
    Ok(order.to_string())
}

/// A text as part of a query.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_may_be_asked_about() {
        assert_eq!(encoded("/search?q=tea&page=2"), "/search%3Fq%3Dtea%26page%3D2");
        assert_eq!(encoded("p:1"), "p:1");
    }

    #[test]
    fn a_purge_is_of_tags_or_a_page_and_may_be_hard() {
        let check = |words: &[&str], expect: Option<&str>| {
            assert_eq!(order(words).ok().as_deref(), expect, "{words:?}");
        };
        check(&["p:1", "nav"], Some(r#"{"tags":["p:1","nav"]}"#));
        check(&["/products/x"], Some(r#"{"url":"/products/x"}"#));
        check(&["--hard", "p:1"], Some(r#"{"hard":true,"tags":["p:1"]}"#));
        check(&["--hard"], None);
        check(&["p:1", "--hard"], None);
    }
}
