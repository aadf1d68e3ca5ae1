//! What the shop itself reads of a picture: what its first bytes say of it, and the chunks of the WebP files that it made.
#![no_main]

// The files as they are: their crate brings a database and a web server along.
#[expect(dead_code, reason = "a part of the crate's file is enough")]
#[path = "../../../origin/media/src/format.rs"]
mod format;
#[path = "../../../origin/media/src/strip.rs"]
mod strip;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let kind = format::kind(bytes);
    match format::read(bytes) {
        Ok(header) => {
            assert_eq!(kind, Ok(header.format));
            let (width, height) = (u64::from(header.width), u64::from(header.height));
            assert!((1..=16_383).contains(&width) && (1..=16_383).contains(&height));
            assert!(width * height <= 64 * 1024 * 1024);
            // What comes behind makes no difference, but for how much it is.
            assert_eq!(format::read(&[bytes, b"<script>"].concat()), Ok(header));
        }
        Err(format::Rejection::NoPicture) => assert_eq!(kind, Err(format::Rejection::NoPicture)),
        Err(_) => assert!(kind.is_ok()),
    }
    // What was taken out is not there, what is left is whole, and taking out once more changes nothing.
    if let Some(bare) = strip::webp(bytes) {
        assert!(bare.len() <= bytes.len());
        let length = u32::from_le_bytes(bare[4..8].try_into().expect("four bytes"));
        assert_eq!(usize::try_from(length).expect("it was counted") + 8, bare.len());
        assert_eq!(strip::webp(&bare), Some(bare.clone()));
        let mut rest = &bare[12..];
        while !rest.is_empty() {
            assert!([b"VP8 ", b"VP8L", b"VP8X", b"ALPH"].iter().any(|name| rest.starts_with(*name)), "{rest:?}");
            let length = u32::from_le_bytes(rest[4..8].try_into().expect("four bytes"));
            let length = usize::try_from(length).expect("it was counted");
            rest = &rest[8 + length + length % 2..];
        }
    }
});
