//! Products as JSON lines, the shop's own and Icecat's.
#![no_main]

use origin_import::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let format = if bytes.first().is_some_and(|options| options & 32 == 0) { Format::Icecat } else { Format::Jsonl };
    fuzz::check(format, bytes);
});
