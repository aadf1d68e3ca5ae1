//! Products as JSON lines, the shop's own and Icecat's, and as the shop's own table.
#![no_main]

use origin_import::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let format = match bytes.first().map_or(0, |options| options >> 5 & 3) {
        0 | 2 => Format::Icecat,
        1 => Format::Jsonl,
        _ => Format::SelvedgeCsv,
    };
    fuzz::check(format, bytes);
});
