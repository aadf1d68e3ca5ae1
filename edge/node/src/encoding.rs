//! Content codings: which one a client gets, and making them.

use std::io::Write as _;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

/// A content coding this node can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

/// Below this many bytes a coding saves nothing.
const SMALLEST: usize = 512;

impl Encoding {
    /// The name in `Content-Encoding`; identity has none.
    pub fn name(self) -> Option<HeaderValue> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Brotli => Some(HeaderValue::from_static("br")),
        }
    }

    /// What distinguishes the entity tags of the codings of one body.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gz",
            Self::Brotli => "-br",
        }
    }
}

/// Chooses among the codings there are by `Accept-Encoding`. Brotli wins a tie. A client that
/// refuses everything gets identity, for that is better than nothing.
pub fn negotiate(headers: &HeaderMap, brotli: bool, gzip: bool) -> Encoding {
    let Some(accepted) = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()) else {
        return Encoding::Identity;
    };
    let mut offers = [(Encoding::Brotli, brotli, None), (Encoding::Gzip, gzip, None)];
    let mut identity = None;
    let mut any = None;
    for part in accepted.split(',') {
        let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
        let quality = quality(parameters);
        match name.trim() {
            n if n.eq_ignore_ascii_case("br") => offers[0].2 = Some(quality),
            n if n.eq_ignore_ascii_case("gzip") || n.eq_ignore_ascii_case("x-gzip") => {
                offers[1].2 = Some(quality);
            }
            n if n.eq_ignore_ascii_case("identity") => identity = Some(quality),
            "*" => any = Some(quality),
            _ => {}
        }
    }
    // Identity is always acceptable, but only preferred when the client says so.
    let mut best = (Encoding::Identity, identity.unwrap_or(0));
    for (encoding, available, quality) in offers.into_iter().rev() {
        let quality = quality.or(any).unwrap_or(0);
        if available && quality > 0 && quality >= best.1 {
            best = (encoding, quality);
        }
    }
    best.0
}

/// Thousandths of the `q` parameter; 1000 without one, 0 when it cannot be read.
fn quality(parameters: &str) -> u16 {
    let Some(value) = parameters.split(';').find_map(|p| p.trim().strip_prefix("q=")) else {
        return 1000;
    };
    let (whole, part) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return 0;
    }
    match whole {
        "1" => 1000,
        "0" => format!("{part:0<3}").parse().unwrap_or(0),
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

/// The brotli (quality 5) and gzip (level 6) forms of a body, where they are smaller.
pub fn compress(body: &[u8]) -> (Option<Bytes>, Option<Bytes>) {
    if body.len() < SMALLEST {
        return (None, None);
    }
    let smaller = |coded: Vec<u8>| (coded.len() < body.len()).then(|| Bytes::from(coded));
    let parameters = brotli::enc::BrotliEncoderParams { quality: 5, size_hint: body.len(), ..Default::default() };
    let mut coded = Vec::with_capacity(body.len() / 4);
    let brotli = brotli::BrotliCompress(&mut &*body, &mut coded, &parameters).ok().and_then(|_| smaller(coded));
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 4), flate2::Compression::default());
    let gzip = encoder.write_all(body).and_then(|()| encoder.finish()).ok().and_then(smaller);
    (brotli, gzip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn check(accepted: &'static str, expect: Encoding) {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
        assert_eq!(negotiate(&headers, true, true), expect, "{accepted}");
    }

    #[test]
    fn the_client_chooses_and_brotli_wins_a_tie() {
        check("gzip, deflate, br, zstd", Encoding::Brotli);
        check("br;q=0.5, gzip", Encoding::Gzip);
        check("br;q=0.50, gzip;q=0.5", Encoding::Brotli);
        check("gzip;q=0, br;q=0", Encoding::Identity);
        check("*", Encoding::Brotli);
        check("br;q=0, *;q=0.1", Encoding::Gzip);
        check("identity", Encoding::Identity);
        check("identity;q=0.5, gzip;q=0.2", Encoding::Identity);
        check("identity;q=0, *;q=0", Encoding::Identity);
        check("deflate", Encoding::Identity);
        check("", Encoding::Identity);
        check("BR ; q=1.0", Encoding::Brotli);
        check("br;q=2, gzip;q=x", Encoding::Identity);
    }

    #[test]
    fn only_what_there_is_is_chosen() {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static("br, gzip"))]);
        assert_eq!(negotiate(&headers, false, true), Encoding::Gzip);
        assert_eq!(negotiate(&headers, false, false), Encoding::Identity);
        assert_eq!(negotiate(&HeaderMap::new(), true, true), Encoding::Identity);
    }

    #[test]
    fn coded_bodies_give_the_body_back() {
        let body = "a page of the shop ".repeat(200);
        let (brotli, gzip) = compress(body.as_bytes());
        let mut back = String::new();
        let gzip = gzip.expect("smaller by far");
        flate2::read::GzDecoder::new(&gzip[..]).read_to_string(&mut back).expect("valid gzip");
        assert_eq!(back, body);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &brotli.expect("smaller by far")[..], &mut back).expect("valid brotli");
        assert_eq!(back, body.as_bytes());
        assert_eq!(compress(b"short"), (None, None));
    }
}
