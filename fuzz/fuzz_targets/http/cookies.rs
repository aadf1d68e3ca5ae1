//! The `Cookie` header: whatever others set, ours is found.
#![no_main]

use api::site::cookie_values;

const OURS: &[u8] = b"__Host-cart=0190b0a0-0000-7000-8000-000000000000";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // A semicolon parts cookies; what stands before the first zero stands before ours.
    let at = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let line = [&bytes[..at], b";", OURS, b"; ", &bytes[at..]].concat();
    let found: Vec<&str> = cookie_values(&line, "__Host-cart").collect();
    assert!(found.contains(&"0190b0a0-0000-7000-8000-000000000000"));
    assert!(found.iter().all(|value| !value.contains(';')));
    assert_eq!(
        cookie_values(&line, "__Host-session").count(),
        line.split(|byte| *byte == b';').filter(|pair| is_session(pair)).count()
    );
});

fn is_session(pair: &[u8]) -> bool {
    let value = pair.trim_ascii().strip_prefix(b"__Host-session=");
    value.is_some_and(|value| std::str::from_utf8(value).is_ok())
}
