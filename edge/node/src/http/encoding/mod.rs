//! Content codings: making them, and which one a client gets.

use std::io::Write as _;

use bytes::Bytes;

use crate::zstandard;

mod choice;
#[cfg(test)]
mod negotiation;

pub use choice::{Encoding, SMALLEST_FIRST, SOONEST_FIRST, accepts, negotiate, negotiate_among};

/// The codings there are of one body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codings {
    /// RFC 7932.
    pub brotli: Option<Bytes>,
    /// RFC 8878.
    pub zstd: Option<Bytes>,
    /// RFC 1952.
    pub gzip: Option<Bytes>,
}

/// Bytes of Brotli that are handed over at a time.
const WRITTEN: usize = 16 * 1024;
/// Below this many bytes a coding saves nothing.
const SMALLEST: usize = 512;

/// Whether bodies of this content type become smaller by coding.
pub fn is_compressible(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.starts_with("text/")
        || kind.ends_with("+json")
        || kind.ends_with("+xml")
        || matches!(kind, "application/json" | "application/javascript" | "application/xml")
}

/// Whether a coding may save anything of a body of so many bytes.
pub fn is_worthwhile(length: usize) -> bool {
    length >= SMALLEST
}

/// A body in a coding, if that makes it smaller.
pub fn smaller(body: &[u8], encoding: Encoding) -> Option<Vec<u8>> {
    if !is_worthwhile(body.len()) {
        return None;
    }
    Some(encode(body, encoding)).filter(|coded| coded.len() < body.len())
}

/// A body in a coding: Brotli of quality 5, or of 1 if it shall be quick, Zstandard of level 1 and gzip of
/// level 4. The same body gives the same bytes, as its entity tag promises.
pub fn encode(body: &[u8], encoding: Encoding) -> Vec<u8> {
    const TO_MEMORY: &str = "memory can be written to";
    let room = Vec::with_capacity(body.len() / 3);
    match encoding {
        Encoding::Identity => body.to_vec(),
        Encoding::Brotli | Encoding::QuickBrotli => {
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: if encoding == Encoding::Brotli { 5 } else { 1 },
                lgwin: window(body.len()),
                size_hint: body.len(),
                ..Default::default()
            };
            let mut coded = room;
            // All of the body at once: by parts a quick coding begins anew with each.
            let (mut whole, mut written) = (vec![0; body.len().max(1)], vec![0; WRITTEN]);
            let memory = brotli::enc::StandardAlloc::default();
            brotli::BrotliCompressCustomAlloc(&mut &*body, &mut coded, &mut whole, &mut written, &parameters, memory)
                .expect(TO_MEMORY);
            coded
        }
        Encoding::Zstd => zstandard::compress(body, 1).expect(TO_MEMORY),
        Encoding::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(room, flate2::Compression::new(4));
            encoder.write_all(body).and_then(|()| encoder.finish()).expect(TO_MEMORY)
        }
    }
}

/// The body of so many bytes that [`encode`] made this Brotli of.
pub fn decode(brotli: &[u8], length: usize) -> Vec<u8> {
    let mut body = Vec::with_capacity(length);
    brotli::BrotliDecompress(&mut &*brotli, &mut body).expect("the node itself coded it");
    body
}

/// The window for a body of so many bytes, as a power of two: all of the body, as far as Brotli can.
/// Below 17 the encoder searches in a way that takes over ten times as long.
fn window(length: usize) -> i32 {
    i32::try_from(length.max(1).next_power_of_two().ilog2() + 1).unwrap_or(22).clamp(17, 22)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue, header};
    use std::io::Read as _;

    fn check(accepted: &'static str, expect: Encoding) {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
        assert_eq!(negotiate(&headers, |_| true), expect, "{accepted}");
    }

    #[test]
    fn the_client_chooses_and_brotli_wins_a_tie() {
        check("gzip, deflate, br, zstd", Encoding::Brotli);
        check("gzip, zstd", Encoding::Zstd);
        check("zstd;q=0.1, gzip;q=0.2", Encoding::Gzip);
        check("br;q=0.5, gzip", Encoding::Gzip);
        check("br;q=0.50, gzip;q=0.5", Encoding::Brotli);
        check("gzip;q=0, br;q=0", Encoding::Identity);
        check("*", Encoding::Brotli);
        check("br;q=0, *;q=0.1", Encoding::Zstd);
        check("identity", Encoding::Identity);
        check("identity;q=0.5, gzip;q=0.2", Encoding::Identity);
        check("identity;q=0, *;q=0", Encoding::Identity);
        check("deflate", Encoding::Identity);
        check("", Encoding::Identity);
        check("BR ; q=1.0", Encoding::Brotli);
        check("br;q=2, gzip;q=x", Encoding::Identity);
    }

    #[test]
    fn who_waits_is_sent_what_is_made_soonest() {
        let check = |accepted: &'static str, expect: Encoding| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
            assert_eq!(negotiate_among(&headers, SOONEST_FIRST, |_| true), expect, "{accepted}");
        };
        check("gzip, deflate, br, zstd", Encoding::Zstd);
        check("gzip, deflate, br", Encoding::QuickBrotli);
        check("gzip", Encoding::Gzip);
        check("br, zstd;q=0.5", Encoding::QuickBrotli);
        check("identity", Encoding::Identity);
    }

    #[test]
    fn only_what_there_is_is_chosen() {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static("br, gzip"))]);
        assert_eq!(negotiate(&headers, |encoding| encoding == Encoding::Gzip), Encoding::Gzip);
        assert_eq!(negotiate(&headers, |_| false), Encoding::Identity);
        assert_eq!(negotiate(&HeaderMap::new(), |_| true), Encoding::Identity);
    }

    #[test]
    fn coded_bodies_give_the_body_back() {
        let body = "a page of the shop ".repeat(200);
        let coded = |encoding| smaller(body.as_bytes(), encoding).expect("smaller by far");
        let zstd = zstd::bulk::decompress(&coded(Encoding::Zstd), body.len()).expect("valid Zstandard");
        assert_eq!(zstd, body.as_bytes());
        let mut back = String::new();
        let gzip = coded(Encoding::Gzip);
        flate2::read::GzDecoder::new(&gzip[..]).read_to_string(&mut back).expect("valid gzip");
        assert_eq!(back, body);
        for brotli in [Encoding::Brotli, Encoding::QuickBrotli] {
            assert_eq!(decode(&coded(brotli), body.len()), body.as_bytes());
        }
        assert_eq!(encode(body.as_bytes(), Encoding::Identity), body.as_bytes());
        assert_eq!(smaller(b"short", Encoding::Brotli), None);
    }

    #[test]
    fn brotli_is_the_same_however_a_body_is_handed_over() {
        for length in [700, 20_000, 70_000, 300_000] {
            let body: Vec<u8> =
                (0..length).flat_map(|number: u32| format!("{} a page ", number % 977).into_bytes()).collect();
            let body = &body[..length as usize];
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: 5,
                lgwin: window(body.len()),
                size_hint: body.len(),
                ..Default::default()
            };
            let mut by_parts = Vec::new();
            brotli::BrotliCompress(&mut &*body, &mut by_parts, &parameters).expect("memory can be written to");
            assert_eq!(encode(body, Encoding::Brotli), by_parts, "{length}");
        }
    }

    #[test]
    fn a_large_body_comes_back_whole() {
        let body: Vec<u8> = (0..700_000_u32).flat_map(|number| (number / 7).to_le_bytes()).collect();
        assert_eq!(decode(&encode(&body, Encoding::Brotli), body.len()), body);
    }
}
