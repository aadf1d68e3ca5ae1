//! Taking out of a WebP file what is not its pixels.
//!
//! libvips before 8.14.2 writes the camera's words, place and owner among them, into WebP files even when it is asked
//! to leave them out, and Debian has 8.14.1. So it is done here, whatever libvips did.

/// The chunks that a picture is made of: what it has, its transparency, and its pixels.
const PIXELS: [&[u8; 4]; 4] = [b"VP8X", b"ALPH", b"VP8 ", b"VP8L"];
/// The bit of `VP8X` that tells of transparency. The others tell of what is taken out, or of pictures that move.
const ALPHA: u8 = 0x10;

/// The same picture without anything else in the file; none if the bytes are no whole WebP file.
pub(crate) fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = bytes.split_at_checked(12)?;
    (head.starts_with(b"RIFF") && head.ends_with(b"WEBP")).then_some(())?;
    let mut kept = b"WEBP".to_vec();
    while !rest.is_empty() {
        let length = u32::from_le_bytes(rest.get(4..8)?.try_into().ok()?);
        let length = usize::try_from(length).ok()?;
        // Chunks of an odd length are followed by one byte more.
        let (chunk, after) = rest.split_at_checked(length.checked_add(8 + length % 2)?)?;
        if PIXELS.iter().any(|name| chunk.starts_with(*name)) {
            let begins = kept.len();
            kept.extend_from_slice(chunk);
            if chunk.starts_with(b"VP8X") {
                *kept.get_mut(begins + 8)? &= ALPHA;
            }
        }
        rest = after;
    }
    let length = u32::try_from(kept.len()).ok()?;
    Some([b"RIFF".as_slice(), &length.to_le_bytes(), &kept].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        for (name, data) in chunks {
            body.extend_from_slice(*name);
            body.extend(u32::try_from(data.len()).expect("small").to_le_bytes());
            body.extend_from_slice(data);
            body.extend(std::iter::repeat_n(0, data.len() % 2));
        }
        let length = u32::try_from(body.len()).expect("small").to_le_bytes();
        [b"RIFF".as_slice(), &length, &body].concat()
    }

    #[test]
    fn nothing_but_the_pixels_stays() {
        let full = file(&[
            (b"VP8X", b"\x3C\0\0\0\x01\0\0\x02\0\0"),
            (b"ICCP", b"profile"),
            (b"ALPH", b"alpha"),
            (b"VP8 ", b"pixels"),
            (b"EXIF", b"where it was taken"),
            (b"XMP ", b"and by whom"),
        ]);
        let bare = file(&[(b"VP8X", b"\x10\0\0\0\x01\0\0\x02\0\0"), (b"ALPH", b"alpha"), (b"VP8 ", b"pixels")]);
        assert_eq!(webp(&full), Some(bare.clone()));
        assert_eq!(webp(&bare), Some(bare));
    }

    #[test]
    fn what_breaks_off_is_no_file() {
        let whole = file(&[(b"VP8 ", b"pixels")]);
        for length in 0..whole.len() {
            // A file without any chunk is whole.
            assert_eq!(webp(&whole[..length]).is_some(), length == 12, "{length}");
        }
        assert_eq!(webp(b"RIFF\0\0\0\0WEBPVP8 \xFF\xFF\xFF\xFF"), None);
    }
}
