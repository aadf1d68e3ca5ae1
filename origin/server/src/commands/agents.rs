//! `origin agents`: the keys of agents that sign (Web Bot Auth), fetched from the directories of hosts that the operator
//! names, for edge nodes to read. Nodes themselves call nobody but the origin.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use bytes::Bytes;
use clap::Args;
use http::{HeaderMap, Request, header};
use origin_platform::address::Rules;
use origin_platform::{Destination, GuardedClient, clock};
use ring::signature::{ED25519, UnparsedPublicKey};
use signing::{Agents as Checked, DIRECTORY, DIRECTORY_TYPE, is_directory, key_of, keys_that_signed, written_key};

/// Hosts that may be named.
const MAX_HOSTS: usize = 100;
/// Keys of a host that are taken.
const MAX_KEYS: usize = 20;
/// Bytes of a directory.
const MAX_BYTES: usize = 64 * 1024;
/// For one host.
const TIMEOUT: Duration = Duration::from_secs(10);
/// For how long the keys are good of a host that does not answer.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// No encryption, no private network.
const STRICT: Rules = Rules { allow_http: false, allow_private: false };
/// Before the line of a host: when it answered last, in seconds since 1970.
const ANSWERED: &str = "# answered ";

/// Options of `origin agents`.
#[derive(Args)]
pub struct Agents {
    /// File with the hosts whose agents may read as agents do, one a line. Nobody else is asked for keys.
    #[arg(long, value_name = "FILE")]
    hosts: PathBuf,
    /// The file that is written: what `edge-node --agents` reads. It is replaced at once, and only if its contents change.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Fetch again every so many seconds; without it, once.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(60..=604_800))]
    every: Option<u64>,
}

impl Agents {
    /// Fetches and writes.
    pub async fn run(self) -> anyhow::Result<()> {
        let client = GuardedClient::new();
        loop {
            let written = self.refresh(&client).await;
            let Some(every) = self.every else { return written };
            if let Err(error) = written {
                tracing::error!(error = format!("{error:#}"), "the keys of agents could not be written");
            }
            tokio::time::sleep(Duration::from_secs(every)).await;
        }
    }

    async fn refresh(&self, client: &GuardedClient) -> anyhow::Result<()> {
        let named = std::fs::read_to_string(&self.hosts).with_context(|| self.hosts.display().to_string())?;
        let hosts = read_hosts(&named)?;
        let before = Kept::read(&std::fs::read_to_string(&self.out).unwrap_or_default());
        let now = clock::unix_seconds();
        let mut kept = Kept::default();
        for host in hosts {
            match fetch(client, &host, now).await {
                Ok(keys) => _ = kept.0.insert(host, (now, keys)),
                Err(why) => {
                    tracing::warn!(host, why = format!("{why:#}"), "an agent's directory cannot be had");
                    // The operator's list is the gate: what it does not name any more is gone at once.
                    let known = before.0.get(&host).filter(|(at, _)| now.saturating_sub(*at) <= KEPT.as_secs());
                    if let Some(known) = known {
                        kept.0.insert(host, known.clone());
                    }
                }
            }
        }
        kept.write(&self.out)
    }
}

/// The hosts of a list: names, without scheme and path.
fn read_hosts(named: &str) -> anyhow::Result<Vec<String>> {
    let lines = named.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let hosts: Vec<String> = lines.map(str::to_ascii_lowercase).collect();
    ensure!(hosts.len() <= MAX_HOSTS, "there are {} hosts, and {MAX_HOSTS} may be named", hosts.len());
    for host in &hosts {
        let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        if !plain || !host.contains('.') || host.len() > 64 {
            bail!("“{host}” is not the name of a host, such as crawler.example");
        }
    }
    Ok(hosts)
}

/// What is known of each host: when it answered last, and its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Kept(BTreeMap<String, (u64, Vec<[u8; 32]>)>);

impl Kept {
    /// What was written before. A line that is none is left out.
    fn read(text: &str) -> Self {
        let (mut kept, mut answered) = (Self::default(), 0);
        for line in text.lines() {
            if let Some(at) = line.strip_prefix(ANSWERED) {
                answered = at.trim().parse().unwrap_or_default();
            } else if let Some((host, key)) = line.split_once(':')
                && let Some(key) = key_of(key)
            {
                kept.0.entry(host.to_owned()).or_insert((answered, Vec::new())).1.push(key);
            }
        }
        kept
    }

    fn text(&self) -> String {
        let mut text = String::from("# Written by `origin agents`; what is changed here is lost.\n");
        for (host, (answered, keys)) in &self.0 {
            _ = writeln!(text, "{ANSWERED}{answered}");
            for key in keys {
                _ = writeln!(text, "{host}:{}", written_key(key));
            }
        }
        text
    }

    /// Replaces the file at once. Nodes refuse a list with an agent's key twice, so it is left as it was then.
    fn write(&self, out: &Path) -> anyhow::Result<()> {
        let text = self.text();
        text.parse::<Checked>().context("two hosts name one key")?;
        let beside = out.with_extension("new");
        std::fs::write(&beside, text).with_context(|| beside.display().to_string())?;
        std::fs::rename(&beside, out).with_context(|| out.display().to_string())
    }
}

/// The keys in a host's directory that signed it.
async fn fetch(client: &GuardedClient, host: &str, now: u64) -> anyhow::Result<Vec<[u8; 32]>> {
    let at = STRICT.read(&format!("https://{host}{DIRECTORY}")).map_err(anyhow::Error::msg)?;
    let request = Request::get(at.path.as_str())
        .header(header::HOST, at.authority.as_str())
        .header(header::ACCEPT, DIRECTORY_TYPE)
        .header(header::USER_AGENT, "Selvedge")
        .body(Bytes::new())?;
    let destination = Destination { tls: at.tls, host: &at.host, port: at.port };
    let asking = client.get(destination, |ip| STRICT.allow_ip(ip), request, MAX_BYTES);
    let answer = tokio::time::timeout(TIMEOUT, asking).await.context("it took too long")?;
    let (head, body) = answer.map_err(anyhow::Error::msg)?.into_parts();
    ensure!(head.status.is_success(), "the host answers {}", head.status);
    keys_of(&head.headers, &body.context("it has more than 64 KiB")?, host, now)
}

/// The keys of an answer.
fn keys_of(headers: &HeaderMap, body: &[u8], host: &str, now: u64) -> anyhow::Result<Vec<[u8; 32]>> {
    ensure!(is_directory(headers.get(header::CONTENT_TYPE)), "it is no directory of keys");
    let listed: serde_json::Value = serde_json::from_slice(body).context("it is not JSON")?;
    let listed = listed["keys"].as_array().context("it has no keys")?;
    let ed25519 = |key: &&serde_json::Value| key["kty"] == "OKP" && key["crv"] == "Ed25519";
    let mut keys: Vec<[u8; 32]> = Vec::new();
    for key in listed.iter().filter(ed25519).filter_map(|key| key_of(key["x"].as_str()?)).take(MAX_KEYS) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let signed = keys_that_signed(headers, host, &keys, made, now);
    ensure!(!signed.is_empty(), "none of its keys has signed it");
    Ok(signed)
}

fn made(key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_and_not_many() {
        assert_eq!(read_hosts("# ours\nCrawler.Example\n\n").expect("one"), ["crawler.example"]);
        for bad in ["https://crawler.example", "crawler.example/x", "localhost", "a.b:443", "127.0.0.1:1", "a b.c"] {
            assert!(read_hosts(bad).is_err(), "{bad}");
        }
        assert!(read_hosts(&"a.example\n".repeat(101)).is_err());
    }

    #[test]
    fn what_is_written_is_what_nodes_read_and_what_is_read_again() {
        let mut kept = Kept::default();
        kept.0.insert("one.example".to_owned(), (7, vec![[1; 32], [2; 32]]));
        kept.0.insert("two.example".to_owned(), (9, vec![[3; 32]]));
        assert_eq!(Kept::read(&kept.text()), kept);
        assert!(kept.text().parse::<Checked>().is_ok());
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("agents");
        kept.write(&out).expect("the folder is ours");
        kept.0.insert("thief.example".to_owned(), (9, vec![[1; 32]]));
        assert!(kept.write(&out).is_err(), "nobody takes another's key");
        assert_eq!(Kept::read(&std::fs::read_to_string(&out).expect("as it was")).0.len(), 2);
        assert_eq!(Kept::read("garbage\nx:y\n# answered never\n"), Kept::default());
    }

    #[test]
    fn an_answer_that_is_no_signed_directory_gives_no_key() {
        let kind = HeaderMap::from_iter([(header::CONTENT_TYPE, DIRECTORY_TYPE.parse().expect("ASCII"))]);
        let listed = format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","x":"{}"}}]}}"#, written_key(&[1; 32]));
        let why = |headers: &HeaderMap, body: &str| {
            keys_of(headers, body.as_bytes(), "crawler.example", 7).expect_err("no keys").to_string()
        };
        assert_eq!(why(&HeaderMap::new(), &listed), "it is no directory of keys");
        assert_eq!(why(&kind, "<html>"), "it is not JSON");
        assert_eq!(why(&kind, "{}"), "it has no keys");
        assert_eq!(why(&kind, &listed), "none of its keys has signed it");
        assert_eq!(
            why(&kind, r#"{"keys":[{"kty":"RSA"},{"kty":"OKP","crv":"Ed25519","x":7}]}"#),
            "none of its keys has signed it"
        );
    }

    #[tokio::test]
    async fn a_host_that_is_not_public_is_not_asked_and_old_keys_stay_for_a_week() {
        let folder = tempfile::tempdir().expect("a folder");
        let (hosts, out) = (folder.path().join("hosts"), folder.path().join("agents"));
        // Its name leads to this machine, so nobody is called.
        std::fs::write(&hosts, "keys.localhost\n").expect("the folder is ours");
        let now = clock::unix_seconds();
        let refresh = async |answered: u64, host: &str| {
            let before = Kept(BTreeMap::from([(host.to_owned(), (answered, vec![[1; 32]]))]));
            before.write(&out).expect("the folder is ours");
            let agents = Agents { hosts: hosts.clone(), out: out.clone(), every: None };
            agents.refresh(&GuardedClient::new()).await.expect("it is written");
            Kept::read(&std::fs::read_to_string(&out).expect("a file")).0.len()
        };
        assert_eq!(refresh(now - 60, "keys.localhost").await, 1, "of yesterday");
        assert_eq!(refresh(now - KEPT.as_secs() - 1, "keys.localhost").await, 0, "too old");
        assert_eq!(refresh(now - 60, "other.example").await, 0, "nobody names it any more");
        let client = GuardedClient::new();
        for private in ["keys.localhost", "127.0.0.1", "10.0.0.1", "169.254.169.254"] {
            assert!(fetch(&client, private, now).await.is_err(), "{private}");
        }
    }
}
