//! Signatures of calls, of agents and of their directories (RFC 9421), and tickets: whatever stands in the fields, nobody is believed who cannot sign, and
//! who is believed about everything is still believed for this host and this time alone.
#![no_main]

use std::sync::LazyLock;

use http::{HeaderName, HeaderValue, Request};
use signing::{
    Agents, CONTENT_DIGEST, Keys, ORIGIN, SIGNATURE, SIGNATURE_INPUT, Ticket, TicketKind, agent, keys_that_signed,
    verify,
};

const NOW: u64 = 1_800_000_000;
static KEYS: LazyLock<Keys> = LazyLock::new(|| format!("edge-1:{}", "A".repeat(44)).parse().expect("a key"));
static AGENTS: LazyLock<Agents> =
    LazyLock::new(|| "crawler.example:JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs".parse().expect("an agent"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.split(|byte| *byte == 0);
    let mut next = || parts.next().unwrap_or_default();
    let fields = [SIGNATURE_INPUT, SIGNATURE, CONTENT_DIGEST, HeaderName::from_static("signature-agent")];
    let mut head = Request::get("/v1/orders?x=1").header("host", "shop.example").body(()).expect("ours").into_parts().0;
    for name in fields {
        if let Ok(value) = HeaderValue::from_bytes(next()) {
            head.headers.append(name, value);
        }
    }
    assert!(verify(&head, next(), ORIGIN, &KEYS, NOW).is_err(), "nobody knows the key");
    assert!(agent(&head, "shop.example", &AGENTS, |_, _, _| false, NOW).is_err(), "nobody has signed");
    // As if every signature were good.
    if let Ok(name) = agent(&head, "shop.example", &AGENTS, |_, _, _| true, NOW) {
        assert_eq!(&*name, "crawler.example");
        assert!(agent(&head, "evil.example", &AGENTS, |_, _, _| true, NOW).is_err());
        assert!(agent(&head, "shop.example", &AGENTS, |_, _, _| true, NOW + 2 * 86_400).is_err());
    }
    // Directories of agents' keys, and tickets that somebody else holds.
    let keys = [[7; 32]];
    assert!(keys_that_signed(&head.headers, "crawler.example", &keys, |_, _, _| false, NOW).is_empty());
    assert!(keys_that_signed(&head.headers, "crawler.example", &keys, |_, _, _| true, NOW).len() <= 1);
    let ticket = String::from_utf8_lossy(next());
    for kind in [TicketKind::Challenge, TicketKind::Pass] {
        assert_eq!(Ticket::open(kind, &ticket, &KEYS, NOW), None, "nobody knows the key");
    }
});
