//! Which content coding a client gets. This file needs nothing of the node, so that it can be fuzzed without building it.

use http::{HeaderMap, HeaderValue, header};

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
        let name = name.trim_ascii();
        let is = |known: &[u8]| name.eq_ignore_ascii_case(known);
        let said = match name {
            b"*" => &mut any,
            _ if is(b"br") => &mut brotli,
            _ if is(b"zstd") => &mut zstd,
            _ if is(b"gzip") || is(b"x-gzip") => &mut gzip,
            _ if is(b"identity") => &mut identity,
            _ => continue,
        };
        // Of what is said twice the least counts: what was refused once is not sent.
        *said = Some(said.map_or(quality, |before: u16| before.min(quality)));
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
