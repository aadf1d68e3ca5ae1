//! What is signed is believed, and nothing else is.

use http::request::Parts;
use http::{HeaderValue, Method, Request, Uri};
use proptest::prelude::*;
use sfv::{Dictionary, ListEntry, Parser};

use super::*;

const NOW: u64 = 1_800_000_000;
const NONCE: &str = "0123456789abcdef";
/// The secret `test-shared-secret` of RFC 9421, appendix B.1.5.
const STANDARD_SECRET: &str =
    "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";

fn keys(ids: &[&str]) -> Keys {
    let lines: Vec<String> = ids.iter().map(|id| format!("{id}:{}", repeated(id))).collect();
    lines.join("\n").parse().expect("keys")
}

/// A secret that differs from id to id.
fn repeated(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).cycle().take(44).collect()
}

fn order(headers: &[(&'static str, &'static str)]) -> Parts {
    let mut request = Request::post("/v1/orders?market=de&x=%20").body(()).expect("a request");
    for (name, value) in headers {
        request.headers_mut().append(*name, HeaderValue::from_static(value));
    }
    request.into_parts().0
}

fn signed() -> Parts {
    let mut head = order(&[("authorization", "Bearer abc"), ("idempotency-key", "key-1"), ("accept", "*/*")]);
    sign(&mut head, b"{}", ORIGIN, keys(&["new"]).signing(), NOW, NONCE);
    head
}

fn check(head: &Parts, now: u64) -> Result<Verified, SignatureRejection> {
    verify(head, b"{}", ORIGIN, &keys(&["old", "new"]), now)
}

#[test]
fn the_signature_is_the_one_of_the_standard() {
    // RFC 9421, appendix B.2.5.
    let mut head =
        Request::post("http://example.com/foo?param=Value&Pet=dog").body(()).expect("a request").into_parts().0;
    head.headers.insert("date", HeaderValue::from_static("Tue, 20 Apr 2021 02:07:55 GMT"));
    head.headers.insert("content-type", HeaderValue::from_static("application/json"));
    let written = r#"("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret""#;
    let inputs: Dictionary = Parser::new(&format!("sig-b25={written}")).parse().expect("a dictionary");
    let Some(ListEntry::InnerList(input)) = inputs.get("sig-b25") else { panic!("a list") };
    assert_eq!(base::written(input), written);
    let expected = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com\n\
        \"content-type\": application/json\n\"@signature-params\": ";
    let base = base::of(&head, input).expect("all is there");
    assert_eq!(String::from_utf8_lossy(&base), format!("{expected}{written}"));
    let keys: Keys = format!("test-shared-secret:{STANDARD_SECRET}").parse().expect("a key");
    let code: Dictionary =
        Parser::new("sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:").parse().expect("a dictionary");
    let Some(ListEntry::Item(code)) = code.get("sig-b25") else { panic!("an item") };
    let sfv::BareItem::ByteSequence(code) = &code.bare_item else { panic!("bytes") };
    assert_eq!(&keys.signing().mac(&base), code);
    assert!(keys.signing().made(&base, code));
}

#[test]
fn each_live_key_is_known_by_its_name() {
    let verified = check(&signed(), NOW).expect("signed");
    assert_eq!(verified, Verified { key: "new".into(), nonce: NONCE.into(), expires: NOW + LIFETIME });
    let head = signed();
    assert_eq!(verify(&head, b"{}", ORIGIN, &keys(&["old"]), NOW), Err(SignatureRejection::UnknownKey));
    assert_eq!(verify(&head, b"{}", PURGE, &keys(&["new"]), NOW), Err(SignatureRejection::Unsigned));
    let text = format!("new:{}", "B".repeat(44));
    assert_eq!(verify(&head, b"{}", ORIGIN, &text.parse().expect("a key"), NOW), Err(SignatureRejection::Forged));
}

#[test]
fn the_same_request_at_another_address_is_the_same() {
    let mut head = signed();
    head.uri = Uri::from_static("http://10.0.0.7:4000/v1/orders?market=de&x=%20");
    head.headers.insert("host", HeaderValue::from_static("inside.example"));
    assert!(check(&head, NOW).is_ok());
}

#[test]
fn a_signature_has_its_time() {
    for (now, expect) in [
        (NOW - SKEW, None),
        (NOW - SKEW - 1, Some(SignatureRejection::Early)),
        (NOW + LIFETIME, None),
        (NOW + LIFETIME + 1, Some(SignatureRejection::Expired)),
        (0, Some(SignatureRejection::Early)),
        (u64::MAX, Some(SignatureRejection::Expired)),
    ] {
        assert_eq!(check(&signed(), now).err(), expect, "{now}");
    }
}

#[test]
fn what_is_acted_on_must_be_covered() {
    for name in TRUSTED {
        let mut head = order(&[]);
        sign(&mut head, b"{}", ORIGIN, keys(&["new"]).signing(), NOW, NONCE);
        head.headers.append(name, HeaderValue::from_static("added"));
        assert_eq!(check(&head, NOW), Err(SignatureRejection::Uncovered(name.to_owned())));
        let mut head = order(&[]);
        head.headers.append(name, HeaderValue::from_static("one"));
        sign(&mut head, b"{}", ORIGIN, keys(&["new"]).signing(), NOW, NONCE);
        assert!(check(&head, NOW).is_ok(), "{name}");
        head.headers.append(name, HeaderValue::from_static("two"));
        assert_eq!(check(&head, NOW), Err(SignatureRejection::Forged), "{name}");
        head.headers.remove(name);
        assert_eq!(check(&head, NOW), Err(SignatureRejection::Forged), "{name}");
    }
}

#[test]
fn what_is_no_signature_is_refused() {
    assert_eq!(check(&order(&[]), NOW), Err(SignatureRejection::Unsigned));
    let input = signed().headers[SIGNATURE_INPUT].to_str().expect("ASCII").to_owned();
    let with = |from: &str, to: &str| {
        let mut head = signed();
        let changed = input.replace(from, to);
        assert_ne!(changed, input, "{from}");
        head.headers.insert(SIGNATURE_INPUT, HeaderValue::try_from(changed).expect("ASCII"));
        check(&head, NOW).expect_err("changed")
    };
    for (from, to, expect) in [
        ("edge=(", "edge=", SignatureRejection::Unreadable),
        ("edge=(", "other=(", SignatureRejection::Unreadable),
        (";tag=\"selvedge-origin\"", "", SignatureRejection::Unsigned),
        (";alg=\"hmac-sha256\"", "", SignatureRejection::Unreadable),
        ("hmac-sha256", "none", SignatureRejection::Unreadable),
        (";nonce=\"0123456789abcdef\"", "", SignatureRejection::Unreadable),
        ("0123456789abcdef", "short", SignatureRejection::Unreadable),
        ("0123456789abcdef", "0123456789abcdeg", SignatureRejection::Forged),
        ("created=1", "created=-1", SignatureRejection::Unreadable),
        ("expires=1800000060", "expires=1800000059", SignatureRejection::Forged),
        ("\"content-digest\" ", "", SignatureRejection::Uncovered("content-digest".into())),
        ("\"@method\" ", "\"@method\" \"@method\" ", SignatureRejection::Unreadable),
        ("\"@method\" ", "\"@method\";req ", SignatureRejection::Unreadable),
        ("\"@method\" ", "\"@method\" \"@status\" ", SignatureRejection::Forged),
        ("\"new\"", "\"none\"", SignatureRejection::UnknownKey),
    ] {
        assert_eq!(with(from, to), expect, "{from} → {to}");
    }
    let mut head = signed();
    head.headers.insert(SIGNATURE, HeaderValue::from_static("edge=:AAAA:"));
    assert_eq!(check(&head, NOW), Err(SignatureRejection::Forged));
    let mut head = signed();
    head.headers.append(SIGNATURE_INPUT, HeaderValue::try_from(input.replace("edge=", "other=")).expect("ASCII"));
    assert_eq!(check(&head, NOW), Err(SignatureRejection::Unreadable), "one of two");
    let mut head = signed();
    head.headers.append(SIGNATURE_INPUT, HeaderValue::from_static("proxy=(\"@method\");created=1"));
    assert!(check(&head, NOW).is_ok(), "somebody else's signature is left aside");
}

/// A header value with one byte changed to another visible one.
fn flipped(value: &HeaderValue, at: usize) -> HeaderValue {
    let mut bytes = value.as_bytes().to_vec();
    let at = at % bytes.len();
    bytes[at] = if bytes[at] == b'~' { b'!' } else { bytes[at] + 1 };
    HeaderValue::from_bytes(&bytes).expect("visible ASCII")
}

proptest! {
    #[test]
    fn any_changed_byte_of_what_is_covered_is_refused(
        path in "/[a-z0-9/._-]{0,20}",
        query in "[a-z0-9=&%]{0,12}",
        token in "[!-~]{1,40}",
        body in proptest::collection::vec(any::<u8>(), 0..64),
        part in 0..6_usize,
        at in any::<usize>(),
    ) {
        let mut head = Request::builder().method(Method::PUT).uri(format!("{path}?{query}")).body(()).expect("a request").into_parts().0;
        for name in ["authorization", "idempotency-key", "content-type"] {
            head.headers.insert(name, HeaderValue::try_from(&token).expect("visible ASCII"));
        }
        let keys = keys(&["new"]);
        sign(&mut head, &body, ORIGIN, keys.signing(), NOW, NONCE);
        prop_assert!(verify(&head, &body, ORIGIN, &keys, NOW).is_ok());
        let mut body = body;
        match part {
            0 => head.method = Method::PATCH,
            1 => head.uri = format!("{path}x?{query}").parse().expect("a path"),
            2 => head.uri = format!("{path}?{query}x").parse().expect("a path"),
            3 if body.is_empty() => body.push(0),
            3 => { let at = at % body.len(); body[at] ^= 1; }
            4 => {
                let name = ["authorization", "idempotency-key", "content-type", "content-digest"][at % 4];
                let changed = flipped(&head.headers[name], at / 4);
                head.headers.insert(name, changed);
            }
            _ => {
                let name = if at % 2 == 0 { SIGNATURE } else { SIGNATURE_INPUT };
                // Its last digit of base64 carries bits that mean nothing.
                let length = head.headers[&name].len() - 4;
                let changed = flipped(&head.headers[&name], at / 2 % length);
                head.headers.insert(name, changed);
            }
        }
        prop_assert!(verify(&head, &body, ORIGIN, &keys, NOW).is_err(), "{:?}", head);
    }
}
