//! Zstandard with contexts that are used again: making one takes longer than most bodies do.

use std::cell::RefCell;
use std::io;

use zstd::bulk::{Compressor, Decompressor};

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// The bytes in Zstandard of this level.
///
/// # Errors
/// If there is no memory.
pub fn compress(bytes: &[u8], level: i32) -> io::Result<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|kept| {
        let mut compressor = match kept.take() {
            Some(compressor) => compressor,
            None => Compressor::new(level)?,
        };
        compressor.set_compression_level(level)?;
        let coded = compressor.compress(bytes)?;
        *kept = Some(compressor);
        Ok(coded)
    })
}

/// What was coded, of at most `capacity` bytes.
///
/// # Errors
/// If it is no Zstandard, or of more bytes.
pub fn decompress(coded: &[u8], capacity: usize) -> io::Result<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let mut decompressor = match kept.take() {
            Some(decompressor) => decompressor,
            None => Decompressor::new()?,
        };
        let bytes = decompressor.decompress(coded, capacity)?;
        *kept = Some(decompressor);
        Ok(bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_that_was_used_before_gives_the_same_bytes() {
        let (one, other) = ("a mug ".repeat(900), "a plate ".repeat(40));
        for level in [1, 3, 1] {
            for text in [&one, &other, &one] {
                let coded = compress(text.as_bytes(), level).expect("memory");
                assert_eq!(coded, zstd::bulk::compress(text.as_bytes(), level).expect("memory"));
                assert_eq!(decompress(&coded, text.len()).expect("as coded"), text.as_bytes());
            }
            assert!(decompress(b"no Zstandard", 99).is_err());
        }
    }
}
