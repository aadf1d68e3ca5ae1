//! What no answer may carry.

use std::sync::{Mutex, PoisonError};

use memchr::memmem::{Finder, find_iter};
use testing::Reply;

/// What every marker begins with, in this sequence and in all before it.
pub const MARK: &str = "zqleak";

/// Who knows what: markers and cookies of the shoppers of one sequence.
#[derive(Default)]
pub struct Secrets(Mutex<Vec<(usize, Finder<'static>)>>);

impl Secrets {
    /// Remembers a cookie's value as this shopper's own.
    pub fn add(&self, who: usize, value: &str) {
        // What logging out leaves of a cookie is no secret, and neither is a flag.
        if value.len() < 16 {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.iter().any(|(_, finder)| finder.needle() == value.as_bytes()) {
            known.push((who, Finder::new(value).into_owned()));
        }
    }

    /// Checks an answer to `who`, whose marker is `own`; nobody's answer carries no secret at all.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn check(&self, who: Option<usize>, own: &str, reply: &Reply) -> Result<(), String> {
        let is_shared = is_shared(reply);
        let cookies: Vec<&[u8]> = reply.headers.get_all("set-cookie").iter().map(|value| value.as_bytes()).collect();
        let complain = |what: &str| {
            let cache = (reply.header("cache-status"), reply.header("cache-control"));
            Err(format!("{what} in the answer {} to {who:?} for {} {cache:?}", reply.status, reply.path))
        };
        if is_shared && !cookies.is_empty() {
            return complain("a shared cookie");
        }
        if is_shared && reply.header("cache-control").contains("private") {
            return complain("a page that is both shared and private");
        }
        let body = reply.body.as_bytes();
        let headers = reply.headers.values().map(|value| value.as_bytes());
        let mut mine = !cookies.is_empty();
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for text in headers.chain([body]) {
            for at in find_iter(text, MARK) {
                if who.is_none() || !text[at..].starts_with(own.as_bytes()) {
                    return complain("another's marker");
                }
                mine = true;
            }
            for (owner, finder) in known.iter() {
                if finder.find(text).is_some() {
                    if Some(*owner) != who {
                        return complain("another's cookie");
                    }
                    mine = true;
                }
            }
        }
        if mine && is_shared {
            return complain("something of one shopper, for everybody,");
        }
        if mine && !reply.header("cache-control").contains("no-store") {
            return complain("something of one shopper, that others may store,");
        }
        Ok(())
    }
}

/// Whether others are sent the same answer: it came from a cache, or went into one.
pub fn is_shared(reply: &Reply) -> bool {
    let status = reply.header("cache-status");
    ["hit", "stored", "collapsed"].iter().any(|word| status.contains(word))
}
