//! Text of HTML.
#![no_main]

use origin_import::plain_text;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(plain) = plain_text(&String::from_utf8_lossy(bytes)) else { return };
    let text = plain.text;
    assert!(!text.contains("\n\n\n") && text.trim() == text);
    assert!(!text.chars().any(|letter| letter.is_control() && letter != '\n'));
    // It is text: written as HTML again, it is read as the same words.
    let written = text.replace('&', "&amp;").replace('<', "&lt;");
    let again = plain_text(&written).expect("without a tag").text;
    assert!(again.split_whitespace().eq(text.split_whitespace()), "{text:?} became {again:?}");
});
