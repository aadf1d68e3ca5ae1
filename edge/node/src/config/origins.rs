//! Who is a member: named at the start, or in a file that may be changed at any time.

use std::path::PathBuf;

use anyhow::Context as _;
use api::edge::plain::PlainHosts;

use crate::config::{BaseAddress, base_address};

const FILE: &str = "file:";

/// Where the members are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// Once and for all.
    Named(Vec<BaseAddress>),
    /// In a file, one a line.
    File(PathBuf),
}

impl Origins {
    /// Reads `http://a:4000,http://b:4000`, or `file:/path`.
    ///
    /// # Errors
    /// If an address is none, or there is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix(FILE) {
            Some("") => Err("name a file, such as file:/run/origins".to_owned()),
            Some(path) => Ok(Self::File(path.into())),
            None => addresses(text.split(',')).map(Self::Named),
        }
    }

    /// The addresses as they are named now.
    ///
    /// # Errors
    /// If the file cannot be read, or names none, or one that would be spoken to plainly and is not to be.
    pub fn current(&self, plain: &PlainHosts) -> anyhow::Result<Vec<BaseAddress>> {
        let addresses = self.named()?;
        for address in addresses.iter().filter(|address| address.scheme == http::uri::Scheme::HTTP) {
            let host = address.authority.host();
            plain.check(&address.to_string(), host, "write https://").map_err(anyhow::Error::msg)?;
        }
        Ok(addresses)
    }

    fn named(&self) -> anyhow::Result<Vec<BaseAddress>> {
        match self {
            Self::Named(addresses) => Ok(addresses.clone()),
            Self::File(path) => {
                let place = || format!("the file of the origin's addresses, {}", path.display());
                let text = std::fs::read_to_string(path).with_context(place)?;
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
                addresses(lines).map_err(anyhow::Error::msg).with_context(place)
            }
        }
    }
}

fn addresses<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Vec<BaseAddress>, String> {
    let all: Vec<BaseAddress> = texts.map(|text| base_address(text.trim())).collect::<Result<_, String>>()?;
    if all.is_empty() {
        Err("no origin is named: write one a line, such as https://10.0.0.7:4000".to_owned())
    } else {
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> PlainHosts {
        PlainHosts::new(&["a", "b", "c", "d", "e"].map(str::to_owned))
    }

    fn shown(origins: &Origins) -> Vec<String> {
        origins.current(&known()).expect("addresses").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn members_are_named_in_a_list_or_in_a_file() {
        let named = Origins::parse("http://a:1, http://b:2/").expect("two");
        assert_eq!(shown(&named), ["http://a:1", "http://b:2"]);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("origins");
        let file = Origins::parse(&format!("file:{}", path.display())).expect("a file");
        assert!(file.current(&known()).is_err());
        for (text, expected) in
            [("# ours\n\n http://c:3 \nhttps://d:4", vec!["http://c:3", "https://d:4"]), ("http://e", vec!["http://e"])]
        {
            std::fs::write(&path, text).expect("the folder is ours");
            assert_eq!(shown(&file), expected);
        }
        for bad in ["", "# none", "http://a,http://b", "c:3"] {
            std::fs::write(&path, bad).expect("the folder is ours");
            assert!(file.current(&known()).is_err(), "{bad}");
        }
    }

    #[test]
    fn h3_an_origin_over_a_network_is_spoken_to_by_tls() {
        for (addresses, is_good) in [
            ("https://10.0.0.7:4000", true),
            ("http://127.0.0.1:4000,https://shop.example", true),
            ("http://[::1]:4000", true),
            ("https://10.0.0.7:4000,http://10.0.0.8:4000", false),
            ("http://origin:4000", false),
        ] {
            let current = Origins::parse(addresses).expect("addresses").current(&PlainHosts::default());
            assert_eq!(current.is_ok(), is_good, "{addresses}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for bad in ["", "file:", "http://a:1,", "ftp://a:1", "a:1", "http://a/b"] {
            assert!(Origins::parse(bad).is_err(), "{bad}");
        }
    }
}
