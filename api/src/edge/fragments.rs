//! Fragments: the parts of a page that show what changes often. They stand in the page's slots, which are
//! told by their positions in the body, and single ones are asked for without the page. The idea is that of Edge
//! Side Includes, without tags in the body.

use http::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use super::VERSION;
use crate::cache::{Lifetime, Tag};

/// On a request: the host fills slots, in this [`VERSION`]. On the answer to it: [`Slots`].
pub const FRAGMENTS: HeaderName = HeaderName::from_static("x-edge-fragments");

/// Where fragments are asked for, by one `key` or more: `/_edge/fragments?key=eu:price:harbour-mug`. The
/// host keeps what is below `/_edge/` to itself; where nobody does, there is nothing secret in it.
pub const PATH: &str = "/_edge/fragments";

/// Fragments of one request at most.
pub const MAX_KEYS: usize = 32;
/// Bytes of a key at most.
pub const MAX_KEY_LENGTH: usize = 1000;

/// What was told cannot be read, or is in another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// It is none of these values.
    #[error("what was told of fragments cannot be read")]
    Unreadable,
    /// Its version is another.
    #[error("what was told of fragments is in another version than {VERSION}")]
    Version,
}

/// The value by which a host says that it fills slots.
pub fn host_version() -> HeaderValue {
    HeaderValue::from(VERSION)
}

/// Whether a host that sent `value` is to be told of slots.
pub fn is_spoken(value: Option<&HeaderValue>) -> bool {
    value.is_some_and(|value| *value == host_version())
}

/// Where the fragments of a page stand, in the order of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slots {
    version: u32,
    /// Them.
    pub slots: Vec<Slot>,
}

/// A place in a page, and the fragment that stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// What the worker makes the fragment by.
    pub key: String,
    /// Where it begins, in bytes of the body.
    pub at: usize,
    /// How long it is, in bytes.
    pub length: usize,
    /// What only the fragment depends on, not the page around it.
    pub tags: Vec<Tag>,
}

impl Slots {
    /// These slots, in this version.
    pub fn new(slots: Vec<Slot>) -> Self {
        Self { version: VERSION, slots }
    }

    /// The value of [`FRAGMENTS`].
    pub fn header(&self) -> HeaderValue {
        HeaderValue::try_from(serde_json::to_string(self).expect("plain data")).expect("keys and tags are ASCII")
    }

    /// Reads the value of [`FRAGMENTS`].
    ///
    /// # Errors
    /// [`ProtocolError`].
    pub fn read(value: &HeaderValue) -> Result<Self, ProtocolError> {
        read(value.as_bytes(), |slots: &Self| slots.version)
    }
}

/// The answer to a request for fragments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragments {
    version: u32,
    /// Those that could be made.
    pub fragments: Vec<Fragment>,
}

/// A fragment, with what a host needs to keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// What it was asked for by.
    pub key: String,
    /// It.
    pub html: String,
    /// Seconds for which it is fresh.
    pub fresh: u32,
    /// Seconds after that in which it may be shown while it is made anew.
    pub stale_while_revalidate: u32,
    /// Seconds after it was fresh in which it may be shown for want of a new one.
    pub stale_if_error: u32,
    /// What it depends on.
    pub tags: Vec<Tag>,
}

impl Fragment {
    /// A fragment with this lifetime.
    pub fn new(key: String, html: String, lifetime: Lifetime, tags: Vec<Tag>) -> Self {
        let Lifetime { fresh, stale_while_revalidate, stale_if_error } = lifetime;
        Self { key, html, fresh, stale_while_revalidate, stale_if_error, tags }
    }

    /// How long it may be kept.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime {
            fresh: self.fresh,
            stale_while_revalidate: self.stale_while_revalidate,
            stale_if_error: self.stale_if_error,
        }
    }
}

impl Fragments {
    /// These fragments, in this version.
    pub fn new(fragments: Vec<Fragment>) -> Self {
        Self { version: VERSION, fragments }
    }

    /// The body of the answer.
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain data")
    }

    /// Reads the body of an answer.
    ///
    /// # Errors
    /// [`ProtocolError`].
    pub fn read(body: &[u8]) -> Result<Self, ProtocolError> {
        read(body, |fragments: &Self| fragments.version)
    }
}

fn read<'a, T: Deserialize<'a>>(text: &'a [u8], version: impl Fn(&T) -> u32) -> Result<T, ProtocolError> {
    let value = serde_json::from_slice(text).map_err(|_| ProtocolError::Unreadable)?;
    if version(&value) == VERSION { Ok(value) } else { Err(ProtocolError::Version) }
}

/// Path and query that ask for the fragments of these keys.
pub fn target<K: AsRef<str>>(keys: &[K]) -> String {
    let mut target = String::from(PATH);
    for (at, key) in keys.iter().enumerate() {
        target.push_str(if at == 0 { "?key=" } else { "&key=" });
        target.push_str(key.as_ref());
    }
    target
}

/// The keys that a query asks for; none if there are none, too many, or something else.
pub fn keys(query: &str) -> Option<Vec<&str>> {
    let keys: Vec<&str> = query.split('&').map(|pair| pair.strip_prefix("key=")).collect::<Option<_>>()?;
    (keys.len() <= MAX_KEYS && keys.iter().all(|key| is_key(key))).then_some(keys)
}

/// Whether a text may be a key, and stand in a query as it is: nobody decodes it on its way.
pub fn is_key(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":-._/~%".contains(&byte);
    (1..=MAX_KEY_LENGTH).contains(&text.len()) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tags(numbers: &[u8]) -> Vec<Tag> {
        numbers.iter().map(|number| format!("s:{number}").parse().expect("a tag")).collect()
    }

    proptest! {
        #[test]
        fn slots_come_back_as_they_were_told(
            slots in prop::collection::vec(("[a-z:/._-]{1,40}", 0_usize..9999, 0_usize..9999, prop::collection::vec(0_u8..9, 0..4)), 0..9),
        ) {
            let slots = slots.into_iter().map(|(key, at, length, of)| Slot { key, at, length, tags: tags(&of) });
            let slots = Slots::new(slots.collect());
            prop_assert_eq!(Slots::read(&slots.header()), Ok(slots));
        }

        #[test]
        fn fragments_come_back_as_they_were_told(html in "\\PC{0,80}", times in any::<[u32; 3]>(), of in prop::collection::vec(0_u8..9, 0..4)) {
            let [fresh, stale_while_revalidate, stale_if_error] = times;
            let lifetime = Lifetime { fresh, stale_while_revalidate, stale_if_error };
            let fragment = Fragment::new("eu:price:a".to_owned(), html, lifetime, tags(&of));
            prop_assert_eq!(fragment.lifetime(), lifetime);
            let fragments = Fragments::new(vec![fragment]);
            prop_assert_eq!(Fragments::read(&fragments.body()), Ok(fragments));
        }

        #[test]
        fn keys_come_back_as_they_were_asked_for(asked in prop::collection::vec("[a-zA-Z0-9:/._-]{1,40}", 1..=MAX_KEYS)) {
            let target = target(&asked);
            let (path, query) = target.split_once('?').expect("a query");
            prop_assert_eq!(path, PATH);
            prop_assert_eq!(keys(query).expect("keys"), asked);
        }
    }

    #[test]
    fn another_version_is_told_from_this_one() {
        assert!(is_spoken(Some(&host_version())));
        for other in [None, Some(HeaderValue::from_static("fill")), Some(HeaderValue::from(VERSION + 1))] {
            assert!(!is_spoken(other.as_ref()), "{other:?}");
        }
        let next = format!(r#"{{"version":{},"slots":[],"fragments":[]}}"#, VERSION + 1);
        assert_eq!(Slots::read(&next.parse().expect("ASCII")), Err(ProtocolError::Version));
        assert_eq!(Fragments::read(next.as_bytes()), Err(ProtocolError::Version));
        assert_eq!(Slots::read(&HeaderValue::from_static("[]")), Err(ProtocolError::Unreadable));
        assert_eq!(Fragments::read(b"{}"), Err(ProtocolError::Unreadable));
    }

    #[test]
    fn what_is_no_key_is_not_taken() {
        for query in
            ["", "key=", "a=b", "key=a&", "key=a b", "key=a&key=<", &format!("key={}", "a".repeat(MAX_KEY_LENGTH + 1))]
        {
            assert_eq!(keys(query), None, "{query}");
        }
        assert_eq!(keys(&vec!["key=a"; MAX_KEYS + 1].join("&")), None);
    }
}
