//! The directory in which an agent publishes its keys (draft-meunier-http-message-signatures-directory): an answer of the
//! agent's own host that each of the keys has signed.

use http::{HeaderMap, HeaderValue};
use sfv::{BareItem, InnerList, ListEntry};

use super::{Ed25519, id_of};
use crate::verify::{bytes_of, dictionary, number, text};
use crate::{SIGNATURE, SIGNATURE_INPUT, SKEW, base};

/// Where it lies at the agent's host.
pub const DIRECTORY: &str = "/.well-known/http-message-signatures-directory";
/// Its media type.
pub const DIRECTORY_TYPE: &str = "application/http-message-signatures-directory+json";

/// What such a signature is for.
const TAG: &str = "http-message-signatures-directory";
/// Signatures that are looked at.
const MAX_SIGNATURES: usize = 32;

/// Of the keys in a directory those that have signed the answer with these fields for the host `authority`, which was asked
/// for it. A key that has not may be anybody's: somebody could name theirs as an agent's, or an agent's as theirs. `now` is
/// in seconds since 1970.
pub fn keys_that_signed(
    headers: &HeaderMap,
    authority: &str,
    keys: &[[u8; 32]],
    made: Ed25519,
    now: u64,
) -> Vec<[u8; 32]> {
    let read = |name| dictionary(headers, name).ok().flatten();
    let Some((inputs, signatures)) = read(&SIGNATURE_INPUT).zip(read(&SIGNATURE)) else { return Vec::new() };
    let has_signed = |key: &&[u8; 32]| {
        let id = id_of(key);
        inputs.iter().take(MAX_SIGNATURES).any(|(label, entry)| {
            let ListEntry::InnerList(input) = entry else { return false };
            let signature = bytes_of(signatures.get(label));
            text(input, "keyid") == Some(&id)
                && is_for_directory(input, now)
                && signature.is_some_and(|signature| made(key, &base_of(input, authority), signature))
        })
    };
    keys.iter().filter(has_signed).copied().collect()
}

/// Whether a signature is of a directory and good now, and covers the host that was asked, and nothing else.
fn is_for_directory(input: &InnerList, now: u64) -> bool {
    let times = number(input, "created").zip(number(input, "expires"));
    let is_good = times.is_some_and(|(created, expires)| created <= now.saturating_add(SKEW) && now <= expires);
    let covers_host = match input.items.as_slice() {
        [item] => {
            matches!(&item.bare_item, BareItem::String(name) if name.as_str() == "@authority")
                && item.params.len() == 1
                && item.params.get("req") == Some(&BareItem::Boolean(true))
        }
        _ => false,
    };
    let is_ed25519 = text(input, "alg").is_none_or(|algorithm| algorithm == "ed25519");
    text(input, "tag") == Some(TAG) && is_ed25519 && is_good && covers_host
}

/// The bytes that are signed (RFC 9421, 2.4 and 2.5).
fn base_of(input: &InnerList, authority: &str) -> Vec<u8> {
    let authority = authority.to_ascii_lowercase();
    format!("\"@authority\";req: {authority}\n\"@signature-params\": {}", base::written(input)).into_bytes()
}

/// Whether an answer's media type is a directory's.
pub fn is_directory(kind: Option<&HeaderValue>) -> bool {
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(DIRECTORY_TYPE)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
    use sfv::{Dictionary, Parser};

    use super::*;

    const NOW: u64 = 1_800_000_000;

    fn made(key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok()
    }

    fn pair(seed: u8) -> (Ed25519KeyPair, [u8; 32]) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a pair");
        let public = pair.public_key().as_ref().try_into().expect("32 bytes");
        (pair, public)
    }

    /// The fields of an answer that these keys have signed so, each for this host.
    fn signed(by: &[u8], host: &str, covered: &str, rest: &str) -> HeaderMap {
        let (mut inputs, mut signatures) = (Vec::new(), Vec::new());
        for (at, seed) in by.iter().enumerate() {
            let (pair, public) = pair(*seed);
            let written = format!("({covered});keyid=\"{}\";{rest}", id_of(&public));
            let parsed: Dictionary = Parser::new(&format!("s={written}")).parse().expect("a dictionary");
            let Some(ListEntry::InnerList(input)) = parsed.get("s") else { panic!("a list") };
            let signature = STANDARD.encode(pair.sign(&base_of(input, host)));
            inputs.push(format!("binding{at}={written}"));
            signatures.push(format!("binding{at}=:{signature}:"));
        }
        let field = |text: Vec<String>| text.join(", ").parse().expect("ASCII");
        [(SIGNATURE_INPUT, field(inputs)), (SIGNATURE, field(signatures))].into_iter().collect()
    }

    fn usual() -> String {
        format!("alg=\"ed25519\";created={NOW};expires={};nonce=\"abc\";tag=\"{TAG}\"", NOW + 300)
    }

    const HOST: &str = "\"@authority\";req";

    #[test]
    fn the_keys_that_signed_for_their_host_are_taken_and_no_others() {
        let (one, two) = (pair(1).1, pair(2).1);
        let taken = |headers: &HeaderMap, now| keys_that_signed(headers, "crawler.example", &[one, two], made, now);
        let both = signed(&[1, 2], "crawler.example", HOST, &usual());
        for now in [NOW - SKEW, NOW, NOW + 300] {
            assert_eq!(taken(&both, now), [one, two], "{now}");
        }
        assert_eq!(taken(&signed(&[2], "Crawler.Example", HOST, &usual()), NOW), [two], "who signs for itself alone");
        for (why, headers) in [
            ("for another host", signed(&[1], "other.example", HOST, &usual())),
            ("of the answer and not the question", signed(&[1], "crawler.example", "\"@authority\"", &usual())),
            ("of something more", signed(&[1], "crawler.example", &format!("{HOST} \"@status\""), &usual())),
            ("for requests", signed(&[1], "crawler.example", HOST, &usual().replace(TAG, "web-bot-auth"))),
            ("by another algorithm", signed(&[1], "crawler.example", HOST, &usual().replace("ed25519", "rsa"))),
            ("without a time", signed(&[1], "crawler.example", HOST, &format!("tag=\"{TAG}\""))),
            ("by a stranger", signed(&[3], "crawler.example", HOST, &usual())),
            ("not at all", HeaderMap::new()),
        ] {
            assert_eq!(taken(&headers, NOW), Vec::<[u8; 32]>::new(), "{why}");
        }
        assert!(taken(&both, NOW + 301).is_empty() && taken(&both, NOW - SKEW - 1).is_empty());
        let mut swapped = both.clone();
        swapped.insert(SIGNATURE, signed(&[2, 1], "crawler.example", HOST, &usual())[SIGNATURE].clone());
        assert!(taken(&swapped, NOW).is_empty(), "each by its own");
    }

    #[test]
    fn a_directory_is_told_by_its_media_type() {
        let is = |kind: &'static str| is_directory(Some(&HeaderValue::from_static(kind)));
        assert!(is(DIRECTORY_TYPE) && is("Application/HTTP-Message-Signatures-Directory+JSON; charset=utf-8"));
        assert!(!is("application/json") && !is("text/html") && !is_directory(None));
    }
}
