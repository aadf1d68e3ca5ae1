//! Programs that read the shop: those that sign what they ask for are known by their name (Web Bot Auth) and limited by
//! it, wherever they come from; those that only call themselves bots are limited strictly, each client by itself.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use api::site::Limited;
use freshness::clock;
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, header};
use ring::signature::{ED25519, UnparsedPublicKey};
use signing::{Agents, SignatureRejection, WatchedFile, agent};

use super::limiter::Whom;

/// What programs that read the web call themselves, in lower case.
const BOTS: [&str; 5] = ["bot", "crawl", "spider", "slurp", "scraper"];
/// What holds one of these words and is none: a maker of phones.
const NO_BOTS: [&str; 1] = ["cubot"];
/// Longer fields are not read to their end.
const MAX_USER_AGENT: usize = 512;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// An agent that signed, by its name.
    Agent(Arc<str>),
    /// A program that calls itself a bot, or signed so that nobody believes it.
    Bot,
    /// Anybody else.
    Anybody,
}

/// Knows agents by their keys.
#[derive(Debug, Default)]
pub struct Readers(Option<WatchedFile<Agents, anyhow::Error>>);

impl Readers {
    /// Those whose public keys are in this file, which may be replaced at any time; nobody without one.
    ///
    /// # Errors
    /// If it cannot be read, or a line is no agent.
    pub fn open(file: Option<&Path>) -> anyhow::Result<Self> {
        let open = |path: &Path| {
            let place = || format!("the file of agents, {}", path.display());
            WatchedFile::open(&[(path, read)], parse).with_context(place)
        };
        Ok(Self(file.map(open).transpose()?))
    }

    /// Who asks for this at the shop's own host.
    pub fn of(&self, head: &Parts, public: &Authority) -> Reader {
        let calls_itself_bot = || if is_bot(&head.headers) { Reader::Bot } else { Reader::Anybody };
        let Some(file) = self.0.as_ref().filter(|_| head.headers.contains_key(signing::SIGNATURE)) else {
            return calls_itself_bot();
        };
        let agents = file.current(|error| {
            tracing::error!(%error, "the file of agents cannot be used; the last good one is");
        });
        match agent(head, public.as_str(), &agents, made, clock::since_1970().as_secs()) {
            Ok(name) => Reader::Agent(name),
            // A signature for something else says nothing of who asks.
            Err(SignatureRejection::Unsigned) => calls_itself_bot(),
            Err(_) => Reader::Bot,
        }
    }
}

impl Reader {
    /// Whether it may be a person, as far as it says itself.
    pub fn is_anybody(&self) -> bool {
        *self == Self::Anybody
    }

    /// What each of its requests counts as.
    pub fn limited(&self) -> Option<Limited> {
        match self {
            Self::Agent(_) => Some(Limited::Agent),
            Self::Bot => Some(Limited::Bot),
            Self::Anybody => None,
        }
    }

    /// As whom it is counted at this address.
    pub fn counted_as(&self, client: IpAddr) -> Whom {
        match self {
            Self::Agent(name) => Whom::Agent(Arc::clone(name)),
            Self::Bot | Self::Anybody => Whom::Client(client),
        }
    }
}

fn made(key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok()
}

fn is_bot(headers: &HeaderMap) -> bool {
    let Some(name) = headers.get(header::USER_AGENT) else { return false };
    let name = name.as_bytes();
    let mut name = name[..name.len().min(MAX_USER_AGENT)].to_ascii_lowercase();
    let holds = |name: &[u8], word: &str| memchr::memmem::find(name, word.as_bytes());
    for word in NO_BOTS {
        while let Some(at) = holds(&name, word) {
            name[at..at + word.len()].fill(b' ');
        }
    }
    BOTS.iter().any(|word| holds(&name, word).is_some())
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    Ok(std::fs::read(path)?)
}

fn parse(contents: &[Vec<u8>]) -> anyhow::Result<Agents> {
    Ok(std::str::from_utf8(&contents.concat())?.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    #[test]
    fn bots_say_so_and_browsers_do_not() {
        let reader = |name: &str| {
            let head = Request::get("/").header("user-agent", name).body(()).expect("a request").into_parts().0;
            Readers::default().of(&head, &Authority::from_static("shop.example"))
        };
        for bot in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (Linux; CUBOT X19) AppleWebKit/537.36 (compatible; bingbot/2.0)",
            "MyCrawler/1.0",
            "Baiduspider",
        ] {
            assert_eq!(reader(bot), Reader::Bot, "{bot}");
        }
        for browser in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
            "",
        ] {
            assert_eq!(reader(browser), Reader::Anybody, "{browser}");
        }
        let nobody = Request::get("/").body(()).expect("a request").into_parts().0;
        assert_eq!(Readers::default().of(&nobody, &Authority::from_static("shop.example")), Reader::Anybody);
    }

    #[test]
    fn a_file_that_is_none_is_refused_at_the_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("agents");
        assert!(Readers::open(Some(&path)).is_err());
        std::fs::write(&path, "crawler.example: not a key\n").expect("the folder is ours");
        let refused = format!("{:#}", Readers::open(Some(&path)).expect_err("no key"));
        assert!(refused.contains("agents") && refused.contains("line 1"), "{refused}");
        std::fs::write(&path, "# nobody yet\n").expect("the folder is ours");
        assert!(Readers::open(Some(&path)).is_ok() && Readers::open(None).is_ok());
    }
}
