//! Content codings: which one a client gets, and making them.

use std::io::Write as _;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

use crate::zstandard;

/// A content coding this node can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// RFC 7932, made in a moment and larger by some: for a page that somebody waits for.
    QuickBrotli,
    /// RFC 7932.
    Brotli,
}

/// What is chosen among by default, the smallest first.
pub const SMALLEST_FIRST: [Encoding; 3] = [Encoding::Brotli, Encoding::Zstd, Encoding::Gzip];
/// The same for a body that was not coded yet, what is made soonest first.
pub const SOONEST_FIRST: [Encoding; 3] = [Encoding::Zstd, Encoding::QuickBrotli, Encoding::Gzip];

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

/// Below this many bytes a coding saves nothing.
const SMALLEST: usize = 512;

impl Encoding {
    /// The name in `Content-Encoding`; identity has none.
    pub fn name(self) -> Option<HeaderValue> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Zstd => Some(HeaderValue::from_static("zstd")),
            Self::QuickBrotli | Self::Brotli => Some(HeaderValue::from_static("br")),
        }
    }

    /// What distinguishes the entity tags of the codings of one body.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gz",
            Self::Zstd => "-zst",
            Self::QuickBrotli => "-brq",
            Self::Brotli => "-br",
        }
    }
}

/// Chooses among the codings that `has` says there are by all lines of `Accept-Encoding` (RFC 9110, 12.5.3). The
/// smallest wins a tie: Brotli, then Zstandard, then gzip. A client that refuses everything gets identity, for
/// that is better than nothing.
pub fn negotiate(headers: &HeaderMap, has: impl Fn(Encoding) -> bool) -> Encoding {
    negotiate_among(headers, SMALLEST_FIRST, has)
}

/// The same among `offers`, of which the first wins a tie.
pub fn negotiate_among(headers: &HeaderMap, offers: [Encoding; 3], has: impl Fn(Encoding) -> bool) -> Encoding {
    let (mut brotli, mut zstd, mut gzip) = (None, None, None);
    let mut identity = None;
    let mut any = None;
    let lines = headers.get_all(header::ACCEPT_ENCODING).into_iter();
    // Bytes, so that what one member brings does not spoil the others.
    for member in lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b',')) {
        let (name, weight) = match member.iter().position(|byte| *byte == b';') {
            Some(at) => (&member[..at], &member[at + 1..]),
            None => (member, &b"q=1"[..]),
        };
        let quality = quality(weight.trim_ascii());
        match name.trim_ascii() {
            n if n.eq_ignore_ascii_case(b"br") => brotli = Some(quality),
            n if n.eq_ignore_ascii_case(b"zstd") => zstd = Some(quality),
            n if n.eq_ignore_ascii_case(b"gzip") || n.eq_ignore_ascii_case(b"x-gzip") => {
                gzip = Some(quality);
            }
            n if n.eq_ignore_ascii_case(b"identity") => identity = Some(quality),
            b"*" => any = Some(quality),
            _ => {}
        }
    }
    // Identity is always acceptable, but only preferred when the client says so.
    let mut best = (Encoding::Identity, identity.or(any).unwrap_or(0));
    for encoding in offers.into_iter().rev() {
        let named = match encoding {
            Encoding::Brotli | Encoding::QuickBrotli => brotli,
            Encoding::Zstd => zstd,
            Encoding::Gzip => gzip,
            Encoding::Identity => identity,
        };
        let quality = named.or(any).unwrap_or(0);
        if quality > 0 && quality >= best.1 && has(encoding) {
            best = (encoding, quality);
        }
    }
    best.0
}

/// Whether a client takes a body in this coding.
pub fn accepts(headers: &HeaderMap, encoding: Encoding) -> bool {
    negotiate_among(headers, [encoding; 3], |_| true) == encoding
}

/// Thousandths of a weight, `q=0.5` (RFC 9110, 12.4.2); 0 when it cannot be read.
fn quality(weight: &[u8]) -> u16 {
    let [b'q' | b'Q', b'=', value @ ..] = weight else { return 0 };
    let (whole, part) = match value {
        [whole @ (b'0' | b'1')] | [whole @ (b'0' | b'1'), b'.'] => (*whole, &[][..]),
        [whole @ (b'0' | b'1'), b'.', part @ ..] => (*whole, part),
        _ => return 0,
    };
    if part.len() > 3 || !part.iter().all(u8::is_ascii_digit) {
        return 0;
    }
    let thousandths =
        (0..3).fold(0, |sum, place| sum * 10 + part.get(place).map_or(0, |digit| u16::from(digit - b'0')));
    match (whole, thousandths) {
        (b'1', 0) => 1000,
        (b'0', thousandths) => thousandths,
        _ => 0,
    }
}

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

/// A body in a coding: Brotli of quality 5, or of 1 if it shall be quick, Zstandard of level 3 and gzip of
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
            brotli::BrotliCompress(&mut &*body, &mut coded, &parameters).expect(TO_MEMORY);
            coded
        }
        Encoding::Zstd => zstandard::compress(body, 3).expect(TO_MEMORY),
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
mod negotiation;

#[cfg(test)]
mod tests {
    use super::*;
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
    fn a_large_body_comes_back_whole() {
        let body: Vec<u8> = (0..700_000_u32).flat_map(|number| (number / 7).to_le_bytes()).collect();
        assert_eq!(decode(&encode(&body, Encoding::Brotli), body.len()), body);
    }
}
