//! What bytes are, whatever their name says: a picture of a format that is taken, and how large it is.

use thiserror::Error;

/// The most bytes a picture may have.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;
/// The most pixels, which bound the memory it takes.
const MAX_PIXELS: u64 = 64 * 1024 * 1024;
/// The longest side: no larger one can be written as WebP.
const MAX_SIDE: u32 = 16_383;

/// A format of originals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
    Webp,
}

impl Format {
    pub(crate) const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Webp];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }
}

/// What the head of a picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) format: Format,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Why bytes are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Rejection {
    /// They are too many.
    #[error("the file has more than 20 MiB: save it smaller")]
    TooManyBytes,
    /// They are no picture of a format that is taken.
    #[error("the file is no JPEG, PNG or WebP picture, whatever its name says: save it as one of these")]
    NoPicture,
    /// The picture begins as one and then breaks off, or tells no size.
    #[error("the picture's beginning is damaged, and its size cannot be read: save it anew")]
    Damaged,
    /// It has too many pixels.
    #[error("the picture has {0} × {1} pixels, more than 16383 on a side or 64 megapixels in all: make it smaller")]
    TooLarge(u32, u32),
}

/// Reads the format and the size that bytes claim, and refuses what is too large before anything is decoded.
pub(crate) fn read(bytes: &[u8]) -> Result<Header, Rejection> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Rejection::TooManyBytes);
    }
    let format = kind(bytes)?;
    let size = match format {
        Format::Jpeg => jpeg(bytes),
        Format::Png => png(bytes),
        Format::Webp => webp(bytes),
    };
    let (width, height) = size.filter(|(width, height)| *width > 0 && *height > 0).ok_or(Rejection::Damaged)?;
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Rejection::TooLarge(width, height));
    }
    Ok(Header { format, width, height })
}

/// The format that bytes begin as, of which there may be more to come.
pub(crate) fn kind(bytes: &[u8]) -> Result<Format, Rejection> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        Ok(Format::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        Ok(Format::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok(Format::Webp)
    } else {
        Err(Rejection::NoPicture)
    }
}

/// Looks for the frame's header among the segments before the first scan.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Filling between segments.
            0xFF => at += 1,
            // The scan, or the end: no frame came before it.
            0xDA | 0xD9 => return None,
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                return Some((big(bytes.get(at + 7..at + 9)?), big(bytes.get(at + 5..at + 7)?)));
            }
            _ => {
                let length = usize::try_from(big(bytes.get(at + 2..at + 4)?)).ok()?;
                at += 2 + length.max(2);
            }
        }
    }
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((big(bytes.get(16..20)?), big(bytes.get(20..24)?)))
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    const SIDE: u32 = 0x3FFF;
    match bytes.get(12..16)? {
        b"VP8 " => {
            (bytes.get(23..26)? == b"\x9D\x01\x2A").then_some(())?;
            Some((little(bytes.get(26..28)?) & SIDE, little(bytes.get(28..30)?) & SIDE))
        }
        b"VP8L" => {
            (*bytes.get(20)? == 0x2F).then_some(())?;
            let sizes = little(bytes.get(21..25)?);
            Some(((sizes & SIDE) + 1, (sizes >> 14 & SIDE) + 1))
        }
        b"VP8X" => Some((little(bytes.get(24..27)?) + 1, little(bytes.get(27..30)?) + 1)),
        _ => None,
    }
}

/// At most four bytes, the most significant first.
fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// At most four bytes, the least significant first.
fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn header(format: Format, width: u32, height: u32) -> Result<Header, Rejection> {
        Ok(Header { format, width, height })
    }

    #[test]
    fn sizes_are_read_from_the_bytes() {
        assert_eq!(read(&png(1200, 800)), header(Format::Png, 1200, 800));
        let jpeg = b"\xFF\xD8\xFF\xE1\0\x06Exif\xFF\xFF\xC2\0\x11\x08\x03\x20\x04\xB0\x03";
        assert_eq!(read(jpeg), header(Format::Jpeg, 1200, 800));
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9D\x01\x2A\xB0\x04\x20\x03";
        assert_eq!(read(lossy), header(Format::Webp, 1200, 800));
        let extended = b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x10\0\0\0\xAF\x04\0\x1F\x03\0";
        assert_eq!(read(extended), header(Format::Webp, 1200, 800));
        // 1199 in the lower 14 bits, 799 in the next.
        let sizes = (1199_u32 | 799 << 14).to_le_bytes();
        let lossless = [b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2F".as_slice(), &sizes].concat();
        assert_eq!(read(&lossless), header(Format::Webp, 1200, 800));
    }

    #[test]
    fn what_is_too_large_or_no_picture_is_refused_before_it_is_decoded() {
        assert_eq!(read(&png(10_000, 10_000)), Err(Rejection::TooLarge(10_000, 10_000)));
        assert_eq!(read(&png(16_384, 1)), Err(Rejection::TooLarge(16_384, 1)));
        assert_eq!(read(&png(u32::MAX, u32::MAX)), Err(Rejection::TooLarge(u32::MAX, u32::MAX)));
        assert_eq!(read(&png(0, 5)), Err(Rejection::Damaged));
        assert_eq!(read(&vec![0; 20 * 1024 * 1024 + 1]), Err(Rejection::TooManyBytes));
        for bytes in [
            "",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "<!doctype html>",
            "GIF89a",
            "%PDF-1.7",
            "PK\x03\x04",
            "BM",
        ] {
            assert_eq!(read(bytes.as_bytes()), Err(Rejection::NoPicture), "{bytes}");
        }
    }

    #[test]
    fn what_breaks_off_anywhere_is_damaged() {
        let jpeg = b"\xFF\xD8\xFF\xE1\0\x06Exif\xFF\xC0\0\x11\x08\x03\x20\x04\xB0";
        for length in 3..jpeg.len() {
            assert_eq!(read(&jpeg[..length]), Err(Rejection::Damaged), "{length}");
        }
        let whole = png(12, 8);
        for length in 8..whole.len() {
            assert_eq!(read(&whole[..length]), Err(Rejection::Damaged), "{length}");
        }
        assert_eq!(read(b"\xFF\xD8\xFF\xDA\0\x02"), Err(Rejection::Damaged));
    }
}
