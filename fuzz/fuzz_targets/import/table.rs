//! Product exports as tables.
#![no_main]

use origin_import::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::check(Format::ShopifyCsv, bytes));
